use std::collections::HashMap;

use super::{
    alerts::{Draft, named},
    case::Case,
    reconciler::Reconciler,
    scope::Scope,
};
use crate::{
    Date, Text,
    model::{AlertKind, RejectCode, Resident},
    normalize::unit_key,
};

impl Reconciler<'_> {
    /// Rule 1: residents in scope that share an email. Where they are not one
    /// person with several leases, one alert names them all.
    pub(crate) fn duplicate_emails(&mut self) {
        let mut groups: HashMap<Text, Vec<usize>> = HashMap::new();
        for (at, case) in self.cases.iter().enumerate().filter(|(_, case)| case.scope == Scope::In)
        {
            if let Some(email) =
                case.email.as_ref().filter(|_| self.roster.shares_email(case.index as usize))
            {
                groups.entry(email.clone()).or_default().push(at);
            }
        }
        let mut groups: Vec<(Text, Vec<usize>)> =
            groups.into_iter().filter(|(_, members)| members.len() > 1).collect();
        groups.sort_by_key(|(_, members)| members[0]);
        for (email, members) in groups {
            let cases: Vec<&Case> = members.iter().map(|at| &self.cases[*at]).collect();
            if !is_one_person(&cases) {
                self.raise_duplicate(email, &members);
            }
        }
    }

    fn raise_duplicate(&mut self, email: Text, members: &[usize]) {
        let residents: Vec<&Resident> = members.iter().map(|at| self.cases[*at].resident).collect();
        let people: Vec<String> =
            residents.iter().take(5).map(|resident| named(resident)).collect();
        let more = residents.len().saturating_sub(people.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!(
            "{} residents share the email {email} in the PMS: {}{more}.",
            residents.len(),
            people.join(", ")
        );
        let mut draft = Draft::new(AlertKind::DuplicateEmail, email.clone(), message)
            .fact("email", email.as_str());
        draft.residents = residents;
        let holder = self.directory.with_email(&email).map(|known| known.account.id);
        for at in members {
            self.cases[*at].disputed = true;
        }
        self.hold(members, move |after| match holder {
            Some(id) => draft.account(after, id, None),
            None => draft,
        });
    }

    /// One person whose leases in scope give differing names or emails: who it
    /// is cannot be told.
    pub(crate) fn conflicting_identities(&mut self) {
        let mut start = 0;
        while start < self.cases.len() {
            let id = &self.cases[start].resident.external_id;
            let end = start
                + self.cases[start..]
                    .iter()
                    .take_while(|case| case.resident.external_id == *id)
                    .count();
            let members: Vec<usize> =
                (start..end).filter(|at| self.cases[*at].scope == Scope::In).collect();
            start = end;
            let Some((first, others)) = members.split_first() else { continue };
            let first = &self.cases[*first];
            let namesake = self.has_namesake(first);
            let agree = |case: &Case| {
                let same_name = first.name == case.name || first.name.same(&case.name, namesake);
                first.email == case.email && same_name
            };
            if others.iter().all(|at| agree(&self.cases[*at])) {
                continue;
            }
            let resident = first.resident;
            let code = RejectCode::ConflictingIdentity;
            let message = format!("{}: {}.", resident.external_id, code.explanation());
            let mut draft = Draft::new(
                AlertKind::InvalidRecord,
                format!("{} identity", resident.external_id),
                message,
            )
            .fact("code", code.as_str());
            draft.residents = members.iter().map(|at| self.cases[*at].resident).collect();
            for at in &members {
                self.cases[*at].disputed = true;
            }
            self.hold(&members, move |_| draft);
        }
    }
}

/// The same name throughout, and not the same unit at the same time; or one
/// id, whose leases may well share a unit.
fn is_one_person(members: &[&Case]) -> bool {
    let first = members[0];
    if members.iter().all(|case| case.resident.external_id == first.resident.external_id) {
        return true;
    }
    let same_name = members.iter().all(|case| {
        // Two ids in one roster are each other's namesakes.
        let namesake = case.resident.external_id != first.resident.external_id;
        case.name.same(&first.name, namesake)
    });
    same_name && !any_shares_a_unit_in_time(members)
}

fn any_shares_a_unit_in_time(members: &[&Case]) -> bool {
    let mut by_unit: HashMap<Text, Vec<&Case>> = HashMap::new();
    for case in members {
        let unit = case.resident.unit.as_deref().map(unit_key).unwrap_or_default();
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
    match (&a.building, &b.building) {
        (Some(a), Some(b)) => unit_key(a) != unit_key(b),
        _ => false,
    }
}

type Period = (Option<Date>, Option<Date>);

fn period(resident: &Resident) -> Period {
    (resident.move_in.or(resident.lease_start), resident.move_out.or(resident.lease_end))
}

/// An open side reaches for ever. A handover on one day is no overlap.
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
