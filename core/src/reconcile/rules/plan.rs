use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::{
    Text,
    model::{AlertFacts, AlertId, AlertKind, Identity},
    reconcile::{AccountRef, Change, Fingerprints, RecordIx, ResidencyRef},
};

/// What one sync of one property does: everything that `plan` prints and `sync` applies.
#[derive(Debug, Default)]
pub struct Plan {
    /// Changes to the directory, in the order in which they are applied. They refer to the
    /// residents of the roster that was reconciled.
    pub changes: Vec<Change>,
    /// Alerts that the roster and the directory call for.
    pub alerts: Vec<PlannedAlert>,
    /// Alerts that they call for, but that somebody has dismissed with the same facts.
    pub dismissed: Vec<PlannedAlert>,
    /// Open alerts that nothing calls for any longer.
    pub closed: Vec<AlertId>,
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
    /// Why the plan must not be applied without a confirmation; `None` if it may be.
    pub hold: Option<Hold>,
    /// Identifies the plan's changes and alerts. The same plan has the same digest on any machine.
    /// For a held plan, this is the digest of what it would do.
    pub digest: u64,
}

impl Plan {
    /// Whether a sync would change neither the directory nor any alert.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.closed.is_empty()
            && self.alerts.iter().all(|alert| alert.id.is_some() && !alert.changed)
    }

    /// Marks the plan as confirmed by a person: it is applied as if no limit had been reached, and
    /// the alert that asked for the confirmation is closed.
    pub fn confirm(&mut self) {
        self.hold = None;
        let hold = self.alerts.iter().position(|alert| alert.kind() == AlertKind::SafetyHold);
        if let Some(alert) = hold.map(|at| self.alerts.remove(at)) {
            self.closed.extend(alert.id);
        }
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

/// Why a plan is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// How many residencies the plan would end.
    pub would_end: u32,
    /// How many residencies syncs have ended in the last 24 hours.
    pub ended_recently: u32,
    /// How many residencies may end without a confirmation.
    pub limit: u32,
    /// Whether nobody in the roster is in scope.
    pub nobody_in_scope: bool,
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
