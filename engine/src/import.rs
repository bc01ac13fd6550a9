use jiff::Timestamp;
use tenantry_core::{
    Text,
    normalize::email_key,
    reconcile::{self, Action, Focus, Newcomer, Snapshot},
};

use crate::{Handle, Result};

/// The counts of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Accounts created.
    pub created: usize,
    /// Accounts that got a residency.
    pub linked: usize,
    /// Accounts with changed fields.
    pub updated: usize,
    /// Rows that changed nothing.
    pub unchanged: usize,
}

pub(crate) async fn import(handle: &Handle<'_>, people: &[Newcomer], by: &str) -> Result<Imported> {
    let site = handle.site;
    let tx = handle.store.begin().await?;
    let now = Timestamp::now();
    let policy = handle.policy(now);
    let property = site.register(&tx, now).await?;
    let mut emails: Vec<Text> =
        people.iter().filter_map(|person| email_key(&person.email)).collect();
    emails.sort();
    emails.dedup();
    let (accounts, residencies) = tx.load(property, &Focus { emails, ..Focus::default() }).await?;
    let snapshot = Snapshot { accounts, residencies, ..Snapshot::default() };
    let phone_key = |raw: &str| (policy.phone_key)(raw, &policy.country);
    let imported = reconcile::import(people, &snapshot, site.id(), phone_key);
    tx.apply_import(property, by, &imported.change_set(&policy), now).await?;
    tx.commit().await?;
    let count = |action| imported.changes.iter().filter(|change| change.action == action).count();
    Ok(Imported {
        created: count(Action::Create),
        linked: count(Action::Link),
        updated: count(Action::Update),
        unchanged: people.len() - imported.changes.len(),
    })
}
