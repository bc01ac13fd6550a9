//! Rosters with wrong roles.

use tenantry_core::model::{Resident, Role};

use super::{Lie, Likeness};
use crate::lies::{
    feed::{Feed, lives_there},
    house::set_role,
};

fn all(feed: &mut Feed, role: Role) {
    feed.all(|record| set_role(record, role));
}

fn to(role: Role) -> impl FnMut(&mut Resident) {
    move |record| set_role(record, role)
}

fn called(word: &'static str) -> impl FnMut(&mut Resident) {
    move |record| (record.role, record.pms_role) = (Role::Unknown, Some(word.into()))
}

fn exchange(feed: &mut Feed, one: Role, other: Role) {
    feed.all(|record| {
        if record.role == one {
            set_role(record, other);
        } else if record.role == other {
            set_role(record, one);
        }
    });
}

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("The roles are lost: everybody is primary", |feed| {
            feed.all(|record| (record.role, record.pms_role) = (Role::Primary, None));
        }),
        Lie::new("Everybody is primary", |feed| all(feed, Role::Primary)),
        Lie::new("Everybody is an occupant", |feed| all(feed, Role::Occupant)),
        Lie::new("Everybody is a guarantor", |feed| all(feed, Role::Guarantor)),
        Lie::new("Everybody is a minor", |feed| all(feed, Role::Minor)),
        Lie::new("Everybody has an unknown role", |feed| feed.all(called("Resident"))),
        Lie::new("Everybody has a blank role", |feed| feed.all(called(""))),
        Lie::new("5 have an unknown role", |feed| feed.some(5, called("Co-head"))),
        Lie::new("Guarantors and minors have an unknown role", |feed| {
            feed.those(
                |record| matches!(record.role, Role::Guarantor | Role::Minor),
                called("Other"),
            );
        }),
        Lie::new("Roommates have an unknown role", |feed| {
            feed.those(|record| record.role == Role::Roommate, called("Co-signer"));
        }),
        Lie::new("Each has another unknown role", |feed| {
            feed.all(|record| {
                record.role = Role::Unknown;
                record.pms_role = Some(format!("R{}", record.external_id).into());
            });
        }),
        Lie::new("Roommates are guarantors", |feed| {
            feed.those(|record| record.role == Role::Roommate, to(Role::Guarantor));
        }),
        Lie::new("5 are guarantors", |feed| feed.some(5, to(Role::Guarantor)))
            .like(Likeness::Departures),
        Lie::new("5 are minors", |feed| feed.some(5, to(Role::Minor))).like(Likeness::Departures),
        Lie::new("20 are minors", |feed| feed.some(20, to(Role::Minor))),
        Lie::new("5 more are guarantors each day", |feed| {
            feed.more_each_day(5, to(Role::Guarantor));
        })
        .like(Likeness::Departures),
        Lie::new("Primary residents and guarantors are exchanged", |feed| {
            exchange(feed, Role::Primary, Role::Guarantor);
        }),
        Lie::new("Roommates and guarantors are exchanged", |feed| {
            exchange(feed, Role::Roommate, Role::Guarantor);
        }),
        Lie::new("Guarantors are roommates", |feed| {
            feed.those(|record| record.role == Role::Guarantor, to(Role::Roommate));
        })
        .like(Likeness::Newcomers),
        Lie::new("Minors are occupants", |feed| {
            feed.those(|record| record.role == Role::Minor, to(Role::Occupant));
        })
        .like(Likeness::Newcomers),
        Lie::new("The column of roles slipped by a row", |feed| {
            feed.shift(|record| &mut record.role);
            feed.shift(|record| &mut record.pms_role);
        })
        .like(Likeness::Newcomers),
        Lie::new("The column of roles was sorted", |feed| {
            feed.sort(|record| &mut record.pms_role);
            feed.all(|record| {
                let word = record.pms_role.as_deref().unwrap_or_default();
                record.role = Role::from_name(word).unwrap_or_default();
            });
        }),
        Lie::new("The roles of couples are exchanged", |feed| {
            feed.those(lives_there, |record| {
                let role = match record.role {
                    Role::Primary => Role::Roommate,
                    Role::Roommate => Role::Primary,
                    other => other,
                };
                set_role(record, role);
            });
        }),
    ]
}
