use super::{
    asked::Asked,
    case::{CaseIx, Verdict},
    claims::Claims,
};
use crate::reconcile::{AccountRef, Change, ResidencyRef};

/// The third phase: what comes out.
#[derive(Default)]
pub(super) struct Outcome<'r> {
    changes: Vec<Change>,
    asked: Vec<Asked<'r>>,
    new_accounts: u32,
    new_residencies: u32,
}

impl<'r> Outcome<'r> {
    /// Asks for an alert.
    pub(super) fn ask(&mut self, alert: Asked<'r>) {
        #[cfg(test)]
        if super::sabotage::drops_alert(alert.kind) {
            return;
        }
        self.asked.push(alert);
    }

    /// Asks for an alert that names a case, and holds the case.
    pub(super) fn hold(&mut self, claims: &mut Claims, case: CaseIx, alert: Asked<'r>) {
        claims.decide(case, Verdict::Held);
        self.ask(alert);
    }

    pub(super) fn push(&mut self, change: Change) {
        #[cfg(test)]
        if super::sabotage::drops_change(&change) {
            return;
        }
        self.changes.push(change);
    }

    pub(super) fn new_account(&mut self) -> AccountRef {
        self.new_accounts += 1;
        AccountRef::New(self.new_accounts - 1)
    }

    pub(super) fn new_residency(&mut self) -> ResidencyRef {
        self.new_residencies += 1;
        ResidencyRef::New(self.new_residencies - 1)
    }

    /// The changes and the alerts, once every rule has run.
    pub(super) fn parts(self) -> (Vec<Change>, Vec<Asked<'r>>) {
        (self.changes, self.asked)
    }
}
