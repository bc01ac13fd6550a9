//! Writing what people decide: answers to alerts, and runs of their own, such as imports.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, EntityTrait};
use tenantry_core::{
    model::{AlertId, Resolution},
    reconcile::{ChangeSet, Counts},
};

use crate::{
    NewRun, Outcome, PropertyId, Result, RunKind, WriteTx,
    convert::moment,
    directory::{Origin, apply_changes},
    entity::{alerts, decisions, directory, named::Named},
    properties::look_again,
    records::facts,
    runs::RunRow,
};

/// How many decisions one statement inserts.
const AT_ONCE: usize = 500;

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
        let remembered = remembered(&alert, answer.resolution)?;
        self.close_alert(answer.alert, answer.actor, Some(answer.resolution), now).await?;
        let made = apply_changes(self, set, &origin(property, answer.actor, now)).await?.changes;
        let mut numbers = directory::Model::read(&self.conn).await?;
        let at = moment(now)?;
        let row = |(id, (subject, facts)): (i64, (String, i64))| decisions::ActiveModel {
            id: Set(id),
            alert_id: Set(alert.id),
            property_id: Set(alert.property_id),
            kind: Set(alert.kind),
            subject: Set(subject),
            facts: Set(facts),
            resolution: Set(Named(answer.resolution)),
            reason: Set(answer.reason.map(str::to_owned)),
            actor: Set(answer.actor.to_owned()),
            at: Set(at),
            first_change: Set(made.map(|(first, _)| first)),
            last_change: Set(made.map(|(_, last)| last)),
            undone_at: Set(None),
            undone_by: Set(None),
            lapsed_run: Set(None),
        };
        let many = remembered.len() as i64;
        let mut rows = (numbers.next_decision..).zip(remembered).map(row).peekable();
        while rows.peek().is_some() {
            let some = decisions::Entity::insert_many(rows.by_ref().take(AT_ONCE));
            self.conn.ok(some.exec_without_returning(&self.conn.tx).await)?;
        }
        numbers.next_decision += many;
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

/// The subjects and hashes under which an answer is remembered: those of the alert, or of each alert
/// that one about many takes the place of, if the answer stands as long as their causes go on.
fn remembered(alert: &alerts::Model, resolution: Resolution) -> Result<Vec<(String, i64)>> {
    if !resolution.stands() {
        return Ok(vec![(alert.subject.clone(), alert.facts)]);
    }
    let facts = facts(alert.kind.0, &alert.details)?;
    let each = facts.apart().into_iter().map(|(subject, facts)| {
        (subject.into_string(), facts.remembered(resolution).cast_signed())
    });
    let each: Vec<(String, i64)> = each.collect();
    if !each.is_empty() {
        return Ok(each);
    }
    let whole = match resolution {
        Resolution::OnePerson => facts.remembered(resolution).cast_signed(),
        _ => alert.facts,
    };
    Ok(vec![(alert.subject.clone(), whole)])
}

pub(crate) fn origin(property: PropertyId, actor: &str, at: Timestamp) -> Origin<'_> {
    Origin { property, run: None, actor, at, writes_fingerprints: false }
}
