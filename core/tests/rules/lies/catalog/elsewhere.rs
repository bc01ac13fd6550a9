//! Rosters of another property, or of several.

use super::{Lie, Likeness, Listener};
use crate::{
    build::day,
    lies::{feed::lives_there, house},
};

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("North's file is South's", |feed| feed.residents = house::south()),
        Lie::new("South's file is North's", |feed| feed.residents = house::north())
            .to(Listener::South),
        Lie::new("North's file has South's residents too", |feed| feed.add(house::south())),
        Lie::new("South's file has North's residents too", |feed| feed.add(house::north()))
            .to(Listener::South),
        Lie::new("North's file on some days, South's on others", |feed| {
            if feed.day % 2 == 0 {
                feed.residents = house::south();
            } else {
                feed.add(house::south());
            }
        }),
        Lie::new("Building A of North, and South", |feed| {
            feed.keep(|record| record.building.as_deref() == Some("A"));
            feed.add(house::south());
        }),
        Lie::new("5 of South's residents", |feed| {
            feed.add(house::south().into_iter().take(5).collect());
        })
        .like(Likeness::Newcomers),
        Lie::new("18 of South's residents", |feed| {
            feed.add(house::south().into_iter().take(18).collect());
        }),
        Lie::new("19 of South's residents", |feed| {
            feed.add(house::south().into_iter().take(19).collect());
        }),
        Lie::new("10 more of South's residents each day", |feed| {
            let day = feed.day;
            feed.add(house::south().into_iter().take(10 * day).collect());
        }),
        Lie::new("5 of North's residents in South's file", |feed| {
            feed.add(house::north().into_iter().take(5).collect());
        })
        .to(Listener::South)
        .like(Likeness::Newcomers),
        Lie::new("5 of North's residents in South's file, under new IDs", |feed| {
            let mut added: Vec<_> = house::north().into_iter().take(5).collect();
            for record in &mut added {
                record.external_id = format!("s9{}", &record.external_id[1..]).into();
            }
            feed.add(added);
        })
        .to(Listener::South)
        .like(Likeness::Newcomers),
        Lie::new("North has a new ID in the configuration", |_| {}).to(Listener::Renamed),
        Lie::new("North has a new ID, and the PMS new resident IDs", |feed| {
            feed.all(|record| record.external_id = format!("N{}", record.external_id).into());
        })
        .to(Listener::Renamed),
        Lie::new("A new property is fed with North's file in part", |feed| {
            feed.residents.truncate(20);
        })
        .to(Listener::Renamed),
        Lie::new("A new property is fed with North's and South's files", |feed| {
            feed.add(house::south());
        })
        .to(Listener::Renamed),
        Lie::new("The training site: 300 strangers next to the residents", |feed| {
            feed.add(house::strangers(300));
        }),
        Lie::new("The training site: 300 strangers instead of the residents", |feed| {
            feed.residents = house::strangers(300);
        }),
        Lie::new("Another customer's house of 60, with North's resident IDs", |feed| {
            let ids = house::north();
            feed.residents = house::strangers(60);
            for (record, known) in feed.residents.iter_mut().zip(&ids) {
                record.external_id = known.external_id.clone();
            }
        }),
        Lie::new("South's people in North's units, under North's resident IDs", |feed| {
            let south = house::south();
            for (record, other) in feed.residents.iter_mut().zip(&south) {
                record.first_name = other.first_name.clone();
                record.last_name = other.last_name.clone();
                record.email = other.email.clone();
                record.phone = other.phone.clone();
            }
        }),
        Lie::new("12 of South's people under North's resident IDs", |feed| {
            let mut south = house::south().into_iter();
            feed.some(12, |record| {
                if let Some(other) = south.next() {
                    record.first_name = other.first_name;
                    record.last_name = other.last_name;
                    record.email = other.email;
                    record.phone = other.phone;
                }
            });
        }),
        Lie::new("The property code of every row is South's", |feed| {
            feed.all(|record| record.property_code = house::SOUTH.into());
        }),
        Lie::new("The portfolio: 500 rows, of which 60 are North's", |feed| {
            feed.keep(lives_there);
            feed.add(house::south());
            feed.add(house::strangers(400));
        }),
        Lie::new("South's dates for North's residents", |feed| {
            feed.all(|record| {
                (record.lease_start, record.move_in) = (Some(day(-90)), Some(day(-90)));
                record.lease_end = Some(day(275));
            });
        }),
    ]
}
