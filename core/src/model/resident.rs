use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{Date, Text, normalize::NameKey};

/// One person on one lease in the PMS, as a connector delivers it.
///
/// Text is what the PMS wrote, without surrounding white space; a missing or blank value is
/// `None`. The engine does the normalizing, so that all connectors behave alike. Dates are
/// calendar dates at the property.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Resident {
    /// The PMS's code for the property; blank if the feed has none.
    #[schemars(with = "String")]
    pub property_code: Text,
    /// The PMS's ID of the person. Never blank in a valid record.
    #[schemars(with = "String")]
    pub external_id: Text,
    /// Distinguishes the leases of a person whom the PMS knows under one ID. Absent if the ID
    /// already identifies the lease.
    #[schemars(with = "Option<String>")]
    pub lease_id: Option<Text>,
    /// Groups the people on one lease.
    #[schemars(with = "Option<String>")]
    pub household_id: Option<Text>,
    /// The person's role on the lease: primary if the feed does not tell roles, and
    /// [`Role::Unknown`] if it has a word that is not mapped.
    pub role: Role,
    /// The PMS's own word for the role; `None` if the feed has none.
    #[schemars(with = "Option<String>")]
    pub pms_role: Option<Text>,
    /// Given name.
    #[schemars(with = "String")]
    pub first_name: Text,
    /// Family name, with a generational suffix if the PMS writes one.
    #[schemars(with = "String")]
    pub last_name: Text,
    /// Email address as the PMS has it, whether or not it is usable.
    #[schemars(with = "Option<String>")]
    pub email: Option<Text>,
    /// Phone number as the PMS has it.
    #[schemars(with = "Option<String>")]
    pub phone: Option<Text>,
    /// Building, if units are unique only within one.
    #[schemars(with = "Option<String>")]
    pub building: Option<Text>,
    /// Unit as the PMS writes it, with leading zeros.
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
    /// Move-in date.
    #[schemars(with = "Option<String>")]
    pub move_in: Option<Date>,
    /// Move-out date, announced or actual.
    #[schemars(with = "Option<String>")]
    pub move_out: Option<Date>,
    /// The ID that the PMS used for this person before, if it reports one.
    #[schemars(with = "Option<String>")]
    pub previous_external_id: Option<Text>,
}

impl Resident {
    /// First and last name, with one space between.
    pub fn full_name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    /// Whether neither name has a letter or a digit.
    pub fn has_no_name(&self) -> bool {
        NameKey::of(&self.first_name, &self.last_name).base.is_empty()
    }

    /// The PMS's code for the property, unless it is blank.
    pub fn code(&self) -> Option<&str> {
        Some(self.property_code.as_str()).filter(|code| !code.trim().is_empty())
    }

    /// The PMS's own word for the status, unless it is blank.
    pub fn status_word(&self) -> Option<&str> {
        Some(self.pms_status.as_str()).filter(|word| !word.trim().is_empty())
    }

    /// The building and the unit.
    pub fn located(&self) -> (Option<&str>, Option<&str>) {
        (self.building.as_deref(), self.unit.as_deref())
    }
}

/// Joins a first and a last name; either may be blank.
pub fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}").trim().to_owned()
}

/// A person's status on a lease, in one vocabulary for all PMSs.
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
    /// Has applied; there is no lease yet.
    Applicant,
    /// Has a lease that has not started.
    Future,
    /// Lives there.
    Current,
    /// Lives there, and has given or been given notice.
    Notice,
    /// Lives there during an eviction.
    Eviction,
    /// Has moved out.
    Past,
    /// The lease or application was canceled.
    Cancelled,
    /// The application was denied.
    Denied,
    /// A PMS status that is not mapped. Raises an `unknown_status` alert.
    #[default]
    Unknown,
}

impl Status {
    /// Whether people with this status belong in the directory.
    pub fn is_in_scope(self) -> bool {
        matches!(self, Status::Future | Status::Current | Status::Notice | Status::Eviction)
    }
}

/// A person's role on the lease.
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
    /// The first person named on the lease.
    #[default]
    Primary,
    /// Another person who signed the lease.
    Roommate,
    /// Lives there without having signed the lease.
    Occupant,
    /// Guarantees the rent and does not live there.
    Guarantor,
    /// A child.
    Minor,
    /// A PMS word for a role that is not mapped. Raises an `unknown_role` alert.
    Unknown,
}

words!(Status, Role);
