//! Former residents. A namesake who left years ago says nothing about a newcomer.

use jiff::ToSpan;

use super::{claims::Claims, missing::left_as_announced, plan::PlannedAlert, reading::Reading};
use crate::{
    Date,
    model::AlertFacts,
    reconcile::{Known, RowIx},
};

/// How many days after somebody has left their account may still belong to a newcomer of the same
/// name who has another email.
const DAYS: i64 = 90;

/// Whether every residency of an account at this property ended more than [`DAYS`] days ago.
pub(super) fn left_long_ago(reading: &Reading, claims: &Claims, known: &Known) -> bool {
    let Ok(recently) = reading.policy.today.checked_sub(DAYS.days()) else { return false };
    ends(reading, claims, known).all(|end| end.is_some_and(|day| day < recently))
}

/// Whether an alert lists an account only because its owner left recently, so that the alert will
/// close one day although neither the PMS nor the directory changes.
pub(super) fn expires(reading: &Reading, claims: &Claims, alert: &PlannedAlert) -> bool {
    let AlertFacts::EmailMismatch { candidates, linked: None, .. } = &alert.facts else {
        return false;
    };
    candidates.iter().any(|candidate| {
        let fits = candidate.evidence.is_some_and(|found| found.same_unit || found.same_phone);
        let known = reading.directory.account(candidate.id);
        !fits && known.is_some_and(|known| has_left(reading, claims, known))
    })
}

/// Whether every residency of an account at this property has ended, or ends in this run.
pub(super) fn has_left(reading: &Reading, claims: &Claims, known: &Known) -> bool {
    ends(reading, claims, known).all(|end| end.is_some())
}

/// When each residency of an account at this property ends or has ended; `None` if it is live.
fn ends(reading: &Reading, claims: &Claims, known: &Known) -> impl Iterator<Item = Option<Date>> {
    let here = |row: &&RowIx| reading.is_here(reading.residency(**row));
    known.residencies.iter().filter(here).map(|row| {
        let residency = reading.residency(*row);
        match claims.ends.get(&residency.id) {
            Some(end) => *end,
            // Rule 5 will end it.
            None if reading.is_missing(*row) => left_as_announced(reading, residency),
            None => residency.ended_on,
        }
    })
}
