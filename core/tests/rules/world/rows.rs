//! Setting the fields of rows.

use tenantry_core::{
    Date, Text,
    model::{
        Account, AccountId, AccountKind, AccountStatus, Identity, Link, Place, Residency,
        ResidencyId, Role, Status,
    },
    reconcile::{Field, Reason},
};

pub(super) fn new_account(id: i64) -> Account {
    Account {
        id: AccountId(id),
        email: None,
        first_name: Text::default(),
        last_name: Text::default(),
        phone: None,
        kind: AccountKind::Resident,
        status: AccountStatus::Active,
    }
}

pub(super) fn new_residency(id: i64, account: i64, property: &str) -> Residency {
    Residency {
        id: ResidencyId(id),
        account: AccountId(account),
        property: property.into(),
        link: None,
        place: Place::default(),
        ended_on: None,
        end_reason: None,
        last_live_status: None,
        seen: Identity::default(),
        missing_runs: 0,
    }
}

pub(super) fn set_account(account: &mut Account, field: Field, to: Option<Text>) {
    match field {
        Field::Email => account.email = to,
        Field::FirstName => account.first_name = to.unwrap_or_default(),
        Field::LastName => account.last_name = to.unwrap_or_default(),
        Field::Phone => account.phone = to,
        Field::Kind => account.kind = AccountKind::from_name(&to.unwrap()).unwrap(),
        Field::AccountStatus => account.status = AccountStatus::from_name(&to.unwrap()).unwrap(),
        _ => panic!("{field:?} is not of an account"),
    }
}

/// `account` is the account of the change, for a residency that moves to it.
pub(super) fn set_residency(row: &mut Residency, field: Field, to: Option<Text>, account: i64) {
    let date = |to: &Option<Text>| to.as_ref().map(|text| text.parse::<Date>().unwrap());
    match field {
        Field::Account => {
            row.account = AccountId(to.map_or(account, |id| id.parse().unwrap()));
        }
        Field::ExternalId => {
            let lease_id = row.link.take().and_then(|link| link.lease_id);
            row.link = to.map(|external_id| Link { external_id, lease_id });
        }
        Field::LeaseId => {
            if let Some(link) = &mut row.link {
                link.lease_id = to;
            }
        }
        Field::Building => row.place.building = to,
        Field::Unit => row.place.unit = to,
        Field::Status => {
            row.place.status = to.map(|to| Status::from_name(&to).unwrap()).unwrap_or_default();
        }
        Field::LeaseStart => row.place.lease_start = date(&to),
        Field::LeaseEnd => row.place.lease_end = date(&to),
        Field::MoveIn => row.place.move_in = date(&to),
        Field::MoveOut => row.place.move_out = date(&to),
        Field::EndedOn => row.ended_on = date(&to),
        Field::PropertyCode => row.place.property_code = to,
        Field::HouseholdId => row.place.household_id = to,
        Field::Role => row.place.role = to.map(|to| Role::from_name(&to).unwrap()),
        Field::PmsStatus => row.place.pms_status = to,
        Field::LastLiveStatus => {
            row.last_live_status = to.map(|to| Status::from_name(&to).unwrap());
        }
        Field::EndReason => row.end_reason = to.map(|to| Reason::from_name(&to).unwrap()),
        Field::PmsFirstName => row.seen.first_name = to.unwrap_or_default(),
        Field::PmsLastName => row.seen.last_name = to.unwrap_or_default(),
        Field::PmsEmail => row.seen.email = to,
        Field::PmsPhone => row.seen.phone = to,
        _ => panic!("{field:?} is not of a residency"),
    }
}
