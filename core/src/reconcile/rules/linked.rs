//! Rule 2: residents in scope who are linked.

use std::collections::HashSet;

use super::{
    addresses,
    asked::{Asked, subject_of},
    case::{Case, CaseIx, Verdict},
    claims::Claims,
    linking, mismatch, others,
    outcome::Outcome,
    reading::Reading,
    renames::find_renames,
    reuse,
    takeover::take_over,
    without_email,
};
use crate::{
    model::{AccountStatus, AlertFacts, AlertKind, LinkedTo, Reason, Residency},
    normalize::{NameKey, can_be_phone},
    reconcile::{AccountRef, Action, Field, Known, ResidencyRef, RowIx, change::Patch},
};

/// Cases whose name and email have changed, with their residencies. They are decided after it is
/// known which accounts are created.
#[derive(Debug, Default)]
pub(super) struct ChangedPersons(pub(super) Vec<(CaseIx, RowIx)>);

/// Decides on every record in scope that has a residency.
pub(super) fn decide<'r>(
    reading: &'r Reading,
    claims: &mut Claims,
    outcome: &mut Outcome<'r>,
) -> ChangedPersons {
    find_renames(reading, claims);
    let mut changed = ChangedPersons::default();
    // Whoever gets a first address decides what it is to the others who have it.
    let all = || reading.cases.in_scope();
    let first: HashSet<CaseIx> = all()
        .filter(|(at, case)| addresses::gets_first(reading, claims, (*at, case)))
        .map(|(at, _)| at)
        .collect();
    let ordered = all()
        .filter(|(at, _)| first.contains(at))
        .chain(all().filter(|(at, _)| !first.contains(at)));
    for (at, case) in ordered {
        let Some(row) = case.residency else { continue };
        let residency = reading.residency(row);
        let account = AccountRef::Existing(residency.account);
        claims.set_link(at, ResidencyRef::Existing(residency.id), account);
        let known = reading.directory.account(residency.account);
        if claims.is_disputed(at) {
            match known.filter(|known| without_email::may_return(reading, claims, at, known)) {
                Some(known) if !residency.is_live() => {
                    come_back(reading, claims, outcome, (at, case), row, known);
                }
                _ => place_only(reading, claims, outcome, case, row),
            }
            continue;
        }
        let Some(known) = known else { continue };
        // A blank name does not make somebody another person.
        let same_name =
            case.name == *claims.renames.name_of(known) || claims.same_name(reading, case, known);
        let same_email = addresses::fits(reading, claims, case, known)
            && (same_name || !addresses::is_anybodys(reading, claims, case, known))
            || others::has_email(reading, claims, case, residency, known);
        let linked = Some(LinkedTo { account: known.account.id, residency: Some(residency.id) });
        if is_other_person(reading, claims, case, residency, known) {
            if !take_over(reading, claims, outcome, at, row) {
                changed.0.push((at, row));
            }
        } else if !same_email {
            let alert = mismatch::email(case.resident, vec![known], linked);
            outcome.hold(claims, at, alert.renaming([at]));
            place_only(reading, claims, outcome, case, row);
        } else if !same_name && !others::has_name(reading, claims, case, residency, known) {
            let alert = mismatch::name(case.resident, known, linked);
            outcome.hold(claims, at, alert.renaming([at]));
            place_only(reading, claims, outcome, case, row);
        } else {
            follow(reading, claims, outcome, (at, case), row, known);
        }
    }
    changed
}

/// Whether the name and the email have both changed and do not match the account's.
///
/// Once somebody has dismissed the question who the person is, what the alert showed counts as
/// seen. The question goes on as long as the PMS says the same.
pub(super) fn is_other_person(
    reading: &Reading,
    claims: &Claims,
    case: &Case,
    residency: &Residency,
    known: &Known,
) -> bool {
    let seen = &residency.seen;
    let renamed = case.name != NameKey::of(&seen.first_name, &seen.last_name);
    let readdressed = case.email != reading.usable(seen.email.as_deref());
    let was_asked = || reading.was_asked(AlertKind::IdentityChanged, &subject_of(case.resident));
    let goes_on = || !renamed && !readdressed && was_asked();
    (renamed && readdressed || goes_on())
        && !case.email.as_ref().is_some_and(|email| known.has_email(email))
        && case.name != *claims.renames.name_of(known)
        && !claims.same_name(reading, case, known)
}

