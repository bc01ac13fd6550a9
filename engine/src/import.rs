use jiff::Timestamp;
use tenantry_core::{
    Text,
    normalize::email_key,
    reconcile::{self, Action, Counts, Focus, LeftOut, Newcomer, Policy, Snapshot},
};
use tenantry_store::{NewRun, PersonsRun, PropertyId, ReadTx, RunKind};

use crate::{ChangeDocument, Handle, Result, document::change_documents};

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The run; `None` for a preview.
    pub run_id: Option<String>,
    /// The counts: `fetched` counts the rows, and `held_back` those that are left out.
    pub counts: Counts,
    /// The changes.
    pub changes: Vec<ChangeDocument>,
    /// The rows that are left out, in the order of the file.
    pub left_out: Vec<LeftOut>,
}

pub(crate) async fn import(handle: &Handle<'_>, rows: &[Newcomer], by: &str) -> Result<Imported> {
    let tx = handle.store.begin().await?;
    let now = Timestamp::now();
    let policy = handle.policy(now);
    let property = handle.site.register(&tx, now).await?;
    let decided = Decided::of(&tx, property, rows, &policy).await?;
    let run = &NewRun::new(now);
    let persons = PersonsRun { run, kind: RunKind::Import, actor: by };
    let counts = decided.counts(rows);
    let set = decided.imported.resolved.change_set(&policy);
    tx.apply_run(property, &persons, &set, &counts, Timestamp::now()).await?;
    tx.commit().await?;
    Ok(Imported { run_id: Some(run.id.clone()), ..decided.report(rows, &policy) })
}

pub(crate) async fn preview(handle: &Handle<'_>, rows: &[Newcomer]) -> Result<Imported> {
    let tx = handle.store.read().await?;
    let policy = handle.policy(Timestamp::now());
    // Before its first run a property has no ID; accounts of other properties still matter.
    let property = tx.property(handle.site.id()).await?.unwrap_or(PropertyId(0));
    Ok(Decided::of(&tx, property, rows, &policy).await?.report(rows, &policy))
}

/// What core decided, with what it saw of the directory.
struct Decided {
    snapshot: Snapshot,
    imported: reconcile::Imported,
}

impl Decided {
    async fn of(
        tx: &ReadTx,
        property: PropertyId,
        rows: &[Newcomer],
        policy: &Policy,
    ) -> Result<Self> {
        let mut emails: Vec<Text> = rows.iter().filter_map(|row| email_key(&row.email)).collect();
        emails.sort();
        emails.dedup();
        let (accounts, residencies) =
            tx.load(property, &Focus { emails, ..Focus::default() }).await?;
        let snapshot = Snapshot { accounts, residencies, ..Snapshot::default() };
        let imported = reconcile::import(rows, &snapshot, policy);
        Ok(Self { snapshot, imported })
    }

    fn counts(&self, rows: &[Newcomer]) -> Counts {
        let changes = &self.imported.resolved.changes;
        let count = |action| changes.iter().filter(|change| change.action == action).count() as u64;
        let left_out = self.imported.left_out.len() as u64;
        Counts {
            fetched: rows.len() as u64,
            created: count(Action::Create),
            linked: count(Action::Link),
            updated: count(Action::Update),
            unchanged: rows.len() as u64 - changes.len() as u64 - left_out,
            held_back: left_out,
            ..Counts::default()
        }
    }

    fn report(self, rows: &[Newcomer], policy: &Policy) -> Imported {
        let set = self.imported.resolved.change_set(policy);
        Imported {
            run_id: None,
            counts: self.counts(rows),
            changes: change_documents(&set, &self.snapshot.accounts),
            left_out: self.imported.left_out,
        }
    }
}
