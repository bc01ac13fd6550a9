//! Which harms go beyond their limits.

use std::collections::{BTreeMap, HashSet};

use super::item::Item;
use crate::{
    model::{Field, Harm, ResidencyId},
    reconcile::{Fingerprints, SafetyLimits, SafetyMemory, Window},
};

/// A limit that a run would exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exceeded {
    pub(super) limit: u32,
    pub(super) window: Window,
    /// To how many residencies it was done in that period before.
    pub(super) recent: u32,
}

/// What has a limit: a harm, to one field if it counts per field.
pub(super) type Counted = (Harm, Option<Field>);

/// The limits that the items of a run would exceed, each residency counted once in a period.
/// `items` are those that nobody has approved.
///
/// Of the 60 people of Maple Court, 12 may lose access in a day. If 8 lost it this morning and 5
/// more would now, all 5 are held: the limit is 12, and 8 were ended recently. If one of the 8 is
/// back, there is room for them.
pub(super) fn exceeded<'i>(
    items: impl Iterator<Item = &'i Item>,
    limits: &SafetyLimits,
    memory: &SafetyMemory,
    fingerprints: &Fingerprints,
) -> BTreeMap<Counted, Exceeded> {
    let mut counted: BTreeMap<Counted, (u32, HashSet<ResidencyId>)> = BTreeMap::new();
    for item in items.filter(|item| item.counts) {
        let (new, known) = counted.entry((item.harm, item.field)).or_default();
        match item.residency {
            Some(id) => drop(known.insert(id)),
            None => *new += 1,
        }
    }
    let live = fingerprints.live() as u64;
    let is_live = |id: &ResidencyId| fingerprints.get(*id).is_some_and(|entry| entry.live);
    let mut found = BTreeMap::new();
    for ((harm, field), (new, known)) in counted {
        for window in Window::ALL {
            let Some(limit) = limits.most(harm, window, live) else { continue };
            let mut before = memory.in_window(harm, field, window);
            if harm == Harm::Ended {
                before.retain(|id| !is_live(id));
            }
            let recent = before.difference(&known).count() as u32;
            if recent + known.len() as u32 + new > limit {
                found.insert((harm, field), Exceeded { limit, window, recent });
                break;
            }
        }
    }
    found
}
