//! A column of which every record suddenly has the same value.
//!
//! A list in which everybody is current may be right: it leaves out whoever has moved out. It is
//! wrong if people on notice or long gone are still in it and have become current with the others,
//! or if roommates have all become primary residents.

use std::collections::HashSet;

use super::super::{asked::subject_of, case::Case, reading::Reading};
use crate::{
    model::{AlertKind, Column, Residency, ResidencyId, Resident, Role, Status},
    reconcile::Located,
};

/// The fewest leases of which somebody has to have had another value. The family in 204 may
/// withdraw its notice.
const FEWEST_LEASES: usize = 3;

/// The status or the role, if every record has the same and people of several leases had another
/// one in the last roster.
pub(super) fn column(reading: &Reading) -> Option<Column> {
    let (first, rest) = reading.roster.residents().split_first()?;
    if first.status.is_in_scope()
        && rest.iter().all(|resident| resident.status == first.status)
        && have_changed(reading, had_other_status)
    {
        return Some(Column::Status);
    }
    // Roles that the PMS has no words for, or unknown ones, are lost, which has a limit.
    let is_known = first.role != Role::Unknown && first.pms_role.is_some();
    let is_same = rest.iter().all(|resident| resident.role == first.role);
    (is_known && is_same && have_changed(reading, had_other_role)).then_some(Column::Role)
}

/// Whether the records of several leases have changed in a way, and not only those of people who
/// left: whoever comes back has a limit. Whoever has been asked about keeps what they had until
/// somebody answers, however long the PMS has said otherwise.
fn have_changed(reading: &Reading, has_changed: fn(&Residency, &Resident) -> bool) -> bool {
    let changed = reading.cases.iter().filter_map(|(_, case)| {
        let residency = reading.residency(case.residency?);
        let counts = has_changed(residency, case.resident) && !was_asked(reading, case);
        counts.then_some(residency)
    });
    let changed: Vec<&Residency> = changed.collect();
    let leases: HashSet<_> = changed.iter().map(|residency| lease_of(residency)).collect();
    leases.len() >= FEWEST_LEASES && changed.iter().any(|residency| residency.is_live())
}

fn was_asked(reading: &Reading, case: &Case) -> bool {
    let subject = subject_of(case.resident);
    AlertKind::ALL.iter().any(|kind| reading.was_asked(*kind, &subject))
}

/// The unit, or the residency if it has none.
fn lease_of(residency: &Residency) -> (Located<'_>, Option<ResidencyId>) {
    let place = residency.place.located();
    (place, place.1.is_none().then_some(residency.id))
}

/// Whether a status is another one that does not follow from the former: on the first day of a new
/// building everybody moves in, and where a building is emptied everybody gets notice.
fn had_other_status(residency: &Residency, resident: &Resident) -> bool {
    let (before, now) = (residency.place.status, resident.status);
    let word = residency.place.pms_status.as_deref();
    let follows = matches!(
        (before, now),
        (Status::Future, Status::Current) | (Status::Current, Status::Notice)
    );
    word.is_some() && word != resident.status_word() && before != now && !follows
}

fn had_other_role(residency: &Residency, resident: &Resident) -> bool {
    residency.place.role.is_some_and(|role| role != resident.role)
}
