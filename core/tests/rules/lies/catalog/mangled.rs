//! Rosters that went through a spreadsheet, or through the wrong encoding.

use tenantry_core::{Text, model::Resident};

use super::{Lie, Likeness};
use crate::lies::feed::{Feed, edit};

/// Changes all text of every record except the status.
fn texts(feed: &mut Feed, change: impl Fn(&str) -> String) {
    let change: &dyn Fn(&str) -> String = &change;
    feed.all(|record| {
        for text in [&mut record.external_id, &mut record.first_name, &mut record.last_name] {
            *text = change(text).into();
        }
        contacts(record, change);
    });
}

fn contacts(record: &mut Resident, change: &dyn Fn(&str) -> String) {
    let cells = [&mut record.email, &mut record.phone, &mut record.building, &mut record.unit];
    cells.into_iter().for_each(|cell| edit(cell, change));
}

/// UTF-8 read as Latin-1.
fn misread(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

fn filled(feed: &mut Feed, count: usize, text: &'static str) {
    feed.some(count, |record| {
        contacts(record, &|_| text.into());
        (record.first_name, record.last_name) = (text.into(), text.into());
    });
}

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("Accents are misread", |feed| {
            feed.all(|record| {
                record.first_name = misread(&record.first_name).into();
                record.last_name = misread(&record.last_name).into();
            });
        })
        .like(Likeness::Corrections),
        Lie::new("Accents are question marks", |feed| {
            feed.all(|record| {
                for name in [&mut record.first_name, &mut record.last_name] {
                    *name = name.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect();
                }
            });
        })
        .like(Likeness::Corrections),
        Lie::new("Every cell ends in a space", |feed| texts(feed, |text| format!("{text} "))),
        Lie::new("Every cell except the ID ends in a space", |feed| {
            feed.all(|record| {
                contacts(record, &|text| format!("{text} "));
                record.first_name.push(' ');
                record.last_name.push(' ');
            });
        }),
        Lie::new("Every cell is in quotation marks", |feed| {
            texts(feed, |text| format!("\"{text}\""));
        }),
        Lie::new("Every cell is a formula", |feed| texts(feed, |text| format!("=\"{text}\""))),
        Lie::new("Every cell is in small letters", |feed| texts(feed, str::to_lowercase)),
        Lie::new("Every cell is cut to 8 characters", |feed| {
            texts(feed, |text| text.chars().take(8).collect());
        }),
        Lie::new("Every cell has an invisible space", |feed| {
            texts(feed, |text| format!("{text}\u{200b}"));
        }),
        Lie::new("Spaces are non-breaking", |feed| {
            texts(feed, |text| text.replace(' ', "\u{a0}"));
        }),
        Lie::new("Apostrophes are HTML", |feed| texts(feed, |text| text.replace('\'', "&#39;")))
            .like(Likeness::Corrections),
        Lie::new("Cells of 5 rows are #N/A", |feed| filled(feed, 5, "#N/A")),
        Lie::new("Cells of all rows are #REF!", |feed| filled(feed, 60, "#REF!")),
        Lie::new("Cells of 12 rows are NULL", |feed| filled(feed, 12, "NULL")),
        Lie::new("Blank cells are N/A", |feed| {
            feed.all(|record| {
                for cell in [&mut record.email, &mut record.phone, &mut record.lease_id] {
                    cell.get_or_insert_with(|| Text::new("N/A"));
                }
            });
        }),
        Lie::new("Email and phone are exchanged", |feed| {
            feed.all(|record| std::mem::swap(&mut record.email, &mut record.phone));
        }),
        Lie::new("Email and phone of 5 are exchanged", |feed| {
            feed.some(5, |record| std::mem::swap(&mut record.email, &mut record.phone));
        }),
        Lie::new("Unit and phone are exchanged", |feed| {
            feed.all(|record| std::mem::swap(&mut record.unit, &mut record.phone));
        }),
        Lie::new("Last name and unit are exchanged", |feed| {
            feed.all(|record| {
                let unit = record.unit.take().unwrap_or_default();
                record.unit = Some(std::mem::replace(&mut record.last_name, unit));
            });
        }),
        Lie::new("The columns from the name on slipped to the right", |feed| {
            feed.all(|record| {
                record.unit = record.building.take();
                record.building = record.phone.take();
                record.phone = record.email.take();
                record.email = Some(std::mem::take(&mut record.last_name));
                record.last_name = std::mem::take(&mut record.first_name);
            });
        }),
        Lie::new("The columns of 5 rows slipped to the right", |feed| {
            feed.some(5, |record| {
                record.phone = record.email.take();
                record.email = Some(std::mem::take(&mut record.last_name));
                record.last_name = std::mem::take(&mut record.first_name);
            });
        }),
        Lie::new("Everything is in the first column", |feed| {
            feed.all(|record| {
                record.external_id =
                    format!("{};{}", record.external_id, record.full_name()).into();
                (record.first_name, record.last_name) = ("".into(), "".into());
                (record.email, record.phone) = (None, None);
                (record.building, record.unit) = (None, None);
            });
        }),
        Lie::new("Line breaks in 3 names", |feed| {
            feed.some(3, |record| record.last_name.push('\n'));
        }),
        Lie::new("Line breaks in all names", |feed| {
            feed.all(|record| record.last_name.push('\n'));
        }),
        Lie::new("Sorted by everything but the ID", |feed| {
            let ids: Vec<Text> =
                feed.residents.iter().map(|record| record.external_id.clone()).collect();
            feed.residents.sort_by(|a, b| a.last_name.cmp(&b.last_name));
            for (record, id) in feed.residents.iter_mut().zip(ids) {
                record.external_id = id;
            }
        }),
        Lie::new("Sorted by everything but ID, name and email", |feed| {
            let mut rest = feed.residents.clone();
            rest.sort_by(|a, b| a.phone.cmp(&b.phone).reverse());
            for (record, other) in feed.residents.iter_mut().zip(rest) {
                record.phone = other.phone;
                (record.building, record.unit) = (other.building, other.unit);
                (record.lease_start, record.lease_end) = (other.lease_start, other.lease_end);
                (record.move_in, record.move_out) = (other.move_in, other.move_out);
            }
        }),
        Lie::new("Blank cells repeat the row above", |feed| {
            let mut above = (None, None);
            feed.all(|record| {
                record.phone = record.phone.take().or(above.0.take());
                record.move_out = record.move_out.or(above.1);
                above = (record.phone.clone(), record.move_out);
            });
        }),
        Lie::new("Right to left: every cell is reversed", |feed| {
            texts(feed, |text| text.chars().rev().collect());
        }),
    ]
}
