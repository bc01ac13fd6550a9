//! Rosters with fewer rows than there are, all of which claim to be complete.

use tenantry_core::model::{Role, Status};

use super::Lie;
use crate::{build::day, lies::feed::lives_there};

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("One resident is missing", |feed| feed.drop_some(1)),
        Lie::new("5 residents are missing", |feed| feed.drop_some(5)),
        Lie::new("12 residents are missing", |feed| feed.drop_some(12)),
        Lie::new("13 residents are missing", |feed| feed.drop_some(13)),
        Lie::new("30 residents are missing", |feed| feed.drop_some(30)),
        Lie::new("31 residents are missing", |feed| feed.drop_some(31)),
        Lie::new("5 more residents are missing each day", |feed| {
            let day = feed.day;
            feed.drop_some(5 * day);
        }),
        Lie::new("Every second row is missing on some days", |feed| {
            let mut at = feed.day;
            feed.keep(|_| {
                at += 1;
                at % 2 == 0
            });
        }),
        Lie::new("The file has headings only", |feed| feed.residents.clear()),
        Lie::new("The file has one row", |feed| feed.residents.truncate(1)),
        Lie::new("The last page is missing", |feed| feed.residents.truncate(50)),
        Lie::new("The first page is missing", |feed| drop(feed.residents.drain(..20))),
        Lie::new("A page in the middle is missing", |feed| drop(feed.residents.drain(20..40))),
        Lie::new("The list stops at 25 rows", |feed| feed.residents.truncate(25)),
        Lie::new("Building B is missing", |feed| {
            feed.keep(|record| record.building.as_deref() != Some("B"));
        }),
        Lie::new("The fifth floor is missing", |feed| {
            feed.keep(|record| !record.unit.as_ref().is_some_and(|unit| unit.starts_with('5')));
        }),
        Lie::new("Names from N to Z are missing", |feed| {
            feed.keep(|record| record.last_name.as_str() < "N");
        }),
        Lie::new("Only primary residents are listed", |feed| {
            feed.keep(|record| record.role == Role::Primary);
        }),
        Lie::new("Primary residents are not listed", |feed| {
            feed.keep(|record| record.role != Role::Primary);
        }),
        Lie::new("Only people on notice are listed", |feed| {
            feed.keep(|record| record.status == Status::Notice);
        }),
        Lie::new("People on notice are missing", |feed| {
            feed.keep(|record| record.status != Status::Notice);
        }),
        Lie::new("People yet to move in are missing", |feed| {
            feed.keep(|record| record.status != Status::Future);
        }),
        Lie::new("Only people who do not live there are listed", |feed| {
            feed.keep(|record| !lives_there(record));
        }),
        Lie::new("People who do not live there are missing", |feed| feed.keep(lives_there)),
        Lie::new("Only leases that end this year are listed", |feed| {
            feed.keep(|record| record.lease_end.is_some_and(|end| end < day(199)));
        }),
        Lie::new("Month-to-month leases are missing", |feed| {
            feed.keep(|record| record.lease_end.is_none_or(|end| end > day(0)));
        }),
        Lie::new("The four who moved in last are missing", |feed| {
            feed.keep(|record| record.move_in != Some(day(-19)));
        }),
        Lie::new("People without a phone are missing", |feed| {
            feed.keep(|record| record.phone.is_some());
        }),
        Lie::new("One of each two namesakes is missing", |feed| {
            let mut names = Vec::new();
            feed.keep(|record| {
                let name = record.full_name();
                let is_new = !names.contains(&name);
                names.push(name);
                is_new
            });
        }),
    ]
}
