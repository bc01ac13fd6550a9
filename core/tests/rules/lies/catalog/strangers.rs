//! Rosters with people who do not live there.

use tenantry_core::model::{Resident, Role, Status};

use super::{Lie, Likeness};
use crate::lies::{
    feed::lives_there,
    house::{self, resident, set_role, set_status, strangers},
};

/// A record for each unit, with the same name.
fn in_each_unit(first: &str, last: &str, email: Option<&str>) -> Vec<Resident> {
    let units = house::north()
        .into_iter()
        .filter(|record| record.role == Role::Primary && lives_there(record));
    units
        .enumerate()
        .map(|(n, place)| {
            let mut record = resident("v", 8000 + n, "x", ("", ""));
            (record.first_name, record.last_name) = (first.into(), last.into());
            (record.building, record.unit) = (place.building, place.unit);
            record.email = email.map(Into::into);
            record
        })
        .collect()
}

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("One stranger", |feed| feed.add(strangers(1))).like(Likeness::Newcomers),
        Lie::new("5 strangers", |feed| feed.add(strangers(5))).like(Likeness::Newcomers),
        Lie::new("18 strangers", |feed| feed.add(strangers(18))).like(Likeness::Newcomers),
        Lie::new("19 strangers", |feed| feed.add(strangers(19))),
        Lie::new("60 strangers", |feed| feed.add(strangers(60))),
        Lie::new("10 more strangers each day", |feed| {
            let day = feed.day;
            feed.add(strangers(10 * day));
        })
        .like(Likeness::Newcomers),
        Lie::new("5 other strangers each day", |feed| {
            let day = feed.day;
            feed.add(strangers(5 * day).split_off(5 * (day - 1)));
        })
        .like(Likeness::Newcomers),
        Lie::new("A test resident", |feed| {
            feed.add(vec![resident("t", 9999, "Test Test", ("A", "999"))]);
        })
        .like(Likeness::Newcomers),
        Lie::new("Vacant units as residents, without email", |feed| {
            feed.add(in_each_unit("", "VACANT", None));
        }),
        Lie::new("Vacant units as residents, with the office's email", |feed| {
            feed.add(in_each_unit("", "VACANT", Some("office@example.com")));
        }),
        Lie::new("The model unit as a resident", |feed| {
            let mut model = resident("t", 9998, "MODEL UNIT", ("A", "100"));
            model.email = Some("leasing@example.com".into());
            feed.add(vec![model]);
        })
        .like(Likeness::Newcomers),
        Lie::new("One stranger in every unit, under one ID", |feed| {
            let mut all = in_each_unit("Max", "Master", Some("max@example.org"));
            for (n, record) in all.iter_mut().enumerate() {
                record.external_id = "t0009997".into();
                record.lease_id = Some(format!("L{n}").into());
            }
            feed.add(all);
        }),
        Lie::new("One stranger in every unit, under many IDs", |feed| {
            feed.add(in_each_unit("Max", "Master", Some("max@example.org")));
        }),
        Lie::new("Ana Ruiz in every unit", |feed| {
            feed.add(in_each_unit("Ana", "Ruiz", Some("ana.ruiz@example.com")));
        }),
        Lie::new("8 employees as residents", |feed| {
            let mut staff = strangers(8);
            staff.iter_mut().for_each(|record| (record.building, record.unit) = (None, None));
            feed.add(staff);
        })
        .like(Likeness::Newcomers),
        Lie::new("20 vendors as residents", |feed| {
            let mut vendors = strangers(20);
            for (n, record) in vendors.iter_mut().enumerate() {
                (record.first_name, record.last_name) = ("".into(), format!("Vendor {n}").into());
                (record.building, record.unit) = (None, None);
            }
            feed.add(vendors);
        }),
        Lie::new("The waiting list: 25 applicants as future residents", |feed| {
            let mut waiting = strangers(25);
            waiting.iter_mut().for_each(|record| set_status(record, Status::Future));
            feed.add(waiting);
        }),
        Lie::new("Guarantors, minors and the past as residents", |feed| {
            feed.all(|record| {
                record.move_out = None;
                if !lives_there(record) {
                    set_role(record, Role::Primary);
                    set_status(record, Status::Current);
                }
            });
        }),
        Lie::new("The applicant and the canceled lease as residents", |feed| {
            feed.those(
                |record| matches!(record.status, Status::Applicant | Status::Cancelled),
                |record| set_status(record, Status::Current),
            );
        })
        .like(Likeness::Newcomers),
        Lie::new("Emergency contacts as occupants of 15 units", |feed| {
            let mut contacts = strangers(15);
            let units = house::north();
            for (record, place) in contacts.iter_mut().zip(&units) {
                (record.building, record.unit) = (place.building.clone(), place.unit.clone());
                record.role = Role::Occupant;
            }
            feed.add(contacts);
        })
        .like(Likeness::Newcomers),
        Lie::new("Pets as occupants, without email", |feed| {
            let mut pets = strangers(15);
            for record in &mut pets {
                record.role = Role::Occupant;
                (record.email, record.phone) = (None, None);
            }
            feed.add(pets);
        }),
        Lie::new("3 pets as occupants, without email", |feed| {
            let mut pets = strangers(3);
            for record in &mut pets {
                record.role = Role::Occupant;
                (record.email, record.phone) = (None, None);
            }
            feed.add(pets);
        }),
        Lie::new("5 strangers with residents' names", |feed| {
            let mut added = strangers(5);
            for (record, known) in added.iter_mut().zip(house::north()) {
                (record.first_name, record.last_name) = (known.first_name, known.last_name);
            }
            feed.add(added);
        })
        .like(Likeness::Newcomers),
        Lie::new("5 strangers with residents' emails", |feed| {
            let mut added = strangers(5);
            for (record, known) in added.iter_mut().zip(house::north()) {
                record.email = known.email;
            }
            feed.add(added);
        }),
        Lie::new("5 strangers with residents' phones and units", |feed| {
            let mut added = strangers(5);
            for (record, known) in added.iter_mut().zip(house::north()) {
                record.phone = known.phone;
                (record.building, record.unit) = (known.building, known.unit);
            }
            feed.add(added);
        })
        .like(Likeness::Newcomers),
        Lie::new("3 strangers with the emails of people who left", |feed| {
            let mut added = strangers(3);
            let left = house::north().into_iter().filter(|known| known.status == Status::Past);
            for (record, known) in added.iter_mut().zip(left) {
                record.email = known.email;
            }
            feed.add(added);
        }),
        Lie::new("A stranger with the email of somebody who only comes to help", |feed| {
            let mut added = strangers(1);
            added[0].email = Some("pat.moss@example.com".into());
            feed.add(added);
        }),
        Lie::new("The nanny as a resident of a unit upstairs", |feed| {
            feed.add(vec![resident("t", 9996, "Pat Moss", ("A", "504"))]);
        }),
        Lie::new("Companies with a lease as residents, without first names", |feed| {
            let mut firms = strangers(4);
            for (n, record) in firms.iter_mut().enumerate() {
                (record.first_name, record.last_name) = ("".into(), format!("Firm {n}").into());
            }
            feed.add(firms);
        })
        .like(Likeness::Newcomers),
        Lie::new("12 strangers with passed move-out dates", |feed| {
            let mut old = strangers(12);
            old.iter_mut().for_each(|record| record.move_out = Some(crate::build::day(-30)));
            feed.add(old);
        }),
    ]
}
