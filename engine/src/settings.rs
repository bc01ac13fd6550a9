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
    /// Unique in the database.
    pub id: String,
    /// For people; the id where absent.
    pub name: Option<String>,
    /// IANA name, such as `America/Chicago`.
    pub timezone: String,
    /// ISO 3166-1 alpha-2: the default region of phone numbers.
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
    /// How often a schedule runs the sync, such as `1h`.
    #[serde(deserialize_with = "every")]
    pub every: Option<Duration>,
    /// Statuses out of scope: canonical names or the PMS's own words.
    pub exclude_statuses: Vec<Text>,
    /// Roles in scope besides primary, roommate and occupant.
    pub include_roles: Vec<Role>,
    /// Addresses that stand for *no email*.
    pub placeholder_emails: Vec<Text>,
    /// What happens to a linked resident who is missing from a roster.
    pub on_missing: OnMissing,
    /// With `on_missing = "end_access"`: complete rosters in a row without
    /// the resident, at least 1.
    pub missing_runs: u32,
    /// When a sync is held.
    pub safety: SafetySettings,
}

/// A time such as `1h`, at least a minute: a PMS is not asked more often.
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
    /// So many residencies may always end in 24 hours.
    pub min_ended: u32,
    /// Percent of the live residencies that may end in 24 hours.
    pub max_ended_percent: u32,
}

impl Default for SafetySettings {
    fn default() -> Self {
        let SafetyLimits { min_ended, max_ended_percent } = SafetyLimits::default();
        Self { min_ended, max_ended_percent }
    }
}
