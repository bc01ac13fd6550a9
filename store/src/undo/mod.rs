//! Taking back a run.

mod answer;
mod obstacles;
mod reverse;

pub use answer::{DecisionRecord, UndoneAnswer};

use jiff::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use tenantry_core::{
    Text,
    reconcile::{ChangeSet, Counts},
};

use crate::{
    ChangeRecord, NewRun, Outcome, PropertyId, Result, RunKind, StoreError, WriteTx,
    convert::text,
    directory::{Origin, apply_changes},
    entity::changes,
    runs::RunRow,
};

/// What an undo did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoReport {
    /// The run that undid.
    pub run_id: String,
    /// How many changes were taken back.
    pub undone: u64,
    /// The changes that were not.
    pub kept: Vec<Kept>,
}

/// A change that could not be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub change: i64,
    /// The resident in the PMS.
    pub external_id: Option<Text>,
    /// Email of the account.
    pub account_email: Text,
    /// Why not, in words.
    pub why: String,
}

impl WriteTx {
    /// Takes back the changes of a completed sync, where nothing later has
    /// touched the same. `run` is the undoing run. Alerts stay as they are.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotUndoable`] for a run that changed nothing, is an undo
    /// itself, or has been undone.
    pub async fn undo(
        &self,
        id: &str,
        actor: &str,
        run: &NewRun,
        now: Timestamp,
    ) -> Result<UndoReport> {
        let undone = self.run(id).await?;
        let refuse = |why| Err(StoreError::NotUndoable { id: undone.id.clone(), why });
        match (undone.kind, undone.outcome, &undone.undone_by) {
            (RunKind::Undo, ..) => return refuse("it is an undo itself"),
            (_, Outcome::Held | Outcome::Failed, _) => return refuse("it changed nothing"),
            (.., Some(_)) => return refuse("it was undone already"),
            _ => {}
        }
        let property = self.property(&undone.property).await?;
        let property = property.ok_or_else(|| StoreError::damaged("a run without a property"))?;
        let made = self.changes_of_run(&undone.id).await?;
        let later = self.changes_after(&made).await?;
        let mut reversal = reverse::reverse(&made, &later);
        obstacles::keep_active(self, &mut reversal.changes).await?;
        let set = ChangeSet {
            property: &undone.property,
            residents: &[],
            changes: &reversal.changes,
            phone_key: |_, _| None,
            country: "",
        };
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
        let sql = "UPDATE runs SET undone_by = ? WHERE id = ?";
        self.conn.execute(sql, vec![text(&run.id), text(undone)]).await.map(drop)
    }

    /// Later changes of the accounts and residencies that a run changed. The
    /// changes of one run have consecutive numbers.
    async fn changes_after(&self, made: &[ChangeRecord]) -> Result<Vec<ChangeRecord>> {
        let Some(last) = made.last() else { return Ok(Vec::new()) };
        let mut accounts: Vec<i64> = made.iter().map(|change| change.account.0).collect();
        let mut residencies: Vec<i64> =
            made.iter().filter_map(|change| change.residency.map(|id| id.0)).collect();
        let query = changes::Entity::find().filter(changes::Column::Id.gt(last.id));
        let few = 5000;
        if made.len() < few {
            let about = Condition::any()
                .add(changes::Column::AccountId.is_in(accounts))
                .add(changes::Column::ResidencyId.is_in(residencies));
            return self.change_records(query.filter(about)).await;
        }
        accounts.sort_unstable();
        residencies.sort_unstable();
        let mut later = self.change_records(query).await?;
        later.retain(|change| {
            let residency = change.residency.map(|id| id.0);
            accounts.binary_search(&change.account.0).is_ok()
                || residency.is_some_and(|id| residencies.binary_search(&id).is_ok())
        });
        Ok(later)
    }
}
