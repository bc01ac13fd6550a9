//! The rules: a roster and a snapshot of the directory in, a [`Plan`] out.
//!
//! 1. [`Prepared::new`] puts a complete roster in order.
//! 2. [`Selection::new`] finds the records that need a look, and
//!    [`Selection::focus`] says what of the directory they need.
//! 3. [`reconcile`] decides.
//!
//! Nothing here does I/O, reads a clock or depends on the order of the roster.

mod after;
mod alerts;
mod case;
mod change;
mod conservation;
mod decisions;
mod directory;
mod duplicates;
mod explain;
mod fingerprint;
mod finish;
mod import;
mod leaving;
mod linked;
mod matching;
mod patch;
mod plan;
mod policy;
mod prepared;
mod reconciler;
mod renames;
mod resolve;
mod safety;
mod scope;
mod selection;
mod snapshot;
mod takeover;
mod unlinked;
mod unreadable;

pub use case::Verdict;
pub use change::*;
pub use conservation::FellThrough;
pub use decisions::*;
use directory::Directory;
pub use explain::explain;
pub use fingerprint::{Fingerprinter, RosterDigest};
pub use import::{Newcomer, import};
pub use plan::*;
pub use policy::*;
pub use prepared::Prepared;
use reconciler::Reconciler;
pub use resolve::{Answer, Refusal, Resolved, resolve};
pub use scope::{OutOfScope, Scope, effective_status};
pub use selection::Selection;
pub use snapshot::*;

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
