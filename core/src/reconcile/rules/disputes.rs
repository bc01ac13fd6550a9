//! Rule 1: residents in scope whose emails or identities contradict each other.

use std::collections::{HashMap, HashSet};

use super::{
    asked::Asked,
    case::{Case, CaseIx},
    dates,
    outcome::Outcome,
    reading::Reading,
    unreadable::unknown_words,
};
use crate::{
    Text,
    model::{
        AlertFacts, AlertKind, RejectCode, Resident, Resolution,
        contradiction as contradiction_subject, one_person_version,
    },
};

/// The cases that rule 1 holds. A disputed case is not created or linked, and its identity fields
/// do not change.
#[derive(Debug, Default)]
pub(super) struct Disputes {
    pub(super) held: Vec<CaseIx>,
    pub(super) disputed: Vec<CaseIx>,
    /// Those of them whose identity is clear, except that they share an email with others.
    pub(super) sharing: Vec<CaseIx>,
    /// Members of groups that somebody has said to be one person each.
    pub(super) one_person: Vec<CaseIx>,
}

/// Finds the disputes and asks for their alerts.
pub(super) fn raise<'r>(reading: &'r Reading, outcome: &mut Outcome<'r>) -> Disputes {
    let mut held = unknown_words(reading, outcome);
    held.extend(dates::contradictions(reading, outcome));
    let mut disputes = Disputes { held, ..Disputes::default() };
    for members in contradicting_leases(reading) {
        outcome.ask(contradiction(reading, &members));
        disputes.disputed.extend(members);
    }
    let contradicting: HashSet<CaseIx> = disputes.disputed.iter().copied().collect();
    for (email, members) in shared_emails(reading) {
        // The answer that they are one person stands as long as the question goes on.
        let is_answered = is_answered(reading, &email, &members);
        outcome.ask(duplicate_email(reading, email, &members));
        match is_answered {
            true => disputes.one_person.extend(members),
            false => {
                let clear = members.iter().filter(|at| !contradicting.contains(at));
                disputes.sharing.extend(clear);
                disputes.disputed.extend(members);
            }
        }
    }
    disputes.held.extend(&disputes.disputed);
    disputes
}

/// People whose leases in scope disagree about name or email, so that it is unclear who they are.
fn contradicting_leases<'r>(reading: &'r Reading) -> impl Iterator<Item = Vec<CaseIx>> + 'r {
    reading.cases.persons().filter_map(|person| {
        let members: Vec<CaseIx> =
            person.into_iter().filter(|at| reading.cases[*at].is_in_scope()).collect();
        let (first, others) = members.split_first()?;
        if others.is_empty() {
            return None;
        }
        let first = &reading.cases[*first];
        let namesake = reading.has_namesake(first);
        let agrees = |at: &CaseIx| {
            let case = &reading.cases[*at];
            let same_name = first.name == case.name || first.name.same(&case.name, namesake);
            first.email == case.email && same_name
        };
        (!others.iter().all(agrees)).then_some(members)
    })
}

fn contradiction<'r>(reading: &'r Reading, members: &[CaseIx]) -> Asked<'r> {
    let residents = residents(reading, members);
    let id = reading.cases[members[0]].resident.external_id.clone();
    Asked::new(AlertKind::InvalidRecord, contradiction_subject(&id), move |_| {
        AlertFacts::InvalidRecord {
            code: RejectCode::ConflictingIdentity,
            field: None,
            location: None,
            external_id: Some(id),
            residents,
            records: Vec::new(),
        }
    })
}

/// Groups of cases that share an email but are not one person, in the order of their first
/// members.
fn shared_emails(reading: &Reading) -> Vec<(Text, Vec<CaseIx>)> {
    let mut groups: HashMap<Text, Vec<CaseIx>> = HashMap::new();
    for (at, case) in reading.cases.in_scope() {
        if let Some(email) = &case.email
            && reading.roster.shares_email(case.record)
        {
            groups.entry(email.clone()).or_default().push(at);
        }
    }
    let mut groups: Vec<(Text, Vec<CaseIx>)> = groups
        .into_iter()
        .filter(|(_, members)| {
            let cases: Vec<&Case> = members.iter().map(|at| &reading.cases[*at]).collect();
            cases.len() > 1 && !is_one_person(reading, &cases)
        })
        .collect();
    groups.sort_by_key(|(_, members)| members[0]);
    groups
}

fn duplicate_email<'r>(reading: &'r Reading, email: Text, members: &[CaseIx]) -> Asked<'r> {
    let residents = residents(reading, members);
    let holder = reading.directory.with_email(&email);
    let members = members.to_vec();
    let is_live = |at: &CaseIx| {
        let linked = reading.linked(&reading.cases[*at]);
        linked.is_some_and(|(_, residency, _)| residency.is_live())
    };
    let renamed = if members.iter().all(is_live) { members.clone() } else { Vec::new() };
    let alert = Asked::new(AlertKind::DuplicateEmail, email.clone(), move |after| {
        AlertFacts::DuplicateEmail {
            email,
            residents,
            holder: holder.map(|known| after.shown(known, None)),
            without_email: after.without_email(&members),
        }
    });
    alert.renaming(renamed)
}

/// Whether somebody has said that the members are one person, with the names that they have now.
fn is_answered(reading: &Reading, email: &Text, members: &[CaseIx]) -> bool {
    let names = members.iter().map(|at| reading.cases[*at].name.clone());
    let version = one_person_version(email, names.collect());
    reading.directory.snapshot().standing.iter().any(|standing| {
        standing.resolution == Resolution::OnePerson
            && (standing.kind, &standing.subject) == (AlertKind::DuplicateEmail, email)
            && standing.version == version
    })
}

fn residents(reading: &Reading, members: &[CaseIx]) -> Vec<Resident> {
    members.iter().map(|at| reading.cases[*at].resident.clone()).collect()
}

/// Whether the cases are one person: they have the same PMS ID, or the same name throughout and
/// phones that do not contradict each other. A renewal and a double entry are one person too, so
/// the unit does not matter.
pub(super) fn is_one_person(reading: &Reading, members: &[&Case]) -> bool {
    let first = members[0];
    if members.iter().all(|case| case.resident.external_id == first.resident.external_id) {
        return true;
    }
    let same_name = members.iter().all(|case| {
        // Two IDs in one roster count as namesakes of each other.
        let namesake = case.resident.external_id != first.resident.external_id;
        case.name.same(&first.name, namesake)
    });
    let phones: HashSet<Text> = members
        .iter()
        .filter_map(|case| reading.phone_key(case.resident.phone.as_deref()))
        .collect();
    same_name && phones.len() <= 1
}
