//! Rule 3: residents in scope who are not linked. Certain matches are made first, for everybody:
//! who an account belongs to decides the rest.

use std::collections::{HashMap, HashSet};

use super::{
    addresses,
    asked::Asked,
    case::{CaseIx, Verdict},
    claims::Claims,
    former,
    leaving::LinkedDecided,
    linking, mismatch,
    outcome::Outcome,
    reading::Reading,
    takeover, without_email,
};
use crate::{
    Text,
    model::{AccountId, AlertFacts, AlertKind, Reason, ResidencyId, Resident},
    reconcile::{AccountRef, Known, OutOfScope, ResidencyRef, Scope},
};

/// The most accounts of one name that are evidence of anything.
pub(super) const MOST_NAMESAKES: usize = 20;

/// Decides on every record in scope without a residency, and on the people that rule 2 could not
/// identify yet.
pub(super) fn decide<'r>(
    reading: &'r Reading,
    claims: &mut Claims,
    outcome: &mut Outcome<'r>,
    LinkedDecided(changed): LinkedDecided,
) {
    link_same_person(reading, claims, outcome);
    link_same_email_and_name(reading, claims, outcome);
    takeover::settle(reading, claims, outcome, changed);
    // An account that somebody takes leaves one fewer for the others.
    while link_same_name_and_place(reading, claims, outcome) {}
    // A person who was just linked may have another lease.
    link_same_person(reading, claims, outcome);
    create_the_new(reading, claims, outcome);
    link_or_hold_the_rest(reading, claims, outcome);
    without_email::decide(reading, claims, outcome);
}

/// The cases that are still undecided.
pub(super) fn open(reading: &Reading, claims: &Claims) -> impl Iterator<Item = CaseIx> + use<> {
    let open = reading.cases.in_scope().filter(|(at, case)| {
        case.residency.is_none() && !claims.is_disputed(*at) && claims.verdict(*at) == Verdict::Open
    });
    open.map(|(at, _)| at).collect::<Vec<_>>().into_iter()
}

/// Links another lease of a person who already has an account.
fn link_same_person(reading: &Reading, claims: &mut Claims, outcome: &mut Outcome) {
    for at in open(reading, claims) {
        let Some(account) = account_of_person(reading, claims, at) else { continue };
        let Some(known) = reading.directory.account(account) else { continue };
        let case = &reading.cases[at];
        if claims.same_name(reading, case, known) && addresses::fits(reading, claims, case, known) {
            let account = AccountRef::Existing(account);
            linking::link(reading, claims, outcome, at, account, Reason::AnotherLease);
        }
    }
}

/// The account of the person's other leases, including those linked in this run: of a live one if
/// possible, otherwise of the latest.
fn account_of_person(reading: &Reading, claims: &Claims, at: CaseIx) -> Option<AccountId> {
    let id = &reading.cases[at].resident.external_id;
    let mut found: Vec<(bool, ResidencyId, AccountId)> = Vec::new();
    let mut has_record = HashSet::new();
    let cases = reading.roster.records_of(id).filter_map(|record| reading.cases.of_record(record));
    for at in cases {
        let Some(link) = claims.link(at) else { continue };
        let AccountRef::Existing(account) = link.account else { continue };
        let before = reading.cases[at].residency.map(|row| reading.residency(row));
        let live = match claims.verdict(at) {
            Verdict::Ended => false,
            Verdict::Held => before.is_none_or(|residency| residency.is_live()),
            _ => true,
        };
        let residency = match link.residency {
            ResidencyRef::Existing(residency) => residency,
            ResidencyRef::New(_) => ResidencyId(i64::MAX),
        };
        has_record.insert(residency);
        found.push((live, residency, account));
    }
    let others = reading.directory.with_external_id(id).iter();
    let others = others.filter(|row| !reading.reused.has(**row));
    let others = others.map(|row| reading.residency(*row)).filter(|residency| {
        !claims.taken.contains(&residency.id) && !has_record.contains(&residency.id)
    });
    found.extend(others.map(|residency| (residency.is_live(), residency.id, residency.account)));
    found.into_iter().max().map(|(.., account)| account)
}

