//! Rule 5: linked residents who are missing from the roster.

use std::collections::HashSet;

use super::{
    after::After,
    asked::{Asked, subject},
    case::Verdict,
    claims::Claimed,
    outcome::Outcome,
    plan::Done,
    reading::Reading,
};
use crate::{
    Date,
    model::{
        AlertFacts, AlertKind, Harm, Missing, Reason, Residency, ResidencyId, SEVERAL_MISSING,
        is_weak_id,
    },
    reconcile::{Change, OnMissing, RecordIx, ResidencyRef, RowIx, Window},
};

/// What follows for those who are missing and stay.
#[derive(Debug, Default)]
pub(super) struct StillMissing {
    /// How many rosters in a row they have been missing from, for those whose count changes.
    pub(super) runs: Vec<(ResidencyId, u32)>,
    /// Those about whom somebody is asked for the first time, unless they are too many.
    pub(super) first_asked: Vec<ResidencyId>,
}

impl StillMissing {
    /// What counts towards the limit of how many may be missing.
    pub(super) fn done(&self) -> impl Iterator<Item = Done> {
        self.first_asked.iter().map(|id| Done {
            harm: Harm::Missing,
            field: None,
            residency: ResidencyRef::Existing(*id),
        })
    }
}

/// Decides on every residency that no record has claimed.
pub(super) fn decide<'r>(
    reading: &'r Reading,
    claims: &Claimed,
    outcome: &mut Outcome<'r>,
) -> StillMissing {
    let mut left = Vec::new();
    for row in reading.missing.iter().copied() {
        let residency = reading.residency(row);
        if claims.taken.contains(&residency.id) {
            continue;
        }
        if is_superseded(reading, claims, residency) {
            outcome.push(Change::end(residency, reading.policy.today, Reason::Superseded));
        } else if let Some(day) = left_as_announced(reading, residency) {
            outcome.push(Change::end(residency, day, Reason::LeftAsAnnounced));
        } else {
            left.push(row);
        }
    }
    stay_or_end(reading, outcome, left)
}

/// Ends the residencies of those who have been missing too long, and asks about the others: if they
/// are too many, about all at once, in which case nobody's ends.
fn stay_or_end<'r>(
    reading: &'r Reading,
    outcome: &mut Outcome<'r>,
    left: Vec<RowIx>,
) -> StillMissing {
    let policy = reading.policy;
    let asked = AskedBefore::of(reading);
    let together = too_many(reading, &asked, &left);
    // An unreadable record without an ID could belong to any of them.
    let counts = reading.roster.rejects().iter().all(|reject| reject.external_id.is_some());
    let mut still = StillMissing::default();
    for row in left.iter().copied() {
        let residency = reading.residency(row);
        let without = residency.missing_runs + u32::from(counts);
        if counts
            && policy.on_missing == OnMissing::EndAccess
            && without >= policy.missing_runs
            && !has_weak_id(residency)
            && !together.contains(&row)
        {
            outcome.push(Change::end(residency, policy.today, Reason::MissingTooLong));
            continue;
        }
        if without != residency.missing_runs {
            still.runs.push((residency.id, without));
        }
        if !together.contains(&row) {
            if !asked.has(residency) {
                still.first_asked.push(residency.id);
            }
            raise(reading, outcome, row);
        }
    }
    raise_together(reading, outcome, &together);
    still
}

