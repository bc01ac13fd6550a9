//! Writing what people decide: answers to alerts, and runs of their own, such as imports.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use tenantry_core::{
    model::{AlertId, Resolution},
    reconcile::{ChangeSet, Counts},
};

use crate::{
    NewRun, Outcome, PropertyId, Result, RunKind, WriteTx,
    convert::moment,
    directory::{Origin, apply_changes},
    entity::{decisions, directory, named::Named},
    properties::look_again,
    records::facts,
    runs::RunRow,
};

/// A person's answer to an alert.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The alert that is answered.
    pub alert: AlertId,
    /// The name of the person who answers.
    pub actor: &'a str,
    /// The answer.
    pub resolution: Resolution,
    /// The person's reason, in their own words.
    pub reason: Option<&'a str>,
}

/// A run that a person makes without a roster.
#[derive(Debug, Clone, Copy)]
pub struct PersonsRun<'a> {
    /// The run to record.
    pub run: &'a NewRun,
    /// What kind of run it is.
    pub kind: RunKind,
    /// The name of the person.
    pub actor: &'a str,
}

impl WriteTx {
    /// Writes what a person decided about an alert: the changes with their audit rows, the
    /// decision, and the closed alert.
    ///
    /// # Errors
    ///
    /// [`StoreError::AlertClosed`](crate::StoreError::AlertClosed) if another person or a sync has
    /// closed it first.
    pub async fn apply_decision(
        &self,
        property: PropertyId,
        answer: &Answer<'_>,
        set: &ChangeSet<'_>,
        now: Timestamp,
    ) -> Result<()> {
        let alert = self.alert_row(answer.alert).await?;
        let remembered = match answer.resolution {
            Resolution::OnePerson => {
                facts(alert.kind.0, &alert.details)?.remembered(answer.resolution).cast_signed()
            }
            _ => alert.facts,
        };
        self.close_alert(answer.alert, answer.actor, Some(answer.resolution), now).await?;
        let made = apply_changes(self, set, &origin(property, answer.actor, now)).await?.changes;
        let mut numbers = directory::Model::read(&self.conn).await?;
        let row = decisions::ActiveModel {
            id: Set(numbers.next_decision),
            alert_id: Set(alert.id),
            property_id: Set(alert.property_id),
            kind: Set(alert.kind),
            subject: Set(alert.subject),
            facts: Set(remembered),
            resolution: Set(Named(answer.resolution)),
            reason: Set(answer.reason.map(str::to_owned)),
            actor: Set(answer.actor.to_owned()),
            at: Set(moment(now)?),
            first_change: Set(made.map(|(first, _)| first)),
            last_change: Set(made.map(|(_, last)| last)),
            undone_at: Set(None),
            undone_by: Set(None),
            lapsed_run: Set(None),
        };
        self.conn.ok(row.insert(&self.conn.tx).await)?;
        numbers.next_decision += 1;
        numbers.write(&self.conn).await?;
        match answer.resolution {
            // It changes nothing by itself.
            Resolution::OnePerson => look_again(&self.conn, property).await,
            _ => Ok(()),
        }
    }

    /// Writes a run that a person makes without a roster, such as an import: its changes with
    /// their audit rows, and the run, which is also recorded if it changes nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError::EmailTaken`](crate::StoreError::EmailTaken) if the changes were computed from
    /// an older state of the directory.
    pub async fn apply_run(
        &self,
        property: PropertyId,
        run: &PersonsRun<'_>,
        set: &ChangeSet<'_>,
        counts: &Counts,
        now: Timestamp,
    ) -> Result<()> {
        let new = NewRun { asked_by: Some(run.actor.to_owned()), ..run.run.clone() };
        let origin = Origin { run: Some(&new.id), ..origin(property, run.actor, now) };
        apply_changes(self, set, &origin).await?;
        let row = RunRow { kind: run.kind, ..RunRow::new(property, &new, Outcome::Completed, now) };
        self.write_run(row, counts).await
    }
}

pub(crate) fn origin(property: PropertyId, actor: &str, at: Timestamp) -> Origin<'_> {
    Origin { property, run: None, actor, at, writes_fingerprints: false }
}
