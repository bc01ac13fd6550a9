use std::collections::HashSet;

use super::{Field, Fingerprints, Plan, Prepared, ResidencyRef, Selection, Snapshot, scope::Scope};
use crate::{Text, model::Resident};

/// A plan that would let residents fall through; it must not be applied.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "{} residents in scope would be neither linked nor named by an alert, the first of them {}; this is a defect of the engine, and nothing was changed",
    .residents.len(),
    .residents.first().map(Text::as_str).unwrap_or_default()
)]
pub struct FellThrough {
    /// The ids of the residents.
    pub residents: Vec<Text>,
}

/// Checks that every resident in scope is linked after a plan, or named by an
/// alert. It looks at the plan and the snapshot only, not at how the rules
/// came to the plan.
pub(crate) fn check(
    plan: &Plan,
    roster: &Prepared,
    selection: &Selection,
    snapshot: &Snapshot,
    named: &HashSet<u32>,
) -> Result<(), FellThrough> {
    let linked = links_after(plan, snapshot);
    let mut inserted = vec![false; roster.residents().len()];
    for change in &plan.changes {
        if let (Some(index), Some(ResidencyRef::New(_))) = (change.resident, change.residency) {
            inserted[index as usize] = true;
        }
    }
    let fell_through: Vec<Text> = selection
        .considered()
        .iter()
        .filter(|index| roster.scope(**index as usize) == Scope::In && !named.contains(index))
        .filter(|index| !inserted[**index as usize])
        .map(|index| &roster.residents()[*index as usize])
        .filter(|resident| !linked.contains(&key(resident)))
        .map(|resident| resident.external_id.clone())
        .collect();
    if fell_through.is_empty() { Ok(()) } else { Err(FellThrough { residents: fell_through }) }
}

type Key<'a> = (&'a str, &'a str);

fn key(resident: &Resident) -> Key<'_> {
    (&resident.external_id, resident.lease_id.as_deref().unwrap_or_default())
}

/// The ids of the snapshot's residencies that are live and linked after the
/// plan.
fn links_after<'a>(plan: &'a Plan, snapshot: &'a Snapshot) -> HashSet<Key<'a>> {
    let mut links = HashSet::new();
    let changed: std::collections::HashMap<_, _> = plan
        .changes
        .iter()
        .filter_map(|change| match change.residency {
            Some(ResidencyRef::Existing(id)) => Some((id, change)),
            _ => None,
        })
        .collect();
    for residency in &snapshot.residencies {
        let before = residency.link.as_ref();
        let mut id = before.map(|link| link.external_id.as_str());
        let mut lease = before.and_then(|link| link.lease_id.as_deref());
        let mut live = residency.is_live();
        for patch in changed.get(&residency.id).into_iter().flat_map(|change| &change.patch) {
            match patch.field {
                Field::ExternalId => id = patch.to.as_deref(),
                Field::LeaseId => lease = patch.to.as_deref(),
                Field::EndedOn => live = patch.to.is_none(),
                _ => {}
            }
        }
        if let (Some(id), true) = (id, live) {
            links.insert((id, lease.unwrap_or_default()));
        }
    }
    links
}

impl Fingerprints {
    /// Whether nobody is linked.
    pub fn is_empty(&self) -> bool {
        self.entries().is_empty()
    }
}
