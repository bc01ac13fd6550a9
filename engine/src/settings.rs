use std::time::Duration;

use jiff::SignedDuration;
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected},
};
use tenantry_core::{
    Text,
    model::Role,
    reconcile::{OnMissing, SafetyLimits},
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
    pub missing_runs: u32,
    /// The limits above which a sync is held.
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
            &"a time from a minute to seven days, such as \"1h\" or \"15m\"",
        )),
    }
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
            safety: SafetySettings::default(),
        }
    }
}

/// `[sync.safety]`
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SafetySettings {
    /// How many residencies may always end in 24 hours.
    pub min_ended: u32,
    /// The percentage of live residencies that may end in 24 hours.
    pub max_ended_percent: u32,
}

impl Default for SafetySettings {
    fn default() -> Self {
        let SafetyLimits { min_ended, max_ended_percent } = SafetyLimits::default();
        Self { min_ended, max_ended_percent }
    }
}
