//! Rosters of which a part was not read, filtered or joined as it should have been.

use tenantry_core::model::{RejectCode, Resident, Role, Status};

use super::{Lie, Likeness};
use crate::{
    build::day,
    lies::{
        feed::Feed,
        house::{self, resident, set_status},
    },
};

/// The rows from the 50th on.
fn tail(feed: &mut Feed, change: impl FnMut(&mut Resident)) {
    feed.residents[50..].iter_mut().for_each(change);
}

fn without_contacts(record: &mut Resident) {
    (record.email, record.phone) = (None, None);
}

fn without_lease(record: &mut Resident) {
    (record.lease_start, record.lease_end) = (None, None);
    (record.move_in, record.move_out) = (None, None);
}

fn without_place(record: &mut Resident) {
    (record.building, record.unit) = (None, None);
}

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("The list of contacts is cut short", |feed| tail(feed, without_contacts))
            .like(Likeness::Corrections),
        Lie::new("The list of contacts is empty", |feed| feed.all(without_contacts)),
        Lie::new("The list of leases is cut short", |feed| tail(feed, without_lease))
            .like(Likeness::Corrections),
        Lie::new("The list of units is cut short", |feed| tail(feed, without_place))
            .like(Likeness::Corrections),
        Lie::new("The lists of units and leases are empty", |feed| {
            feed.all(|record| {
                without_lease(record);
                without_place(record);
            });
        }),
        Lie::new("The list of statuses is cut short: the rest is past", |feed| {
            tail(feed, |record| set_status(record, Status::Past));
        })
        .like(Likeness::Departures),
        Lie::new("The list of statuses is cut short: the rest is unknown", |feed| {
            tail(feed, |record| {
                (record.status, record.pms_status) = (Status::Unknown, "".into());
            });
        }),
        Lie::new("The list of households is cut short: the rest is primary", |feed| {
            tail(feed, |record| (record.role, record.pms_role) = (Role::Primary, None));
        })
        .like(Likeness::Newcomers),
        Lie::new("The list of move-outs is joined by unit", |feed| {
            let left = house::north().into_iter().filter(|record| record.status == Status::Past);
            for past in left {
                feed.those(
                    |record| record.located() == past.located(),
                    |record| record.move_out = past.move_out,
                );
            }
        }),
        Lie::new("Contacts are joined by row instead of by resident", |feed| {
            feed.shift(|record| &mut record.email);
            feed.shift(|record| &mut record.phone);
        }),
        Lie::new("Contacts are joined by name", |feed| {
            feed.those(
                |record| record.full_name() == "Daniel Jeong",
                |record| {
                    record.email = Some("d.jeong@example.com".into());
                    record.phone = Some("(312) 555-0141".into());
                },
            );
        }),
        Lie::new("Contacts are joined by household", |feed| {
            feed.as_primary(|record| &mut record.email);
            feed.as_primary(|record| &mut record.phone);
        }),
        Lie::new("Contacts are joined by unit, whatever the building", |feed| {
            let north = house::north();
            feed.all(|record| {
                let first = north.iter().find(|other| other.unit == record.unit);
                record.email = first.and_then(|other| other.email.clone());
                record.phone = first.and_then(|other| other.phone.clone());
            });
        }),
        Lie::new("Leases are joined by unit, whatever the building", |feed| {
            let north = house::north();
            feed.all(|record| {
                if let Some(first) = north.iter().find(|other| other.unit == record.unit) {
                    (record.lease_start, record.lease_end) = (first.lease_start, first.lease_end);
                    (record.move_in, record.move_out) = (first.move_in, first.move_out);
                }
            });
        })
        .like(Likeness::Corrections),
        Lie::new("The filter is ignored: 200 former residents as past", |feed| {
            let mut old = house::strangers(200);
            for record in &mut old {
                set_status(record, Status::Past);
                record.move_out = Some(day(-60));
            }
            feed.add(old);
        }),
        Lie::new("The filter is ignored: 200 former residents without a status", |feed| {
            let mut old = house::strangers(200);
            old.iter_mut().for_each(|record| {
                (record.status, record.pms_status) = (Status::Unknown, "".into());
            });
            feed.add(old);
        }),
        Lie::new(
            "The filter is ignored: 200 former residents, current, with old move-outs",
            |feed| {
                let mut old = house::strangers(200);
                old.iter_mut().for_each(|record| record.move_out = Some(day(-60)));
                feed.add(old);
            },
        ),
        Lie::new("The filter is ignored: 30 former residents of this house as current", |feed| {
            let mut old = house::strangers(30);
            let units = house::north();
            for (record, place) in old.iter_mut().zip(&units) {
                (record.building, record.unit) = (place.building.clone(), place.unit.clone());
            }
            feed.add(old);
        }),
        Lie::new("Page 1 comes again instead of page 2", |feed| {
            let first: Vec<Resident> = feed.residents[..20].to_vec();
            feed.residents.splice(20..40, first);
        }),
        Lie::new("Page 1 comes again instead of the last page", |feed| {
            let first: Vec<Resident> = feed.residents[..9].to_vec();
            feed.residents.splice(60..69, first);
        }),
        Lie::new("Elements after the name are not read", |feed| {
            feed.all(|record| {
                without_contacts(record);
                without_place(record);
                without_lease(record);
            });
        }),
        Lie::new("Elements after the name are not read in 5 records", |feed| {
            feed.some(5, |record| {
                without_contacts(record);
                without_place(record);
                without_lease(record);
            });
        })
        .like(Likeness::Corrections),
        Lie::new("An error message comes as a resident", |feed| {
            let mut error = resident("e", 0, "Error: timeout", ("", ""));
            error.email = None;
            feed.add(vec![error]);
        }),
        Lie::new("An error message comes instead of 15 residents", |feed| {
            feed.drop_some(15);
            let mut error = resident("e", 0, "Error: timeout", ("", ""));
            error.email = None;
            feed.add(vec![error]);
        }),
        Lie::new("One record cannot be read", |feed| {
            feed.unreadable(1, RejectCode::BadDate, true);
        }),
        Lie::new("3 records cannot be read", |feed| feed.unreadable(3, RejectCode::BadText, true)),
        Lie::new("3 records cannot be read, not even their IDs", |feed| {
            feed.unreadable(3, RejectCode::FieldCount, false);
        }),
        Lie::new("3 other records cannot be read each day", |feed| {
            let turn = feed.day * 7;
            feed.residents.rotate_left(turn);
            feed.unreadable(3, RejectCode::TooLong, true);
        }),
        Lie::new("3 records cannot be read, and 12 are past", |feed| {
            feed.some(12, |record| set_status(record, Status::Past));
            feed.unreadable(3, RejectCode::BadValue, true);
        })
        .like(Likeness::Departures),
        Lie::new("3 records of people who left cannot be read", |feed| {
            for at in (64..67).rev() {
                let record = feed.residents.remove(at);
                feed.rejects.push(tenantry_core::model::Reject {
                    location: format!("line {at}"),
                    external_id: Some(record.external_id),
                    code: RejectCode::BadDate,
                    field: Some("move_out"),
                });
            }
        }),
        Lie::new("A default for a blank status: everybody without one is current", |feed| {
            feed.those(
                |record| {
                    matches!(record.status, Status::Cancelled | Status::Applicant | Status::Past)
                },
                |record| {
                    set_status(record, Status::Current);
                    record.move_in = None;
                    record.move_out = None;
                },
            );
        })
        .like(Likeness::Newcomers),
    ]
}
