//! Finished runs: syncs, undos and those that people make.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use tenantry_core::reconcile::Counts;

use crate::{
    NewRun, Outcome, PropertyId, ReadTx, Result, RunKind, RunRecord, RunSeq, StoreError, WriteTx,
    convert::moment,
    entity::{named::Named, runs},
    records::json,
};

/// What a run records about itself, apart from its counts.
pub(crate) struct RunRow {
    pub(crate) property: PropertyId,
    pub(crate) id: String,
    pub(crate) kind: RunKind,
    pub(crate) started_at: Timestamp,
    pub(crate) finished_at: Timestamp,
    pub(crate) outcome: Outcome,
    pub(crate) applied: bool,
    pub(crate) error: Option<String>,
    pub(crate) plan_digest: Option<u64>,
    pub(crate) asked_by: Option<String>,
}

impl RunRow {
    pub(crate) fn new(
        property: PropertyId,
        run: &NewRun,
        outcome: Outcome,
        now: Timestamp,
    ) -> Self {
        Self {
            property,
            id: run.id.clone(),
            kind: RunKind::Sync,
            started_at: run.started_at,
            finished_at: now,
            outcome,
            applied: outcome == Outcome::Completed,
            error: None,
            plan_digest: None,
            asked_by: run.asked_by.clone(),
        }
    }
}

impl WriteTx {
    pub(crate) async fn write_run(&self, run: RunRow, counts: &Counts) -> Result<()> {
        let RunSeq(seq) = self.take_seq().await?;
        let row = runs::ActiveModel {
            id: Set(run.id),
            seq: Set(seq),
            property_id: Set(run.property.0),
            kind: Set(Named(run.kind)),
            started_at: Set(moment(run.started_at)?),
            finished_at: Set(moment(run.finished_at)?),
            outcome: Set(Named(run.outcome)),
            applied: Set(run.applied),
            counts: Set(json(counts)?),
            error: Set(run.error),
            plan_digest: Set(run.plan_digest.map(u64::cast_signed)),
            confirmed_by: Set(None),
            undone_by: Set(None),
            asked_by: Set(run.asked_by),
        };
        self.conn.ok(row.insert(&self.conn.tx).await).map(drop)
    }

    /// Takes the next place in the order of runs, in one round trip.
    async fn take_seq(&self) -> Result<RunSeq> {
        let sql =
            "UPDATE directory SET next_run = next_run + 1 WHERE id = 1 RETURNING next_run - 1";
        numbered(self.conn.one(sql, Vec::new()).await?)
    }
}

fn numbered(seq: Option<i64>) -> Result<RunSeq> {
    seq.map(RunSeq).ok_or_else(|| StoreError::damaged("the directory has no row of counters"))
}

impl ReadTx {
    /// The latest runs, of one property or of all, newest first.
    pub async fn runs(&self, property: Option<PropertyId>, limit: u64) -> Result<Vec<RunRecord>> {
        let mut query = runs::Entity::find().order_by_desc(runs::Column::Seq).limit(limit);
        if let Some(property) = property {
            query = query.filter(runs::Column::PropertyId.eq(property.0));
        }
        self.run_records(query).await
    }

    /// The latest syncs of a property, newest first, whatever their outcome.
    pub async fn syncs(&self, property: PropertyId, limit: u64) -> Result<Vec<RunRecord>> {
        let query = runs::Entity::find()
            .filter(runs::Column::PropertyId.eq(property.0))
            .filter(runs::Column::Kind.eq(Named(RunKind::Sync)));
        self.run_records(query.order_by_desc(runs::Column::Seq).limit(limit)).await
    }

    /// The run with an ID, or with an ID that starts with the given text.
    pub async fn run(&self, id: &str) -> Result<RunRecord> {
        let missing = || StoreError::NoSuchRun { id: id.to_owned() };
        if id.is_empty()
            || !id.chars().all(|character| character.is_ascii_hexdigit() || character == '-')
        {
            return Err(missing());
        }
        let like = runs::Column::Id.starts_with(id.to_ascii_lowercase());
        let mut found = self.run_records(runs::Entity::find().filter(like).limit(2)).await?;
        match (found.pop(), found.pop()) {
            (Some(run), None) => Ok(run),
            (None, _) => Err(missing()),
            _ => Err(StoreError::AmbiguousRun { id: id.to_owned() }),
        }
    }

    /// The place that the next run will take. Runs recorded from now on have this one or a later
    /// one.
    pub async fn next_seq(&self) -> Result<RunSeq> {
        numbered(self.conn.one("SELECT next_run FROM directory WHERE id = 1", Vec::new()).await?)
    }

    /// Whether a sync of the property that had a complete roster was recorded at or after a place
    /// in the order of runs.
    pub async fn synced_since(&self, property: PropertyId, since: RunSeq) -> Result<bool> {
        let query = runs::Entity::find()
            .filter(runs::Column::PropertyId.eq(property.0))
            .filter(runs::Column::Seq.gte(since.0))
            .filter(runs::Column::Outcome.ne(Named(Outcome::Failed)))
            .filter(runs::Column::Kind.eq(Named(RunKind::Sync)));
        Ok(self.conn.ok(query.one(&self.conn.tx).await)?.is_some())
    }

    pub(crate) async fn run_records(
        &self,
        query: sea_orm::Select<runs::Entity>,
    ) -> Result<Vec<RunRecord>> {
        let rows = self.conn.ok(query.all(&self.conn.tx).await)?;
        let codes = self.codes().await?;
        rows.into_iter()
            .map(|row| {
                let code = codes.get(&row.property_id).cloned().unwrap_or_default();
                RunRecord::of(row, code)
            })
            .collect()
    }
}
