use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::{
    Text,
    model::{AlertFacts, AlertId, AlertKind, Field, Harm, Hold, Identity},
    reconcile::{
        AccountRef, Approval, Change, Columns, Fingerprints, RecordIx, ResidencyRef, Standing,
    },
};

/// What one sync of one property does: everything that `plan` prints and `sync` applies.
#[derive(Debug, Default)]
pub struct Plan {
    /// Changes to the directory, in the order in which they are applied. They refer to the
    /// residents of the roster that was reconciled.
    pub changes: Vec<Change>,
    /// Alerts that the roster and the directory call for.
    pub alerts: Vec<PlannedAlert>,
    /// Alerts that they call for, but about which a person's decision stands: somebody has
    /// dismissed them with the same facts, or said that the person stays.
    pub dismissed: Vec<PlannedAlert>,
    /// Open alerts that nothing calls for any longer.
    pub closed: Vec<AlertId>,
    /// Decisions that no longer stand, because their cause has gone or its facts have
    /// changed. Somebody who was dismissed as missing, was back, and is missing again is a new
    /// alert.
    pub lapsed: Vec<Standing>,
    /// What to remember about each linked residency that was looked at.
    pub bookkeeping: Vec<Bookkeeping>,
    /// What was remembered before, as it was in the snapshot.
    pub fingerprints: Fingerprints,
    /// The digest of the roster, a sum of its fingerprints.
    pub roster_digest: u128,
    /// Whether the same roster on a later day calls for exactly the same: nobody is missing from
    /// it, and no limit was reached.
    pub quiet: bool,
    /// What the rules decided about each record that needed a look.
    pub verdicts: Vec<(RecordIx, Verdict)>,
    /// The totals of the run.
    pub counts: Counts,
    /// What would change besides if nothing were held.
    pub held_changes: Vec<Change>,
    /// Whether the roster as a whole is held: it is not used, and only the alert that says so is
    /// written.
    pub is_whole_held: bool,
    /// What the changes do that counts towards the limits of later runs.
    pub done: Vec<Done>,
    /// What people have confirmed and this run applies.
    pub used: Vec<Approval>,
    /// What people have confirmed and still waits to be applied. All other approvals lapse.
    pub waiting: Vec<Approval>,
    /// What the roster had, for the next run to compare.
    pub columns: Columns,
    /// Identifies the plan's changes and alerts, held or not. The same plan has the same digest on
    /// any machine.
    pub digest: u64,
}

impl Plan {
    /// Whether a sync would change neither the directory nor any alert.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.closed.is_empty()
            && self.alerts.iter().all(|alert| alert.id.is_some() && !alert.changed)
    }

    /// Whether anything is held.
    pub fn is_held(&self) -> bool {
        self.holds().next().is_some()
    }

    /// What is held, by harm.
    pub fn holds(&self) -> impl Iterator<Item = &Hold> {
        self.alerts.iter().filter_map(|alert| match &alert.facts {
            AlertFacts::SafetyHold(hold) => Some(hold),
            _ => None,
        })
    }
}

/// The totals of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Records in the feed, readable or not.
    pub fetched: u64,
    /// Residents in scope, counting each person and lease once.
    pub in_scope: u64,
    /// Accounts created.
    pub created: u64,
    /// Residencies linked, or relinked to another PMS ID.
    pub linked: u64,
    /// Changes to fields.
    pub updated: u64,
    /// Residencies ended.
    pub ended: u64,
    /// Residents in scope without a change or an alert.
    pub unchanged: u64,
    /// Residents in scope who are named by an open or dismissed alert.
    pub held_back: u64,
}

/// Something that counts towards a limit once it is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// The harm.
    pub harm: Harm,
    /// The field, if the harm has a limit for each.
    pub field: Option<Field>,
    /// The residency.
    pub residency: ResidencyRef,
}

/// An alert that the roster and the directory call for.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedAlert {
    /// The open alert that it continues; `None` if it is new.
    pub id: Option<AlertId>,
    /// What it is about. Unique among the open alerts of a kind and property.
    pub subject: Text,
    /// What it shows.
    pub facts: AlertFacts,
    /// [`AlertFacts::version`].
    pub version: u64,
    /// [`AlertFacts::shown`].
    pub shown: u64,
    /// Whether it shows something other than the open alert that it continues.
    pub changed: bool,
}

impl PlannedAlert {
    /// A new alert, which has not been compared with the open ones yet.
    pub fn new(subject: impl Into<Text>, facts: AlertFacts) -> Self {
        let (version, shown) = (facts.version(), facts.shown());
        Self { id: None, subject: subject.into(), facts, version, shown, changed: false }
    }

    /// The kind of the alert.
    pub fn kind(&self) -> AlertKind {
        self.facts.kind()
    }
}

/// What is remembered about a linked residency after a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookkeeping {
    /// The residency.
    pub residency: ResidencyRef,
    /// The residency's account after the sync.
    pub account: AccountRef,
    /// Whether it is live after the sync.
    pub live: bool,
    /// Whether it is linked after the sync.
    pub linked: bool,
    /// The fingerprint of the record that the residency is settled with; 0 if it is not settled.
    pub fingerprint: u128,
    /// What the PMS says about the person, if that differs from what is remembered and no change
    /// records it.
    pub seen: Option<Box<Identity>>,
    /// How many complete rosters in a row the resident is missing from, if that changes.
    pub missing_runs: Option<u32>,
}
