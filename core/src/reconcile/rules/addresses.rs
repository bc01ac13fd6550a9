//! The first usable address of a person whose account has none.
//!
//! Ana gave ana@example.com up for Ben, and her account has no email. As soon as the PMS lists her
//! with an address that nobody has, her account gets that address; there is nothing to ask. If
//! another account has it, she is somebody with another email, like everybody else.

use super::{
    case::{Case, CaseIx},
    claims::Claims,
    reading::Reading,
};
use crate::{
    Text,
    model::AccountId,
    reconcile::{AccountRef, Field, Known, change::Patch},
};

/// Whether nothing stands between a record and an account as far as the email goes: the record has
/// no usable one, or the account has the same, or it has none and may get this one.
pub(super) fn fits(reading: &Reading, claims: &Claims, case: &Case, known: &Known) -> bool {
    let Some(email) = &case.email else { return true };
    match claims.email_of(known) {
        Some(has) => has == email,
        None => is_free(reading, claims, email, known.account.id),
    }
}

/// Whether a record has the first address of its account, which has the record's name.
pub(super) fn gets_first(reading: &Reading, claims: &Claims, (at, case): (CaseIx, &Case)) -> bool {
    let Some((email, row)) = case.email.as_ref().zip(case.residency) else { return false };
    let known = reading.directory.account(reading.residency(row).account);
    known.is_some_and(|known| {
        known.email.is_none()
            && !claims.is_disputed(at)
            && is_free(reading, claims, email, known.account.id)
            && claims.same_name(reading, case, known)
    })
}

/// Whether several records have the email of a record whose account has none. It goes to whoever
/// has the right name.
pub(super) fn is_anybodys(reading: &Reading, claims: &Claims, case: &Case, known: &Known) -> bool {
    claims.email_of(known).is_none() && reading.roster.shares_email(case.record)
}

/// Whether no account has an email, and this run gives it to no other one.
fn is_free(reading: &Reading, claims: &Claims, email: &Text, account: AccountId) -> bool {
    let goes_elsewhere = |to: &AccountRef| *to != AccountRef::Existing(account);
    reading.directory.with_email(email).is_none()
        && !claims.created.get(email).is_some_and(goes_elsewhere)
}

/// Gives the account the email of a record that fits it, if it has none.
pub(super) fn give(
    reading: &Reading,
    claims: &mut Claims,
    (at, case): (CaseIx, &Case),
    known: &Known,
    patch: &mut Patch,
) {
    let id = known.account.id;
    let Some(email) = &case.email else { return };
    if claims.email_of(known).is_some()
        || claims.is_disputed(at)
        || !is_free(reading, claims, email, id)
    {
        return;
    }
    patch.set(Field::Email, None, case.resident.email.as_deref());
    claims.addressed.insert(id, email.clone());
    claims.rewritten.insert(id, at);
    // Only emails that several residents share are ever looked up.
    if reading.roster.shares_email(case.record) {
        claims.created.insert(email.clone(), AccountRef::Existing(id));
    }
}
