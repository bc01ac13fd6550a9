use std::path::PathBuf;

use jiff::{Timestamp, tz::TimeZone};
use tenantry_core::{Date, connector::PmsConnector, reconcile::Policy};
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
    /// The configuration file.
    pub file: PathBuf,
}

impl Site {
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
