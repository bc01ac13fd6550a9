use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{Date, Text};

/// One person on one lease in the PMS, as a connector delivers it.
///
/// Text is what the PMS wrote, without surrounding white space; an absent or
/// blank value is `None`. Normalizing is the engine's work, so that all
/// connectors behave alike. Dates are calendar dates of the property.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Resident {
    /// The PMS's code of the property, blank where the feed has none.
    #[schemars(with = "String")]
    pub property_code: Text,
    /// The PMS's id of the person. Never blank in a valid record.
    #[schemars(with = "String")]
    pub external_id: Text,
    /// Tells apart the leases of a person whom the PMS knows under one id;
    /// absent where the id is already the lease's.
    #[schemars(with = "Option<String>")]
    pub lease_id: Option<Text>,
    /// What the PMS groups the people of one lease by.
    #[schemars(with = "Option<String>")]
    pub household_id: Option<Text>,
    /// The person's part in the lease.
    pub role: Role,
    /// Given name.
    #[schemars(with = "String")]
    pub first_name: Text,
    /// Family name, with a generational suffix where the PMS writes one.
    #[schemars(with = "String")]
    pub last_name: Text,
    /// Email address as the PMS has it, usable or not.
    #[schemars(with = "Option<String>")]
    pub email: Option<Text>,
    /// Phone number as the PMS has it.
    #[schemars(with = "Option<String>")]
    pub phone: Option<Text>,
    /// Building, where units are unique only with it.
    #[schemars(with = "Option<String>")]
    pub building: Option<Text>,
    /// Unit as the PMS writes it, leading zeros kept.
    #[schemars(with = "Option<String>")]
    pub unit: Option<Text>,
    /// The PMS's own word for the status.
    #[schemars(with = "String")]
    pub pms_status: Text,
    /// What that word means.
    pub status: Status,
    /// First day of the lease.
    #[schemars(with = "Option<String>")]
    pub lease_start: Option<Date>,
    /// Last day of the lease.
    #[schemars(with = "Option<String>")]
    pub lease_end: Option<Date>,
    /// Day of the move in.
    #[schemars(with = "Option<String>")]
    pub move_in: Option<Date>,
    /// Day of the move out, announced or actual.
    #[schemars(with = "Option<String>")]
    pub move_out: Option<Date>,
    /// The id that the PMS formerly gave this person, where it reports one.
    #[schemars(with = "Option<String>")]
    pub previous_external_id: Option<Text>,
}

impl Resident {
    /// First and last name, with one space between.
    pub fn full_name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    /// Building and unit.
    pub fn located(&self) -> (Option<&str>, Option<&str>) {
        (self.building.as_deref(), self.unit.as_deref())
    }
}

/// Joins a first and a last name; either may be blank.
pub fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}").trim().to_owned()
}

/// What the PMS calls a person's standing on a lease, in one vocabulary.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Has applied; no lease yet.
    Applicant,
    /// Has a lease that has not begun.
    Future,
    /// Lives there.
    Current,
    /// Lives there and has given or been given notice.
    Notice,
    /// Lives there while an eviction runs.
    Eviction,
    /// Has moved out.
    Past,
    /// The lease or application was cancelled.
    Cancelled,
    /// The application was denied.
    Denied,
    /// A word that nobody has mapped. Raises an `unknown_status` alert.
    #[default]
    Unknown,
}

impl Status {
    /// Whether people of this status have a place in the directory.
    pub fn is_in_scope(self) -> bool {
        matches!(self, Status::Future | Status::Current | Status::Notice | Status::Eviction)
    }
}

/// A person's part in the lease.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The person whom the lease names first.
    #[default]
    Primary,
    /// Another person who signed the lease.
    Roommate,
    /// Lives there without having signed.
    Occupant,
    /// Vouches for the rent and does not live there.
    Guarantor,
    /// A child.
    Minor,
}

words!(Status, Role);
