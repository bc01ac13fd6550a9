use jiff::Timestamp;
use tenantry_core::{
    Date, Text,
    normalize::email_key,
    reconcile::{self, Action, ChangeSet, Focus, Newcomer, Snapshot},
};
use tenantry_store::Store;

use crate::{Result, Site};

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Accounts created.
    pub created: usize,
    /// Accounts given a residency.
    pub linked: usize,
    /// Accounts of which a field was changed.
    pub updated: usize,
    /// Rows that changed nothing.
    pub unchanged: usize,
}

/// Adds people by hand: accounts with manual residencies in the property, all
/// of them or none.
///
/// # Errors
/// The database's.
pub async fn import(
    store: &Store,
    site: &Site,
    people: &[Newcomer],
    actor: &str,
    today: Option<Date>,
) -> Result<Imported> {
    let tx = store.begin().await?;
    let now = Timestamp::now();
    let policy = site.policy(now, today);
    let property = tx.upsert_property(site.id(), site.name(), &site.property.timezone, now).await?;
    let mut emails: Vec<Text> =
        people.iter().filter_map(|person| email_key(&person.email)).collect();
    emails.sort();
    emails.dedup();
    let (accounts, residencies) = tx.load(property, &Focus { emails, ..Focus::default() }).await?;
    let snapshot = Snapshot { accounts, residencies, ..Snapshot::default() };
    let phone_key = |raw: &str| (policy.phone_key)(raw, &policy.country);
    let imported = reconcile::import(people, &snapshot, site.id(), phone_key);
    let set = ChangeSet {
        property: site.id(),
        residents: &imported.residents,
        changes: &imported.changes,
        phone_key: policy.phone_key,
        country: &policy.country,
    };
    tx.apply_import(property, actor, &set, now).await?;
    tx.commit().await?;
    let count = |action| imported.changes.iter().filter(|change| change.action == action).count();
    Ok(Imported {
        created: count(Action::Create),
        linked: count(Action::Link),
        updated: count(Action::Update),
        unchanged: people.len() - imported.changes.len(),
    })
}