/// Those about whom nobody has been asked yet, if that are more than a sync may find missing.
///
/// A report with a filter left on lacks 50 of 60 people: one question, not 50, and nobody's access
/// ends by absence however often the report comes.
fn too_many(reading: &Reading, asked: &AskedBefore, left: &[RowIx]) -> Vec<RowIx> {
    let new = left.iter().copied();
    let new: Vec<RowIx> = new.filter(|row| !asked.has(reading.residency(*row))).collect();
    let snapshot = reading.directory.snapshot();
    let live = snapshot.fingerprints.live() as u64;
    let limit = reading.policy.safety.most(Harm::Missing, Window::Day, live);
    let mut missing = snapshot.safety.in_window(Harm::Missing, None, Window::Day);
    missing.extend(new.iter().map(|row| reading.residency(*row).id));
    let most = limit.unwrap_or(u32::MAX) as usize;
    // The one question stays one while many of them are still away.
    let goes_on = reading.was_asked(AlertKind::MissingFromPms, TOGETHER) && new.len() * 2 > most;
    if new.is_empty() || missing.len() <= most && !goes_on { Vec::new() } else { new }
}

/// Of whom somebody knows already that they are missing.
struct AskedBefore<'r> {
    reading: &'r Reading<'r>,
    /// Those of the last 30 days, while the alert about several is open.
    together: HashSet<ResidencyId>,
}

impl<'r> AskedBefore<'r> {
    fn of(reading: &'r Reading<'r>) -> Self {
        let memory = &reading.directory.snapshot().safety;
        let together = match reading.was_asked(AlertKind::MissingFromPms, &SEVERAL_MISSING) {
            true => memory.in_window(Harm::Missing, None, Window::Month),
            false => HashSet::new(),
        };
        Self { reading, together }
    }

    fn has(&self, residency: &Residency) -> bool {
        let Some(link) = &residency.link else { return false };
        let subject = subject(&link.external_id, link.lease_id.as_ref());
        self.together.contains(&residency.id)
            || self.reading.was_asked(AlertKind::MissingFromPms, &subject)
    }
}

/// The announced day on which a missing resident has left.
pub(super) fn left_as_announced(reading: &Reading, residency: &Residency) -> Option<Date> {
    residency.place.move_out.filter(|day| *day < reading.policy.today)
}

/// Whether a resident in scope is linked to the same account in the same unit through another
/// residency.
fn is_superseded(reading: &Reading, claims: &Claimed, residency: &Residency) -> bool {
    claims.records_of(reading, residency.account).any(|record| {
        reading.directory.in_unit(residency, reading.roster.resident(record))
            && opens_doors(reading, claims, record)
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

fn raise<'r>(reading: &'r Reading, outcome: &mut Outcome<'r>, row: RowIx) {
    let Some(link) = &reading.residency(row).link else { return };
    outcome.ask(Asked::about_link(link, AlertKind::MissingFromPms, move |after| {
        facts(reading, &[row], after, false)
    }));
}

/// The subject of the one alert about more than a sync may find missing.
const TOGETHER: &str = "many residents";

fn raise_together<'r>(reading: &'r Reading, outcome: &mut Outcome<'r>, rows: &[RowIx]) {
    if rows.is_empty() {
        return;
    }
    let rows = rows.to_vec();
    outcome.ask(Asked::new(AlertKind::MissingFromPms, TOGETHER, move |after| {
        facts(reading, &rows, after, true)
    }));
}

fn facts(reading: &Reading, rows: &[RowIx], after: &After, too_many: bool) -> AlertFacts {
    let mut people = Vec::with_capacity(rows.len());
    let mut accounts = Vec::with_capacity(rows.len());
    for residency in rows.iter().map(|row| reading.residency(*row)) {
        let known = reading.directory.account(residency.account);
        let (Some(link), Some(known)) = (&residency.link, known) else { continue };
        people.push(Missing {
            external_id: link.external_id.clone(),
            lease_id: link.lease_id.clone(),
            residency: residency.id,
            unit: residency.place.unit.clone(),
        });
        accounts.push(after.shown(known, None));
    }
    AlertFacts::MissingFromPms { people, accounts, too_many }
}

/// Whether the PMS identifies the person by unit and name only, so that their absence proves
/// nothing.
fn has_weak_id(residency: &Residency) -> bool {
    residency.link.as_ref().is_some_and(|link| is_weak_id(&link.external_id))
}
