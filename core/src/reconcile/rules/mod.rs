//! What one sync of one property does.
//!
//! There are three phases, each with a struct: what is read ([`Reading`]), who claims what
//! ([`Claims`]), and what comes out ([`Outcome`]). Each rule is a function of these in its own
//! file. What must be decided before a rule runs is one of its arguments.

mod addresses;
mod after;
mod asked;
mod bookkeeping;
mod case;
mod claims;
mod conservation;
mod counts;
mod dates;
mod deactivation;
mod digest;
mod disputes;
mod former;
mod leaving;
mod linked;
mod linking;
mod manual;
mod matching;
mod mismatch;
mod missing;
mod namesakes;
mod occupants;
mod others;
mod outcome;
mod plan;
mod reading;
mod renames;
mod reuse;
#[cfg(test)]
mod sabotage;
mod safety;
mod settle;
mod takeover;
mod together;
mod unlinked;
mod unreadable;
mod without_email;

pub use case::Verdict;
pub use conservation::FellThrough;
pub use plan::{Bookkeeping, Counts, Done, Plan, PlannedAlert};
pub(super) use settle::standing;

use after::After;
use claims::{Claimed, Claims};
use missing::StillMissing;
use outcome::Outcome;
use reading::Reading;

use super::{Columns, Policy, Prepared, Selection, Snapshot};
use crate::model::{Column, Field, Hold};

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
    without_email::remind(&reading, &mut claims, &mut outcome);
    let claims = claims.close();
    let missing = missing::decide(&reading, &claims, &mut outcome);
    let plan = draw_up(&reading, &claims, outcome, &missing);
    conservation::check(&plan, roster, snapshot)?;
    Ok(plan)
}

/// The columns that a roster has from now on. Of a column that is held, the next one still has to
/// know that it was there.
fn columns(reading: &Reading, holds: &[Hold]) -> Columns {
    let mut columns = reading.roster.lasting_columns();
    let mut held = holds.iter().flat_map(|hold| &hold.people);
    if reading.directory.snapshot().safety.columns.has(Column::Role)
        && held.any(|item| item.field == Some(Field::Role))
    {
        columns.add(Column::Role);
    }
    columns
}

/// Builds the plan after every rule has run.
fn draw_up(reading: &Reading, claims: &Claimed, outcome: Outcome, missing: &StillMissing) -> Plan {
    let snapshot = reading.directory.snapshot();
    let (changes, asked) = outcome.parts();
    let judged = safety::judge(reading, claims, changes, asked);
    let mut changes = judged.changes;
    deactivation::complete(&mut changes, reading);
    let after = After::new(reading, claims, &changes);
    let mut wanted: Vec<PlannedAlert> =
        judged.asked.into_iter().map(|asked| asked.draw(&after)).collect();
    wanted.extend(judged.holds.iter().map(safety::alert));
    wanted.extend(manual::alerts(reading, &changes, &after));
    let mut settled = settle::alerts(together::group(wanted, snapshot), snapshot);
    let held = bookkeeping::Held {
        residencies: &judged.untouched,
        whole: &judged.whole,
        cases: &judged.cases,
        renumbered: &judged.renumbered,
    };
    let mut bookkeeping = bookkeeping::of(reading, claims, &changes, missing, &held);
    if judged.is_whole {
        // Nothing of the roster is used, so nothing that is open is known to be over.
        settled.closed.clear();
        settled.lapsed.clear();
        bookkeeping.clear();
    }
    let all_found =
        reading.missing.iter().all(|row| claims.taken.contains(&reading.residency(*row).id));
    let mut all = settled.alerts.iter().chain(&settled.dismissed);
    let expires =
        claims.waits_for_namesakes || all.any(|alert| former::expires(reading, claims, alert));
    let verdict = |at| match judged.is_whole || judged.whole.contains(&at) {
        true => Verdict::Held,
        false => claims.verdict(at),
    };
    let verdicts: Vec<Verdict> = reading.cases.indexes().map(verdict).collect();
    Plan {
        counts: match judged.is_whole {
            true => counts::of_nothing(reading),
            false => counts::of(reading, claims, &changes, &verdicts),
        },
        bookkeeping,
        digest: digest::of(reading, &changes, &judged.held, &settled.alerts),
        verdicts: reading.cases.iter().map(|(_, case)| case.record).zip(verdicts).collect(),
        // A roster of which something is held has to be looked at again.
        quiet: judged.holds.is_empty() && all_found && !expires,
        roster_digest: reading.roster.digest(),
        fingerprints: snapshot.fingerprints.clone(),
        alerts: settled.alerts,
        dismissed: settled.dismissed,
        closed: settled.closed,
        lapsed: settled.lapsed,
        held_changes: judged.held,
        is_whole_held: judged.is_whole,
        done: match judged.is_whole {
            true => Vec::new(),
            false => judged.done.into_iter().chain(missing.done()).collect(),
        },
        used: judged.used,
        waiting: judged.waiting,
        columns: columns(reading, &judged.holds),
        changes,
    }
}
