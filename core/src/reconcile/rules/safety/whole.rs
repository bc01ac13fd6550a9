//! Rosters that cannot be right as a whole.

use std::collections::BTreeMap;

use super::{
    super::{asked::subject_of, claims::Claimed, missing::left_as_announced, reading::Reading},
    equal, limit,
};
use crate::{
    Text,
    model::{AlertKind, Column, Suspicion},
};

/// The fewest missing residents that make a roster suspicious, and the fewest newcomers that do if
/// they live at another property.
const FEWEST_MISSING: usize = 5;
const FEWEST_ELSEWHERE: u32 = 3;

/// The fewest newcomers with the IDs of another property that make a roster suspicious, even if most
/// of its residents are not newcomers.
const FEWEST_MIXED_IN: u32 = 5;

/// The questions that newcomers lead to.
const ABOUT_NEWCOMERS: [AlertKind; 4] = [
    AlertKind::AccountConflict,
    AlertKind::EmailMismatch,
    AlertKind::MissingEmail,
    AlertKind::NameMismatch,
];

/// Why the roster as a whole cannot be right, if so.
pub(super) fn suspicion(reading: &Reading, claims: &Claimed) -> Option<Suspicion> {
    let snapshot = reading.directory.snapshot();
    let live = snapshot.fingerprints.live();
    if live > 0 && !reading.roster.records().any(|record| reading.is_in_scope(record)) {
        return Some(Suspicion::NobodyInScope);
    }
    let columns = snapshot.safety.columns;
    let lost = |column: &&Column| columns.has(**column) && !reading.roster.columns().has(**column);
    if let Some(column) = Column::ALL.iter().find(lost)
        && !reading.roster.residents().is_empty()
    {
        return Some(Suspicion::ColumnLost { column: *column });
    }
    if let Some(column) = equal::column(reading) {
        return Some(Suspicion::ColumnEqual { column });
    }
    let missing = reading.missing.iter().map(|row| reading.residency(*row)).filter(|residency| {
        !claims.taken.contains(&residency.id) && left_as_announced(reading, residency).is_none()
    });
    let missing = missing.count();
    let lived = limit::live_a_day_ago(&snapshot.safety, &snapshot.fingerprints);
    if missing >= FEWEST_MISSING && missing as u64 * 2 > lived {
        return Some(Suspicion::MostMissing { missing: missing as u32 });
    }
    other_property(reading)
}

/// The property at which more than half of the residents live, if they are newcomers here: with the
/// same email, and the same ID or name. If the IDs are the same too, more than half of at least
/// [`FEWEST_MIXED_IN`] newcomers are enough.
///
/// South's file is an export of North, or somebody renames a property in the configuration: Ana
/// would get a second residency, and nothing would ever end the first. IDs alone prove nothing,
/// since many a PMS counts from 1 at every property. Newcomers about whom an earlier sync has asked
/// are no news.
fn other_property(reading: &Reading) -> Option<Suspicion> {
    let mut found: BTreeMap<&Text, Found> = BTreeMap::new();
    let newcomers = || {
        reading.cases.in_scope().filter(|(_, case)| {
            let subject = subject_of(case.resident);
            case.residency.is_none()
                && !ABOUT_NEWCOMERS.iter().any(|kind| reading.was_asked(*kind, &subject))
        })
    };
    for (_, case) in newcomers() {
        let known = case.email.as_ref().and_then(|email| reading.directory.with_email(email));
        let Some(known) = known else { continue };
        let elsewhere = || reading.directory.linked_elsewhere(known);
        let by_id = elsewhere().find(|residency| {
            let link = residency.link.as_ref();
            link.is_some_and(|link| link.external_id == case.resident.external_id)
        });
        let by_name = || elsewhere().find(|_| case.name.base == known.name.base);
        if let Some(residency) = by_id.or_else(by_name) {
            let found = found.entry(&residency.property).or_default();
            found.residents += 1;
            found.same_id += u32::from(by_id.is_some());
        }
    }
    let (property, found) = found.into_iter().max_by_key(|(_, found)| found.residents)?;
    let is_most = u64::from(found.residents) * 2 > reading.roster.in_scope();
    let is_mixed_in =
        found.same_id >= FEWEST_MIXED_IN && found.same_id as usize * 2 > newcomers().count();
    (found.residents >= FEWEST_ELSEWHERE && is_most || is_mixed_in).then(|| {
        Suspicion::OtherProperty { property: property.clone(), residents: found.residents }
    })
}

/// Newcomers who live at one other property.
#[derive(Debug, Default)]
struct Found {
    residents: u32,
    /// How many of them have the same ID there.
    same_id: u32,
}
