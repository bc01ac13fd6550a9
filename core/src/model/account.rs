use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::Status;
use crate::{Date, Text};

/// The number of an account in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub i64);

/// The number of a residency in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ResidencyId(pub i64);

/// One person in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Unique in the whole directory by its `email_key`.
    pub email: Text,
    /// Given name.
    pub first_name: Text,
    /// Family name, with a generational suffix where there is one.
    pub last_name: Text,
    /// E.164 where the number could be read, else as it was given.
    pub phone: Option<Text>,
    /// Resident or staff.
    pub kind: AccountKind,
    /// Whether it opens doors.
    pub status: AccountStatus,
}

/// Whose account it is.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    /// Somebody who lives in the building.
    #[default]
    Resident,
    /// Somebody who works there; a sync never makes this account inactive.
    Staff,
}

/// Whether an account opens doors.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    JsonSchema,
)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum AccountStatus {
    /// It has a live residency, or is staff.
    #[default]
    Active,
    /// Its last residency has ended.
    Inactive,
}

/// An account's place in a unit of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Residency {
    /// Its number.
    pub id: ResidencyId,
    /// Whose it is.
    pub account: AccountId,
    /// The property's id in the configuration.
    pub property: Text,
    /// The resident it came from; `None` for a *manual* residency.
    pub link: Option<Link>,
    /// Where and when.
    pub place: Place,
    /// The day it ended; `None` while it is live.
    pub ended_on: Option<Date>,
    /// What the PMS said of the person when that was last applied. Blank for
    /// a manual residency.
    pub seen: Identity,
    /// Complete rosters in a row without the resident.
    pub missing_runs: u32,
}

impl Residency {
    /// Whether it has not ended.
    pub fn is_live(&self) -> bool {
        self.ended_on.is_none()
    }
}

/// What ties a residency to a resident of the PMS.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Link {
    /// The PMS's id of the person.
    pub external_id: Text,
    /// The PMS's id of the lease, where it has one of its own.
    pub lease_id: Option<Text>,
}

/// The place fields: they always flow from the PMS to a linked residency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Building.
    pub building: Option<Text>,
    /// Unit.
    pub unit: Option<Text>,
    /// Status.
    pub status: Status,
    /// First day of the lease.
    pub lease_start: Option<Date>,
    /// Last day of the lease.
    pub lease_end: Option<Date>,
    /// Day of the move in.
    pub move_in: Option<Date>,
    /// Day of the move out.
    pub move_out: Option<Date>,
}

impl Place {
    /// Building and unit.
    pub fn located(&self) -> (Option<&str>, Option<&str>) {
        (self.building.as_deref(), self.unit.as_deref())
    }
}

/// The identity fields, as the PMS wrote them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Given name.
    pub first_name: Text,
    /// Family name.
    pub last_name: Text,
    /// Email.
    pub email: Option<Text>,
    /// Phone.
    pub phone: Option<Text>,
}

words!(AccountKind, AccountStatus);
