use std::collections::HashSet;

use super::{
    case::{Case, CaseIx, Cases},
    reading::Reading,
};
use crate::{
    Text,
    normalize::same_unit,
    reconcile::{Directory, RowIx, Scope, Selection},
};

/// Finds each record's residency: by `external_id` and `lease_id`, then by
/// `external_id` and unit, then as the only one left of that `external_id`.
///
/// Ana (t1) has a lease for 101 and one for 204, and two residencies. The PMS
/// renews the lease of 101 under a new `lease_id`: lease 204 finds its own
/// residency first, so that the renewal finds that of 101 by its unit. If Ana
/// moves from 101 to 102 under a new lease, the residency of 101 is the only
/// one left, and follows her.
///
/// Of a person with records that could not be read only the very same lease
/// counts: any other may be that of such a record.
pub(super) fn match_residencies(
    cases: &mut Cases,
    directory: &Directory,
    selection: &Selection,
    unreadable: &HashSet<Text>,
) {
    for person in cases.persons_mut() {
        let id = &person[0].resident.external_id;
        let mut free: Vec<RowIx> = directory
            .with_external_id(id)
            .iter()
            .copied()
            .filter(|row| {
                selection.settled(directory.fingerprints(), directory.residency(*row).id).is_none()
            })
            .collect();
        if free.is_empty() {
            continue;
        }
        let only_same_lease = unreadable.contains(id);
        claim(person, &mut free, |case, row| {
            let link = directory.residency(row).link.as_ref();
            link.is_some_and(|link| link.lease_id == case.resident.lease_id)
        });
        if only_same_lease {
            continue;
        }
        // Records in scope first: a lease of the past must not take the
        // residency of its successor.
        for in_scope in [true, false] {
            claim(person, &mut free, |case, row| {
                case.is_in_scope() == in_scope
                    && same_unit(case.resident.located(), directory.residency(row).place.located())
            });
            claim_only_one(person, &mut free, directory, in_scope);
        }
    }
}

fn claim(person: &mut [Case], free: &mut Vec<RowIx>, fits: impl Fn(&Case, RowIx) -> bool) {
    for case in person.iter_mut().filter(|case| case.residency.is_none()) {
        if let Some(at) = free.iter().position(|row| fits(case, *row)) {
            case.residency = Some(free.remove(at));
        }
    }
}

/// One record is left, and one residency; or one that is live.
fn claim_only_one(
    person: &mut [Case],
    free: &mut Vec<RowIx>,
    directory: &Directory,
    in_scope: bool,
) {
    let mut left =
        person.iter_mut().filter(|case| case.residency.is_none() && case.is_in_scope() == in_scope);
    let (Some(case), None) = (left.next(), left.next()) else { return };
    let live: Vec<RowIx> =
        free.iter().copied().filter(|row| directory.residency(*row).is_live()).collect();
    let only = match (&live[..], &free[..]) {
        ([only], _) | ([], [only]) => *only,
        _ => return,
    };
    case.residency = Some(only);
    free.retain(|row| *row != only);
}

/// Finds the residency of records by the ID that the PMS formerly gave the
/// person, if the roster no longer has that ID and the name is the same.
pub(super) fn match_previous_ids(reading: &Reading) -> Vec<(CaseIx, RowIx)> {
    let mut taken: HashSet<RowIx> = HashSet::new();
    let mut found = Vec::new();
    let mut free: Vec<(CaseIx, &Case)> =
        reading.cases.iter().filter(|(_, case)| case.residency.is_none()).collect();
    // A person who is out of scope under the new ID ends as under the old one;
    // but a record in scope comes first.
    free.sort_by_key(|(_, case)| case.scope != Scope::In);
    for (at, case) in free {
        let Some(previous) = &case.resident.previous_external_id else { continue };
        // A record that cannot be read has the ID all the same.
        if reading.unreadable.contains(previous) || reading.roster.has(previous) {
            continue;
        }
        let fits = |row: &RowIx| {
            let residency = reading.residency(*row);
            let known = reading.directory.account(residency.account);
            !taken.contains(row)
                && (case.is_in_scope() || residency.is_live())
                && known.is_some_and(|known| reading.had_same_name(case, known))
        };
        let rows = reading.directory.with_external_id(previous).iter().copied().filter(fits);
        let latest = rows.max_by_key(|row| {
            let residency = reading.residency(*row);
            (residency.is_live(), residency.id)
        });
        if let Some(row) = latest {
            found.push((at, row));
            taken.insert(row);
        }
    }
    found
}
