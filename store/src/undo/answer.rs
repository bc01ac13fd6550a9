//! Undoing the answer to an alert.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use tenantry_core::{
    model::{AlertId, Resolution},
    reconcile::{AnswerStays, AuditedChange, ChangeId, Decided, PastAnswer, Reversal},
};

use super::{audited, neighbors::neighbors, undo_set};
use crate::{
    PropertyId, ReadTx, Result, StoreError, WriteTx,
    convert::{moment, timestamp},
    decide::origin,
    directory::apply_changes,
    entity::{
        alerts::{self, State},
        changes, decisions,
        named::Named,
    },
    properties::look_again,
};

/// A decision: what is kept of a person's answer to an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRecord {
    /// The ID in the database.
    pub id: i64,
    /// The alert that was answered.
    pub alert: AlertId,
    /// The answer.
    pub resolution: Resolution,
    /// The person's reason, in their own words.
    pub reason: Option<String>,
    /// The name of the person who answered.
    pub actor: String,
    /// When the alert was answered.
    pub at: Timestamp,
    /// When the answer was undone.
    pub undone_at: Option<Timestamp>,
    /// Who undid it.
    pub undone_by: Option<String>,
}

/// The result of undoing an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneAnswer {
    /// The alert, which is open again.
    pub alert: AlertId,
    /// The answer that was undone.
    pub resolution: Resolution,
    /// How many changes were undone.
    pub undone: u64,
}

impl ReadTx {
    /// The latest decision about an alert, undone or not.
    pub async fn decision_of(&self, alert: AlertId) -> Result<Option<DecisionRecord>> {
        let query = decisions::Entity::find()
            .filter(decisions::Column::AlertId.eq(alert.0))
            .order_by_desc(decisions::Column::Id);
        let row = self.conn.ok(query.one(&self.conn.tx).await)?;
        row.map(DecisionRecord::of).transpose()
    }
}

impl WriteTx {
    /// Undoes the latest answer to an alert, entirely or not at all, and reopens the alert. The
    /// decision is kept and marked as undone.
    ///
    /// # Errors
    ///
    /// [`StoreError::AnswerStays`] if something prevents it. Nothing was written in that case.
    pub async fn undo_decision(
        &self,
        alert: AlertId,
        actor: &str,
        now: Timestamp,
    ) -> Result<UndoneAnswer> {
        let row = self.alert_row(alert).await?;
        let decision = self.last_decision(alert).await?;
        let past = PastAnswer {
            open: row.state.0 == State::Open,
            resolution: row.resolution.map(|Named(resolution)| resolution),
            raised_again: self.open_twin(&row).await?,
            decision: decision.as_ref().map(decided),
        };
        let refuse = |why| StoreError::AnswerStays { id: alert.0, why };
        let range = past.check().map_err(refuse)?;
        let decision = decision.ok_or_else(|| refuse(AnswerStays::NoDecision))?;
        let made = match range {
            Some((first, last)) => self.changes_between(first, last).await?,
            None => Vec::new(),
        };
        let reversal = self.reversed(&made).await?;
        let neighbors = neighbors(self, &reversal.needs()).await?;
        let reversal = reversal.of_answer(&neighbors).map_err(refuse)?;
        self.write_undone(&decision, &reversal, actor, now).await?;
        self.open_again(&row).await?;
        Ok(UndoneAnswer { alert, resolution: decision.resolution.0, undone: reversal.undone })
    }

    async fn changes_between(&self, first: ChangeId, last: ChangeId) -> Result<Vec<AuditedChange>> {
        let range = changes::Column::Id.between(first.0, last.0);
        Ok(audited(self.change_records(changes::Entity::find().filter(range)).await?))
    }

    async fn write_undone(
        &self,
        decision: &decisions::Model,
        reversal: &Reversal,
        actor: &str,
        now: Timestamp,
    ) -> Result<()> {
        let property = PropertyId(decision.property_id);
        let code = self.codes().await?.remove(&property.0).unwrap_or_default();
        let set = undo_set(&code, &reversal.changes);
        apply_changes(self, &set, &origin(property, actor, now)).await?;
        let update = decisions::Entity::update_many()
            .col_expr(decisions::Column::UndoneAt, Expr::value(moment(now)?))
            .col_expr(decisions::Column::UndoneBy, Expr::value(actor))
            .filter(decisions::Column::AlertId.eq(decision.alert_id))
            .filter(decisions::Column::UndoneAt.is_null());
        self.conn.update(update).await.map(drop)
    }

    async fn open_again(&self, alert: &alerts::Model) -> Result<()> {
        let reopened = alerts::ActiveModel {
            id: Unchanged(alert.id),
            state: Set(Named(State::Open)),
            closed_at: Set(None),
            closed_by: Set(None),
            resolution: Set(None),
            ..Default::default()
        };
        self.conn.ok(reopened.update(&self.conn.tx).await)?;
        // The next sync must look at the roster, if only to close the alert.
        look_again(&self.conn, PropertyId(alert.property_id)).await
    }

    /// The open alert of the same kind about the same subject, if there is one.
    async fn open_twin(&self, alert: &alerts::Model) -> Result<Option<AlertId>> {
        let query = alerts::Entity::find()
            .filter(alerts::Column::PropertyId.eq(alert.property_id))
            .filter(alerts::Column::Kind.eq(alert.kind))
            .filter(alerts::Column::Subject.eq(alert.subject.as_str()))
            .filter(alerts::is_open());
        let twin = self.conn.ok(query.one(&self.conn.tx).await)?;
        Ok(twin.map(|twin| AlertId(twin.id)))
    }

    async fn last_decision(&self, alert: AlertId) -> Result<Option<decisions::Model>> {
        let query = decisions::Entity::find()
            .filter(decisions::Column::AlertId.eq(alert.0))
            .filter(decisions::Column::UndoneAt.is_null())
            .order_by_desc(decisions::Column::Id);
        self.conn.ok(query.one(&self.conn.tx).await)
    }
}

impl DecisionRecord {
    fn of(row: decisions::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            alert: AlertId(row.alert_id),
            resolution: row.resolution.0,
            reason: row.reason,
            actor: row.actor,
            at: timestamp(row.at)?,
            undone_at: row.undone_at.map(timestamp).transpose()?,
            undone_by: row.undone_by,
        })
    }
}

fn decided(row: &decisions::Model) -> Decided {
    let range = row.first_change.zip(row.last_change);
    Decided {
        resolution: row.resolution.0,
        changes: range.map(|(first, last)| (ChangeId(first), ChangeId(last))),
    }
}
