use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{Reason, Role, Status, full_name};
use crate::{Date, Text};

/// The ID of an account in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub i64);

/// The ID of a residency in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ResidencyId(pub i64);

/// One person in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The ID in the database.
    pub id: AccountId,
    /// The email, whose `email_key` is unique in the directory. `None` if the address was given up
    /// for somebody else and the PMS has not named another one since.
    pub email: Option<Text>,
    /// Given name.
    pub first_name: Text,
    /// Family name, with a generational suffix if there is one.
    pub last_name: Text,
    /// The phone number in E.164 if it could be parsed, otherwise as it was given.
    pub phone: Option<Text>,
    /// Resident or staff.
    pub kind: AccountKind,
    /// Whether it has access.
    pub status: AccountStatus,
}

impl Account {
    /// First and last name, with one space between.
    pub fn full_name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    /// What names the account in commands and documents: see [`handle`].
    pub fn handle(&self) -> Text {
        handle(self.email.as_ref(), self.id)
    }
}

/// What names an account in commands and documents: the email, or the account's ID in decimal
/// digits if it has none. No email consists of digits only.
pub fn handle(email: Option<&Text>, id: AccountId) -> Text {
    email.cloned().unwrap_or_else(|| compact_str::format_compact!("{}", id.0))
}

/// Who an account is for.
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

/// Whether an account has access.
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
    /// It has a live residency, or belongs to staff.
    #[default]
    Active,
    /// Its last residency has ended.
    Inactive,
}

/// An account's place in a unit of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Residency {
    /// The ID in the database.
    pub id: ResidencyId,
    /// The account that it belongs to.
    pub account: AccountId,
    /// The property's ID in the configuration.
    pub property: Text,
    /// The resident it is linked to; `None` for a *manual* residency.
    pub link: Option<Link>,
    /// The unit, the status, the dates, and the person's part in the lease.
    pub place: Place,
    /// The day on which it ended; `None` while it is live.
    pub ended_on: Option<Date>,
    /// What ended it. `None` while it is live, and if it ended before this was recorded.
    pub end_reason: Option<Reason>,
    /// The status that it had when it ended. `None` while it is live, if that status was out of
    /// scope, and if it ended before this was recorded.
    pub last_live_status: Option<Status>,
    /// What the PMS said about the person when that was last applied. Blank for a manual
    /// residency.
    pub seen: Identity,
    /// How many complete rosters in a row did not list the resident.
    pub missing_runs: u32,
}

impl Residency {
    /// Whether it has not ended yet.
    pub fn is_live(&self) -> bool {
        self.ended_on.is_none()
    }
}

/// What links a residency to a resident in the PMS.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Link {
    /// The PMS's ID of the person.
    pub external_id: Text,
    /// The PMS's ID of the lease, if it has its own.
    pub lease_id: Option<Text>,
}

/// The place fields, which a sync always copies from the PMS to a linked residency.
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
    /// Move-in date.
    pub move_in: Option<Date>,
    /// Move-out date, announced or actual.
    pub move_out: Option<Date>,
    /// The PMS's code for the property, if its feed has one.
    pub property_code: Option<Text>,
    /// What the people on one lease have in common, if the PMS tells.
    pub household_id: Option<Text>,
    /// The person's role on the lease. `None` for a manual residency, and until the first sync
    /// after an upgrade.
    pub role: Option<Role>,
    /// The PMS's own word for the status; `None` like the role.
    pub pms_status: Option<Text>,
}

impl Place {
    /// The building and the unit.
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
