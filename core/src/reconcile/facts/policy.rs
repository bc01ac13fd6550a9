use serde::{Deserialize, Serialize};

use crate::{Date, Text, model::Role};

/// What a property has decided about its syncs, and the day of the run.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The property's id in the configuration.
    pub property: Text,
    /// Default region of phone numbers, ISO 3166-1 alpha-2.
    pub country: Text,
    /// The day of the run in the property's time zone.
    pub today: Date,
    /// Statuses out of scope: canonical names or the PMS's own words.
    pub exclude_statuses: Vec<Text>,
    /// Roles in scope besides primary, roommate and occupant.
    pub include_roles: Vec<Role>,
    /// Addresses that stand for *no email*, besides the known ones.
    pub placeholder_emails: Vec<Text>,
    /// What happens to a linked resident who is missing from a roster.
    pub on_missing: OnMissing,
    /// Complete rosters in a row without a resident before
    /// [`OnMissing::EndAccess`] ends the residency.
    pub missing_runs: u32,
    /// When a sync is held.
    pub safety: SafetyLimits,
    /// Turns a phone number as written into its E.164 key, given the default
    /// region. A parameter so that this crate needs no phone-number tables.
    pub phone_key: fn(&str, &str) -> Option<Text>,
}

/// What happens to a linked resident who is missing from a roster.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnMissing {
    /// An alert, nothing else.
    #[default]
    Alert,
    /// After some complete rosters in a row without the resident, the
    /// residency ends.
    EndAccess,
}

/// The most residencies that one sync may end, together with those ended in
/// the 24 hours before: the larger of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SafetyLimits {
    /// So many always.
    pub min_ended: u32,
    /// Percent of the live residencies.
    pub max_ended_percent: u32,
}

impl Default for SafetyLimits {
    fn default() -> Self {
        Self { min_ended: 5, max_ended_percent: 20 }
    }
}
