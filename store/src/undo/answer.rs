//! Taking back an answer to an alert.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tenantry_core::{
    model::{AlertId, Resolution},
    reconcile::ChangeSet,
};

use super::{
    obstacles::obstacle,
    reverse::{Reversal, reverse},
};
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
    /// Its number.
    pub id: i64,
    /// The alert.
    pub alert: AlertId,
    /// The answer, by its word.
    pub resolution: String,
    /// Why, in the person's words.
    pub reason: Option<String>,
    /// Who answered.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// When it was taken back.
    pub undone_at: Option<Timestamp>,
    /// Who took it back.
    pub undone_by: Option<String>,
}

/// What taking back an answer did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneAnswer {
    /// The alert, which is open again.
    pub alert: AlertId,
    /// The answer that was taken back, by its word.
    pub resolution: String,
    /// How many changes were taken back.
    pub undone: u64,
}

impl ReadTx {
    /// The latest answer to an alert, taken back or not.
    pub async fn decision_of(&self, alert: AlertId) -> Result<Option<DecisionRecord>> {
        let query = decisions::Entity::find()
            .filter(decisions::Column::AlertId.eq(alert.0))
            .order_by_desc(decisions::Column::Id);
        let row = query.one(&self.conn.tx).await.map_err(|error| self.conn.error(error))?;
        row.map(DecisionRecord::of).transpose()
    }
}

impl WriteTx {
    /// Takes back the latest answer to an alert, as a whole or not at all, and
    /// opens the alert again. The answer is kept, as one that was taken back.
    ///
    /// # Errors
    ///
    /// [`StoreError::AnswerStays`] where something stands in the way; nothing
    /// was written then.
    pub async fn undo_decision(
        &self,
        alert: AlertId,
        actor: &str,
        now: Timestamp,
    ) -> Result<UndoneAnswer> {
        let row = self.alert_row(alert).await?;
        let refuse = |why: &str| StoreError::AnswerStays { id: alert.0, why: why.to_owned() };
        if row.state == "open" {
            return Err(refuse("the alert is open"));
        }
        if row.resolution.is_none() {
            return Err(refuse("nobody answered the alert; a sync closed it"));
        }
        if let Some(open) = self.open_twin(&row).await? {
            return Err(refuse(&format!("a sync has raised it again since, as alert {open}")));
        }
        let decision = self.last_decision(alert).await?;
        let decision = decision.ok_or_else(|| refuse("there is no answer that it could be"))?;
        let reversal = self.reversal(&decision).await?;
        if let Some(kept) = reversal.kept.first() {
            return Err(refuse(&format!(
                "something that it touched has a later word ({})",
                kept.why
            )));
        }
        if let Some(why) = obstacle(self, &reversal.changes).await? {
            return Err(refuse(why));
        }
        self.take_back(&decision, &reversal, actor, now).await?;
        self.open_again(&row).await?;
        Ok(UndoneAnswer { alert, resolution: decision.resolution, undone: reversal.undone })
    }

    async fn reversal(&self, decision: &decisions::Model) -> Result<Reversal> {
        let (Some(first), Some(last)) = (decision.first_change, decision.last_change) else {
            if decision.resolution == Resolution::Dismiss.as_str() {
                return Ok(Reversal::default());
            }
            let why = "it was given with an older version of this program".to_owned();
            return Err(StoreError::AnswerStays { id: decision.alert_id, why });
        };
        let of_answer = changes::Entity::find().filter(changes::Column::Id.between(first, last));
        let made = self.change_records(of_answer).await?;
        let later = self.changes_after(&made).await?;
        Ok(reverse(&made, &later))
    }

    async fn take_back(
        &self,
        decision: &decisions::Model,
        reversal: &Reversal,
        actor: &str,
        now: Timestamp,
    ) -> Result<()> {
        let property = PropertyId(decision.property_id);
        let code = self.codes().await?.remove(&property.0).unwrap_or_default();
        let set = ChangeSet {
            property: &code,
            residents: &[],
            changes: &reversal.changes,
            phone_key: |_, _| None,
            country: "",
        };
        apply_changes(self, &set, &origin(property, actor, now)).await?;
        let sql = "UPDATE decisions SET undone_at = ?, undone_by = ? WHERE id = ?";
        let values = vec![moment(now)?.into(), text(actor), decision.id.into()];
        self.conn.execute(sql, values).await.map(drop)
    }

    async fn open_again(&self, alert: &alerts::Model) -> Result<()> {
        let sql = "UPDATE alerts SET state = 'open', closed_at = NULL, closed_by = NULL, \
                   resolution = NULL WHERE id = ?";
        self.conn.execute(sql, vec![alert.id.into()]).await?;
        // The next sync must look, if only to close the alert.
        let look = "UPDATE property_states SET roster_digest = NULL WHERE property_id = ?";
        self.conn.execute(look, vec![alert.property_id.into()]).await.map(drop)
    }

    async fn open_twin(&self, alert: &alerts::Model) -> Result<Option<i64>> {
        let sql = "SELECT id FROM alerts WHERE property_id = ? AND kind = ? AND subject = ? \
                   AND state = 'open'";
        let values = vec![alert.property_id.into(), text(&alert.kind), text(&alert.subject)];
        self.conn.one(sql, values).await
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
