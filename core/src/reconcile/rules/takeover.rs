//! Rule 2: the PMS ID of a linked resident now belongs to another person.
//!
//! The PMS gives Ana's ID, t1, to Ben, who has an account and was known as t9. Ana's residency
//! under t1 ends and loses the ID. If t9 is no longer in the roster, Ben's residency under t9 gets
//! the ID t1. If the roster still has t9, Ben gets a second residency.

use super::{
    addresses,
    case::{Case, CaseIx},
    claims::Claims,
    linked::{ChangedPersons, identity_changed},
    linking, mismatch,
    outcome::Outcome,
    reading::Reading,
    unlinked,
};
use crate::{
    model::{AccountId, LinkedTo, Reason, Residency, Resident},
    reconcile::{AccountRef, Action, Field, Known, ResidencyRef, RowIx, change::Patch},
};

/// Handles an ID that another person has taken over: the PMS says so, or the name and the email
/// are those of another account at this property. The old person's residency ends, and the ID
/// moves to the new person's account.
pub(super) fn take_over<'r>(
    reading: &'r Reading,
    claims: &mut Claims,
    outcome: &mut Outcome<'r>,
    at: CaseIx,
    old_row: RowIx,
) -> bool {
    let case = &reading.cases[at];
    let old = reading.residency(old_row);
    let Some((account, former)) = new_holder(reading, claims, case, old) else { return false };

    end_former(reading, claims, outcome, case.resident, old_row);
    let reason = Reason::TakenOver;
    match former {
        Some(former) => {
            linking::relink(reading, claims, outcome, at, former, Action::Relink, reason);
        }
        None => linking::link(reading, claims, outcome, at, AccountRef::Existing(account), reason),
    }
    if let Some(known) = reading.directory.account(account)
        && !addresses::fits(reading, claims, case, known)
    {
        let residency = claims.link(at).and_then(|link| match link.residency {
            ResidencyRef::Existing(id) => Some(id),
            ResidencyRef::New(_) => None,
        });
        let linked = Some(LinkedTo { account, residency });
        let alert = mismatch::email(case.resident, vec![known], linked);
        outcome.hold(claims, at, alert);
    }
    true
}

/// The account of the person who has the ID now, and their residency under the former ID, if that
/// is no longer in the roster.
pub(super) fn new_holder(
    reading: &Reading,
    claims: &Claims,
    case: &Case,
    old: &Residency,
) -> Option<(AccountId, Option<RowIx>)> {
    let resident = case.resident;
    // Being linked to another account would let somebody in who may have left.
    if case.contradicts {
        return None;
    }
    let here = |known: &Known| {
        reading.directory.residencies_here(known).next().is_some()
            || claims.occupants.ids_here(known.account.id).next().is_some()
    };
    let reported = resident.previous_external_id.as_ref().and_then(|id| {
        let gone = !reading.roster.has(id) && !reading.unreadable.contains(id);
        // Another record may have the same previous ID, and with it the residency.
        let free = |row: &&RowIx| gone && !reading.has_case(**row) || reading.is_missing(**row);
        reading.directory.with_external_id(id).iter().filter(free).copied().find(|row| {
            let residency = reading.residency(*row);
            let account = reading.directory.account(residency.account);
            residency.account != old.account
                && account.is_some_and(|known| claims.same_name(reading, case, known))
        })
    });
    let by_email = case.email.as_ref().and_then(|email| reading.directory.with_email(email));
    let account = match (reported, by_email) {
        (Some(row), Some(known)) if known.account.id != reading.residency(row).account => {
            return None;
        }
        (Some(row), _) => reading.residency(row).account,
        (None, Some(known))
            if known.account.id != old.account
                && here(known)
                && claims.same_name(reading, case, known) =>
        {
            known.account.id
        }
        _ => return None,
    };
    let former = reported.or_else(|| {
        missing_of(reading, claims, account, Some(resident))
            .or_else(|| missing_of(reading, claims, account, None))
    });
    Some((account, former.filter(|row| !claims.taken.contains(&reading.residency(*row).id))))
}

/// The residency of an account whose ID is no longer in the roster: the one in the resident's
/// unit, or the only one.
pub(super) fn missing_of(
    reading: &Reading,
    claims: &Claims,
    account: AccountId,
    unit_of: Option<&Resident>,
) -> Option<RowIx> {
    let mut found = reading.missing.iter().copied().filter(|row| {
        let residency = reading.residency(*row);
        residency.account == account
            && !claims.taken.contains(&residency.id)
            && unit_of.is_none_or(|resident| reading.directory.in_unit(residency, resident))
    });
    let first = found.next()?;
    (unit_of.is_some() || found.next().is_none()).then_some(first)
}

/// Ends the former person's residency, which loses the ID.
fn end_former(
    reading: &Reading,
    claims: &mut Claims,
    outcome: &mut Outcome,
    resident: &Resident,
    row: RowIx,
) {
    let former = reading.residency(row);
    let mut patch = Patch::default();
    patch.set(Field::ExternalId, Some(&resident.external_id), None);
    let lease = former.link.as_ref().and_then(|link| link.lease_id.as_deref());
    patch.set(Field::LeaseId, lease, None);
    let mut action = Action::Relink;
    if former.is_live() {
        patch.end(former, reading.policy.today, Reason::TakenOver);
        action = Action::End;
    }
    linking::change(reading, claims, outcome, row, resident, action, Reason::TakenOver, patch);
    claims.taken.insert(former.id);
    claims.occupants.remove(former.account, &resident.external_id);
}

/// Decides on people whose name and email have both changed and who had no account before this
/// run, but may get one in it for another of their IDs. The account is created now, so that the
/// former person's account does not keep anybody out.
pub(super) fn settle<'r>(
    reading: &'r Reading,
    claims: &mut Claims,
    outcome: &mut Outcome<'r>,
    changed: ChangedPersons,
) {
    for (at, row) in changed.0 {
        // An account that has just been linked may be the one that has the name and the email.
        if take_over(reading, claims, outcome, at, row) {
            continue;
        }
        match account_in_the_making(reading, claims, outcome, at) {
            Some(account) => {
                end_former(reading, claims, outcome, reading.cases[at].resident, row);
                linking::link(reading, claims, outcome, at, account, Reason::TakenOver);
            }
            None => identity_changed(reading, claims, outcome, at, row),
        }
    }
}

fn account_in_the_making(
    reading: &Reading,
    claims: &mut Claims,
    outcome: &mut Outcome,
    at: CaseIx,
) -> Option<AccountRef> {
    let email = reading.cases[at].email.as_ref().filter(|_| !reading.cases[at].contradicts)?;
    if let Some(account) = claims.created.get(email) {
        return Some(*account);
    }
    let other = unlinked::open(reading, claims)
        .find(|other| reading.cases[*other].email.as_ref() == Some(email))?;
    let is_new = reading.directory.with_email(email).is_none()
        && unlinked::candidates(reading, claims, other).is_empty();
    is_new.then(|| linking::create(reading, claims, outcome, other))
}
