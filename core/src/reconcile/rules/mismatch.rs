//! The alerts that compare a resident with accounts.

use super::asked::Asked;
use crate::{
    model::{AlertFacts, AlertKind, LinkedTo, Resident},
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

/// Asks about a resident without a usable email. It is unclear which of the accounts is theirs, if
/// any.
pub(super) fn missing_email<'r>(
    resident: &'r Resident,
    candidates: Vec<&'r Known<'r>>,
) -> Asked<'r> {
    Asked::about(resident, AlertKind::MissingEmail, move |after| {
        let shown = candidates.iter().map(|known| after.shown(known, Some(resident)));
        let candidates = shown.collect();
        AlertFacts::MissingEmail { resident: resident.clone(), candidates }
    })
}
