//! Rows in the form in which the command line and the API show them.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use strum::{EnumString, IntoStaticStr, VariantArray};
use tenantry_core::{
    Text,
    model::{
        Account, AccountId, AlertFacts, AlertId, AlertKind, Residency, ResidencyId, Resolution,
        handle,
    },
    reconcile::{Action, Counts, Field, FieldChange, Reach, Reason},
    words,
};

use crate::{
    Result, StoreError,
    convert::timestamp,
    entity::{alerts, changes, named::Named, runs},
    load::some,
};

/// An alert, open or closed.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertRecord {
    /// The ID in the database.
    pub id: AlertId,
    /// The property's ID in the configuration.
    pub property: Text,
    /// What it is about. Unique among the open alerts of a kind and property.
    pub subject: Text,
    /// Whether it is open.
    pub open: bool,
    /// [`AlertFacts::version`], which an answer must name.
    pub version: u64,
    /// The PMS's IDs of the residents that it names.
    pub residents: Vec<Text>,
    /// Emails of the accounts that it names.
    pub accounts: Vec<Text>,
    /// What the alert says.
    pub facts: AlertFacts,
    /// The answers that a person can give; none if it is closed. Read from the database, they are
    /// those of the facts; whether each would succeed is for others to find out.
    pub offered: Vec<Resolution>,
    /// What the accounts that it shows mean beyond the property. Read from the database, nothing:
    /// that is for others to find out.
    pub reach: Reach,
    /// Whether what the alert says about accounts was removed, since the reader may not see it.
    pub is_veiled: bool,
    /// When the alert was raised.
    pub opened_at: Timestamp,
    /// The run that raised it.
    pub opened_run: Option<String>,
    /// If it is about a hold, the run whose hold it shows.
    pub shown_run: Option<String>,
    /// When the alert was closed.
    pub closed_at: Option<Timestamp>,
    /// `sync`, or the name of a person.
    pub closed_by: Option<String>,
    /// How a person answered it.
    pub resolution: Option<Resolution>,
}

/// A person in the directory, with every residency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person's account.
    pub account: Account,
    /// The person's residencies at every property, ordered by ID.
    pub residencies: Vec<Residency>,
}

/// A sync, an undo, or another run that a person made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    /// A UUID version 7.
    pub id: String,
    /// When the run was recorded, compared to others.
    pub seq: RunSeq,
    /// The property's ID in the configuration.
    pub property: Text,
    /// What the run did.
    pub kind: RunKind,
    /// When the run started, by the clock of its machine.
    pub started_at: Timestamp,
    /// When the run finished, by the same clock.
    pub finished_at: Timestamp,
    /// How the run ended.
    pub outcome: Outcome,
    /// The totals of the run.
    pub counts: Counts,
    /// Why the run failed.
    pub error: Option<String>,
    /// Whether it used its roster: it completed, or only some of it was held.
    pub applied: bool,
    /// Digest of the run's plan.
    pub plan_digest: Option<u64>,
    /// If something was held, the run that applied it once it was confirmed.
    pub confirmed_by: Option<String>,
    /// The run that undid this one.
    pub undone_by: Option<String>,
    /// Who asked for the run; `None` if it was a schedule or a program.
    pub asked_by: Option<String>,
}

/// A place in the order of the runs of a database, which the writer gives out. Clocks differ
/// between machines and are set back at times, so neither times nor run IDs tell which of two runs
/// came first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunSeq(pub i64);

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RunKind {
    /// Applies a roster.
    Sync,
    /// Undoes another run.
    Undo,
    /// Adds people from a file.
    Import,
    /// Ends what is live at a property that nothing feeds any more.
    Retire,
    /// Makes two accounts one.
    Merge,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// Everything was applied.
    Completed,
    /// Something was held until somebody confirms it. The rest was applied, unless the roster as a
    /// whole was held.
    Held,
    /// Nothing was applied.
    Failed,
}

words!(Outcome, RunKind);

/// An audit row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRecord {
    /// The ID in the database. Later changes have higher IDs.
    pub id: i64,
    /// The property's ID in the configuration.
    pub property: Text,
    /// The run; `None` for a decision.
    pub run: Option<String>,
    /// `sync`, or the name of a person.
    pub actor: String,
    /// When the change was made.
    pub at: Timestamp,
    /// What the change did.
    pub action: Action,
    /// Why it happened.
    pub reason: Reason,
    /// The resident's ID in the PMS.
    pub external_id: Option<Text>,
    /// The account that was changed.
    pub account: AccountId,
    /// The account's email after the change; if the account was deleted, the one before. `None` if
    /// the account had none.
    pub account_email: Option<Text>,
    /// The residency that was changed, if any.
    pub residency: Option<ResidencyId>,
    /// Whether the change created the account.
    pub new_account: bool,
    /// Whether the change created the residency.
    pub new_residency: bool,
    /// The fields that were changed.
    pub fields: Vec<FieldChange>,
}