/// Applies everything that the PMS changed since the last sync.
fn follow(
    reading: &Reading,
    claims: &mut Claims,
    outcome: &mut Outcome,
    (at, case): (CaseIx, &Case),
    row: RowIx,
    known: &Known,
) {
    let (resident, account) = (case.resident, known.account);
    let residency = reading.residency(row);
    let seen = &residency.seen;
    let mut patch = Patch::default();
    if (&seen.first_name, &seen.last_name) != (&resident.first_name, &resident.last_name) {
        patch.set(Field::FirstName, Some(&account.first_name), Some(&resident.first_name));
        patch.set(Field::LastName, Some(&account.last_name), Some(&resident.last_name));
    }
    // What cannot be a phone number, like an email in its column, says nothing about it.
    let is_phone = resident.phone.as_deref().is_none_or(can_be_phone);
    let other_phone =
        reading.phone_key(seen.phone.as_deref()) != reading.phone_key(resident.phone.as_deref());
    if is_phone && other_phone {
        let key = |raw| reading.phone_key(Some(raw)).unwrap_or_else(|| raw.into());
        let phone = resident.phone.as_deref().map(key);
        patch.set(Field::Phone, account.phone.as_deref(), phone.as_deref());
        claims.phones.insert(account.id, phone);
    }
    addresses::give(reading, claims, (at, case), known, &mut patch);
    let rewrites = !patch.is_empty();
    let returned = !residency.is_live();
    if returned {
        patch.reopen(residency);
        patch.account_status(account.status, AccountStatus::Active);
    }
    patch.place(residency, resident, reading.policy.today);
    let before = patch.0.len();
    patch.link(residency.link.as_ref(), resident);
    let renumbered = patch.0.len() > before;
    claims.decide(at, Verdict::Linked);
    if !patch.is_visible() {
        return;
    }
    patch.seen(seen, resident);
    let (action, reason) = match (returned, renumbered) {
        (true, _) => (Action::Link, Reason::Returned),
        (_, true) => (Action::Relink, Reason::Renumbered),
        _ => (Action::Update, Reason::PmsChanged),
    };
    if rewrites {
        claims.rewritten.insert(account.id, at);
    }
    if renumbered {
        reuse::release(reading, claims, outcome, case);
    }
    linking::change(reading, claims, outcome, row, resident, action, reason, patch);
}

/// Applies only the place fields, and only to a live residency, while the identity is held. Coming
/// back counts as linking, so it is held too.
fn place_only(
    reading: &Reading,
    claims: &mut Claims,
    outcome: &mut Outcome,
    case: &Case,
    row: RowIx,
) {
    let residency = reading.residency(row);
    if !residency.is_live() {
        return;
    }
    let mut patch = Patch::default();
    patch.place(residency, case.resident, reading.policy.today);
    // A new ID still belongs to the same person, whatever else is unclear.
    patch.link(residency.link.as_ref(), case.resident);
    if !patch.is_empty() {
        if case.renumbered {
            reuse::release(reading, claims, outcome, case);
        }
        let (action, reason) = match case.renumbered {
            true => (Action::Relink, Reason::Renumbered),
            false => (Action::Update, Reason::PmsChanged),
        };
        linking::change(reading, claims, outcome, row, case.resident, action, reason, patch);
    }
}

/// Makes an ended residency live again, without a change to the identity.
fn come_back(
    reading: &Reading,
    claims: &mut Claims,
    outcome: &mut Outcome,
    (at, case): (CaseIx, &Case),
    row: RowIx,
    known: &Known,
) {
    let residency = reading.residency(row);
    let mut patch = Patch::default();
    patch.reopen(residency);
    patch.account_status(known.account.status, AccountStatus::Active);
    patch.place(residency, case.resident, reading.policy.today);
    patch.link(residency.link.as_ref(), case.resident);
    if case.renumbered {
        reuse::release(reading, claims, outcome, case);
    }
    claims.decide(at, Verdict::Linked);
    let (action, reason) = (Action::Link, Reason::Returned);
    linking::change(reading, claims, outcome, row, case.resident, action, reason, patch);
}

/// Asks who the person is: name and email have both changed, and nothing else tells.
pub(super) fn identity_changed<'r>(
    reading: &'r Reading,
    claims: &mut Claims,
    outcome: &mut Outcome<'r>,
    at: CaseIx,
    row: RowIx,
) {
    let case = &reading.cases[at];
    let (resident, residency) = (case.resident, reading.residency(row));
    let Some(known) = reading.directory.account(residency.account) else { return };
    let linked = Some(LinkedTo { account: known.account.id, residency: Some(residency.id) });
    let usable_email = case.email.is_some();
    let alert = Asked::about(resident, AlertKind::IdentityChanged, move |after| {
        AlertFacts::IdentityChanged {
            resident: resident.clone(),
            account: after.shown(known, Some(resident)),
            usable_email,
            linked,
        }
    });
    outcome.hold(claims, at, alert.renaming([at]));
    if residency.is_live() {
        let mut patch = Patch::default();
        patch.earlier_end(residency, resident, reading.policy.today);
        if !patch.is_empty() {
            let (action, reason) = (Action::Update, Reason::PmsChanged);
            linking::change(reading, claims, outcome, row, resident, action, reason, patch);
        }
    }
}
