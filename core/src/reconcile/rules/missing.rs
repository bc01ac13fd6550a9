//! Rule 5: linked residents who are missing from the roster.

use super::{asked::Asked, case::Verdict, claims::Claimed, outcome::Outcome, reading::Reading};
use crate::{
    Date,
    model::{AlertFacts, AlertKind, Reason, Residency, ResidencyId, Status, is_weak_id},
    reconcile::{
        AccountRef, Action, Change, Field, OnMissing, RecordIx, ResidencyRef, RowIx, Scope,
        change::Patch,
    },
};

/// How many rosters in a row residents have been missing from, for those whose count changes.
pub(super) type MissingRuns = Vec<(ResidencyId, u32)>;

/// Decides on every residency that no record has claimed.
pub(super) fn decide<'r>(
    reading: &'r Reading,
    claims: &Claimed,
    outcome: &mut Outcome<'r>,
) -> MissingRuns {
    let mut runs = MissingRuns::new();
    let policy = reading.policy;
    // An unreadable record without an ID could belong to any of them.
    let counts = reading.roster.rejects().iter().all(|reject| reject.external_id.is_some());
    for row in reading.missing.iter().copied() {
        let residency = reading.residency(row);
        if claims.taken.contains(&residency.id) {
            continue;
        }
        if is_superseded(reading, claims, residency) {
            outcome.push(end(residency, policy.today, Reason::Superseded));
            continue;
        }
        if let Some(day) = left_as_announced(reading, residency) {
            outcome.push(end(residency, day, Reason::LeftAsAnnounced));
            continue;
        }
        let without = residency.missing_runs + u32::from(counts);
        if counts
            && policy.on_missing == OnMissing::EndAccess
            && without >= policy.missing_runs
            && !has_weak_id(residency)
        {
            outcome.push(end(residency, policy.today, Reason::MissingTooLong));
            continue;
        }
        if without != residency.missing_runs {
            runs.push((residency.id, without));
        }
        raise(reading, outcome, row);
    }
    runs
}

/// The announced day on which a missing resident has left.
pub(super) fn left_as_announced(reading: &Reading, residency: &Residency) -> Option<Date> {
    residency.place.move_out.filter(|day| *day < reading.policy.today)
}

/// Whether a resident in scope is linked to the same account in the same unit through another
/// residency.
fn is_superseded(reading: &Reading, claims: &Claimed, residency: &Residency) -> bool {
    claims.occupants.ids_here(residency.account).any(|id| {
        reading.roster.records_of(id).any(|record| {
            reading.roster.scope(record) == Scope::In
                && reading.directory.in_unit(residency, reading.roster.resident(record))
                && opens_doors(reading, claims, record)
        })
    })
}

/// Whether the residency of a record in scope is live after the run.
fn opens_doors(reading: &Reading, claims: &Claimed, record: RecordIx) -> bool {
    let Some(at) = reading.cases.of_record(record) else { return true };
    match claims.verdict(at) {
        Verdict::Linked | Verdict::NewlyLinked | Verdict::Created => true,
        _ => reading.cases[at].residency.is_some_and(|row| reading.residency(row).is_live()),
    }
}

fn end(residency: &Residency, day: Date, reason: Reason) -> Change {
    let mut patch = Patch::default();
    patch.set_date(Field::EndedOn, None, Some(day));
    patch.status(residency.place.status, Status::Past);
    Change {
        action: Action::End,
        reason,
        external_id: residency.link.as_ref().map(|link| link.external_id.clone()),
        resident: None,
        account: AccountRef::Existing(residency.account),
        residency: Some(ResidencyRef::Existing(residency.id)),
        patch: patch.0,
    }
}

fn raise<'r>(reading: &'r Reading, outcome: &mut Outcome<'r>, row: RowIx) {
    let residency = reading.residency(row);
    let (Some(link), Some(known)) = (&residency.link, reading.directory.account(residency.account))
    else {
        return;
    };
    outcome.ask(Asked::about_link(link, AlertKind::MissingFromPms, move |after| {
        AlertFacts::MissingFromPms {
            external_id: link.external_id.clone(),
            residency: residency.id,
            unit: residency.place.unit.clone(),
            account: after.shown(known, None),
        }
    }));
}

/// Whether the PMS identifies the person by unit and name only, so that their absence proves
/// nothing.
fn has_weak_id(residency: &Residency) -> bool {
    residency.link.as_ref().is_some_and(|link| is_weak_id(&link.external_id))
}
