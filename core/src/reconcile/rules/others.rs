//! An account with several records of one person, which do not all say the same.

use super::{asked::subject_of, case::Case, claims::Claims, mismatch, reading::Reading};
use crate::{
    model::{AlertKind, Residency},
    normalize::NameKey,
    reconcile::Known,
};

/// Whether the account has the name of another record of the person, and this record says what it
/// has always said. Somebody has then said that they are one.
///
/// Ana Ruiz and Ana Ortega are one person, and then the PMS takes the email out of one of the two
/// records. As long as the names stay, they are no question again.
pub(super) fn has_name(
    reading: &Reading,
    claims: &Claims,
    case: &Case,
    residency: &Residency,
    known: &Known,
) -> bool {
    let seen = &residency.seen;
    let mut records = claims.records_of(reading, known.account.id);
    case.name == NameKey::of(&seen.first_name, &seen.last_name)
        && (case.email.is_none() || case.email == reading.usable(seen.email.as_deref()))
        && !reading.was_asked(AlertKind::NameMismatch, &subject_of(case.resident))
        && records.any(|record| {
            let other = reading.roster.resident(record);
            let name = NameKey::of(&other.first_name, &other.last_name);
            other.external_id != case.resident.external_id && name == *claims.renames.name_of(known)
        })
}

/// Whether the account has the email of another record of the person, and this record says what it
/// has always said. Somebody has then decided between the two.
///
/// Ana's transfer was entered as a new person with a new email, and a person gave that email to her
/// account. Her old record, which still has the old one, is no question. A question that somebody
/// has dismissed goes on: what was dismissed counts as seen, but it is not answered.
pub(super) fn has_email(
    reading: &Reading,
    claims: &Claims,
    case: &Case,
    residency: &Residency,
    known: &Known,
) -> bool {
    let has = claims.email_of(known);
    case.email == reading.usable(residency.seen.email.as_deref())
        && claims.same_name(reading, case, known)
        && !mismatch::is_dismissed(reading, case.resident, known)
        && (claims
            .records_of(reading, known.account.id)
            .map(|record| reading.roster.resident(record))
            .filter(|other| other.external_id != case.resident.external_id)
            .map(|other| reading.usable(other.email.as_deref()))
            .any(|email| email.is_some() && email.as_ref() == has)
            || is_linked_by_email(reading, claims, known))
}

/// Whether this run links a record to the account because it has the account's email and name.
fn is_linked_by_email(reading: &Reading, claims: &Claims, known: &Known) -> bool {
    reading.cases.in_scope().any(|(at, case)| {
        case.residency.is_none()
            && case.email.is_some()
            && case.email == known.email
            && !claims.is_disputed(at)
            && claims.same_name(reading, case, known)
    })
}
