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

/// Residencies to which a run does a harm.
#[derive(Debug, Default)]
struct Affected {
    /// How many it creates.
    new: u32,
    known: HashSet<ResidencyId>,
    /// For how many only day and month of a date are exchanged.
    exchanges: u32,
}

impl Affected {
    /// Whether a column of dates was read with day and month exchanged. Dates of which the day is
    /// after the 12th cannot be, and others stay the same, so few changes may be the whole column.
    fn is_exchanged(&self, limit: u32) -> bool {
        self.exchanges > limit && self.exchanges as usize * 2 > self.known.len()
    }
}

/// The limits that the items of a run would exceed, each residency counted once in a period. Items
/// that somebody has approved are not free: they count for nothing.
///
/// Limits are reckoned from how many lived there before the syncs of the last 24 hours, and from
/// what people have approved.
///
/// Of the 60 people of Maple Court, 12 may lose access in a day. If 8 lost it this morning and 5
/// more would now, all 5 are held: the limit is 12, and 8 were ended recently. If one of the 8 is
/// back, or comes back in this run, there is room for them.
pub(super) fn exceeded(
    items: &[Item],
    is_free: impl Fn(&Item) -> bool,
    limits: &SafetyLimits,
    memory: &SafetyMemory,
    fingerprints: &Fingerprints,
) -> BTreeMap<Counted, Exceeded> {
    let mut counted: BTreeMap<Counted, Affected> = BTreeMap::new();
    for item in items.iter().filter(|item| item.counts && is_free(item)) {
        let affected = counted.entry((item.harm, item.field)).or_default();
        affected.exchanges += u32::from(item.exchanges);
        match item.residency {
            Some(id) => drop(affected.known.insert(id)),
            None => affected.new += 1,
        }
    }
    let approved = |harms: &[Harm]| {
        let items = items.iter().filter(|item| item.counts && !is_free(item));
        items.filter(|item| harms.contains(&item.harm)).count() as u64
    };
    let live = live_a_day_ago(memory, fingerprints) + approved(&[Harm::Returned, Harm::LetIn]);
    let live = live.saturating_sub(approved(&[Harm::Ended]));
    let beyond = |(harm, field): Counted, back: &HashSet<ResidencyId>| {
        let affected = counted.get(&(harm, field))?;
        let number = limits.number(harm, live);
        if affected.is_exchanged(number) {
            return Some(Exceeded { limit: number, window: Window::Day, recent: 0 });
        }
        Window::ALL.into_iter().find_map(|window| {
            let limit = limits.most(limited_as(harm, field), window, live)?;
            let mut before = memory.in_window(harm, field, window);
            if harm == Harm::Ended {
                before.retain(|id| !is_live(fingerprints, *id) && !back.contains(id));
            }
            let recent = before.difference(&affected.known).count() as u32;
            let all = recent + affected.known.len() as u32 + affected.new;
            (all > limit).then_some(Exceeded { limit, window, recent })
        })
    };
    let some_stay_away = beyond((Harm::Returned, None), &HashSet::new()).is_some();
    let returns = items.iter().filter(|item| item.harm == Harm::Returned);
    let back = returns.filter(|item| !some_stay_away || !is_free(item));
    let back: HashSet<ResidencyId> = back.filter_map(|item| item.residency).collect();
    counted.keys().filter_map(|of| Some((*of, beyond(*of, &back)?))).collect()
}

/// The harm whose limit counts. Roles hardly ever change, so many changes are no more usual than
/// many lost ones.
fn limited_as(harm: Harm, field: Option<Field>) -> Harm {
    match (harm, field) {
        (Harm::Overwritten, Some(Field::Role)) => Harm::Wiped,
        _ => harm,
    }
}

/// How many lived there before the syncs of the last 24 hours. What a sync has done does not change
/// what the next one may do: if 3 of 30 people may come back in a day, 10 newcomers make no room
/// for a fourth.
pub(super) fn live_a_day_ago(memory: &SafetyMemory, fingerprints: &Fingerprints) -> u64 {
    let done = |harm| memory.in_window(harm, None, Window::Day);
    let ended = done(Harm::Ended);
    let arrived = &done(Harm::Returned) | &done(Harm::LetIn);
    // Whoever left and came back lived there, whoever came back and left did not.
    let gone = ended.difference(&arrived).filter(|id| !is_live(fingerprints, **id)).count();
    let come = arrived.difference(&ended).filter(|id| is_live(fingerprints, **id)).count();
    (fingerprints.live() + gone).saturating_sub(come) as u64
}

fn is_live(fingerprints: &Fingerprints, id: ResidencyId) -> bool {
    fingerprints.get(id).is_some_and(|entry| entry.live)
}
