//! Rosters with wrong statuses.

use tenantry_core::model::{Resident, Status};

use super::{Lie, Likeness};
use crate::{
    build::day,
    lies::{
        feed::{Feed, lives_there},
        house::set_status,
    },
};

fn all(feed: &mut Feed, status: Status) {
    feed.all(|record| set_status(record, status));
}

fn to(status: Status) -> impl FnMut(&mut Resident) {
    move |record| set_status(record, status)
}

fn word(text: &'static str) -> impl FnMut(&mut Resident) {
    move |record| (record.status, record.pms_status) = (Status::Unknown, text.into())
}

/// The first letter of the PMS's word, which is not mapped.
fn one_letter(record: &mut Resident) {
    let letter = record.pms_status.chars().take(1).collect::<String>();
    (record.status, record.pms_status) = (Status::Unknown, letter.into());
}

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("The statuses are lost", |feed| feed.all(word(""))),
        Lie::new("5 statuses are lost", |feed| feed.some(5, word(""))),
        Lie::new("Everybody is past", |feed| all(feed, Status::Past)),
        Lie::new("Everybody is current", |feed| all(feed, Status::Current)),
        Lie::new("Everybody is current, without move-out dates", |feed| {
            all(feed, Status::Current);
            feed.all(|record| record.move_out = None);
        }),
        Lie::new("Everybody is future", |feed| all(feed, Status::Future)),
        Lie::new("Everybody is an applicant", |feed| all(feed, Status::Applicant)),
        Lie::new("Everybody is on notice", |feed| all(feed, Status::Notice)),
        Lie::new("Everybody is on notice and moves out tomorrow", |feed| {
            all(feed, Status::Notice);
            feed.all(|record| record.move_out = Some(day(2)));
        }),
        Lie::new("Everybody is denied", |feed| all(feed, Status::Denied)),
        Lie::new("Everybody is in eviction", |feed| all(feed, Status::Eviction)),
        Lie::new("Everybody has an unknown status", |feed| feed.all(word("Occ"))),
        Lie::new("5 have an unknown status", |feed| feed.some(5, word("Occ"))),
        Lie::new("Each has another unknown status", |feed| {
            feed.all(|record| {
                record.status = Status::Unknown;
                record.pms_status = format!("S{}", record.external_id).into();
            });
        }),
        Lie::new("Statuses are letters", |feed| feed.all(one_letter)),
        Lie::new("Statuses were translated", |feed| feed.all(word("Actual"))),
        Lie::new("Past and current are exchanged", |feed| {
            feed.all(|record| match record.status {
                Status::Past => set_status(record, Status::Current),
                Status::Current => set_status(record, Status::Past),
                _ => {}
            });
        }),
        Lie::new("One is past", |feed| feed.some(1, to(Status::Past))).like(Likeness::Departures),
        Lie::new("5 are past", |feed| feed.some(5, to(Status::Past))).like(Likeness::Departures),
        Lie::new("12 are past", |feed| feed.some(12, to(Status::Past))).like(Likeness::Departures),
        Lie::new("13 are past", |feed| feed.some(13, to(Status::Past))),
        Lie::new("30 are past", |feed| feed.some(30, to(Status::Past))),
        Lie::new("6 more are past each day", |feed| feed.more_each_day(6, to(Status::Past)))
            .like(Likeness::Departures),
        Lie::new("12 more are past each day", |feed| feed.more_each_day(12, to(Status::Past)))
            .like(Likeness::Departures),
        Lie::new("6 are past on every other day", |feed| {
            if feed.day != 2 {
                feed.some(6, to(Status::Past));
            }
        })
        .like(Likeness::Departures),
        Lie::new("6 others are past each day", |feed| {
            let skip = 6 * (feed.day - 1);
            let mut at = 0;
            feed.more_each_day(6, |record| {
                if at >= skip {
                    set_status(record, Status::Past);
                }
                at += 1;
            });
        })
        .like(Likeness::Departures),
        Lie::new("6 are canceled", |feed| feed.some(6, to(Status::Cancelled)))
            .like(Likeness::Departures),
        Lie::new("20 are canceled", |feed| feed.some(20, to(Status::Cancelled))),
        Lie::new("5 are applicants again", |feed| feed.some(5, to(Status::Applicant)))
            .like(Likeness::Departures),
        Lie::new("10 are future again", |feed| feed.some(10, to(Status::Future)))
            .like(Likeness::Corrections),
        Lie::new("Those on notice are past, since last week", |feed| {
            feed.those(
                |record| record.status == Status::Notice,
                |record| {
                    set_status(record, Status::Past);
                    record.move_out = Some(day(-7));
                },
            );
        })
        .like(Likeness::Departures),
        Lie::new("The one to come is canceled", |feed| {
            feed.those(|record| record.status == Status::Future, to(Status::Cancelled));
        })
        .like(Likeness::Departures),
        Lie::new("People who left are future residents", |feed| {
            feed.those(
                |record| record.status == Status::Past,
                |record| {
                    set_status(record, Status::Future);
                    record.move_out = None;
                },
            );
        })
        .like(Likeness::Returns),
        Lie::new("People who left are on notice until next year", |feed| {
            feed.those(
                |record| record.status == Status::Past,
                |record| {
                    set_status(record, Status::Notice);
                    record.move_out = Some(day(365));
                },
            );
        })
        .like(Likeness::Returns),
        Lie::new("The column of statuses slipped by a row", |feed| {
            feed.shift(|record| &mut record.pms_status);
            feed.shift(|record| &mut record.status);
        })
        .like(Likeness::Departures),
        Lie::new("The column of statuses was sorted", |feed| {
            feed.sort(|record| &mut record.pms_status);
            feed.all(|record| {
                record.status = Status::from_name(&record.pms_status).unwrap_or_default();
            });
        })
        .like(Likeness::Departures),
        Lie::new("The status is the unit's: those on notice are vacant", |feed| {
            feed.those(|record| record.status == Status::Notice, word("Vacant"));
        }),
        Lie::new("The second of each couple is past", |feed| {
            let mut household = None;
            feed.those(lives_there, |record| {
                if household == record.household_id {
                    set_status(record, Status::Past);
                }
                household.clone_from(&record.household_id);
            });
        }),
        Lie::new("Statuses are those of the household's last lease", |feed| {
            feed.those(
                |record| record.lease_end.is_some_and(|end| end < day(30)),
                to(Status::Past),
            );
        })
        .like(Likeness::Departures),
    ]
}
