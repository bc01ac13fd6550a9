//! Rosters with wrong dates.

use jiff::Span;
use tenantry_core::{
    Date,
    model::{Resident, Status},
};

use super::{Lie, Likeness};
use crate::{build::day, lies::feed::Feed};

fn dates(feed: &mut Feed, change: impl Fn(Date) -> Option<Date>) {
    feed.all(|record| {
        for date in [
            &mut record.lease_start,
            &mut record.lease_end,
            &mut record.move_in,
            &mut record.move_out,
        ] {
            *date = date.and_then(&change);
        }
    });
}

/// The month for the day and the day for the month, if there is such a date.
fn exchanged(date: Date) -> Date {
    jiff::civil::Date::new(date.year(), date.day(), date.month()).unwrap_or(date)
}

fn in_year(date: Date, years: i16) -> Option<Date> {
    Some(date.saturating_add(Span::new().years(years)))
}

fn left(days: i64) -> impl FnMut(&mut Resident) {
    move |record| record.move_out = Some(day(days))
}

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("All dates are lost", |feed| dates(feed, |_| None)),
        Lie::new("The lease starts are lost", |feed| feed.all(|record| record.lease_start = None)),
        Lie::new("The lease ends are lost", |feed| feed.all(|record| record.lease_end = None)),
        Lie::new("The move-ins are lost", |feed| feed.all(|record| record.move_in = None)),
        Lie::new("The move-outs are lost", |feed| feed.all(|record| record.move_out = None))
            .like(Likeness::Corrections),
        Lie::new("12 lease ends are lost", |feed| feed.some(12, |record| record.lease_end = None))
            .like(Likeness::Corrections),
        Lie::new("All dates are today", |feed| dates(feed, |_| Some(day(0)))),
        Lie::new("All dates are in 1900", |feed| {
            dates(feed, |_| Some(jiff::civil::date(1900, 1, 1)))
        }),
        Lie::new("All dates are in 2099", |feed| {
            dates(feed, |_| Some(jiff::civil::date(2099, 12, 31)));
        }),
        Lie::new("Years have two digits: 1926", |feed| dates(feed, |date| in_year(date, -100))),
        Lie::new("Dates are four years off", |feed| dates(feed, |date| in_year(date, -4))),
        Lie::new("Dates are one day off", |feed| {
            dates(feed, |date| Some(date.saturating_sub(Span::new().days(1))));
        }),
        Lie::new("Day and month are exchanged", |feed| dates(feed, |date| Some(exchanged(date)))),
        Lie::new("The move-out is the end of the lease", |feed| {
            feed.all(|record| record.move_out = record.lease_end);
        }),
        Lie::new("The move-out is the end of the lease for 10", |feed| {
            feed.some(10, |record| record.move_out = record.lease_end);
        })
        .like(Likeness::Corrections),
        Lie::new("Everybody moved out yesterday", |feed| feed.all(left(-1))),
        Lie::new("Everybody moves out today", |feed| feed.all(left(1))),
        Lie::new("5 moved out yesterday", |feed| feed.some(5, left(-1))).like(Likeness::Departures),
        Lie::new("12 moved out yesterday", |feed| feed.some(12, left(-1))),
        Lie::new("13 moved out yesterday", |feed| feed.some(13, left(-1))),
        Lie::new("5 move out tomorrow", |feed| feed.some(5, left(2))).like(Likeness::Departures),
        Lie::new("12 move out tomorrow", |feed| feed.some(12, left(2))).like(Likeness::Departures),
        Lie::new("Everybody moves out tomorrow", |feed| feed.all(left(2))),
        Lie::new("8 more move out tomorrow each day", |feed| {
            let tomorrow = feed.day as i64 + 1;
            feed.more_each_day(8, left(tomorrow));
        })
        .like(Likeness::Departures),
        Lie::new("Those on notice moved out yesterday", |feed| {
            feed.those(|record| record.status == Status::Notice, left(-1));
        })
        .like(Likeness::Departures),
        Lie::new("Those on notice move out next year", |feed| {
            feed.those(|record| record.status == Status::Notice, left(365));
        })
        .like(Likeness::Corrections),
        Lie::new("Everybody's move-out is of an earlier stay", |feed| feed.all(left(-1000))),
        Lie::new("5 have move-outs of an earlier stay", |feed| feed.some(5, left(-1000))),
        Lie::new("Move-in and move-out are exchanged", |feed| {
            feed.all(|record| std::mem::swap(&mut record.move_in, &mut record.move_out));
        }),
        Lie::new("Lease start and end are exchanged", |feed| {
            feed.all(|record| std::mem::swap(&mut record.lease_start, &mut record.lease_end));
        }),
        Lie::new("Everybody moves in next month", |feed| {
            feed.all(|record| record.move_in = Some(day(30)));
        }),
        Lie::new("5 move in next month", |feed| {
            feed.some(5, |record| record.move_in = Some(day(30)));
        })
        .like(Likeness::Corrections),
        Lie::new("All leases ended yesterday", |feed| {
            feed.all(|record| record.lease_end = Some(day(-1)));
        }),
        Lie::new("The column of lease ends slipped by a row", |feed| {
            feed.shift(|record| &mut record.lease_end);
        }),
        Lie::new("The column of move-ins was sorted", |feed| {
            feed.sort(|record| &mut record.move_in);
        }),
        Lie::new("The column of move-outs was sorted", |feed| {
            feed.sort(|record| &mut record.move_out);
        })
        .like(Likeness::Corrections),
        Lie::new("The column of move-outs slipped by a row", |feed| {
            feed.shift(|record| &mut record.move_out);
        })
        .like(Likeness::Corrections),
        Lie::new("The column of move-outs is filled down", |feed| {
            let mut last = None;
            feed.all(|record| {
                last = record.move_out.or(last);
                record.move_out = last;
            });
        }),
        Lie::new("20 lease ends are other ones each day", |feed| {
            let later = feed.day as i64;
            feed.some(20, |record| record.lease_end = Some(day(500 + later)));
        })
        .like(Likeness::Renewals),
    ]
}
