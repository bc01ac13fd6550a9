//! Rosters of another day.

use tenantry_core::model::{Resident, Status};

use super::{Lie, Likeness};
use crate::{
    build::day,
    lies::{
        feed::lives_there,
        house::{self, set_status},
    },
};

fn years_later(record: &mut Resident, years: i16) {
    for date in
        [&mut record.lease_start, &mut record.lease_end, &mut record.move_in, &mut record.move_out]
    {
        *date = date.map(|date| date.saturating_add(jiff::Span::new().years(years)));
    }
}

fn depart(record: &mut Resident) {
    set_status(record, Status::Past);
    record.move_out = Some(day(-1));
}

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("Last month's file", |feed| feed.residents = house::north_a_month_ago())
            .like(Likeness::Returns),
        Lie::new("Last month's file on every other day", |feed| {
            if feed.day != 2 {
                feed.residents = house::north_a_month_ago();
            }
        })
        .like(Likeness::Returns),
        Lie::new("Last month's file for building B only", |feed| {
            feed.keep(|record| record.building.as_deref() == Some("A"));
            let mut old = house::north_a_month_ago();
            old.retain(|record| record.building.as_deref() == Some("B"));
            feed.add(old);
        })
        .like(Likeness::Returns),
        Lie::new("Last month's statuses", |feed| {
            feed.those(
                |record| record.status == Status::Past,
                |record| {
                    set_status(record, Status::Current);
                },
            );
        }),
        Lie::new("Last month's statuses, without move-out dates", |feed| {
            feed.those(
                |record| record.status == Status::Past,
                |record| {
                    set_status(record, Status::Current);
                    record.move_out = None;
                },
            );
        })
        .like(Likeness::Returns),
        Lie::new("The file from before anybody gave notice", |feed| {
            feed.those(
                |record| record.status == Status::Notice,
                |record| {
                    set_status(record, Status::Current);
                    record.move_out = None;
                },
            );
        })
        .like(Likeness::Corrections),
        Lie::new("Last year's leases", |feed| feed.all(|record| years_later(record, -1))),
        Lie::new("Next year's leases", |feed| feed.all(|record| years_later(record, 1))),
        Lie::new("A forecast for next month: those on notice are gone", |feed| {
            feed.those(
                |record| record.status == Status::Notice,
                |record| {
                    set_status(record, Status::Past);
                },
            );
        })
        .like(Likeness::Departures),
        Lie::new("A forecast for winter: everybody whose lease ends is gone", |feed| {
            feed.those(
                |record| record.lease_end.is_some_and(|end| end < day(200)),
                |record| set_status(record, Status::Past),
            );
        }),
        Lie::new("A forecast for next week: who is to come is there", |feed| {
            feed.those(
                |record| record.status == Status::Future,
                |record| {
                    set_status(record, Status::Current);
                },
            );
        }),
        Lie::new("A file from before the renewals: 20 leases ended last month", |feed| {
            feed.some(20, |record| record.lease_end = Some(day(-31)));
        })
        .like(Likeness::Renewals),
        Lie::new("A file from before the renewals: 35 leases ended last month", |feed| {
            feed.some(35, |record| record.lease_end = Some(day(-31)));
        }),
        Lie::new("A file from before 12 people transferred", |feed| {
            feed.some(12, |record| record.unit = Some("777".into()));
        })
        .like(Likeness::Transfers),
        Lie::new("The owners before: 60 others, the same units", |feed| {
            feed.keep(|record| !lives_there(record));
            let units = house::north();
            let mut old = house::strangers(60);
            for (record, place) in old.iter_mut().zip(&units) {
                (record.building, record.unit) = (place.building.clone(), place.unit.clone());
            }
            feed.add(old);
        }),
        Lie::new("A test copy made in spring: half moved out since then", |feed| {
            feed.some(30, depart);
        }),
        Lie::new("A ledger of the month: 5 people moved out yesterday", |feed| {
            feed.some(5, depart);
        })
        .like(Likeness::Departures),
    ]
}
