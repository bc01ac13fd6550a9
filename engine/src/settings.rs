use std::time::Duration;

use jiff::SignedDuration;
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected},
};
use tenantry_core::{
    Text,
    model::{Harm, Role},
    reconcile::{Limit, OnMissing, SafetyLimits, WithoutEmail},
};

/// `[property]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PropertySettings {
    /// The property's ID, unique in the database.
    pub id: String,
    /// The name that people see. Default: the ID.
    pub name: Option<String>,
    /// The time zone's IANA name, such as `America/Chicago`.
    pub timezone: String,
    /// The default country of phone numbers, in ISO 3166-1 alpha-2.
    #[serde(default = "us")]
    pub country: String,
}

fn us() -> String {
    "US".into()
}

/// `[sync]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SyncSettings {
    /// How often the property is synced, such as `1h`. If absent, only on request.
    #[serde(deserialize_with = "every")]
    pub every: Option<Duration>,
    /// Statuses without access: canonical names or the PMS's own.
    pub exclude_statuses: Vec<Text>,
    /// Roles in scope besides primary, roommate and occupant.
    pub include_roles: Vec<Role>,
    /// Addresses that the PMS uses for *no email*.
    pub placeholder_emails: Vec<Text>,
    /// What to do about a linked resident who is missing from the roster.
    pub on_missing: OnMissing,
    /// With `on_missing = "end_access"`: how many complete rosters in a row must
    /// lack the resident; at least 1.
    #[serde(deserialize_with = "at_least_one")]
    pub missing_runs: u32,
    /// What to do about a resident whom only the email keeps out: there is none, or somebody else
    /// has the same.
    pub without_email: WithoutEmail,
    /// How much syncs may do without a confirmation.
    pub safety: SafetySettings,
}

/// Reads an interval such as `1h`; at least a minute, to spare the PMS.
fn every<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let read = text.parse::<SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok());
    let most = Duration::from_secs(7 * 24 * 3600);
    match read.filter(|time| (Duration::from_secs(60)..=most).contains(time)) {
        Some(time) => Ok(Some(time)),
        None => Err(D::Error::invalid_value(
            Unexpected::Str(&text),
            &"a number and its unit, such as \"1h\" or \"15m\", from a minute to seven days",
        )),
    }
}

/// Reads a number of things that cannot be none.
fn at_least_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        0 => Err(D::Error::invalid_value(Unexpected::Unsigned(0), &"a whole number, 1 or more")),
        number => Ok(number),
    }
}

/// Reads a percentage.
fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let percent = u32::deserialize(deserializer)?;
    if percent > 100 {
        let found = Unexpected::Unsigned(percent.into());
        return Err(D::Error::invalid_value(found, &"a whole percentage from 0 to 100"));
    }
    Ok(Some(percent))
}

impl Default for SyncSettings {
    fn default() -> Self {
        Self {
            every: None,
            exclude_statuses: Vec::new(),
            include_roles: Vec::new(),
            placeholder_emails: Vec::new(),
            on_missing: OnMissing::Alert,
            missing_runs: 2,
            without_email: WithoutEmail::Hold,
            safety: SafetySettings::default(),
        }
    }
}

/// `[sync.safety]`: how much of each harm syncs may do in 24 hours without a confirmation.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SafetySettings {
    /// How many residencies may always end. The same as `ended.min`.
    pub min_ended: Option<u32>,
    /// The percentage of live residencies that may end. The same as `ended.percent`.
    #[serde(deserialize_with = "percent")]
    pub max_ended_percent: Option<u32>,
    /// Residencies that end.
    pub ended: LimitSettings,
    /// Ended residencies that become live again.
    pub returned: LimitSettings,
    /// People who get access.
    pub let_in: LimitSettings,
    /// Residents who get another place.
    pub moved: LimitSettings,
    /// Residents who get another name or email.
    pub renamed: LimitSettings,
    /// Residents of whom one and the same field becomes blank.
    pub wiped: LimitSettings,
    /// Residents of whom one and the same date or phone number changes.
    pub overwritten: LimitSettings,
    /// Residents who are no longer in the roster.
    pub missing: LimitSettings,
}

/// `[sync.safety.HARM]`: the larger of the two counts.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// A number of residencies.
    pub min: Option<u32>,
    /// A percentage of the live residencies, from 0 to 100.
    #[serde(deserialize_with = "percent")]
    pub percent: Option<u32>,
}

impl SafetySettings {
    /// The limits, with the harms' own for what is not set.
    pub fn limits(&self) -> SafetyLimits {
        let ended = Limit {
            min: self.ended.min.or(self.min_ended),
            percent: self.ended.percent.or(self.max_ended_percent),
        };
        let set = |LimitSettings { min, percent }| Limit { min, percent };
        SafetyLimits::default()
            .with(Harm::Ended, ended)
            .with(Harm::Returned, set(self.returned))
            .with(Harm::LetIn, set(self.let_in))
            .with(Harm::Moved, set(self.moved))
            .with(Harm::Renamed, set(self.renamed))
            .with(Harm::Wiped, set(self.wiped))
            .with(Harm::Overwritten, set(self.overwritten))
            .with(Harm::Missing, set(self.missing))
    }
}
