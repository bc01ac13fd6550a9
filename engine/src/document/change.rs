use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tenantry_core::{
    Text,
    model::{Account, AccountId, Reason},
    reconcile::{AccountRef, Action, ChangeSet, Field, FieldChange},
};
use tenantry_store::ChangeRecord;
use utoipa::ToSchema;

use super::words;

/// One change to an account or to a residency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Change)]
pub struct ChangeDocument {
    /// What happened.
    #[schema(schema_with = words::one::<Action>)]
    pub action: Action,
    /// The resident's PMS ID; `null` for a manual residency.
    #[schema(value_type = Option<String>)]
    pub external_id: Option<Text>,
    /// The account's email, or its ID if it has none; empty for an account without an email that
    /// is only planned.
    #[schema(value_type = String)]
    pub account: Text,
    /// Each changed field with its old and new value.
    #[schema(value_type = Object)]
    pub fields: ShownFields,
    /// The rule that led to the change, or how a person made it.
    #[schema(schema_with = words::one::<Reason>)]
    pub reason: Reason,
}

/// The fields of a change that people see, by name. In JSON an object such as
/// `{"unit": [null, "101"]}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShownFields(Vec<FieldChange>);

impl ShownFields {
    fn of(fields: &[FieldChange]) -> Self {
        let shown = fields.iter().filter(|FieldChange { field, .. }| {
            !field.is_bookkeeping() && !field.is_implied() && *field != Field::Account
        });
        Self::sorted(shown.cloned().collect())
    }

    fn sorted(mut fields: Vec<FieldChange>) -> Self {
        fields.sort_by_key(|field| field.field.as_str());
        Self(fields)
    }

    /// Iterates over the fields in order.
    pub fn iter(&self) -> impl Iterator<Item = &FieldChange> {
        self.0.iter()
    }

    /// A field's new value; `None` if it does not change or becomes blank.
    pub fn to(&self, field: Field) -> Option<&str> {
        self.0.iter().find(|change| change.field == field)?.to.as_deref()
    }
}

impl Serialize for ShownFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_map(self.0.iter().map(|change| (change.field, (&change.from, &change.to))))
    }
}

impl<'de> Deserialize<'de> for ShownFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = BTreeMap::<Field, (Option<Text>, Option<Text>)>::deserialize(deserializer)?;
        let fields = fields.into_iter().map(|(field, (from, to))| FieldChange { field, from, to });
        Ok(Self::sorted(fields.collect()))
    }
}

impl From<&ChangeRecord> for ChangeDocument {
    fn from(record: &ChangeRecord) -> Self {
        Self {
            action: record.action,
            external_id: record.external_id.clone(),
            account: record.handle(),
            fields: ShownFields::of(&record.fields),
            reason: record.reason,
        }
    }
}

/// A change, with who made it and when.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = HistoryEntry)]
pub struct HistoryDocument {
    /// The change itself.
    #[serde(flatten)]
    pub change: ChangeDocument,
    /// When the change was made.
    pub at: String,
    /// Who made it: `sync` or a person's name.
    pub by: String,
    /// The run's ID; `null` for an answer to an alert, and for an import before imports were runs.
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

/// The changes of a set; `accounts` are the ones that already exist.
pub(crate) fn change_documents(set: &ChangeSet<'_>, accounts: &[Account]) -> Vec<ChangeDocument> {
    let handles: HashMap<AccountId, Text> =
        accounts.iter().map(|account| (account.id, account.handle())).collect();
    let mut created: HashMap<u32, Text> = HashMap::new();
    let documents = set.changes.iter().map(|change| {
        let account = match change.account {
            AccountRef::Existing(id) => handles.get(&id).cloned().unwrap_or_default(),
            AccountRef::New(new) => {
                if change.action == Action::Create {
                    let fields = set.fields(change).into_iter();
                    let mut email = fields.filter(|field| field.field == Field::Email);
                    created.extend(email.next().and_then(|field| Some((new, field.to?))));
                }
                created.get(&new).cloned().unwrap_or_default()
            }
        };
        ChangeDocument {
            action: change.action,
            external_id: change.external_id.clone(),
            account,
            fields: ShownFields::of(&set.fields(change)),
            reason: change.reason,
        }
    });
    documents.collect()
}
