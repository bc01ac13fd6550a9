//! Undoing a run. Core decides what can be undone; this module reads the rows that it asks for,
//! and writes its changes.

mod answer;
mod links;
mod neighbors;
mod words;

pub use answer::{DecisionRecord, UndoneAnswer};
pub use words::why_kept;
pub(crate) use words::{answer_stays, run_stays};

use std::collections::HashSet;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};
use tenantry_core::{
    model::{AccountId, ResidencyId},
    reconcile::{
        AuditedChange, Change, ChangeId, ChangeSet, Counts, Kept, PastRun, Reversal, reverse,
        unmerge,
    },
};

use crate::{
    ChangeRecord, NewRun, Outcome, PropertyId, ReadTx, Result, RunKind, StoreError, WriteTx,
    directory::{Origin, apply_changes},
    entity::{changes, decisions, runs},
    runs::RunRow,
};

/// The result of undoing a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoReport {
    /// The ID of the undoing run.
    pub run_id: String,
    /// How many changes were undone.
    pub undone: u64,
    /// The changes that were kept.
    pub kept: Vec<Kept>,
}

impl WriteTx {
    /// Undoes the changes of a sync, except those whose rows have changed since. `run`
    /// is the undoing run. Alerts are not affected.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotUndoable`] if the run changed nothing, is itself an undo, or has already
    /// been undone; and if it merged two accounts that cannot be what they were.
    pub async fn undo(
        &self,
        id: &str,
        actor: &str,
        run: &NewRun,
        now: Timestamp,
    ) -> Result<UndoReport> {
        let undone = self.run(id).await?;
        let past = PastRun {
            is_undo: undone.kind == RunKind::Undo,
            applied: undone.applied,
            undone: undone.undone_by.is_some(),
        };
        let stays = |why| StoreError::NotUndoable { id: undone.id.clone(), why };
        past.check().map_err(stays)?;
        let property = self.property(&undone.property).await?;
        let property = property.ok_or_else(|| StoreError::damaged("a run without a property"))?;
        let made = audited(self.changes_of_run(&undone.id).await?);
        let reversal = self.reversed(&made).await?;
        let neighbors = neighbors::neighbors(self, &reversal.needs()).await?;
        let reversal = match undone.kind {
            RunKind::Merge => {
                unmerge(reversal, &self.changes_after(&made).await?, &neighbors).map_err(stays)?
            }
            _ => reversal.of_run(&neighbors),
        };
        let set = undo_set(&undone.property, &reversal.changes);
        let origin =
            Origin { property, run: Some(&run.id), actor, at: now, writes_fingerprints: false };
        apply_changes(self, &set, &origin).await?;
        self.write_undo(property, &undone.id, run, reversal.undone, now).await?;
        Ok(UndoReport { run_id: run.id.clone(), undone: reversal.undone, kept: reversal.kept })
    }

    async fn write_undo(
        &self,
        property: PropertyId,
        undone: &str,
        run: &NewRun,
        updated: u64,
        now: Timestamp,
    ) -> Result<()> {
        let row =
            RunRow { kind: RunKind::Undo, ..RunRow::new(property, run, Outcome::Completed, now) };
        self.write_run(row, &Counts { updated, ..Counts::default() }).await?;
        let update = runs::Entity::update_many()
            .col_expr(runs::Column::UndoneBy, Expr::value(run.id.as_str()))
            .filter(runs::Column::Id.eq(undone));
        self.conn.update(update).await?;
        let update = decisions::Entity::update_many()
            .col_expr(decisions::Column::LapsedRun, Expr::value(Option::<String>::None))
            .filter(decisions::Column::LapsedRun.eq(undone));
        self.conn.update(update).await.map(drop)
    }
}

impl ReadTx {
    /// The changes of one run or answer, reversed.
    async fn reversed(&self, made: &[AuditedChange]) -> Result<Reversal> {
        let later = self.changes_after(made).await?;
        Ok(reverse(made, &later, &links::holders(self, made).await?))
    }

    /// Later changes to the accounts and residencies of `made`, whose IDs are consecutive.
    async fn changes_after(&self, made: &[AuditedChange]) -> Result<Vec<AuditedChange>> {
        let Some(last) = made.last() else { return Ok(Vec::new()) };
        let accounts: HashSet<AccountId> = made.iter().map(|change| change.account).collect();
        let residencies: HashSet<ResidencyId> =
            made.iter().filter_map(|change| change.residency).collect();
        let query = changes::Entity::find().filter(changes::Column::Id.gt(last.id.0));
        let few = 5000;
        if made.len() < few {
            let about = Condition::any()
                .add(changes::Column::AccountId.is_in(accounts.iter().map(|id| id.0)))
                .add(changes::Column::ResidencyId.is_in(residencies.iter().map(|id| id.0)));
            return Ok(audited(self.change_records(query.filter(about)).await?));
        }
        let mut later = audited(self.change_records(query).await?);
        later.retain(|change| {
            accounts.contains(&change.account)
                || change.residency.is_some_and(|id| residencies.contains(&id))
        });
        Ok(later)
    }
}

/// The change set of an undo, which does not need residents.
fn undo_set<'a>(property: &'a str, changes: &'a [Change]) -> ChangeSet<'a> {
    ChangeSet { property, residents: &[], changes, phone_key: |_, _| None, country: "" }
}

/// Audit rows in the form that core reads.
fn audited(records: Vec<ChangeRecord>) -> Vec<AuditedChange> {
    records.into_iter().map(AuditedChange::from).collect()
}

impl From<ChangeRecord> for AuditedChange {
    fn from(record: ChangeRecord) -> Self {
        Self {
            id: ChangeId(record.id),
            action: record.action,
            external_id: record.external_id,
            account: record.account,
            account_email: record.account_email,
            residency: record.residency,
            new_account: record.new_account,
            new_residency: record.new_residency,
            fields: record.fields,
        }
    }
}