/// A value of the model as JSON text.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| StoreError::damaged("a value that JSON cannot hold"))
}

fn read<'a, T: serde::Deserialize<'a>>(json: &'a str, what: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|_| StoreError::damaged(what))
}

impl AlertRecord {
    /// The kind of the alert.
    pub fn kind(&self) -> AlertKind {
        self.facts.kind()
    }

    pub(crate) fn of(row: alerts::Model, property: Text) -> Result<Self> {
        let facts = facts(row.kind.0, &row.details)?;
        let open = row.state.0 == alerts::State::Open;
        Ok(Self {
            id: AlertId(row.id),
            property,
            subject: row.subject.into(),
            open,
            version: row.facts.cast_unsigned(),
            residents: read(&row.residents, "the residents of an alert")?,
            accounts: read(&row.accounts, "the accounts of an alert")?,
            offered: if open { facts.resolutions().to_vec() } else { Vec::new() },
            facts,
            reach: Reach::default(),
            is_veiled: false,
            opened_at: timestamp(row.opened_at)?,
            opened_run: row.opened_run,
            shown_run: row.shown_run,
            closed_at: row.closed_at.map(timestamp).transpose()?,
            closed_by: row.closed_by,
            resolution: row.resolution.map(|Named(resolution)| resolution),
        })
    }
}

/// Reads what an alert says. The kind is a separate column, and rows of the first release do not
/// repeat it in the details.
pub(crate) fn facts(kind: AlertKind, details: &str) -> Result<AlertFacts> {
    let what = "the details of an alert";
    let mut details: serde_json::Map<String, Value> = read(details, what)?;
    details.insert("kind".to_owned(), kind.as_str().into());
    if kind == AlertKind::MissingFromPms && !details.contains_key("people") {
        // Earlier versions asked about one resident at a time.
        let missing = ["external_id", "residency", "unit"]
            .into_iter()
            .filter_map(|key| Some((key.to_owned(), details.remove(key)?)));
        let missing: serde_json::Map<String, Value> = missing.collect();
        details.insert("people".to_owned(), vec![Value::from(missing)].into());
    }
    serde_json::from_value(details.into()).map_err(|_| StoreError::damaged(what))
}

impl RunRecord {
    pub(crate) fn of(row: runs::Model, property: Text) -> Result<Self> {
        Ok(Self {
            id: row.id,
            seq: RunSeq(row.seq),
            property,
            kind: row.kind.0,
            started_at: timestamp(row.started_at)?,
            finished_at: timestamp(row.finished_at)?,
            outcome: row.outcome.0,
            applied: row.applied,
            counts: read(&row.counts, "the counts of a run")?,
            error: row.error,
            plan_digest: row.plan_digest.map(i64::cast_unsigned),
            confirmed_by: row.confirmed_by,
            undone_by: row.undone_by,
            asked_by: row.asked_by,
        })
    }
}

impl ChangeRecord {
    /// What names the account in documents: see [`handle`].
    pub fn handle(&self) -> Text {
        handle(self.account_email.as_ref(), self.account)
    }

    pub(crate) fn of(row: changes::Model, property: Text) -> Result<Self> {
        Ok(Self {
            id: row.id,
            property,
            run: row.run_id,
            actor: row.actor,
            at: timestamp(row.at)?,
            action: row.action.0,
            reason: row.reason.0,
            external_id: row.external_id.map(Text::from),
            account: AccountId(row.account_id),
            account_email: some(&row.account_email),
            residency: row.residency_id.map(ResidencyId),
            new_account: row.new_account,
            new_residency: row.new_residency,
            fields: fields(&row.fields)?,
        })
    }
}

/// Parses the fields of `{"unit":[null,"101"]}`, in the order of the model.
pub(crate) fn fields(json: &str) -> Result<Vec<FieldChange>> {
    let what = "the fields of a change";
    let read: std::collections::BTreeMap<Field, (Option<Text>, Option<Text>)> = read(json, what)?;
    Ok(read.into_iter().map(|(field, (from, to))| FieldChange { field, from, to }).collect())
}
