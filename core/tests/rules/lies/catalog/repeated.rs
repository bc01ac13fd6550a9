//! Rosters in which people come more than once.

use tenantry_core::model::{Role, Status};

use super::{Lie, Likeness};
use crate::{
    build::day,
    lies::{
        feed::edit,
        house::{self, set_status},
    },
};

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("The whole file twice", |feed| feed.add(house::north())),
        Lie::new("One page twice", |feed| feed.add(house::north().split_off(40))),
        Lie::new("Twice, the second time in capitals", |feed| {
            feed.copies(60, |copy| copy.last_name = copy.last_name.to_uppercase());
        }),
        Lie::new("Twice, the second time past", |feed| {
            feed.copies(60, |copy| set_status(copy, Status::Past));
        }),
        Lie::new("5 residents twice, the second time past", |feed| {
            feed.copies(5, |copy| set_status(copy, Status::Past));
        }),
        Lie::new("Twice, with the phone in another format", |feed| {
            feed.copies(60, |copy| edit(&mut copy.phone, |phone| phone.replace(['(', ')'], "")));
        }),
        Lie::new("3 residents twice, with two units", |feed| {
            feed.copies(3, |copy| copy.unit = Some("999".into()));
        }),
        Lie::new("Twice, with and without dates", |feed| {
            feed.copies(60, |copy| (copy.lease_start, copy.lease_end) = (None, None));
        }),
        Lie::new("One row per charge, each with other dates", |feed| {
            feed.copies(60, |copy| copy.lease_end = Some(day(30)));
            feed.copies(60, |copy| copy.lease_end = Some(day(60)));
        }),
        Lie::new("One person entered twice", |feed| {
            feed.copies(1, |copy| copy.external_id = "t0007000".into());
        }),
        Lie::new("5 residents entered twice, under new IDs", |feed| {
            feed.copies(5, |copy| copy.external_id = format!("{}7", copy.external_id).into());
        }),
        Lie::new("Everybody entered twice, under new IDs", |feed| {
            feed.copies(60, |copy| copy.external_id = format!("{}7", copy.external_id).into());
        }),
        Lie::new("5 residents entered twice, the second time with another email", |feed| {
            feed.copies(5, |copy| {
                copy.external_id = format!("{}7", copy.external_id).into();
                edit(&mut copy.email, |email| format!("new.{email}"));
            });
        }),
        Lie::new("5 residents entered twice, in another unit", |feed| {
            feed.copies(5, |copy| {
                copy.external_id = format!("{}7", copy.external_id).into();
                copy.unit = Some("999".into());
            });
        })
        .like(Likeness::Transfers),
        Lie::new("Everybody also under a second lease", |feed| {
            feed.copies(60, |copy| copy.lease_id = Some("L2".into()));
        }),
        Lie::new("Everybody also under a second lease in the next unit", |feed| {
            feed.copies(60, |copy| {
                copy.lease_id = Some("L2".into());
                edit(&mut copy.unit, |unit| format!("{unit}1"));
            });
        }),
        Lie::new("5 residents also under a second lease, which has ended", |feed| {
            feed.copies(5, |copy| {
                copy.lease_id = Some("L0".into());
                set_status(copy, Status::Past);
            });
        }),
        Lie::new("Everybody also under a second lease, which has ended", |feed| {
            feed.copies(60, |copy| {
                copy.lease_id = Some("L0".into());
                set_status(copy, Status::Past);
            });
        }),
        Lie::new("The second of each couple under the ID of the first", |feed| {
            feed.as_primary(|record| &mut record.external_id);
        }),
        Lie::new("Everybody also as guarantor", |feed| {
            feed.copies(60, |copy| {
                copy.external_id = format!("g{}", copy.external_id).into();
                copy.role = Role::Guarantor;
            });
        }),
        Lie::new("Last month's file appended", |feed| feed.add(house::north_a_month_ago())),
        Lie::new("The headings come again as a row", |feed| {
            feed.copies(1, |copy| {
                copy.external_id = "Resident ID".into();
                (copy.first_name, copy.last_name) = ("First".into(), "Last".into());
                copy.email = Some("Email".into());
                copy.unit = Some("Unit".into());
            });
        }),
        Lie::new("The total comes as a row", |feed| {
            feed.copies(1, |copy| {
                copy.external_id = "Total".into();
                (copy.first_name, copy.last_name) = ("".into(), "60".into());
                copy.email = None;
            });
        }),
        Lie::new("Some rows with a space after the ID come again", |feed| {
            feed.copies(10, |copy| copy.external_id = format!("{} ", copy.external_id).into());
        }),
        Lie::new("Some rows come again with the ID in capitals", |feed| {
            feed.copies(10, |copy| {
                copy.external_id = copy.external_id.to_uppercase();
            });
        }),
    ]
}
