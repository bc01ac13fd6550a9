use serde::{Deserialize, Serialize};

use super::SafetyLimits;
use crate::{Date, Text, model::Role};

/// A property's settings for its syncs, and the date of the run.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The property's ID in the configuration.
    pub property: Text,
    /// Default region of phone numbers, ISO 3166-1 alpha-2.
    pub country: Text,
    /// The date of the run in the property's time zone.
    pub today: Date,
    /// Statuses to treat as out of scope: canonical names or the PMS's own words.
    pub exclude_statuses: Vec<Text>,
    /// Roles in scope in addition to primary, roommate and occupant. [`Role::Unknown`] lets in
    /// everybody whose role is not mapped.
    pub include_roles: Vec<Role>,
    /// Addresses that mean *no email*, in addition to the built-in ones.
    pub placeholder_emails: Vec<Text>,
    /// What happens to a linked resident who is missing from a roster.
    pub on_missing: OnMissing,
    /// How many complete rosters in a row a resident must be missing from before
    /// [`OnMissing::EndAccess`] ends the residency.
    pub missing_runs: u32,
    /// What happens to a resident in scope whom only the email keeps out.
    pub without_email: WithoutEmail,
    /// How much syncs may do without a person's word.
    pub safety: SafetyLimits,
    /// Turns a phone number as written into its E.164 key, given the default region. Passed in so
    /// that this crate does not need phone number tables.
    pub phone_key: fn(&str, &str) -> Option<Text>,
}

impl Policy {
    /// Whether any setting lists words, so that a roster may have none of them.
    pub fn lists_words(&self) -> bool {
        !(self.exclude_statuses.is_empty()
            && self.include_roles.is_empty()
            && self.placeholder_emails.is_empty())
    }
}

/// What happens to a linked resident who is missing from a roster.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnMissing {
    /// Raise an alert, and nothing else.
    #[default]
    Alert,
    /// End the residency after the resident is missing from [`Policy::missing_runs`] complete
    /// rosters in a row.
    EndAccess,
}

/// What happens to a resident in scope whom only the email keeps out: the PMS has no usable one, or
/// the same one for somebody else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutEmail {
    /// Raise an alert, and nothing else.
    #[default]
    Hold,
    /// Raise the alert, and create an account without an email. It gets the first usable address
    /// that the PMS has for the resident.
    Create,
}
