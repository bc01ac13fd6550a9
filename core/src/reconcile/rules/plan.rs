use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::{
    Text,
    model::{AlertFacts, AlertId, AlertKind, Identity},
    reconcile::{AccountRef, Change, Fingerprints, RecordIx, ResidencyRef},
};

/// What one sync of one property does: everything that `plan` prints and that
/// `sync` applies.
#[derive(Debug, Default)]
pub struct Plan {
    /// Changes of the directory, in the order in which they are applied. They
    /// speak of the residents of the roster that was reconciled.
    pub changes: Vec<Change>,
    /// Alerts that the roster and the directory ask for.
    pub alerts: Vec<PlannedAlert>,
    /// Alerts that they ask for, and that somebody has dismissed with these
    /// facts.
    pub dismissed: Vec<PlannedAlert>,
    /// Open alerts that nothing asks for any more.
    pub closed: Vec<AlertId>,
    /// What the engine remembers of each linked residency it looked at.
    pub bookkeeping: Vec<Bookkeeping>,
    /// What it had remembered, as the snapshot gave it.
    pub fingerprints: Fingerprints,
    /// The sum of the roster's fingerprints.
    pub roster_digest: u128,
    /// Whether the same roster on a later day can ask for the same again:
    /// nobody is missing from it, and no limit is reached.
    pub quiet: bool,
    /// What the rules made of each record that needed a look.
    pub verdicts: Vec<(RecordIx, Verdict)>,
    /// The numbers of the run.
    pub counts: Counts,
    /// Why the plan must not be applied without a confirmation, if so.
    pub hold: Option<Hold>,
    /// Identifies the changes and alerts of the plan; the same for the same
    /// plan, on any machine. A held plan has that of what it would do.
    pub digest: u64,
}

impl Plan {
    /// Whether a sync would change neither the directory nor an alert.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.closed.is_empty()
            && self.alerts.iter().all(|alert| alert.id.is_some() && !alert.changed)
    }

    /// A person has confirmed the plan: it is applied as if no limit had been
    /// reached, and the alert that asked for the confirmation closes.
    pub fn confirm(&mut self) {
        self.hold = None;
        let hold = self.alerts.iter().position(|alert| alert.kind() == AlertKind::SafetyHold);
        if let Some(alert) = hold.map(|at| self.alerts.remove(at)) {
            self.closed.extend(alert.id);
        }
    }
}

/// The numbers of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Records of the feed, readable or not.
    pub fetched: u64,
    /// Residents in scope, each person and lease once.
    pub in_scope: u64,
    /// Accounts created.
    pub created: u64,
    /// Residencies linked, or linked to another id.
    pub linked: u64,
    /// Changes of fields.
    pub updated: u64,
    /// Residencies ended.
    pub ended: u64,
    /// In-scope residents without change and without alert.
    pub unchanged: u64,
    /// In-scope residents named by an open or dismissed alert.
    pub held_back: u64,
}

/// Why a plan is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// How many residencies the plan would end.
    pub would_end: u32,
    /// How many residencies syncs have ended in the last 24 hours.
    pub ended_recently: u32,
    /// How many may end without a confirmation.
    pub limit: u32,
    /// Nobody in the roster is in scope.
    pub nobody_in_scope: bool,
}

/// An alert as the roster and the directory ask for it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedAlert {
    /// The open alert that it continues; `None` if it is new.
    pub id: Option<AlertId>,
    /// What it is about, unique among the open alerts of a kind and property.
    pub subject: Text,
    /// What it says.
    pub facts: AlertFacts,
    /// [`AlertFacts::version`].
    pub version: u64,
    /// [`AlertFacts::shown`].
    pub shown: u64,
    /// Whether the open alert that it continues shows something else.
    pub changed: bool,
}

impl PlannedAlert {
    /// An alert that is not compared with the open ones yet.
    pub fn new(subject: impl Into<Text>, facts: AlertFacts) -> Self {
        let (version, shown) = (facts.version(), facts.shown());
        Self { id: None, subject: subject.into(), facts, version, shown, changed: false }
    }

    /// Its kind.
    pub fn kind(&self) -> AlertKind {
        self.facts.kind()
    }
}

/// What the engine remembers of a linked residency after a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookkeeping {
    /// The residency.
    pub residency: ResidencyRef,
    /// Its account, after the sync.
    pub account: AccountRef,
    /// Whether it is live after the sync.
    pub live: bool,
    /// Whether it is linked after the sync.
    pub linked: bool,
    /// The fingerprint of the record where the residency is settled, else 0.
    pub fingerprint: u128,
    /// What the PMS says of the person, where that differs from what is
    /// remembered and no change records it.
    pub seen: Option<Box<Identity>>,
    /// Complete rosters in a row without the resident, where that changes.
    pub missing_runs: Option<u32>,
}
