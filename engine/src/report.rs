use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use tenantry_core::{
    Text,
    model::{AlertId, AlertKind},
    reconcile::{Counts, Plan, Policy, Unmatched},
};
use tenantry_store::{AlertRecord, Outcome};

use crate::{
    ChangeDocument, Reconciled,
    document::{change_documents, message},
};

/// The report of a plan or a sync.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The property's ID.
    pub property: String,
    /// The run's ID; absent for a plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
    /// Whether something is held.
    pub outcome: Outcome,
    /// What the sync did, in numbers.
    pub counts: Counts,
    /// The changes that were made, or would be.
    pub changes: Vec<ChangeDocument>,
    /// The changes that are held until somebody confirms them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub held_changes: Vec<ChangeDocument>,
    /// The alerts that were opened, stay open or were closed.
    pub alerts: Vec<AlertView>,
    /// What became of the confirmation, if somebody gave one with this sync.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Confirmation>,
    /// The configured words that no record has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmatched_words: Vec<Unmatched>,
    /// Remarks of the connector, and of the sync about the clock.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// What became of a confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confirmation {
    /// The run that held what was confirmed.
    pub run: String,
    /// How many things were confirmed.
    pub confirmed: usize,
    /// How many of them this sync applied.
    pub applied: usize,
    /// How many it could not apply yet, because something else is held.
    pub waiting: usize,
    /// How many the PMS no longer asks for.
    pub lapsed: usize,
}

/// What happens to an alert in a sync.
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
    /// It was open before and stays open.
    Open,
    /// The sync closes it.
    Closed,
}

tenantry_core::words!(AlertMove);

/// One alert in the report of a plan or a sync.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlertView {
    /// The alert's ID, once it has one.
    pub id: Option<String>,
    /// What the alert is about.
    pub kind: AlertKind,
    /// What happens to it.
    pub state: AlertMove,
    /// PMS IDs of the residents involved.
    pub residents: Vec<Text>,
    /// Emails of the accounts involved.
    pub accounts: Vec<Text>,
    /// The alert in one sentence.
    pub message: String,
}

impl Report {
    /// Reports a plan, applied or not. `records` are the stored alerts: first
    /// those that were already open, then those that the sync opened.
    pub fn of(reconciled: &Reconciled, policy: &Policy, records: &[AlertRecord]) -> Self {
        let accounts = &reconciled.snapshot.accounts;
        Self {
            changes: change_documents(&reconciled.changes(policy), accounts),
            held_changes: change_documents(&reconciled.held_changes(policy), accounts),
            ..Self::without_changes(reconciled, policy, records)
        }
    }

    /// Reports the counts only.
    pub fn summary(reconciled: &Reconciled, policy: &Policy) -> Self {
        Self::without_changes(reconciled, policy, &[])
    }

    fn without_changes(reconciled: &Reconciled, policy: &Policy, records: &[AlertRecord]) -> Self {
        let plan = &reconciled.plan;
        Self {
            property: policy.property.to_string(),
            run_id: None,
            outcome: if plan.is_held() { Outcome::Held } else { Outcome::Completed },
            counts: plan.counts,
            changes: Vec::new(),
            held_changes: Vec::new(),
            alerts: alert_views(plan, records),
            confirmation: None,
            unmatched_words: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.held_changes.is_empty()
            && self.alerts.iter().all(|alert| alert.state == AlertMove::Open)
    }
}

/// The alerts of a plan: opened, still open and closed.
fn alert_views(plan: &Plan, records: &[AlertRecord]) -> Vec<AlertView> {
    let by_subject: HashMap<(AlertKind, &str), AlertId> = records
        .iter()
        .filter(|record| record.open)
        .map(|record| ((record.kind(), record.subject.as_str()), record.id))
        .collect();
    let mut views: Vec<AlertView> = plan
        .alerts
        .iter()
        .map(|alert| AlertView {
            id: alert
                .id
                .or_else(|| by_subject.get(&(alert.kind(), alert.subject.as_str())).copied())
                .map(|id| id.0.to_string()),
            kind: alert.kind(),
            state: if alert.id.is_some() { AlertMove::Open } else { AlertMove::Opened },
            residents: alert.facts.resident_ids(),
            accounts: alert.facts.account_handles(),
            message: message(&alert.facts),
        })
        .collect();
    let closed = records.iter().filter(|record| plan.closed.contains(&record.id));
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
