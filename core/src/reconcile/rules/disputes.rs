//! Rule 1: residents in scope whose emails or identities contradict each other.

use std::collections::HashMap;

use super::{
    asked::Asked,
    case::{Case, CaseIx},
    dates,
    outcome::Outcome,
    reading::Reading,
    unreadable::unknown_words,
};
use crate::{
    Date, Text,
    model::{AlertFacts, AlertKind, RejectCode, Resident},
    normalize::PlaceKey,
};

/// The cases that rule 1 holds. A disputed case is not created or linked, and its identity fields
/// do not change.
#[derive(Debug, Default)]
pub(super) struct Disputes {
    pub(super) held: Vec<CaseIx>,
    pub(super) disputed: Vec<CaseIx>,
}

/// Finds the disputes and asks for their alerts.
pub(super) fn raise<'r>(reading: &'r Reading, outcome: &mut Outcome<'r>) -> Disputes {
    let mut held = unknown_words(reading, outcome);
    held.extend(dates::contradictions(reading, outcome));
    let mut disputes = Disputes { held, disputed: Vec::new() };
    for members in contradicting_leases(reading) {
        outcome.ask(contradiction(reading, &members));
        disputes.disputed.extend(members);
    }
    for (email, members) in shared_emails(reading) {
        outcome.ask(duplicate_email(reading, email, &members));
        disputes.disputed.extend(members);
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
    let subject = format!("{id} identity");
    Asked::new(AlertKind::InvalidRecord, subject, move |_| AlertFacts::InvalidRecord {
        code: RejectCode::ConflictingIdentity,
        field: None,
        location: None,
        external_id: Some(id),
        residents,
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
            cases.len() > 1 && !is_one_person(&cases)
        })
        .collect();
    groups.sort_by_key(|(_, members)| members[0]);
    groups
}

fn duplicate_email<'r>(reading: &'r Reading, email: Text, members: &[CaseIx]) -> Asked<'r> {
    let residents = residents(reading, members);
    let holder = reading.directory.with_email(&email);
    Asked::new(AlertKind::DuplicateEmail, email.clone(), move |after| AlertFacts::DuplicateEmail {
        email,
        residents,
        holder: holder.map(|known| after.shown(known, None)),
    })
}

fn residents(reading: &Reading, members: &[CaseIx]) -> Vec<Resident> {
    members.iter().map(|at| reading.cases[*at].resident.clone()).collect()
}

/// Whether the cases are one person: they have the same name throughout and never two leases on
/// the same unit at the same time, or they have the same PMS ID, whose leases may share a unit.
fn is_one_person(members: &[&Case]) -> bool {
    let first = members[0];
    if members.iter().all(|case| case.resident.external_id == first.resident.external_id) {
        return true;
    }
    let same_name = members.iter().all(|case| {
        // Two IDs in one roster count as namesakes of each other.
        let namesake = case.resident.external_id != first.resident.external_id;
        case.name.same(&first.name, namesake)
    });
    same_name && !any_shares_a_unit_in_time(members)
}

fn any_shares_a_unit_in_time(members: &[&Case]) -> bool {
    let mut by_unit: HashMap<Text, Vec<&Case>> = HashMap::new();
    for case in members {
        let unit = PlaceKey::of(case.resident.located()).joined_unit();
        by_unit.entry(unit).or_default().push(case);
    }
    by_unit.values().any(|in_unit| {
        in_unit.iter().enumerate().any(|(at, a)| {
            in_unit[at + 1..].iter().any(|b| {
                a.resident.external_id != b.resident.external_id
                    && !in_other_buildings(a.resident, b.resident)
                    && overlap(period(a.resident), period(b.resident))
            })
        })
    })
}

fn in_other_buildings(a: &Resident, b: &Resident) -> bool {
    let joined = |building: &str| PlaceKey::of((Some(building), None)).joined();
    match (&a.building, &b.building) {
        (Some(a), Some(b)) => joined(a) != joined(b),
        _ => false,
    }
}

type Period = (Option<Date>, Option<Date>);

fn period(resident: &Resident) -> Period {
    (resident.move_in.or(resident.lease_start), resident.move_out.or(resident.lease_end))
}

/// Whether two periods overlap. A missing date leaves that side open. A handover on the same day
/// is not an overlap.
fn overlap(a: Period, b: Period) -> bool {
    let before = |end: Option<Date>, start: Option<Date>| matches!((end, start), (Some(end), Some(start)) if end <= start);
    !before(a.1, b.0) && !before(b.1, a.0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn periods_overlap_unless_one_ends_before_the_other_starts() {
        let (january, june, december) = (date(2026, 1, 1), date(2026, 6, 1), date(2026, 12, 31));
        let first = (Some(january), Some(june));
        let second = (Some(june), Some(december));
        assert!(!overlap(first, second) && !overlap(second, first));
        assert!(overlap(first, (None, None)));
        assert!(overlap((None, Some(june)), (Some(january), None)));
        assert!(overlap(first, (Some(january), Some(december))));
    }
}
