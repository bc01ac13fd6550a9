use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Map, Value, json};
use tenantry_core::{
    Text,
    model::{Account, AccountId},
    reconcile::{AccountRef, Action, ChangeSet, Field, FieldChange},
};
use tenantry_store::ChangeRecord;
use utoipa::ToSchema;

/// One change, as people and scripts see it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Change)]
pub struct ChangeDocument {
    /// `create`, `link`, `update`, `end`, `relink` or `delete`.
    #[schema(value_type = String)]
    pub action: &'static str,
    /// The resident's id in the PMS; `null` where a manual residency changes.
    #[schema(value_type = Option<String>)]
    pub external_id: Option<Text>,
    /// Email of the account.
    #[schema(value_type = String)]
    pub account: Text,
    /// Each field with what it was and what it is.
    #[schema(value_type = Object)]
    pub fields: Map<String, Value>,
    /// The rule that asked for it, or how a person did.
    pub reason: String,
}

impl ChangeDocument {
    /// Each field with what it was and what it is, in a line.
    pub fn fields_line(&self) -> String {
        let text = |value: &Value| value.as_str().unwrap_or("nothing").to_owned();
        let fields: Vec<String> = self
            .fields
            .iter()
            .map(|(name, pair)| format!("{name} {} -> {}", text(&pair[0]), text(&pair[1])))
            .collect();
        fields.join("; ")
    }
}

impl From<&ChangeRecord> for ChangeDocument {
    fn from(record: &ChangeRecord) -> Self {
        Self {
            action: record.action.as_str(),
            external_id: record.external_id.clone(),
            account: record.account_email.clone(),
            fields: field_map(&record.fields),
            reason: record.reason.as_str().into(),
        }
    }
}

/// A change with when and by whom.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = HistoryEntry)]
pub struct HistoryDocument {
    /// What was changed.
    #[serde(flatten)]
    pub change: ChangeDocument,
    /// When.
    pub at: String,
    /// `sync` or a person.
    pub by: String,
    /// The run; `null` for an answer to an alert or an import.
    pub run_id: Option<String>,
}

impl From<&ChangeRecord> for HistoryDocument {
    fn from(record: &ChangeRecord) -> Self {
        Self {
            change: record.into(),
            at: record.at.to_string(),
            by: record.actor.clone(),
            run_id: record.run.clone(),
        }
    }
}

/// The changes of a set; `accounts` are those that it speaks of.
pub(crate) fn change_documents(set: &ChangeSet<'_>, accounts: &[Account]) -> Vec<ChangeDocument> {
    let emails: HashMap<AccountId, &Text> =
        accounts.iter().map(|account| (account.id, &account.email)).collect();
    let mut created: HashMap<u32, Text> = HashMap::new();
    let documents = set.changes.iter().map(|change| {
        let account = match change.account {
            AccountRef::Existing(id) => {
                emails.get(&id).map(|email| (*email).clone()).unwrap_or_default()
            }
            AccountRef::New(new) => {
                let email = || set.resident(change).and_then(|resident| resident.email.clone());
                if change.action == Action::Create
                    && let Some(email) = email()
                {
                    created.insert(new, email);
                }
                created.get(&new).cloned().unwrap_or_default()
            }
        };
        ChangeDocument {
            action: change.action.as_str(),
            external_id: change.external_id.clone(),
            account,
            fields: field_map(&set.fields(change)),
            reason: change.reason.as_str().into(),
        }
    });
    documents.collect()
}

fn field_map(fields: &[FieldChange]) -> Map<String, Value> {
    let shown = fields
        .iter()
        .filter(|field| !field.field.is_bookkeeping() && field.field != Field::Account);
    shown.map(|field| (field.field.as_str().to_owned(), json!([field.from, field.to]))).collect()
}
