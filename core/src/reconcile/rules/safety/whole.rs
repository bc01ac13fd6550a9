//! Rosters that cannot be right as a whole.

use std::collections::BTreeMap;

use super::super::{claims::Claimed, missing::left_as_announced, reading::Reading};
use crate::{
    Text,
    model::{Column, Suspicion},
};

/// The fewest missing residents that make a roster suspicious, and the fewest newcomers that do if
/// they live at another property.
const FEWEST_MISSING: usize = 5;
const FEWEST_ELSEWHERE: u32 = 3;

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
    let missing = reading.missing.iter().map(|row| reading.residency(*row)).filter(|residency| {
        !claims.taken.contains(&residency.id) && left_as_announced(reading, residency).is_none()
    });
    let missing = missing.count();
    if missing >= FEWEST_MISSING && missing * 2 > live {
        return Some(Suspicion::MostMissing { missing: missing as u32 });
    }
    other_property(reading)
}

/// The property at which more than half of the residents live under the same IDs and emails, if
/// they are newcomers here.
///
/// South's file is an export of North, or somebody renames a property in the configuration: Ana
/// would get a second residency, and nothing would ever end the first. IDs alone prove nothing,
/// since many a PMS counts from 1 at every property.
fn other_property(reading: &Reading) -> Option<Suspicion> {
    let mut found: BTreeMap<&Text, u32> = BTreeMap::new();
    let newcomers = reading.cases.in_scope().filter(|(_, case)| case.residency.is_none());
    for (_, case) in newcomers {
        let known = case.email.as_ref().and_then(|email| reading.directory.with_email(email));
        let Some(known) = known else { continue };
        let elsewhere = reading.directory.residencies_of(known).find(|residency| {
            let link = residency.link.as_ref();
            !reading.is_here(residency)
                && residency.is_live()
                && link.is_some_and(|link| link.external_id == case.resident.external_id)
        });
        if let Some(residency) = elsewhere {
            *found.entry(&residency.property).or_default() += 1;
        }
    }
    let (property, residents) = found.into_iter().max_by_key(|(_, count)| *count)?;
    let most = u64::from(residents) * 2 > reading.roster.in_scope();
    (residents >= FEWEST_ELSEWHERE && most)
        .then(|| Suspicion::OtherProperty { property: property.clone(), residents })
}
