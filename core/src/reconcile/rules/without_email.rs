//! Residents whom only the email keeps out: they have no usable one, or the same as somebody else.
//!
//! Noah Reyes has moved into 204, and the PMS has no email for him. By default he waits until it
//! has one. With `sync.without_email = "create"` he gets an account without an email at once. The
//! alert stays open as a reminder, and the first usable address of the PMS goes to that account.
//!
//! If anything else is unclear, he waits as before: an account of that name may be his, or another
//! record of the roster may be about him.

use std::collections::HashMap;

use super::{
    asked::Asked,
    case::{CaseIx, Verdict},
    claims::Claims,
    disputes::is_one_person,
    former, linking,
    missing::left_as_announced,
    outcome::Outcome,
    reading::Reading,
    unlinked::{self, MOST_NAMESAKES},
};
use crate::{
    Text,
    model::{AccountId, AlertFacts, AlertKind, Reason, Resident},
    normalize::{Grade, NameKey, PlaceKey, grade},
    reconcile::{AccountRef, Known, RecordIx, RowIx, WithoutEmail},
};

/// Lets in whom only the email keeps out, if the property wants that, and holds the others who have
/// no email.
pub(super) fn decide<'r>(reading: &'r Reading, claims: &mut Claims, outcome: &mut Outcome<'r>) {
    let waiting = waiting(reading, claims);
    if reading.policy.without_email == WithoutEmail::Create {
        let neighbors = Neighbors::of(reading);
        for at in waiting.iter().copied() {
            if let Some(account) = account_of_same_person(reading, claims, &neighbors, at) {
                linking::link(reading, claims, outcome, at, account, Reason::AnotherLease);
            } else if only_the_email(reading, claims, &neighbors, at) {
                linking::create_without_email(reading, claims, outcome, at);
            }
        }
    }
    for at in waiting {
        if claims.verdict(at) == Verdict::Open {
            let candidates = unlinked::free_namesakes(reading, claims, at);
            outcome.hold(claims, at, missing_email(reading, at, candidates));
        }
    }
}

/// Those without an account who have no email, or whose only dispute is about it.
fn waiting(reading: &Reading, claims: &Claims) -> Vec<CaseIx> {
    let waits = |at: &CaseIx| {
        let case = &reading.cases[*at];
        case.residency.is_none()
            && match claims.is_disputed(*at) {
                true => claims.only_shares_email(*at) && is_wanted(reading),
                false => case.email.is_none() && claims.verdict(*at) == Verdict::Open,
            }
    };
    reading.cases.in_scope().map(|(at, _)| at).filter(waits).collect()
}

fn is_wanted(reading: &Reading) -> bool {
    reading.policy.without_email == WithoutEmail::Create
}

/// Whom a record may be about, besides accounts of its name.
struct Neighbors {
    /// The records in scope that share an email, by that email.
    sharing: HashMap<Text, Vec<CaseIx>>,
    /// Residencies whose ID is no longer in the roster, by place.
    missing: HashMap<Text, Vec<RowIx>>,
}

impl Neighbors {
    fn of(reading: &Reading) -> Self {
        let mut neighbors = Self { sharing: HashMap::new(), missing: HashMap::new() };
        for (at, case) in reading.cases.in_scope() {
            if let Some(email) = &case.email
                && reading.roster.shares_email(case.record)
            {
                neighbors.sharing.entry(email.clone()).or_default().push(at);
            }
        }
        for row in &reading.missing {
            let place = PlaceKey::of(reading.residency(*row).place.located());
            neighbors.missing.entry(place.joined()).or_default().push(*row);
        }
        neighbors
    }
}

