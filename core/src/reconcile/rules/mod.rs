//! What one sync of one property does.

mod after;
mod alerts;
mod case;
mod conservation;
mod duplicates;
mod finish;
mod leaving;
pub(super) mod linked;
mod matching;
mod plan;
mod reconciler;
mod renames;
mod safety;
mod takeover;
mod unlinked;
mod unreadable;

pub use case::Verdict;
pub use conservation::FellThrough;
pub use plan::*;
use reconciler::Reconciler;

use super::{
    AccountRef, Action, Change, Directory, Field, FieldChange, Fingerprints, Policy, Prepared,
    Reason, ResidencyRef, Selection, Snapshot,
    change::{date_text, patch},
    facts::{OnMissing, directory, scope},
};

/// Decides, record by record, what one sync of one property does.
///
/// `snapshot` must hold what `selection.focus` asked for; its fingerprints are
/// those that `selection` was made with.
///
/// # Errors
/// [`FellThrough`] where the plan would lose sight of a resident in scope,
/// which is a defect of the rules.
pub fn reconcile(
    roster: &Prepared,
    selection: &Selection,
    snapshot: &Snapshot,
    policy: &Policy,
) -> Result<Plan, FellThrough> {
    let mut rules = Reconciler::new(roster, selection, snapshot, policy);
    rules.invalid_records();
    rules.unknown_statuses();
    rules.conflicting_identities();
    rules.duplicate_emails();
    rules.linked();
    rules.no_longer_in_scope();
    rules.unlinked();
    let missing_runs = rules.missing_from_roster();
    rules.deactivate();
    rules.draw_up_alerts();

    let hold = rules.hold_for_safety();
    if let Some(hold) = &hold {
        rules.raise_hold(hold);
    }
    let mut plan =
        Plan { counts: rules.counts(), hold, roster_digest: roster.digest(), ..Plan::default() };
    plan.bookkeeping = rules.bookkeeping(&missing_runs);
    // A roster that was held may be held again after it was confirmed.
    plan.quiet = plan.hold.is_none()
        && rules.missing.iter().all(|at| rules.taken.contains(&snapshot.residencies[*at].id));
    rules.settle_alerts(&mut plan);
    plan.digest = rules.digest(&plan.alerts);
    plan.verdicts = rules.cases.iter().map(|case| (case.index, case.verdict)).collect();
    plan.changes = std::mem::take(&mut rules.changes);
    plan.fingerprints = snapshot.fingerprints.clone();
    conservation::check(&plan, roster, selection, snapshot, &rules.named)?;
    Ok(plan)
}
