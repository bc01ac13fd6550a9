//! What a sync writes, all in one transaction.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, UpdateMany, Value, sea_query::Expr};
use tenantry_core::{
    model::{Identity, ResidencyId},
    reconcile::{Bookkeeping, ChangeSet, Counts, Entry, Plan, Standing},
};

use crate::{
    Outcome, PropertyId, Result, WriteTx, bulk,
    convert::moment,
    directory::{NewRows, Origin, apply_changes, insert},
    entity::{decisions, named::Named, property_states},
    fingerprints,
    overlay::{Update, overlay},
    properties::look_again,
    records::json,
    runs::RunRow,
};

/// The run that a transaction records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRun {
    /// A UUID version 7, as text.
    pub id: String,
    /// When the run began.
    pub started_at: Timestamp,
    /// Who asked for the run; `None` if it was a schedule or a program.
    pub asked_by: Option<String>,
}

impl NewRun {
    /// A run that starts now.
    pub fn new(now: Timestamp) -> Self {
        Self { id: uuid::Uuid::now_v7().to_string(), started_at: now, asked_by: None }
    }
}

/// The actor of a sync's changes.
pub(crate) const SYNC: &str = "sync";

impl WriteTx {
    /// Applies a plan: the changes with their audit rows, the alerts, what is to be remembered,
    /// and the run. What the plan holds stays as it is.
    ///
    /// # Errors
    ///
    /// [`StoreError::EmailTaken`](crate::StoreError::EmailTaken) if the plan was computed from an
    /// older state of the directory.
    pub async fn apply(
        &self,
        property: PropertyId,
        run: &NewRun,
        set: &ChangeSet<'_>,
        plan: &Plan,
        now: Timestamp,
    ) -> Result<()> {
        let origin = Origin {
            property,
            run: Some(&run.id),
            actor: SYNC,
            at: now,
            writes_fingerprints: true,
        };
        let new = apply_changes(self, set, &origin).await?;
        self.write_seen(plan, &new).await?;
        self.write_missing(plan, &new).await?;
        self.write_alerts(property, &run.id, &plan.alerts, now).await?;
        self.write_harms(property, &run.id, plan, &new).await?;
        self.settle_approvals(property, &run.id, plan, now).await?;
        self.close_alerts(&plan.closed, SYNC, now).await?;
        self.write_lapsed(property, &plan.lapsed, &run.id).await?;
        self.write_state(property, run, plan, &new, now).await?;
        let outcome = if plan.is_held() { Outcome::Held } else { Outcome::Completed };
        let row = RunRow {
            plan_digest: Some(plan.digest),
            applied: true,
            ..RunRow::new(property, run, outcome, now)
        };
        self.write_run(row, &plan.counts).await
    }

    /// Records a sync whose roster is held as a whole: its run and its alert, and nothing else.
    pub async fn record_held(
        &self,
        property: PropertyId,
        run: &NewRun,
        plan: &Plan,
        now: Timestamp,
    ) -> Result<()> {
        self.write_alerts(property, &run.id, &plan.alerts, now).await?;
        self.write_harms(property, &run.id, plan, &NewRows::default()).await?;
        // The next sync must look at the roster, if only to close the alert.
        look_again(&self.conn, property).await?;
        let row = RunRow {
            plan_digest: Some(plan.digest),
            ..RunRow::new(property, run, Outcome::Held, now)
        };
        self.write_run(row, &plan.counts).await
    }

    /// Records a sync that had nothing to do: its run, and that the roster was complete.
    pub async fn record_unchanged(
        &self,
        property: PropertyId,
        run: &NewRun,
        counts: &Counts,
        now: Timestamp,
    ) -> Result<()> {
        self.conn.update(complete(property, run, counts, now)?).await?;
        self.write_run(RunRow::new(property, run, Outcome::Completed, now), counts).await
    }

    /// Records a failed sync. `error` must not contain personal data.
    pub async fn record_failed(
        &self,
        property: PropertyId,
        run: &NewRun,
        error: &str,
        counts: &Counts,
        now: Timestamp,
    ) -> Result<()> {
        let row = RunRow {
            error: Some(error.to_owned()),
            ..RunRow::new(property, run, Outcome::Failed, now)
        };
        self.write_run(row, counts).await
    }

