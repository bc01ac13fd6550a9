use std::collections::HashSet;

use super::{
    case::{Case, CaseIx, Cases},
    reading::Reading,
};
use crate::{
    Text,
    reconcile::{Directory, RowIx, Scope, Selection},
};

/// Finds the residency of each record: by `external_id` and `lease_id`, then by `external_id` and
/// unit, then as the only one left with that `external_id`.
///
/// Ana (t1) has a lease for 101, a lease for 204, and a residency for each. The PMS renews the
/// lease for 101 under a new `lease_id`. The lease for 204 finds its residency first, by
/// `lease_id`; the renewal then finds the residency in 101 by its unit. If Ana moves from 101 to
/// 102 under a new lease instead, the residency in 101 is the only one left, and moves with her.
///
/// If some of a person's records could not be read, only an identical `lease_id` counts: any other
/// residency may belong to an unreadable record.
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
                    && person.iter().all(|case| case.residency != Some(*row))
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
        // Records in scope go first: a past lease must not take the residency of the lease that
        // replaced it.
        for rank in 0..3 {
            claim(person, &mut free, |case, row| {
                self::rank(case) == rank
                    && directory.in_unit(directory.residency(row), case.resident)
            });
            claim_only_one(person, &mut free, directory, rank);
        }
    }
}

/// Who goes first: records in scope, then those whose dates contradict each other.
fn rank(case: &Case) -> u8 {
    match case.scope {
        Scope::In => 0,
        Scope::Overdue => 1,
        Scope::Out(_) | Scope::Unknown(_) => 2,
    }
}

fn claim(person: &mut [Case], free: &mut Vec<RowIx>, fits: impl Fn(&Case, RowIx) -> bool) {
    for case in person.iter_mut().filter(|case| case.residency.is_none()) {
        if let Some(at) = free.iter().position(|row| fits(case, *row)) {
            case.residency = Some(free.remove(at));
        }
    }
}

/// Matches if one record and one residency are left, or one live residency.
fn claim_only_one(person: &mut [Case], free: &mut Vec<RowIx>, directory: &Directory, rank: u8) {
    let mut left =
        person.iter_mut().filter(|case| case.residency.is_none() && self::rank(case) == rank);
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

/// Finds the residency of a record by the ID that the PMS used for the person before, if that ID
/// is no longer in the roster and the name is the same.
pub(super) fn match_previous_ids(reading: &Reading) -> Vec<(CaseIx, RowIx)> {
    let mut taken: HashSet<RowIx> = HashSet::new();
    let mut found = Vec::new();
    let mut free: Vec<(CaseIx, &Case)> =
        reading.cases.iter().filter(|(_, case)| case.residency.is_none()).collect();
    // A person who is out of scope under the new ID ends as under the old one, but records in
    // scope go first.
    free.sort_by_key(|(_, case)| rank(case));
    for (at, case) in free {
        let Some(previous) = &case.resident.previous_external_id else { continue };
        // An unreadable record still occupies its ID.
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
