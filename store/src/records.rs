//! Rows as the command line and the API show them.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use strum::{EnumString, IntoStaticStr, VariantArray};
use tenantry_core::{
    Text,
    model::{
        Account, AccountId, AlertFacts, AlertId, AlertKind, Residency, ResidencyId, Resolution,
    },
    reconcile::{Action, Counts, Field, FieldChange, Reason},
    words,
};

use crate::{
    Result, StoreError,
    convert::timestamp,
    entity::{alerts, changes, named::Named, runs},
};

/// An alert, open or closed.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertRecord {
    /// Its number.
    pub id: AlertId,
    /// The property's id in the configuration.
    pub property: Text,
    /// What it is about.
    pub subject: Text,
    /// Whether it is open.
    pub open: bool,
    /// [`AlertFacts::version`]: what an answer must have seen.
    pub version: u64,
    /// The PMS's IDs of the residents that it names.
    pub residents: Vec<Text>,
    /// Emails of the accounts that it names.
    pub accounts: Vec<Text>,
    /// What it says.
    pub facts: AlertFacts,
    /// When it was raised.
    pub opened_at: Timestamp,
    /// The run that raised it.
    pub opened_run: Option<String>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// `sync` or a person.
    pub closed_by: Option<String>,
    /// How a person answered.
    pub resolution: Option<Resolution>,
}

/// A person of the directory, with every residency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub account: Account,
    /// Its residencies, in every property, by number.
    pub residencies: Vec<Residency>,
}

/// A sync or an undo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    /// Its id, a UUID of version 7.
    pub id: String,
    /// The property's id in the configuration.
    pub property: Text,
    /// Whether it synced or undid a run.
    pub kind: RunKind,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// Its numbers.
    pub counts: Counts,
    /// Why it failed.
    pub error: Option<String>,
    /// Digest of its plan.
    pub plan_digest: Option<u64>,
    /// The run that applied this held one.
    pub confirmed_by: Option<String>,
    /// The run that undid this one.
    pub undone_by: Option<String>,
    /// Who asked for it; `None` where a schedule or a program did.
    pub asked_by: Option<String>,
}

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RunKind {
    /// Applies a roster.
    Sync,
    /// Undoes another run.
    Undo,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// Everything was applied.
    Completed,
    /// Nothing was applied: the run is open for a confirmation.
    Held,
    /// Nothing was applied.
    Failed,
}

words!(Outcome, RunKind);

/// An audit row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRecord {
    /// Its number; later changes have higher ones.
    pub id: i64,
    /// The property's id in the configuration.
    pub property: Text,
    /// The run; `None` for a resolution or an import.
    pub run: Option<String>,
    /// `sync` or a person.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub action: Action,
    /// Why.
    pub reason: Reason,
    /// The resident in the PMS.
    pub external_id: Option<Text>,
    /// The account.
    pub account: AccountId,
    /// The account's email after the change; before it, where it was deleted.
    pub account_email: Text,
    /// The residency.
    pub residency: Option<ResidencyId>,
    /// Whether the change made the account.
    pub new_account: bool,
    /// Whether the change made the residency.
    pub new_residency: bool,
    /// The fields.
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
    /// What it is about.
    pub fn kind(&self) -> AlertKind {
        self.facts.kind()
    }

    pub(crate) fn of(row: alerts::Model, property: Text) -> Result<Self> {
        Ok(Self {
            id: AlertId(row.id),
            property,
            subject: row.subject.into(),
            open: row.state.0 == alerts::State::Open,
            version: row.facts.cast_unsigned(),
            residents: read(&row.residents, "the residents of an alert")?,
            accounts: read(&row.accounts, "the accounts of an alert")?,
            facts: facts(row.kind.0, &row.details)?,
            opened_at: timestamp(row.opened_at)?,
            opened_run: row.opened_run,
            closed_at: row.closed_at.map(timestamp).transpose()?,
            closed_by: row.closed_by,
            resolution: row.resolution.map(|Named(resolution)| resolution),
        })
    }
}

/// What an alert says. The kind is a column of its own, and rows of the first
/// release do not repeat it in the details.
fn facts(kind: AlertKind, details: &str) -> Result<AlertFacts> {
    let what = "the details of an alert";
    let mut details: serde_json::Map<String, Value> = read(details, what)?;
    details.insert("kind".to_owned(), kind.as_str().into());
    serde_json::from_value(details.into()).map_err(|_| StoreError::damaged(what))
}

impl RunRecord {
    pub(crate) fn of(row: runs::Model, property: Text) -> Result<Self> {
        Ok(Self {
            id: row.id,
            property,
            kind: row.kind.0,
            started_at: timestamp(row.started_at)?,
            finished_at: timestamp(row.finished_at)?,
            outcome: row.outcome.0,
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
            account_email: row.account_email.into(),
            residency: row.residency_id.map(ResidencyId),
            new_account: row.new_account,
            new_residency: row.new_residency,
            fields: fields(&row.fields)?,
        })
    }
}

/// The fields of `{"unit":[null,"101"]}`, in the order of the model.
pub(crate) fn fields(json: &str) -> Result<Vec<FieldChange>> {
    let what = "the fields of a change";
    let read: std::collections::BTreeMap<Field, (Option<Text>, Option<Text>)> = read(json, what)?;
    Ok(read.into_iter().map(|(field, (from, to))| FieldChange { field, from, to }).collect())
}