/// The account of another record of the same person, which has access: another lease, or the same
/// name, email and phone.
fn account_of_same_person(
    reading: &Reading,
    claims: &Claims,
    neighbors: &Neighbors,
    at: CaseIx,
) -> Option<AccountRef> {
    let case = &reading.cases[at];
    let leases = reading.roster.records_of(&case.resident.external_id);
    let leases = leases.filter_map(|record| reading.cases.of_record(record));
    let sharing = case.email.as_ref().and_then(|email| neighbors.sharing.get(email));
    let twins = sharing.into_iter().flatten().copied();
    let twins = twins.filter(|other| is_one_person(reading, &[case, &reading.cases[*other]]));
    leases
        .chain(twins)
        .filter(|other| *other != at && reading.cases[*other].is_in_scope())
        .filter(|other| has_access(reading, claims, *other))
        .find_map(|other| claims.link(other))
        .map(|link| link.account)
}

fn has_access(reading: &Reading, claims: &Claims, at: CaseIx) -> bool {
    let before = reading.cases[at].residency.map(|row| reading.residency(row));
    match claims.verdict(at) {
        Verdict::Linked | Verdict::NewlyLinked | Verdict::Created => true,
        _ => before.is_some_and(|residency| residency.is_live()),
    }
}

/// Whether it is clear that a resident is new: nothing is missing but an email of their own.
fn only_the_email(
    reading: &Reading,
    claims: &mut Claims,
    neighbors: &Neighbors,
    at: CaseIx,
) -> bool {
    let name = &reading.cases[at].name;
    let is_common = reading.directory.with_name(&name.base).len() > MOST_NAMESAKES
        || reading.namesakes.of(&name.base).len() > MOST_NAMESAKES;
    !name.base.is_empty()
        && !is_common
        && !has_account(reading, claims, at)
        && !email_is_taken(reading, claims, at)
        && !has_double(reading, claims, at)
        && !is_misspelled(reading, claims, neighbors, at)
}

/// Whether an account of the name may be the resident's.
fn has_account(reading: &Reading, claims: &mut Claims, at: CaseIx) -> bool {
    let resident = reading.cases[at].resident;
    let candidates = unlinked::candidates(reading, claims, at);
    let fits = |known: &Known| unlinked::fit(reading, claims, resident, known).is_some();
    let lives_there = |known: &&Known| fits(known) && !claims.other_phone(reading, resident, known);
    if unlinked::namesakes(reading, claims, at).iter().any(lives_there) {
        return true;
    }
    let expires = |known: &&Known| former::has_left(reading, claims, known) && !fits(known);
    let waits = candidates.iter().any(expires);
    claims.waits_for_namesakes |= waits;
    !candidates.is_empty()
}

/// Whether the email that the resident shares with others is that of an account of none of them:
/// that account is a question of its own.
fn email_is_taken(reading: &Reading, claims: &Claims, at: CaseIx) -> bool {
    let email = reading.cases[at].email.as_ref();
    let holder = email.and_then(|email| reading.directory.with_email(email));
    let Some((holder, email)) = holder.zip(email) else { return false };
    let shares = |id: &Text| {
        let records = reading.roster.records_of(id);
        let mut cases = records.filter_map(|record| reading.cases.of_record(record));
        cases.any(|at| reading.cases[at].email.as_ref() == Some(email))
    };
    !claims.occupants.ids_here(holder.account.id).any(shares)
}

/// Whether another record in scope has the same name and may be about the same person. Of several
/// that wait, the first does not wait for the others.
fn has_double(reading: &Reading, claims: &Claims, at: CaseIx) -> bool {
    let case = &reading.cases[at];
    reading.namesakes.of(&case.name.base).any(|record| {
        let other = reading.roster.resident(record);
        other.external_id != case.resident.external_id
            && reading.is_in_scope(record)
            && !waits_too(reading, claims, record)
            && case.name.same(&NameKey::of(&other.first_name, &other.last_name), true)
            && may_be_one(reading, case.resident, other)
    })
}

fn waits_too(reading: &Reading, claims: &Claims, record: RecordIx) -> bool {
    reading.cases.of_record(record).is_some_and(|at| {
        let is_waiting = reading.cases[at].email.is_none() || claims.only_shares_email(at);
        is_waiting && reading.cases[at].residency.is_none() && claims.link(at).is_none()
    })
}

