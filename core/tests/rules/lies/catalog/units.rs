//! Rosters with wrong units or buildings.

use tenantry_core::{
    Text,
    model::{Resident, Role},
};

use super::{Lie, Likeness};
use crate::lies::feed::{Feed, edit};

fn units(feed: &mut Feed, change: impl Fn(&str) -> String) {
    feed.all(|record| edit(&mut record.unit, &change));
}

fn unit(record: &mut Resident) -> &mut Option<Text> {
    &mut record.unit
}

fn elsewhere(record: &mut Resident) {
    record.unit = Some(format!("8{}", &record.external_id[5..]).into());
}

/// Building and unit in one cell.
fn joined(record: &Resident, with: &str) -> Option<Text> {
    Some(format!("{}{with}{}", record.building.as_ref()?, record.unit.as_ref()?).into())
}

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("The units are lost", |feed| feed.all(|record| record.unit = None)),
        Lie::new("5 units are lost", |feed| feed.some(5, |record| record.unit = None))
            .like(Likeness::Corrections),
        Lie::new("12 units are lost", |feed| feed.some(12, |record| record.unit = None))
            .like(Likeness::Corrections),
        Lie::new("13 units are lost", |feed| feed.some(13, |record| record.unit = None)),
        Lie::new("12 more units are lost each day", |feed| {
            feed.more_each_day(12, |record| record.unit = None);
        })
        .like(Likeness::Corrections),
        Lie::new("The buildings are lost", |feed| feed.all(|record| record.building = None)),
        Lie::new("The buildings of 12 are lost", |feed| {
            feed.some(12, |record| record.building = None);
        })
        .like(Likeness::Corrections),
        Lie::new("Buildings and units are lost", |feed| {
            feed.all(|record| (record.building, record.unit) = (None, None));
        }),
        Lie::new("Everybody is in building A", |feed| {
            feed.all(|record| record.building = Some("A".into()));
        }),
        Lie::new("The buildings are exchanged", |feed| {
            feed.all(|record| {
                let other = if record.building.as_deref() == Some("A") { "B" } else { "A" };
                record.building = Some(other.into());
            });
        }),
        Lie::new("The building is the street address", |feed| {
            feed.all(|record| record.building = Some("100 North Street".into()));
        }),
        Lie::new("Building and unit are in one column", |feed| {
            feed.all(|record| (record.unit, record.building) = (joined(record, "-"), None));
        }),
        Lie::new("The unit has the building too", |feed| {
            feed.all(|record| record.unit = joined(record, "-"));
        }),
        Lie::new("Building and unit are exchanged", |feed| {
            feed.all(|record| std::mem::swap(&mut record.building, &mut record.unit));
        }),
        Lie::new("Everybody is in one unit", |feed| units(feed, |_| "101".into())),
        Lie::new("12 are in one unit", |feed| {
            feed.some(12, |record| record.unit = Some("101".into()));
        })
        .like(Likeness::Transfers),
        Lie::new("The column of units slipped by a row", |feed| feed.shift(unit)),
        Lie::new("The column of units slipped by a row for the last 12", |feed| {
            let mut rest = feed.residents.split_off(48);
            std::mem::swap(&mut feed.residents, &mut rest);
            feed.shift(unit);
            std::mem::swap(&mut feed.residents, &mut rest);
            feed.add(rest);
        })
        .like(Likeness::Transfers),
        Lie::new("The column of units was sorted", |feed| feed.sort(unit)),
        Lie::new("The column of units was reversed", |feed| {
            let mut all: Vec<_> = feed.residents.iter().map(|record| record.unit.clone()).collect();
            feed.all(|record| record.unit = all.pop().flatten());
        }),
        Lie::new("5 are in other units", |feed| feed.some(5, elsewhere)).like(Likeness::Transfers),
        Lie::new("12 are in other units", |feed| feed.some(12, elsewhere))
            .like(Likeness::Transfers),
        Lie::new("13 are in other units", |feed| feed.some(13, elsewhere)),
        Lie::new("12 more are in other units each day", |feed| feed.more_each_day(12, elsewhere))
            .like(Likeness::Transfers),
        Lie::new("5 are in another unit each day", |feed| {
            let day = feed.day;
            feed.some(5, |record| record.unit = Some(format!("90{day}").into()));
        })
        .like(Likeness::Transfers),
        Lie::new("The second of each couple is next door", |feed| {
            feed.those(
                |record| record.role == Role::Roommate,
                |record| edit(&mut record.unit, |unit| format!("{unit}1")),
            );
        }),
        Lie::new("Units have a prefix", |feed| units(feed, |unit| format!("Apt {unit}"))),
        Lie::new("Units have leading zeros", |feed| units(feed, |unit| format!("0{unit}"))),
        Lie::new("Units are numbers with a decimal", |feed| {
            units(feed, |unit| format!("{unit}.0"))
        }),
        Lie::new("Units have thousands", |feed| units(feed, |unit| format!("1,{unit}"))),
        Lie::new("Units became dates", |feed| units(feed, |unit| format!("1-Jan-{unit}"))),
        Lie::new("Units are cut to two characters", |feed| units(feed, |unit| unit[..2].into())),
        Lie::new("Units were renamed", |feed| {
            units(feed, |unit| {
                let letter = ["A", "B", "C", "D", "E"][usize::from(unit.as_bytes()[2] - b'1')];
                format!("{}{letter}", &unit[..1])
            });
        }),
        Lie::new("Units end in the bed", |feed| units(feed, |unit| format!("{unit}-1"))),
        Lie::new("The unit is the household's ID", |feed| {
            feed.all(|record| record.unit = record.household_id.clone());
        }),
        Lie::new("5 units are VACANT", |feed| {
            feed.some(5, |record| record.unit = Some("VACANT".into()));
        })
        .like(Likeness::Transfers),
        Lie::new("Units are there on every other day", |feed| {
            if feed.day != 2 {
                feed.all(|record| record.unit = None);
            }
        }),
        Lie::new("Two units of each floor are one", |feed| {
            units(
                feed,
                |unit| if unit.ends_with('2') { unit.replace('2', "1") } else { unit.into() },
            );
        })
        .like(Likeness::Transfers),
    ]
}
