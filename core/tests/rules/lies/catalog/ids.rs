//! Rosters with wrong IDs.

use tenantry_core::{
    Text,
    model::{Resident, weak_id},
};

use super::{Lie, Likeness};
use crate::lies::{feed::Feed, house};

fn ids(feed: &mut Feed, change: impl Fn(&str) -> String) {
    feed.all(|record| record.external_id = change(&record.external_id).into());
}

fn id(record: &mut Resident) -> &mut Text {
    &mut record.external_id
}

/// A new ID for a record, with a word about the former one.
fn renumbered(record: &mut Resident) {
    let new = format!("n{}", &record.external_id[1..]).into();
    record.previous_external_id = Some(std::mem::replace(&mut record.external_id, new));
}

/// Somebody else in place of a resident.
fn replace(record: &mut Resident, other: Resident) {
    record.first_name = other.first_name;
    record.last_name = other.last_name;
    record.email = other.email;
    record.phone = other.phone;
}

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("Every ID has a prefix", |feed| ids(feed, |id| format!("NORTH-{id}"))),
        Lie::new("Every ID is in capitals", |feed| ids(feed, str::to_uppercase)),
        Lie::new("IDs lost their letter and leading zeros", |feed| {
            ids(feed, |id| id[1..].trim_start_matches('0').into());
        }),
        Lie::new("IDs are cut to 6 characters", |feed| ids(feed, |id| id[..6].into())),
        Lie::new("IDs are numbers with a decimal", |feed| ids(feed, |id| format!("{id}.0"))),
        Lie::new("IDs became 1.00E+06", |feed| ids(feed, |_| "1.00E+06".into())),
        Lie::new("IDs are in quotation marks", |feed| ids(feed, |id| format!("\"{id}\""))),
        Lie::new("IDs end in a space", |feed| ids(feed, |id| format!("{id} "))),
        Lie::new("The first ID begins with an invisible mark", |feed| {
            feed.residents[0].external_id = "\u{feff}t0001000".into();
        }),
        Lie::new("Everybody was renumbered", |feed| ids(feed, |id| format!("n{}", &id[1..]))),
        Lie::new("Everybody was renumbered, and the PMS says so", |feed| feed.all(renumbered)),
        Lie::new("5 residents were renumbered", |feed| {
            feed.some(5, |record| record.external_id = format!("n{}", record.external_id).into());
        }),
        Lie::new("5 residents were renumbered, and are in other units", |feed| {
            feed.some(5, |record| {
                record.external_id = format!("n{}", record.external_id).into();
                record.unit = Some("777".into());
            });
        })
        .like(Likeness::Transfers),
        Lie::new("5 residents were renumbered, with other emails", |feed| {
            feed.some(5, |record| {
                record.email = Some(format!("{}@example.net", record.external_id).into());
                record.external_id = format!("n{}", record.external_id).into();
            });
        }),
        Lie::new("New IDs each day", |feed| {
            let day = feed.day;
            ids(feed, |id| format!("{id}-{day}"));
        }),
        Lie::new("IDs are row numbers", |feed| {
            for (n, record) in feed.residents.iter_mut().enumerate() {
                record.external_id = format!("{}", n + 1).into();
            }
        }),
        Lie::new("IDs are row numbers, with another first row each day", |feed| {
            let day = feed.day;
            for (n, record) in feed.residents.iter_mut().enumerate() {
                record.external_id = format!("{}", n + day).into();
            }
        }),
        Lie::new("The column of IDs slipped by a row", |feed| feed.shift(id)),
        Lie::new("The column of IDs slipped by a row in building A", |feed| {
            let rest = feed.residents.split_off(34);
            feed.shift(id);
            feed.add(rest);
        }),
        Lie::new("IDs slip by another row each day", |feed| {
            for _ in 0..feed.day {
                feed.shift(id);
            }
        }),
        Lie::new("Couples have each other's IDs", |feed| feed.exchange_in_couples(id)),
        Lie::new("3 IDs are exchanged in a ring", |feed| {
            let first = feed.residents[1].external_id.clone();
            feed.residents[1].external_id = feed.residents[5].external_id.clone();
            feed.residents[5].external_id = feed.residents[9].external_id.clone();
            feed.residents[9].external_id = first;
        }),
        Lie::new("The ID is the unit", |feed| {
            feed.all(|record| {
                let place = record.located();
                let unit = format!("{}{}", place.0.unwrap_or(""), place.1.unwrap_or(""));
                record.external_id = unit.into();
            });
        }),
        Lie::new("The ID is the household's", |feed| {
            feed.all(|record| {
                record.external_id = record.household_id.clone().unwrap_or("h0".into());
            });
        }),
        Lie::new("The ID is the household's, with the resident's as lease", |feed| {
            feed.all(|record| {
                let household = record.household_id.clone().unwrap_or("h0".into());
                record.lease_id = Some(std::mem::replace(&mut record.external_id, household));
            });
        }),
        Lie::new("The ID is the email", |feed| {
            feed.all(|record| record.external_id = record.email.clone().unwrap_or_default());
        }),
        Lie::new("The report has no IDs anymore", |feed| {
            feed.all(|record| {
                let unit = record.unit.clone().unwrap_or_default();
                record.external_id = weak_id(
                    record.building.as_deref(),
                    &unit,
                    &record.first_name,
                    &record.last_name,
                );
            });
        }),
        Lie::new("3 IDs are blank", |feed| feed.some(3, |record| record.external_id = "".into())),
        Lie::new("All IDs are blank", |feed| ids(feed, |_| String::new())),
        Lie::new("All IDs are the same", |feed| ids(feed, |_| "t0001000".into())),
        Lie::new("5 IDs belong to strangers now", |feed| {
            let mut others = house::strangers(5).into_iter();
            feed.some(5, |record| others.next().into_iter().for_each(|o| replace(record, o)));
        }),
        Lie::new("20 IDs belong to strangers now", |feed| {
            let mut others = house::strangers(20).into_iter();
            feed.some(20, |record| others.next().into_iter().for_each(|o| replace(record, o)));
        }),
        Lie::new("3 IDs of people who left belong to strangers now", |feed| {
            let others = house::strangers(3);
            for (n, other) in others.into_iter().enumerate() {
                let record = &mut feed.residents[64 + n];
                let id = record.external_id.clone();
                *record = Resident { external_id: id, ..other };
            }
        })
        .like(Likeness::Newcomers),
        Lie::new("The former ID of everybody is the neighbor's", |feed| {
            for at in 1..feed.residents.len() {
                let former = feed.residents[at - 1].external_id.clone();
                feed.residents[at].previous_external_id = Some(former);
            }
        }),
        Lie::new("The former ID of everybody is the same", |feed| {
            feed.all(|record| record.previous_external_id = Some("t0001000".into()));
        }),
        Lie::new("The former ID of everybody is the present one", |feed| {
            feed.all(|record| record.previous_external_id = Some(record.external_id.clone()));
        }),
        Lie::new("5 strangers come under former IDs of residents", |feed| {
            let mut added = house::strangers(5);
            for (n, record) in added.iter_mut().enumerate() {
                record.previous_external_id = Some(feed.residents[n * 9].external_id.clone());
            }
            feed.add(added);
        })
        .like(Likeness::Newcomers),
        Lie::new("Everybody has a lease ID all of a sudden", |feed| {
            feed.all(|record| record.lease_id = Some(format!("L{}", record.external_id).into()));
        }),
        Lie::new("Everybody has another lease ID each day", |feed| {
            let day = feed.day;
            feed.all(|record| record.lease_id = Some(format!("L{day}").into()));
        }),
    ]
}
