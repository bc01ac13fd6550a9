use serde::Serialize;
use tenantry_core::{
    Date, Text,
    model::{AccountKind, AccountStatus, Reason, Residency, Role, Status},
};
use tenantry_store::Person;
use utoipa::ToSchema;

use super::words;

/// A person in the directory: an account with its residencies.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Person)]
pub struct PersonDocument {
    /// The account's ID.
    pub id: String,
    /// Email; unique in the directory. `null` if the account has none.
    #[schema(value_type = Option<String>)]
    pub email: Option<Text>,
    /// Given name.
    #[schema(value_type = String)]
    pub first_name: Text,
    /// Family name.
    #[schema(value_type = String)]
    pub last_name: Text,
    /// Phone number in E.164 if it could be parsed, otherwise as entered.
    #[schema(value_type = Option<String>)]
    pub phone: Option<Text>,
    /// Whether the account belongs to a resident or to staff.
    #[schema(schema_with = words::one::<AccountKind>)]
    pub kind: AccountKind,
    /// Whether the account opens doors.
    #[schema(schema_with = words::one::<AccountStatus>)]
    pub status: AccountStatus,
    /// Where the person lives or has lived.
    pub residencies: Vec<ResidencyDocument>,
}

/// An account's stay in one unit of a property. Dates are `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Residency)]
pub struct ResidencyDocument {
    /// The property's ID.
    #[schema(value_type = String)]
    pub property: Text,
    /// The resident's PMS ID; `null` for a manual residency.
    #[schema(value_type = Option<String>)]
    pub external_id: Option<Text>,
    /// The lease's PMS ID, if the PMS numbers leases separately.
    #[schema(value_type = Option<String>)]
    pub lease_id: Option<Text>,
    /// The building's name or number.
    #[schema(value_type = Option<String>)]
    pub building: Option<Text>,
    /// The unit's name or number.
    #[schema(value_type = Option<String>)]
    pub unit: Option<Text>,
    /// Where the person is in the lease: future, current, notice and so on.
    #[schema(schema_with = words::one::<Status>)]
    pub status: Status,
    /// The PMS's own word for the status. Like the next three, `null` for a manual residency, and
    /// until the first sync after an upgrade.
    #[schema(value_type = Option<String>)]
    pub pms_status: Option<Text>,
    /// The person's role on the lease.
    #[schema(schema_with = words::maybe_one::<Role>)]
    pub role: Option<Role>,
    /// What the people on one lease have in common, if the PMS tells.
    #[schema(value_type = Option<String>)]
    pub household_id: Option<Text>,
    /// The PMS's code for the property, if it has one.
    #[schema(value_type = Option<String>)]
    pub property_code: Option<Text>,
    /// The first day of the lease.
    #[schema(value_type = Option<String>)]
    pub lease_start: Option<Date>,
    /// The last day of the lease.
    #[schema(value_type = Option<String>)]
    pub lease_end: Option<Date>,
    /// The move-in date.
    #[schema(value_type = Option<String>)]
    pub move_in: Option<Date>,
    /// The move-out date.
    #[schema(value_type = Option<String>)]
    pub move_out: Option<Date>,
    /// The day access ended; `null` while the residency is live.
    #[schema(value_type = Option<String>)]
    pub ended_on: Option<Date>,
    /// What ended it; `null` while it is live, and if it ended before this was recorded.
    #[schema(schema_with = words::maybe_one::<Reason>)]
    pub end_reason: Option<Reason>,
    /// The status that it had when it ended; `null` like the reason, and if nobody with that status
    /// has access.
    #[schema(schema_with = words::maybe_one::<Status>)]
    pub last_live_status: Option<Status>,
}

impl From<&Person> for PersonDocument {
    fn from(person: &Person) -> Self {
        let account = &person.account;
        Self {
            id: account.id.0.to_string(),
            email: account.email.clone(),
            first_name: account.first_name.clone(),
            last_name: account.last_name.clone(),
            phone: account.phone.clone(),
            kind: account.kind,
            status: account.status,
            residencies: person.residencies.iter().map(ResidencyDocument::from).collect(),
        }
    }
}

impl From<&Residency> for ResidencyDocument {
    fn from(residency: &Residency) -> Self {
        let place = &residency.place;
        let link = residency.link.as_ref();
        Self {
            property: residency.property.clone(),
            external_id: link.map(|link| link.external_id.clone()),
            lease_id: link.and_then(|link| link.lease_id.clone()),
            building: place.building.clone(),
            unit: place.unit.clone(),
            status: place.status,
            pms_status: place.pms_status.clone(),
            role: place.role,
            household_id: place.household_id.clone(),
            property_code: place.property_code.clone(),
            lease_start: place.lease_start,
            lease_end: place.lease_end,
            move_in: place.move_in,
            move_out: place.move_out,
            ended_on: residency.ended_on,
            end_reason: residency.end_reason,
            last_live_status: residency.last_live_status,
        }
    }
}
