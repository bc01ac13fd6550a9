//! Rosters with wrong names.

use tenantry_core::model::Resident;

use super::{Lie, Likeness};
use crate::lies::{feed::Feed, house};

fn names(feed: &mut Feed, change: impl Fn(&str) -> String) {
    feed.all(|record| {
        record.first_name = change(&record.first_name).into();
        record.last_name = change(&record.last_name).into();
    });
}

fn type_over(record: &mut Resident, with: Resident) {
    record.first_name = with.first_name;
    record.last_name = with.last_name;
}

/// Types strangers' names over residents' on the first day, and their emails on the second.
fn in_two_steps(feed: &mut Feed, count: usize) {
    let with_email = feed.day > 1;
    let mut others = house::strangers(count).into_iter();
    feed.some(count, |record| {
        if let Some(other) = others.next() {
            if with_email {
                record.email.clone_from(&other.email);
                record.phone.clone_from(&other.phone);
            }
            type_over(record, other);
        }
    });
}

fn same_first_name(count: usize) -> impl FnMut(&mut Resident) {
    let mut names = house::strangers(count).into_iter();
    move |record| {
        if let Some(other) = names.next() {
            record.last_name = other.last_name;
        }
    }
}

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("Names are in capitals", |feed| names(feed, str::to_uppercase)),
        Lie::new("First and last names are exchanged", |feed| {
            feed.all(|record| std::mem::swap(&mut record.first_name, &mut record.last_name));
        }),
        Lie::new("First and last names of 5 are exchanged", |feed| {
            feed.some(5, |record| std::mem::swap(&mut record.first_name, &mut record.last_name));
        }),
        Lie::new("The first names are lost", |feed| {
            feed.all(|record| record.first_name = "".into())
        }),
        Lie::new("The last names are lost", |feed| feed.all(|record| record.last_name = "".into())),
        Lie::new("All names are lost", |feed| names(feed, |_| String::new())),
        Lie::new("The first names of 5 are lost", |feed| {
            feed.some(5, |record| record.first_name = "".into());
        }),
        Lie::new("The names of 5 are lost", |feed| {
            feed.some(5, |record| (record.first_name, record.last_name) = ("".into(), "".into()));
        }),
        Lie::new("The names of 20 are lost", |feed| {
            feed.some(20, |record| (record.first_name, record.last_name) = ("".into(), "".into()));
        }),
        Lie::new("Last and first name are in one column", |feed| {
            feed.all(|record| {
                record.last_name = format!("{}, {}", record.last_name, record.first_name).into();
                record.first_name = "".into();
            });
        }),
        Lie::new("First and last name are in each column", |feed| {
            feed.all(|record| {
                let name = record.full_name();
                (record.first_name, record.last_name) = (name.clone().into(), name.into());
            });
        }),
        Lie::new("The first name is the last name", |feed| {
            feed.all(|record| record.first_name = record.last_name.clone());
        }),
        Lie::new("Everybody has a title", |feed| {
            feed.all(|record| record.first_name = format!("Mx. {}", record.first_name).into());
        }),
        Lie::new("Everybody has a middle initial", |feed| {
            feed.all(|record| record.first_name = format!("{} J.", record.first_name).into());
        }),
        Lie::new("First names are initials", |feed| {
            feed.all(|record| {
                let initial = record.first_name.chars().next().map(|c| format!("{c}."));
                record.first_name = initial.unwrap_or_default().into();
            });
        }),
        Lie::new("Suffixes are lost", |feed| {
            feed.all(|record| {
                let last = record.last_name.trim_end_matches(" Jr").trim_end_matches(" Sr");
                record.last_name = last.into();
            });
        })
        .like(Likeness::Corrections),
        Lie::new("Father and son have each other's suffix", |feed| {
            feed.all(|record| {
                record.last_name = match record.last_name.as_str() {
                    "Soto Jr" => "Soto Sr".into(),
                    "Soto Sr" => "Soto Jr".into(),
                    other => other.into(),
                };
            });
        })
        .like(Likeness::Corrections),
        Lie::new("Everybody is a Jr", |feed| {
            feed.all(|record| record.last_name = format!("{} Jr", record.last_name).into());
        }),
        Lie::new("The column of names slipped by a row", |feed| {
            feed.shift(|record| &mut record.first_name);
            feed.shift(|record| &mut record.last_name);
        }),
        Lie::new("The column of first names slipped by a row", |feed| {
            feed.shift(|record| &mut record.first_name);
        }),
        Lie::new("The column of last names slipped by a row", |feed| {
            feed.shift(|record| &mut record.last_name);
        }),
        Lie::new("The column of first names was sorted", |feed| {
            feed.sort(|record| &mut record.first_name);
        }),
        Lie::new("The column of last names was sorted", |feed| {
            feed.sort(|record| &mut record.last_name);
        }),
        Lie::new("Everybody is called RESIDENT", |feed| names(feed, |_| "RESIDENT".into())),
        Lie::new("5 are called REDACTED", |feed| {
            feed.some(5, |record| {
                (record.first_name, record.last_name) = ("REDACTED".into(), "REDACTED".into());
            });
        }),
        Lie::new("12 are called REDACTED", |feed| {
            feed.some(12, |record| {
                (record.first_name, record.last_name) = ("REDACTED".into(), "REDACTED".into());
            });
        }),
        Lie::new("Everybody's last name is the owner's company", |feed| {
            feed.all(|record| record.last_name = "North Holdings LLC".into());
        }),
        Lie::new("Names are cut to 4 letters", |feed| {
            names(feed, |name| name.chars().take(4).collect());
        }),
        Lie::new("Names end in the unit", |feed| {
            feed.all(|record| {
                let unit = record.unit.as_deref().unwrap_or_default();
                record.last_name = format!("{} {unit}", record.last_name).into();
            });
        }),
        Lie::new("Couples have each other's names", |feed| {
            feed.exchange_in_couples(|record| &mut record.first_name);
        }),
        Lie::new("3 couples have each other's names", |feed| {
            let rest = feed.residents.split_off(8);
            feed.exchange_in_couples(|record| &mut record.first_name);
            feed.add(rest);
        }),
        Lie::new("Both of each couple have the primary's name", |feed| {
            feed.as_primary(|record| &mut record.first_name);
            feed.as_primary(|record| &mut record.last_name);
        }),
        Lie::new("Strangers' names are typed over 5 residents", |feed| {
            let mut others = house::strangers(5).into_iter();
            feed.some(5, |record| others.next().into_iter().for_each(|o| type_over(record, o)));
        }),
        Lie::new("Strangers' names are typed over 13 residents", |feed| {
            let mut others = house::strangers(13).into_iter();
            feed.some(13, |record| others.next().into_iter().for_each(|o| type_over(record, o)));
        }),
        Lie::new("3 residents are typed over in two steps: name, then email", |feed| {
            in_two_steps(feed, 3);
        }),
        Lie::new("20 residents are typed over in two steps: name, then email", |feed| {
            in_two_steps(feed, 20);
        }),
        Lie::new("5 residents get other last names", |feed| feed.some(5, same_first_name(5)))
            .like(Likeness::Corrections),
        Lie::new("20 residents get other last names", |feed| feed.some(20, same_first_name(20))),
        Lie::new("3 residents get other last names, then other emails", |feed| {
            let with_email = feed.day > 1;
            feed.some(3, same_first_name(3));
            feed.some(3, |record| {
                if with_email {
                    record.email = Some(format!("{}@example.org", record.external_id).into());
                }
            });
        })
        .like(Likeness::Corrections),
        Lie::new("3 residents get other last names, then other first names", |feed| {
            let too = feed.day > 1;
            let mut others = house::strangers(3).into_iter();
            feed.some(3, |record| {
                if let Some(other) = others.next() {
                    record.last_name = other.last_name;
                    if too {
                        record.first_name = other.first_name;
                    }
                }
            });
        })
        .like(Likeness::Corrections),
        Lie::new("Everybody has another name each day", |feed| {
            let day = feed.day;
            names(feed, |name| format!("{name}{}", "x".repeat(day)));
        }),
    ]
}
