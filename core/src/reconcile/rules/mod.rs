//! What one sync of one property does.
//!
//! There are three phases, each with a struct: what is read ([`Reading`]), who claims what
//! ([`Claims`]), and what comes out ([`Outcome`]). Each rule is a function of these in its own
//! file. What must be decided before a rule runs is one of its arguments.

mod after;
mod asked;
mod bookkeeping;
mod case;
mod claims;
mod conservation;
mod counts;
mod digest;
mod disputes;
mod former;
mod leaving;
mod linked;
mod linking;
mod matching;
mod mismatch;
mod missing;
mod namesakes;
mod occupants;
mod outcome;
mod plan;
mod reading;
mod renames;
#[cfg(test)]
mod sabotage;
mod safety;
mod settle;
mod takeover;
mod unlinked;
mod unreadable;

pub use case::Verdict;
pub use conservation::FellThrough;
pub use plan::{Bookkeeping, Counts, Hold, Plan, PlannedAlert};

use after::After;
use claims::{Claimed, Claims};
use missing::MissingRuns;
use outcome::Outcome;
use reading::Reading;

use super::{Policy, Prepared, Selection, Snapshot};

/// Decides, record by record, what one sync of one property does.
///
/// `snapshot` must contain what `selection.focus` asked for, and its fingerprints must be those
/// that `selection` was created with.
///
/// # Errors
/// [`FellThrough`] if the plan would lose track of a resident, which is a defect in the rules.
pub fn reconcile(
    roster: &Prepared,
    selection: &Selection,
    snapshot: &Snapshot,
    policy: &Policy,
) -> Result<Plan, FellThrough> {
    let reading = Reading::new(roster, selection, snapshot, policy);
    let mut outcome = Outcome::default();
    unreadable::invalid_records(&reading, &mut outcome);
    let disputes = disputes::raise(&reading, &mut outcome);
    let mut claims = Claims::new(&reading, disputes);
    let changed = linked::decide(&reading, &mut claims, &mut outcome);
    let decided = leaving::decide(&reading, &mut claims, &mut outcome, changed);
    unlinked::decide(&reading, &mut claims, &mut outcome, decided);
    let claims = claims.close();
    let missing_runs = missing::decide(&reading, &claims, &mut outcome);
    let plan = draw_up(&reading, &claims, outcome, &missing_runs);
    conservation::check(&plan, roster, snapshot)?;
    Ok(plan)
}

/// Builds the plan after every rule has run.
fn draw_up(
    reading: &Reading,
    claims: &Claimed,
    outcome: Outcome,
    missing_runs: &MissingRuns,
) -> Plan {
    let snapshot = reading.directory.snapshot();
    let (changes, asked) = outcome.complete(reading);
    let after = After::new(reading, claims, &changes);
    let mut wanted: Vec<PlannedAlert> = asked.into_iter().map(|asked| asked.draw(&after)).collect();
    let hold = safety::hold(reading, &changes);
    wanted.extend(hold.as_ref().map(|hold| safety::alert(reading, &changes, hold)));
    let settled = settle::alerts(wanted, snapshot);
    let all_found =
        reading.missing.iter().all(|row| claims.taken.contains(&reading.residency(*row).id));
    let mut all = settled.alerts.iter().chain(&settled.dismissed);
    let expires = all.any(|alert| former::expires(reading, claims, alert));
    Plan {
        counts: counts::of(reading, claims, &changes),
        bookkeeping: bookkeeping::of(reading, claims, &changes, missing_runs),
        digest: digest::of(reading, &changes, &settled.alerts),
        verdicts: reading
            .cases
            .iter()
            .map(|(at, case)| (case.record, claims.verdict(at)))
            .collect(),
        // A roster that was held and confirmed may be held again.
        quiet: hold.is_none() && all_found && !expires,
        roster_digest: reading.roster.digest(),
        fingerprints: snapshot.fingerprints.clone(),
        alerts: settled.alerts,
        dismissed: settled.dismissed,
        closed: settled.closed,
        hold,
        changes,
    }
}