/// Whether two records of one name may be about one person: they have the same phone, or the same
/// unit and not two phones.
fn may_be_one(reading: &Reading, one: &Resident, other: &Resident) -> bool {
    let phone = |it: &Resident| reading.phone_key(it.phone.as_deref());
    match (phone(one), phone(other)) {
        (Some(one), Some(other)) => one == other,
        _ => reading.directory.same_unit(one.located(), other.located()),
    }
}

/// Whether somebody with nearly the same name is missing from the same unit. A report without IDs
/// has a new person for every spelling.
fn is_misspelled(reading: &Reading, claims: &Claims, neighbors: &Neighbors, at: CaseIx) -> bool {
    let resident = reading.cases[at].resident;
    let there = neighbors.missing.get(&PlaceKey::of(resident.located()).joined());
    there.into_iter().flatten().any(|row| {
        let residency = reading.residency(*row);
        let Some(known) = reading.directory.account(residency.account) else { return false };
        let account = known.account;
        reading.directory.in_unit(residency, resident)
            && left_as_announced(reading, residency).is_none()
            && claims.occupants.ids_here(account.id).next().is_none()
            && !claims.taken.contains(&residency.id)
            && grade(
                (&account.first_name, &account.last_name),
                (&resident.first_name, &resident.last_name),
            ) != Grade::Different
    })
}

/// Asks for the reminders: everybody who is linked to an account without an email and has none in
/// the PMS either. Those who share one are named by the alert about that.
pub(super) fn remind<'r>(reading: &'r Reading, claims: &mut Claims, outcome: &mut Outcome<'r>) {
    if !is_wanted(reading) {
        return;
    }
    for (at, case) in reading.cases.in_scope() {
        let follows =
            matches!(claims.verdict(at), Verdict::Linked | Verdict::NewlyLinked | Verdict::Created);
        let Some(link) = claims.link(at).filter(|_| follows) else { continue };
        if claims.only_shares_email(at) {
            claims.reminded.insert(at);
        } else if case.email.is_none() && is_without_email(reading, claims, link.account) {
            claims.reminded.insert(at);
            outcome.ask(missing_email(reading, at, Vec::new()));
        }
    }
}

fn is_without_email(reading: &Reading, claims: &Claims, account: AccountRef) -> bool {
    match account {
        // Somebody without an email shares a new account with nobody who has one.
        AccountRef::New(_) => true,
        AccountRef::Existing(id) => !has_email(reading, claims, id),
    }
}

fn has_email(reading: &Reading, claims: &Claims, account: AccountId) -> bool {
    let known = reading.directory.account(account);
    known.is_none_or(|known| claims.email_of(known).is_some())
}

/// Says that a resident has no usable email. If the resident has no access, it is unclear which of
/// the accounts is theirs, if any.
fn missing_email<'r>(
    reading: &'r Reading,
    at: CaseIx,
    candidates: Vec<&'r Known<'r>>,
) -> Asked<'r> {
    let resident = reading.cases[at].resident;
    Asked::about(resident, AlertKind::MissingEmail, move |after| {
        let shown = candidates.iter().map(|known| after.shown(known, Some(resident)));
        AlertFacts::MissingEmail {
            residents: vec![resident.clone()],
            candidates: shown.collect(),
            has_access: after.account_of(at).is_some(),
        }
    })
}

/// Whether somebody who is back is let in although others have the same email: the account is
/// theirs by name, and has that email or none.
pub(super) fn may_return(reading: &Reading, claims: &Claims, at: CaseIx, known: &Known) -> bool {
    let case = &reading.cases[at];
    is_wanted(reading)
        && claims.only_shares_email(at)
        && (known.email.is_none() || known.email == case.email)
        && claims.same_name(reading, case, known)
}
