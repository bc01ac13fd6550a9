use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Map, Value, json};
use tenantry_core::{
    Text,
    model::{AccountId, AlertId, AlertKind},
    reconcile::{AccountRef, Action, Change, ChangeSet, Counts, Field, FieldChange, Plan, Policy},
};
use tenantry_store::{AlertRecord, ChangeRecord};

use super::Reconciled;

/// What `plan` and `sync` print.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) property: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) run_id: Option<String>,
    pub(crate) outcome: &'static str,
    pub(crate) counts: Counts,
    pub(crate) changes: Vec<ChangeView>,
    /// What a held plan would do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) held_changes: Vec<ChangeView>,
    pub(crate) alerts: Vec<AlertView>,
    #[serde(skip)]
    pub(crate) notes: Vec<String>,
}

/// One change, as people and scripts see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ChangeView {
    pub(crate) action: &'static str,
    pub(crate) external_id: Option<Text>,
    pub(crate) account: Text,
    pub(crate) fields: Map<String, Value>,
    pub(crate) reason: String,
}

impl ChangeView {
    /// Each field with what it was and what it is, in a line.
    pub(crate) fn fields_line(&self) -> String {
        let text = |value: &Value| value.as_str().unwrap_or("nothing").to_owned();
        let fields: Vec<String> = self
            .fields
            .iter()
            .map(|(name, pair)| format!("{name} {} -> {}", text(&pair[0]), text(&pair[1])))
            .collect();
        fields.join("; ")
    }
}

/// One alert, as a plan or a sync names it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct AlertView {
    pub(crate) id: Option<String>,
    pub(crate) kind: AlertKind,
    pub(crate) state: &'static str,
    pub(crate) residents: Vec<Text>,
    pub(crate) accounts: Vec<Text>,
    pub(crate) message: String,
}

impl Report {
    /// The report of a plan, applied or not. `records` are the alerts as the
    /// database has them: those that were open before, and afterwards those
    /// that a sync opened.
    pub(crate) fn of(reconciled: &Reconciled, policy: &Policy, records: &[AlertRecord]) -> Self {
        let changes = change_views(reconciled, policy);
        let held = reconciled.plan.hold.is_some();
        let (changes, held_changes) =
            if held { (Vec::new(), changes) } else { (changes, Vec::new()) };
        Self { changes, held_changes, ..Self::without_changes(reconciled, policy, records) }
    }

    /// A report for people who read numbers only.
    pub(crate) fn summary(reconciled: &Reconciled, policy: &Policy) -> Self {
        Self::without_changes(reconciled, policy, &[])
    }

    fn without_changes(reconciled: &Reconciled, policy: &Policy, records: &[AlertRecord]) -> Self {
        let plan = &reconciled.plan;
        Self {
            property: policy.property.to_string(),
            run_id: None,
            outcome: if plan.hold.is_some() { "held" } else { "completed" },
            counts: if plan.hold.is_some() { held_counts(plan) } else { plan.counts },
            changes: Vec::new(),
            held_changes: Vec::new(),
            alerts: alert_views(plan, records),
            notes: Vec::new(),
        }
    }

    /// Whether there is something to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.held_changes.is_empty()
            && self.alerts.iter().all(|alert| alert.state == "open")
    }
}

/// A held sync applies nothing.
fn held_counts(plan: &Plan) -> Counts {
    Counts { created: 0, linked: 0, updated: 0, ended: 0, ..plan.counts }
}

fn change_views(reconciled: &Reconciled, policy: &Policy) -> Vec<ChangeView> {
    let set = ChangeSet {
        property: &policy.property,
        residents: reconciled.roster.residents(),
        changes: &reconciled.plan.changes,
        phone_key: policy.phone_key,
        country: &policy.country,
    };
    let emails: HashMap<AccountId, &Text> =
        reconciled.snapshot.accounts.iter().map(|account| (account.id, &account.email)).collect();
    let mut created: HashMap<u32, Text> = HashMap::new();
    set.changes
        .iter()
        .map(|change| {
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
            view(change, account, set.fields(change))
        })
        .collect()
}

fn view(change: &Change, account: Text, fields: Vec<FieldChange>) -> ChangeView {
    ChangeView {
        action: change.action.as_str(),
        external_id: change.external_id.clone(),
        account,
        fields: field_map(&fields),
        reason: change.reason.as_str().into(),
    }
}

/// An audit row as a change.
pub(crate) fn change_view(record: &ChangeRecord) -> ChangeView {
    ChangeView {
        action: record.action.as_str(),
        external_id: record.external_id.clone(),
        account: record.account_email.clone(),
        fields: field_map(&record.fields),
        reason: record.reason.clone(),
    }
}

fn field_map(fields: &[FieldChange]) -> Map<String, Value> {
    let shown = fields
        .iter()
        .filter(|field| !field.field.is_bookkeeping() && field.field != Field::Account);
    shown.map(|field| (field.field.as_str().to_owned(), json!([field.from, field.to]))).collect()
}

/// The alerts of a plan: opened, still open, and closed by it.
fn alert_views(plan: &Plan, records: &[AlertRecord]) -> Vec<AlertView> {
    let by_subject: HashMap<(AlertKind, &str), AlertId> = records
        .iter()
        .filter(|record| record.open)
        .map(|record| ((record.kind, record.subject.as_str()), record.id))
        .collect();
    let held = plan.hold.is_some();
    let named = plan
        .alerts
        .iter()
        .filter(|alert| !held || alert.kind == AlertKind::SafetyHold || alert.id.is_some());
    let mut views: Vec<AlertView> = named
        .map(|alert| AlertView {
            id: alert
                .id
                .or_else(|| by_subject.get(&(alert.kind, alert.subject.as_str())).copied())
                .map(|id| id.0.to_string()),
            kind: alert.kind,
            state: if alert.id.is_some() { "open" } else { "opened" },
            residents: alert.residents.clone(),
            accounts: alert.accounts.clone(),
            message: alert.message.clone(),
        })
        .collect();
    let closed = records.iter().filter(|record| !held && plan.closed.contains(&record.id));
    views.extend(closed.map(|record| AlertView { state: "closed", ..AlertView::from(record) }));
    views
}

impl From<&AlertRecord> for AlertView {
    fn from(record: &AlertRecord) -> Self {
        Self {
            id: Some(record.id.0.to_string()),
            kind: record.kind,
            state: if record.open { "open" } else { "closed" },
            residents: record.residents.clone(),
            accounts: record.accounts.clone(),
            message: record.message.clone(),
        }
    }
}