    async fn write_state(
        &self,
        property: PropertyId,
        run: &NewRun,
        plan: &Plan,
        new: &NewRows,
        now: Timestamp,
    ) -> Result<()> {
        let updates = plan
            .bookkeeping
            .iter()
            .map(|remembered| update(remembered, new))
            .collect::<Result<_>>()?;
        let fingerprints = overlay(&plan.fingerprints, updates);
        let digest = plan.roster_digest.to_le_bytes().to_vec();
        let generation = Expr::cust("(SELECT generation FROM directory WHERE id = 1)");
        let update = complete(property, run, &plan.counts, now)?
            .col_expr(property_states::Column::RosterDigest, Expr::value(digest))
            .col_expr(property_states::Column::Quiet, Expr::value(plan.quiet))
            .col_expr(
                property_states::Column::RosterColumns,
                Expr::value(i32::from(plan.columns.bits())),
            )
            .col_expr(property_states::Column::Generation, generation);
        self.conn.update(update).await?;
        if fingerprints == plan.fingerprints {
            return Ok(());
        }
        fingerprints::write(&self.conn, property, &fingerprints).await
    }

    /// Notes which decisions no longer stand. There are few at a time.
    async fn write_lapsed(
        &self,
        property: PropertyId,
        lapsed: &[Standing],
        run: &str,
    ) -> Result<()> {
        for standing in lapsed {
            let update = decisions::Entity::update_many()
                .col_expr(decisions::Column::LapsedRun, Expr::value(run))
                .filter(decisions::Column::PropertyId.eq(property.0))
                .filter(decisions::Column::Kind.eq(Named(standing.kind)))
                .filter(decisions::Column::Subject.eq(standing.subject.as_str()))
                .filter(decisions::Column::Facts.eq(standing.version.cast_signed()))
                .filter(decisions::stands());
            self.conn.update(update).await?;
        }
        Ok(())
    }

    async fn write_seen(&self, plan: &Plan, new: &NewRows) -> Result<()> {
        let mut left = plan.bookkeeping.iter();
        let fill = |values: &mut Vec<Value>| {
            let next = left.find_map(|remembered| Some((remembered, remembered.seen.as_deref()?)));
            let Some((remembered, seen)) = next else { return Ok(false) };
            values.push(new.residency(remembered.residency)?.into());
            let Identity { first_name, last_name, email, phone } = seen;
            insert::seen(values, [first_name, last_name], [email.as_ref(), phone.as_ref()])?;
            Ok(true)
        };
        let head = "UPDATE residencies SET pms_first_name = v.column2, pms_last_name = v.column3, \
                    pms_email = v.column4, pms_phone = v.column5 FROM";
        bulk::run(&self.conn, head, &[], 5, "AS v WHERE residencies.id = v.column1", fill)
            .await
            .map(drop)
    }

    async fn write_missing(&self, plan: &Plan, new: &NewRows) -> Result<()> {
        let mut left = plan.bookkeeping.iter();
        let fill = |values: &mut Vec<Value>| {
            let next = left.find_map(|remembered| Some((remembered, remembered.missing_runs?)));
            let Some((remembered, missing)) = next else { return Ok(false) };
            values.extend([new.residency(remembered.residency)?.into(), i64::from(missing).into()]);
            Ok(true)
        };
        let head = "UPDATE residencies SET missing_runs = v.column2 FROM";
        bulk::run(&self.conn, head, &[], 2, "AS v WHERE residencies.id = v.column1", fill)
            .await
            .map(drop)
    }
}

/// The state of a property after a complete sync.
fn complete(
    property: PropertyId,
    run: &NewRun,
    counts: &Counts,
    now: Timestamp,
) -> Result<UpdateMany<property_states::Entity>> {
    Ok(property_states::Entity::update_many()
        .col_expr(property_states::Column::Counts, Expr::value(json(counts)?))
        .col_expr(property_states::Column::LastCompleteRunId, Expr::value(run.id.as_str()))
        .col_expr(property_states::Column::LastCompleteAt, Expr::value(moment(now)?))
        .filter(property_states::Column::PropertyId.eq(property.0)))
}

fn update(remembered: &Bookkeeping, new: &NewRows) -> Result<Update> {
    let residency = ResidencyId(new.residency(remembered.residency)?);
    let entry = Entry { residency, live: remembered.live, fingerprint: remembered.fingerprint };
    Ok((residency, remembered.linked.then_some(entry)))
}