fn link_same_email_and_name(reading: &Reading, claims: &mut Claims, outcome: &mut Outcome) {
    for at in open(reading, claims) {
        let case = &reading.cases[at];
        let email = case.email.as_ref();
        let Some(known) = email.and_then(|email| reading.directory.with_email(email)) else {
            continue;
        };
        if claims.same_name(reading, case, known) {
            let account = AccountRef::Existing(known.account.id);
            linking::link(reading, claims, outcome, at, account, Reason::SameEmailAndName);
        }
    }
}

/// Links residents without a usable email to the only free account at this property with the same
/// name and the same unit or phone. An account that fits several people is given to none of them.
/// Returns whether anybody was linked.
fn link_same_name_and_place(reading: &Reading, claims: &mut Claims, outcome: &mut Outcome) -> bool {
    let mut wanted: HashMap<AccountId, Vec<CaseIx>> = HashMap::new();
    for at in open(reading, claims).filter(|at| reading.cases[*at].email.is_none()) {
        let resident = reading.cases[at].resident;
        let mut fitting = free_namesakes(reading, claims, at).into_iter().filter(|known| {
            fit(reading, claims, resident, known).is_some()
                && !claims.other_phone(reading, resident, known)
                && !fits_a_namesake(reading, claims, at, known)
        });
        if let (Some(known), None) = (fitting.next(), fitting.next()) {
            wanted.entry(known.account.id).or_default().push(at);
        }
    }
    let mut wanted: Vec<(AccountId, Vec<CaseIx>)> = wanted.into_iter().collect();
    wanted.sort();
    wanted.retain(|(_, cases)| {
        let person = &reading.cases[cases[0]].resident.external_id;
        cases.iter().all(|at| reading.cases[*at].resident.external_id == *person)
    });
    for (account, at) in wanted.iter().flat_map(|(id, cases)| cases.iter().map(move |at| (id, at)))
    {
        let account = AccountRef::Existing(*account);
        linking::link(reading, claims, outcome, *at, account, Reason::SameNameAndPlace);
    }
    !wanted.is_empty()
}

/// What makes an account with the same name that of a resident. A phone is the better evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    Unit,
    Phone,
}

pub(super) fn fit(
    reading: &Reading,
    claims: &Claims,
    resident: &Resident,
    known: &Known,
) -> Option<Fit> {
    if claims.same_phone(reading, resident, known) {
        Some(Fit::Phone)
    } else if claims.same_unit(reading, resident, known) {
        Some(Fit::Unit)
    } else {
        None
    }
}

/// Whether an account may just as well be that of somebody else in the roster with the same name,
/// in scope or not.
///
/// There are two Daniel Jeongs in unit 610: an occupant without an email, and a minor whose phone
/// is the account's. The occupant does not get the minor's account. A Daniel Jeong who has left
/// 610 is the same person under a former ID, unless only his phone is the account's.
fn fits_a_namesake(reading: &Reading, claims: &Claims, at: CaseIx, known: &Known) -> bool {
    let case = &reading.cases[at];
    let own = fit(reading, claims, case.resident, known);
    let mut named = reading.namesakes.of(&case.name.base);
    named.len() > MOST_NAMESAKES
        || named.any(|record| {
            let other = reading.roster.resident(record);
            let has_left = matches!(
                reading.roster.scope(record),
                Scope::Out(OutOfScope::Status | OutOfScope::MovedOut)
            );
            let fit = fit(reading, claims, other, known);
            other.external_id != case.resident.external_id
                && fit.is_some()
                && if has_left { fit > own } else { fit >= own }
        })
}

/// Accounts at this property with the record's name that no other resident in scope is linked to,
/// ordered by ID.
pub(super) fn free_namesakes<'r>(
    reading: &'r Reading,
    claims: &Claims,
    at: CaseIx,
) -> Vec<&'r Known<'r>> {
    let mut namesakes = namesakes(reading, claims, at);
    let id = &reading.cases[at].resident.external_id;
    namesakes.retain(|known| !claims.occupants.has_another(known.account.id, id));
    namesakes
}

