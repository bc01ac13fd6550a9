use std::path::PathBuf;

use jiff::{Timestamp, tz::TimeZone};
use tenantry_core::{
    Date, Text,
    connector::PmsConnector,
    reconcile::{Policy, Unmatched, WordList, Words},
};
use tenantry_store::{PropertyId, StoreError, WriteTx};

use crate::{PropertySettings, SyncSettings};

/// A configured property with its connector.
#[derive(Debug)]
pub struct Site {
    /// `[property]`
    pub property: PropertySettings,
    /// The property's time zone.
    pub timezone: TimeZone,
    /// `[sync]`
    pub sync: SyncSettings,
    /// The connector that reads the residents.
    pub connector: Box<dyn PmsConnector>,
    /// The database; a relative SQLite path has been made absolute.
    pub database_url: String,
    /// Whether a missing database may be created.
    pub creates_database: bool,
    /// The PMS's words that `[connector]` gives a meaning.
    pub mapped: MappedWords,
    /// The configuration file.
    pub file: PathBuf,
    /// The files of the configuration that hold a secret as it is.
    pub files_with_secrets: Vec<PathBuf>,
}

/// The PMS's words that `[connector.statuses]` and `[connector.roles]` give a meaning.
#[derive(Debug, Clone, Default)]
pub struct MappedWords {
    /// Words for statuses.
    pub statuses: Vec<Text>,
    /// Words for roles.
    pub roles: Vec<Text>,
}

/// Whether a database has to be there already, because a file of the configuration says so: one of
/// its properties, or if no property uses it, as with the console's own database, any.
pub fn must_exist(sites: &[Site], database: &str) -> bool {
    let is_used = sites.iter().any(|site| site.database_url == database);
    let asked = sites.iter().filter(|site| !is_used || site.database_url == database);
    asked.into_iter().any(|site| !site.creates_database)
}

impl Site {
    /// Whether any setting lists words, so that a roster may have none of them.
    pub(crate) fn lists_words(&self, policy: &Policy) -> bool {
        policy.lists_words() || !self.mapped.statuses.is_empty() || !self.mapped.roles.is_empty()
    }

    /// The configured words that no record has had.
    pub(crate) fn unmatched(&self, words: &Words, policy: &Policy) -> Vec<Unmatched> {
        let mut all = words.unmatched(policy);
        all.extend(words.mistyped(WordList::MappedStatuses, &self.mapped.statuses));
        all.extend(words.mistyped(WordList::MappedRoles, &self.mapped.roles));
        all
    }

    /// The property's ID in the configuration.
    pub fn id(&self) -> &str {
        &self.property.id
    }

    /// The name that people see.
    pub fn name(&self) -> &str {
        self.property.name.as_deref().unwrap_or(&self.property.id)
    }

    /// The date of a run that starts now, in the property's time zone; `today`
    /// if given, to rehearse another day.
    pub fn day(&self, now: Timestamp, today: Option<Date>) -> Date {
        today.unwrap_or_else(|| now.to_zoned(self.timezone.clone()).date())
    }

    /// Writes the property's name and time zone into the directory. Returns its
    /// ID there.
    pub(crate) async fn register(
        &self,
        tx: &WriteTx,
        now: Timestamp,
    ) -> Result<PropertyId, StoreError> {
        tx.upsert_property(self.id(), self.name(), &self.property.timezone, now).await
    }

    /// The property's policy for a run that starts now.
    pub fn policy(&self, now: Timestamp, today: Option<Date>) -> Policy {
        let sync = &self.sync;
        Policy {
            property: self.property.id.as_str().into(),
            country: self.property.country.to_uppercase().into(),
            today: self.day(now, today),
            exclude_statuses: sync.exclude_statuses.clone(),
            include_roles: sync.include_roles.clone(),
            placeholder_emails: sync.placeholder_emails.clone(),
            on_missing: sync.on_missing,
            missing_runs: sync.missing_runs.max(1),
            without_email: sync.without_email,
            safety: sync.safety.limits(),
            phone_key: tenantry_phone::phone_key,
        }
    }
}
