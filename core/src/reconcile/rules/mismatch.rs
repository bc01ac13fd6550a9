//! The alerts that compare a resident with accounts.

use super::{
    asked::{Asked, subject_of},
    reading::Reading,
};
use crate::{
    model::{AlertFacts, AlertKind, LinkedTo, Resident, ShownAccount},
    normalize::grade,
    reconcile::Known,
};

/// Asks about an account that has the resident's email and another name.
pub(super) fn name<'r>(
    resident: &'r Resident,
    known: &'r Known,
    linked: Option<LinkedTo>,
) -> Asked<'r> {
    Asked::about(resident, AlertKind::NameMismatch, move |after| {
        let account = after.shown(known, Some(resident));
        let grade = grade(
            (&resident.first_name, &resident.last_name),
            (&account.first_name, &account.last_name),
        );
        AlertFacts::NameMismatch { resident: resident.clone(), account, grade, linked }
    })
}

/// Asks about an account that the resident is linked to, or accounts that may be theirs, with
/// other emails.
pub(super) fn email<'r>(
    resident: &'r Resident,
    candidates: Vec<&'r Known<'r>>,
    linked: Option<LinkedTo>,
) -> Asked<'r> {
    Asked::about(resident, AlertKind::EmailMismatch, move |after| {
        let shown = candidates.iter().map(|known| after.shown(known, Some(resident)));
        let candidates = shown.collect();
        AlertFacts::EmailMismatch { resident: resident.clone(), candidates, linked }
    })
}

/// Whether somebody has dismissed this question about a resident's email, with these facts.
pub(super) fn is_dismissed(reading: &Reading, resident: &Resident, known: &Known) -> bool {
    let kind = AlertKind::EmailMismatch;
    let standing = &reading.directory.snapshot().standing;
    let mut said = standing.iter().filter(|said| said.kind == kind).peekable();
    if said.peek().is_none() {
        return false;
    }
    let candidates = vec![ShownAccount::of(known.account)];
    let facts = AlertFacts::EmailMismatch { resident: resident.clone(), candidates, linked: None };
    let (subject, version) = (subject_of(resident), facts.version());
    said.any(|said| said.subject == subject && said.version == version)
}
