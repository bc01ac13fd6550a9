use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use tenantry_core::{
    Text,
    model::{AlertId, AlertKind},
    reconcile::{Counts, Plan, Policy},
};
use tenantry_store::{AlertRecord, Outcome};

use crate::{
    ChangeDocument, Reconciled,
    document::{change_documents, message},
};

/// What `plan` and `sync` print.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The property's ID.
    pub property: String,
    /// The run; absent for a plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
    /// Completed or held.
    pub outcome: Outcome,
    /// Its numbers.
    pub counts: Counts,
    /// What was done, or would be.
    pub changes: Vec<ChangeDocument>,
    /// What a held plan would do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub held_changes: Vec<ChangeDocument>,
    /// The alerts that were opened, stay open, or were closed.
    pub alerts: Vec<AlertView>,
    /// What the connector reported.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// What becomes of an alert in a sync.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AlertMove {
    /// The sync opens it.
    Opened,
    /// It was open before, and stays open.
    Open,
    /// The sync closes it.
    Closed,
}

tenantry_core::words!(AlertMove);

/// One alert, as a plan or a sync names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlertView {
    /// The alert's ID, once it has one.
    pub id: Option<String>,
    /// What it is about.
    pub kind: AlertKind,
    /// What becomes of it.
    pub state: AlertMove,
    /// The PMS's IDs of the residents that it names.
    pub residents: Vec<Text>,
    /// Emails of the accounts that it names.
    pub accounts: Vec<Text>,
    /// One sentence.
    pub message: String,
}

impl Report {
    /// The report of a plan, applied or not. `records` are the alerts as the
    /// database has them: those that were open before, and afterwards those
    /// that a sync opened.
    pub fn of(reconciled: &Reconciled, policy: &Policy, records: &[AlertRecord]) -> Self {
        let set = reconciled.changes(policy);
        let changes = change_documents(&set, &reconciled.snapshot.accounts);
        let held = reconciled.plan.hold.is_some();
        let (changes, held_changes) =
            if held { (Vec::new(), changes) } else { (changes, Vec::new()) };
        Self { changes, held_changes, ..Self::without_changes(reconciled, policy, records) }
    }

    /// A report for people who read numbers only.
    pub fn summary(reconciled: &Reconciled, policy: &Policy) -> Self {
        Self::without_changes(reconciled, policy, &[])
    }

    fn without_changes(reconciled: &Reconciled, policy: &Policy, records: &[AlertRecord]) -> Self {
        let plan = &reconciled.plan;
        Self {
            property: policy.property.to_string(),
            run_id: None,
            outcome: if plan.hold.is_some() { Outcome::Held } else { Outcome::Completed },
            counts: if plan.hold.is_some() { held_counts(plan) } else { plan.counts },
            changes: Vec::new(),
            held_changes: Vec::new(),
            alerts: alert_views(plan, records),
            notes: Vec::new(),
        }
    }

    /// Whether there is something to do.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.held_changes.is_empty()
            && self.alerts.iter().all(|alert| alert.state == AlertMove::Open)
    }
}

/// A held sync applies nothing.
fn held_counts(plan: &Plan) -> Counts {
    Counts { created: 0, linked: 0, updated: 0, ended: 0, ..plan.counts }
}

/// The alerts of a plan: opened, still open, and closed by it.
fn alert_views(plan: &Plan, records: &[AlertRecord]) -> Vec<AlertView> {
    let by_subject: HashMap<(AlertKind, &str), AlertId> = records
        .iter()
        .filter(|record| record.open)
        .map(|record| ((record.kind(), record.subject.as_str()), record.id))
        .collect();
    let held = plan.hold.is_some();
    let named = plan
        .alerts
        .iter()
        .filter(|alert| !held || alert.kind() == AlertKind::SafetyHold || alert.id.is_some());
    let mut views: Vec<AlertView> = named
        .map(|alert| AlertView {
            id: alert
                .id
                .or_else(|| by_subject.get(&(alert.kind(), alert.subject.as_str())).copied())
                .map(|id| id.0.to_string()),
            kind: alert.kind(),
            state: if alert.id.is_some() { AlertMove::Open } else { AlertMove::Opened },
            residents: alert.facts.resident_ids(),
            accounts: alert.facts.account_emails(),
            message: message(&alert.facts),
        })
        .collect();
    let closed = records.iter().filter(|record| !held && plan.closed.contains(&record.id));
    views.extend(
        closed.map(|record| AlertView { state: AlertMove::Closed, ..AlertView::from(record) }),
    );
    views
}

impl From<&AlertRecord> for AlertView {
    fn from(record: &AlertRecord) -> Self {
        Self {
            id: Some(record.id.0.to_string()),
            kind: record.kind(),
            state: if record.open { AlertMove::Open } else { AlertMove::Closed },
            residents: record.residents.clone(),
            accounts: record.accounts.clone(),
            message: message(&record.facts),
        }
    }
}
