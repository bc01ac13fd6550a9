//! Undoing an answer to an alert.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use tenantry_core::{
    model::{AlertId, Resolution},
    reconcile::{AnswerStays, AuditedChange, ChangeId, Decided, PastAnswer, Reversal, reverse},
};

use super::{audited, neighbors::neighbors, undo_set};
use crate::{
    PropertyId, ReadTx, Result, StoreError, WriteTx,
    convert::{moment, text, timestamp},
    decide::origin,
    directory::apply_changes,
    entity::{alerts, changes, decisions},
};

/// A person's answer to an alert, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRecord {
    /// Its ID.
    pub id: i64,
    /// The alert.
    pub alert: AlertId,
    /// The answer.
    pub resolution: String,
    /// Why, in the person's words.
    pub reason: Option<String>,
    /// Who answered.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
    /// Who undid it.
    pub undone_by: Option<String>,
}

/// What undoing an answer did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneAnswer {
    /// The alert, which is open again.
    pub alert: AlertId,
    /// The answer that was undone.
    pub resolution: String,
    /// How many changes were undone.
    pub undone: u64,
}

impl ReadTx {
    /// The latest answer to an alert, undone or not.
    pub async fn decision_of(&self, alert: AlertId) -> Result<Option<DecisionRecord>> {
        let query = decisions::Entity::find()
            .filter(decisions::Column::AlertId.eq(alert.0))
            .order_by_desc(decisions::Column::Id);
        let row = query.one(&self.conn.tx).await.map_err(|error| self.conn.error(error))?;
        row.map(DecisionRecord::of).transpose()
    }
}

impl WriteTx {
    /// Undoes the latest answer to an alert, as a whole or not at all, and
    /// opens the alert again. The answer is kept, as one that was undone.
    ///
    /// # Errors
    ///
    /// [`StoreError::AnswerStays`] if something stands in the way; nothing was
    /// written then.
    pub async fn undo_decision(
        &self,
        alert: AlertId,
        actor: &str,
        now: Timestamp,
    ) -> Result<UndoneAnswer> {
        let row = self.alert_row(alert).await?;
        let decision = self.last_decision(alert).await?;
        let past = PastAnswer {
            open: row.state == "open",
            resolution: row.resolution.as_deref().map(resolution).transpose()?,
            raised_again: self.open_twin(&row).await?,
            decision: decision.as_ref().map(decided).transpose()?,
        };
        let refuse = |why| StoreError::AnswerStays { id: alert.0, why };
        let range = past.check().map_err(refuse)?;
        let decision = decision.ok_or_else(|| refuse(AnswerStays::NoDecision))?;
        let made = match range {
            Some((first, last)) => self.changes_between(first, last).await?,
            None => Vec::new(),
        };
        let reversal = reverse(&made, &self.changes_after(&made).await?);
        let neighbors = neighbors(self, &reversal.needs()).await?;
        let reversal = reversal.of_answer(&neighbors).map_err(refuse)?;
        self.write_undone(&decision, &reversal, actor, now).await?;
        self.open_again(&row).await?;
        Ok(UndoneAnswer { alert, resolution: decision.resolution, undone: reversal.undone })
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
            .filter(decisions::Column::Id.eq(decision.id));
        update.exec(&self.conn.tx).await.map(drop).map_err(|error| self.conn.error(error))
    }

    async fn open_again(&self, alert: &alerts::Model) -> Result<()> {
        let sql = "UPDATE alerts SET state = 'open', closed_at = NULL, closed_by = NULL, \
                   resolution = NULL WHERE id = ?";
        self.conn.execute(sql, vec![alert.id.into()]).await?;
        // The next sync must look, if only to close the alert.
        let look = "UPDATE property_states SET roster_digest = NULL WHERE property_id = ?";
        self.conn.execute(look, vec![alert.property_id.into()]).await.map(drop)
    }

    async fn open_twin(&self, alert: &alerts::Model) -> Result<Option<AlertId>> {
        let sql = "SELECT id FROM alerts WHERE property_id = ? AND kind = ? AND subject = ? \
                   AND state = 'open'";
        let values = vec![alert.property_id.into(), text(&alert.kind), text(&alert.subject)];
        Ok(self.conn.one(sql, values).await?.map(AlertId))
    }

    async fn last_decision(&self, alert: AlertId) -> Result<Option<decisions::Model>> {
        let query = decisions::Entity::find()
            .filter(decisions::Column::AlertId.eq(alert.0))
            .filter(decisions::Column::UndoneAt.is_null())
            .order_by_desc(decisions::Column::Id);
        query.one(&self.conn.tx).await.map_err(|error| self.conn.error(error))
    }
}

impl DecisionRecord {
    fn of(row: decisions::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            alert: AlertId(row.alert_id),
            resolution: row.resolution,
            reason: row.reason,
            actor: row.actor,
            at: timestamp(row.at)?,
            undone_at: row.undone_at.map(timestamp).transpose()?,
            undone_by: row.undone_by,
        })
    }
}

fn decided(row: &decisions::Model) -> Result<Decided> {
    let range = row.first_change.zip(row.last_change);
    Ok(Decided {
        resolution: resolution(&row.resolution)?,
        changes: range.map(|(first, last)| (ChangeId(first), ChangeId(last))),
    })
}

fn resolution(name: &str) -> Result<Resolution> {
    Resolution::from_name(name).ok_or_else(|| StoreError::damaged("the answer to an alert"))
}
