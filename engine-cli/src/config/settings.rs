use serde::Deserialize;
use tenantry_core::{
    Text,
    model::Role,
    reconcile::{OnMissing, SafetyLimits},
};

/// `[property]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PropertySettings {
    /// Unique in the database.
    pub(crate) id: String,
    /// For people; the id where absent.
    pub(crate) name: Option<String>,
    /// IANA name, such as `America/Chicago`.
    pub(crate) timezone: String,
    /// ISO 3166-1 alpha-2: the default region of phone numbers.
    #[serde(default = "us")]
    pub(crate) country: String,
}

fn us() -> String {
    "US".into()
}

/// `[sync]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SyncSettings {
    /// How often a schedule runs the sync, such as `1h`.
    pub(crate) every: Option<String>,
    /// Statuses out of scope: canonical names or the PMS's own words.
    pub(crate) exclude_statuses: Vec<Text>,
    /// Roles in scope besides primary, roommate and occupant.
    pub(crate) include_roles: Vec<Role>,
    /// Addresses that stand for *no email*.
    pub(crate) placeholder_emails: Vec<Text>,
    /// What happens to a linked resident who is missing from a roster.
    pub(crate) on_missing: OnMissing,
    /// With `on_missing = "end_access"`: complete rosters in a row without
    /// the resident, at least 1.
    pub(crate) missing_runs: u32,
    /// When a sync is held.
    pub(crate) safety: SafetySettings,
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
pub(crate) struct SafetySettings {
    /// So many residencies may always end in 24 hours.
    pub(crate) min_ended: u32,
    /// Percent of the live residencies that may end in 24 hours.
    pub(crate) max_ended_percent: u32,
}

impl Default for SafetySettings {
    fn default() -> Self {
        let SafetyLimits { min_ended, max_ended_percent } = SafetyLimits::default();
        Self { min_ended, max_ended_percent }
    }
}

/// `[database]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatabaseSettings {
    pub(super) url: String,
}

/// The whole file, but for `[connector]`, whose keys are the connector's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileSettings {
    pub(super) property: PropertySettings,
    #[serde(default)]
    pub(super) sync: SyncSettings,
    pub(super) database: DatabaseSettings,
}
