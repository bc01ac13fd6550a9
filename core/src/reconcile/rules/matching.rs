use std::collections::HashSet;

use super::{Prepared, Selection, case::Case, directory::Directory, scope::Scope};
use crate::{Text, normalize::same_unit};

/// Finds each record's residency: by `external_id` and `lease_id`, then by
/// `external_id` and unit, then as the only one left of that `external_id`.
///
/// Of a person with records that could not be read only the very same lease
/// counts: any other may be that of such a record.
pub(crate) fn match_residencies(
    cases: &mut [Case],
    directory: &Directory,
    selection: &Selection,
    unreadable: &HashSet<Text>,
) {
    for person in cases.chunk_by_mut(|a, b| a.resident.external_id == b.resident.external_id) {
        let fingerprints = &directory.snapshot.fingerprints;
        let mut free: Vec<usize> = directory
            .with_external_id(&person[0].resident.external_id)
            .iter()
            .copied()
            .filter(|at| selection.settled(fingerprints, directory.residency(*at).id).is_none())
            .collect();
        if free.is_empty() {
            continue;
        }
        claim(person, &mut free, |case, at| {
            let link = directory.residency(at).link.as_ref();
            link.is_some_and(|link| link.lease_id == case.resident.lease_id)
        });
        if unreadable.contains(&person[0].resident.external_id) {
            continue;
        }
        // Records in scope first: a lease of the past must not take the
        // residency that its successor stands for.
        for in_scope in [true, false] {
            claim(person, &mut free, |case, at| {
                let place = &directory.residency(at).place;
                (case.scope == Scope::In) == in_scope
                    && same_unit(
                        (case.resident.building.as_deref(), case.resident.unit.as_deref()),
                        (place.building.as_deref(), place.unit.as_deref()),
                    )
            });
            claim_only_one(person, &mut free, directory, in_scope);
        }
    }
}

fn claim(person: &mut [Case], free: &mut Vec<usize>, fits: impl Fn(&Case, usize) -> bool) {
    for case in person.iter_mut().filter(|case| case.residency.is_none()) {
        if let Some(at) = free.iter().position(|residency| fits(case, *residency)) {
            case.residency = Some(free.remove(at));
        }
    }
}

fn claim_only_one(
    person: &mut [Case],
    free: &mut Vec<usize>,
    directory: &Directory,
    in_scope: bool,
) {
    let mut left = person
        .iter_mut()
        .filter(|case| case.residency.is_none() && (case.scope == Scope::In) == in_scope);
    let (Some(case), None) = (left.next(), left.next()) else { return };
    let live: Vec<usize> =
        free.iter().copied().filter(|at| directory.residency(*at).is_live()).collect();
    let only = match (&live[..], &free[..]) {
        ([only], _) | ([], [only]) => *only,
        _ => return,
    };
    case.residency = Some(only);
    free.retain(|at| *at != only);
}

/// Finds the residency of a record by the id that the PMS formerly gave the
/// person, where the roster no longer has that id and the name is the same.
pub(crate) fn match_previous_ids(
    cases: &mut [Case],
    directory: &Directory,
    roster: &Prepared,
    unreadable: &HashSet<Text>,
    same_name: impl Fn(&Case, usize) -> bool,
) {
    let mut taken: HashSet<usize> = HashSet::new();
    let mut free: Vec<&mut Case> =
        cases.iter_mut().filter(|case| case.residency.is_none()).collect();
    // Whom the PMS counts out under the new id ends as under the old one; but
    // a record in scope comes first.
    free.sort_by_key(|case| case.scope != Scope::In);
    for case in free {
        let Some(previous) = &case.resident.previous_external_id else { continue };
        // A record that cannot be read has the id all the same.
        if unreadable.contains(previous) || !roster.records_of(previous).is_empty() {
            continue;
        }
        let candidates = directory.with_external_id(previous).iter().copied();
        let counts = |at: &usize| case.scope == Scope::In || directory.residency(*at).is_live();
        let found =
            candidates.filter(|at| !taken.contains(at) && counts(at) && same_name(case, *at));
        if let Some(at) =
            found.max_by_key(|at| (directory.residency(*at).is_live(), directory.residency(*at).id))
        {
            case.residency = Some(at);
            case.renumbered = true;
            taken.insert(at);
        }
    }
}