/// Accounts at this property with the record's name, ordered by ID. A name that many accounts have,
/// such as REDACTED or VACANT, says nothing.
pub(super) fn namesakes<'r>(
    reading: &'r Reading,
    claims: &Claims,
    at: CaseIx,
) -> Vec<&'r Known<'r>> {
    let case = &reading.cases[at];
    let ids: Vec<AccountId> = claims.with_name(reading, &case.name.base).collect();
    if ids.len() > MOST_NAMESAKES {
        return Vec::new();
    }
    let mut found: Vec<&Known> = ids
        .into_iter()
        .filter_map(|id| reading.directory.account(id))
        .filter(|known| claims.same_name(reading, case, known))
        .collect();
    found.sort_by_key(|known| known.account.id);
    found
}

/// Accounts that may belong to a resident whose email no account has, ordered by ID: free ones with
/// the same name, and those of other residents who also have the same phone. Somebody who moves
/// from 101 to 204 may be entered as a new person, with a new email.
pub(super) fn candidates<'r>(
    reading: &'r Reading,
    claims: &Claims,
    at: CaseIx,
) -> Vec<&'r Known<'r>> {
    let resident = reading.cases[at].resident;
    let is_free =
        |known: &Known| !claims.occupants.has_another(known.account.id, &resident.external_id);
    let mut candidates = namesakes(reading, claims, at);
    candidates.retain(|known| match is_free(known) {
        true => {
            !former::left_long_ago(reading, claims, known)
                || fit(reading, claims, resident, known).is_some()
        }
        false => claims.same_phone(reading, resident, known),
    });
    let of_person = account_of_person(reading, claims, at);
    candidates.extend(of_person.and_then(|id| reading.directory.account(id)));
    candidates.sort_by_key(|known| known.account.id);
    candidates.dedup_by_key(|known| known.account.id);
    candidates
}

/// Creates an account for everybody who does not match anything.
fn create_the_new(reading: &Reading, claims: &mut Claims, outcome: &mut Outcome) {
    for at in open(reading, claims) {
        let Some(email) = &reading.cases[at].email else { continue };
        let is_new = !claims.created.contains_key(email)
            && reading.directory.with_email(email).is_none()
            && candidates(reading, claims, at).is_empty();
        if is_new {
            linking::create(reading, claims, outcome, at);
        }
    }
}

/// Links all IDs of a person to an account that this run created for one of them, and holds the
/// rest of those who have an email.
fn link_or_hold_the_rest<'r>(reading: &'r Reading, claims: &mut Claims, outcome: &mut Outcome<'r>) {
    for at in open(reading, claims) {
        let case = &reading.cases[at];
        let Some(email) = &case.email else { continue };
        if let Some(account) = claims.created.get(email).copied() {
            linking::link(reading, claims, outcome, at, account, Reason::AnotherLease);
            continue;
        }
        let alert = match reading.directory.with_email(email) {
            None => {
                let candidates = candidates(reading, claims, at);
                mismatch::email(case.resident, candidates, None)
            }
            Some(known) => {
                let external_id = &case.resident.external_id;
                if claims.occupants.has_another(known.account.id, external_id) {
                    account_conflict(reading, claims, at, known)
                } else {
                    mismatch::name(case.resident, known, None)
                }
            }
        };
        outcome.hold(claims, at, alert);
    }
}

fn account_conflict<'r>(
    reading: &'r Reading,
    claims: &Claims,
    at: CaseIx,
    known: &'r Known<'r>,
) -> Asked<'r> {
    let resident = reading.cases[at].resident;
    let account = known.account.id;
    let others = claims.occupants.ids_here(account).filter(|id| **id != resident.external_id);
    let mut belongs_to: Vec<_> = others.cloned().collect();
    belongs_to.sort_unstable();
    let elsewhere = claims.occupants.is_elsewhere(account);
    let others = reading.directory.linked_elsewhere(known);
    let mut properties: Vec<Text> = others.map(|residency| residency.property.clone()).collect();
    properties.sort_unstable();
    properties.dedup();
    Asked::about(resident, AlertKind::AccountConflict, move |after| AlertFacts::AccountConflict {
        resident: resident.clone(),
        account: after.shown(known, Some(resident)),
        belongs_to,
        elsewhere,
        properties,
    })
}
