//! Safety: what one sync may do to many people without a person's word.
//!
//! The rules have decided what the roster asks for. Each change is looked at for the harm that it
//! would do if the roster were wrong; whatever goes beyond a harm's limit is held, and everything
//! else is applied. What a person has approved is applied whatever the limits say.

mod column;
mod equal;
mod fields;
mod item;
mod limit;
mod shown;
mod sift;
mod whole;

use std::collections::{BTreeMap, HashMap, HashSet};

pub(super) use sift::Renumbered;

use super::{
    after::After,
    asked::Asked,
    case::CaseIx,
    claims::Claimed,
    plan::{Done, PlannedAlert},
    reading::Reading,
};
use crate::{
    model::{AlertFacts, Harm, Hold, Mark, ResidencyId, Suspicion},
    reconcile::{Approval, Change, ResidencyRef},
};
use item::{Harms, Item, Source};
use limit::{Counted, Exceeded};

/// A run's changes and questions, divided by Safety.
#[derive(Default)]
pub(super) struct Judged<'r> {
    /// The changes to apply.
    pub(super) changes: Vec<Change>,
    /// The questions to ask.
    pub(super) asked: Vec<Asked<'r>>,
    /// What would change if nothing were held.
    pub(super) held: Vec<Change>,
    /// One hold for each harm that has reached a limit.
    pub(super) holds: Vec<Hold>,
    /// Whether nothing of the roster is used.
    pub(super) is_whole: bool,
    /// What is applied and counts towards limits.
    pub(super) done: Vec<Done>,
    /// What people have confirmed and still waits to be applied.
    pub(super) waiting: Vec<Approval>,
    /// What people have confirmed and this run applies.
    pub(super) used: Vec<Approval>,
    /// Residencies about which something is held, so that the next sync looks at them again.
    pub(super) untouched: HashSet<ResidencyId>,
    /// Records whose changes are held whole.
    pub(super) whole: HashSet<CaseIx>,
    /// Records about which a question is held.
    pub(super) cases: HashSet<CaseIx>,
    pub(super) renumbered: Renumbered,
}

/// Divides a run's changes and questions. `changes` are those of all rules; accounts without a live
/// residency are not deactivated yet.
pub(super) fn judge<'r>(
    reading: &Reading<'r>,
    claims: &Claimed,
    changes: Vec<Change>,
    asked: Vec<Asked<'r>>,
) -> Judged<'r> {
    let memory = &reading.directory.snapshot().safety;
    let believed = memory.approvals.iter().any(|given| given.harm == Harm::WholeRoster);
    let suspicion = whole::suspicion(reading, claims);
    match suspicion {
        Some(suspicion) if !believed => whole_roster(reading, changes, suspicion),
        suspicion => {
            let mut judged = by_harm(reading, claims, changes, asked);
            // Somebody's word that the roster is right holds until one passes by itself.
            if suspicion.is_some() {
                let given = Approval { harm: Harm::WholeRoster, mark: Mark(0) };
                judged.waiting.push(given);
                judged.used.push(given);
            }
            judged
        }
    }
}

fn whole_roster<'r>(
    reading: &Reading<'r>,
    changes: Vec<Change>,
    suspicion: Suspicion,
) -> Judged<'r> {
    let hold =
        Hold { harm: Harm::WholeRoster, suspicion: Some(suspicion), days: 1, ..Hold::default() };
    Judged {
        held: changes,
        holds: vec![hold],
        is_whole: true,
        waiting: reading.directory.snapshot().safety.approvals.clone(),
        ..Judged::default()
    }
}

fn by_harm<'r>(
    reading: &Reading<'r>,
    claims: &Claimed,
    changes: Vec<Change>,
    asked: Vec<Asked<'r>>,
) -> Judged<'r> {
    let snapshot = reading.directory.snapshot();
    let memory = &snapshot.safety;
    let harms = Harms::new(reading, claims, &changes, &asked);
    let items = harms.items();
    let approved = Approved::of(&harms, &items, &memory.approvals);
    let is_free = |item: &Item| !approved.has(item);
    let free = || items.iter().filter(|item| is_free(item));
    let limits = &reading.policy.safety;
    let exceeded = limit::exceeded(&items, is_free, limits, memory, &snapshot.fingerprints);
    let held = column::held(&harms, free(), &exceeded);
    if held.is_empty() {
        let done = done(free(), &changes, &Renumbered::default());
        let (_, used) = approved.divided(std::iter::empty());
        return Judged { done, used, changes, asked, ..Judged::default() };
    }
    let sifted = sift::sift(&harms, held.keys());
    let questions: HashSet<usize> = held
        .keys()
        .filter_map(|item| match item.source {
            Source::Question(at) => Some(at),
            Source::Change(_) => None,
        })
        .collect();
    let is_held = |item: &Item| match item.source {
        Source::Change(_) => sifted.holds(item),
        Source::Question(at) => questions.contains(&at),
    };
    let (waiting, used) = approved.divided(items.iter().filter(|item| is_held(item)));
    let sources: HashSet<Source> = held.keys().map(|item| item.source).collect();
    let ends: HashSet<Source> = held
        .iter()
        .filter(|(_, harm)| **harm == Harm::Ended)
        .map(|(item, _)| item.source)
        .collect();
    let is_shown = |item: &&Item| match item.source {
        // Whoever would lose access is one line of one hold, whatever column that follows from.
        source if ends.contains(&source) => item.harm == Harm::Ended,
        _ if held.contains_key(item) => true,
        Source::Change(at) => sifted.whole.contains(&at) && !sources.contains(&item.source),
        Source::Question(_) => is_held(item),
    };
    // What is held only because it depends on something is shown with a harm that is held.
    let cause = exceeded.keys().map(|(harm, _)| *harm).min().unwrap_or_default();
    let is_exceeded = |harm: Harm| exceeded.keys().any(|(of, _)| *of == harm);
    let harm_of = |item: &Item| match held.get(item) {
        Some(harm) => *harm,
        None if is_exceeded(item.harm) => item.harm,
        None => cause,
    };
    let dependents = dependents(&harms, &items, &sifted.whole, cause);
    let shown = items.iter().filter(is_shown).chain(&dependents);
    let shown = shown.map(|item| Item { harm: harm_of(item), ..*item });
    let applied = free().filter(|item| !is_held(item));
    let mut judged = Judged {
        holds: holds(&harms, shown, &exceeded, &After::new(reading, claims, &sifted.applied)),
        done: done(applied, &changes, &sifted.renumbered),
        whole: sifted.whole.iter().filter_map(|at| harms.case_of(&changes[*at])).collect(),
        cases: questions.iter().flat_map(|at| asked[*at].renames.iter().copied()).collect(),
        untouched: held.keys().filter_map(|item| item.residency).collect(),
        waiting,
        used,
        ..Judged::default()
    };
    judged.untouched.extend(sifted.held.iter().filter_map(Change::existing_residency));
    judged.changes = sifted.applied;
    judged.held = sifted.held;
    judged.renumbered = sifted.renumbered;
    let kept = asked.into_iter().enumerate().filter(|(at, _)| !questions.contains(at));
    judged.asked = kept.map(|(_, asked)| asked).collect();
    judged
}

/// Changes that do no harm and are held because they depend on others: somebody gets an ID that
/// another residency would have to give up.
fn dependents(harms: &Harms, items: &[Item], whole: &HashSet<usize>, cause: Harm) -> Vec<Item> {
    let told: HashSet<Source> = items.iter().map(|item| item.source).collect();
    let mut found: Vec<usize> = whole.iter().copied().collect();
    found.sort_unstable();
    let found = found.into_iter().filter(|at| !told.contains(&Source::Change(*at)));
    found
        .map(|at| Item {
            harm: cause,
            field: None,
            source: Source::Change(at),
            residency: harms.changes[at].existing_residency(),
            exchanges: false,
            counts: false,
        })
        .collect()
}

/// One hold for each harm.
fn holds(
    harms: &Harms,
    items: impl Iterator<Item = Item>,
    exceeded: &BTreeMap<Counted, Exceeded>,
    after: &After,
) -> Vec<Hold> {
    let mut found: BTreeMap<Harm, Hold> = BTreeMap::new();
    for item in items {
        let hold = found.entry(item.harm).or_insert_with(|| {
            let mut reached = exceeded.iter().filter(|((harm, _), _)| *harm == item.harm);
            let reached = reached.next().map(|(_, reached)| *reached);
            Hold {
                harm: item.harm,
                suspicion: None,
                people: Vec::new(),
                limit: reached.map_or(0, |reached| reached.limit),
                days: reached.map_or(1, |reached| reached.window.days()),
                recent: reached.map_or(0, |reached| reached.recent),
            }
        });
        hold.people.push(harms.shown(&item, after));
    }
    let mut holds: Vec<Hold> = found.into_values().collect();
    for hold in &mut holds {
        hold.people.sort_by(|a, b| {
            (&a.external_id, &a.lease_id, a.field, a.residency).cmp(&(
                &b.external_id,
                &b.lease_id,
                b.field,
                b.residency,
            ))
        });
    }
    holds
}

/// The alert of a hold.
pub(super) fn alert(hold: &Hold) -> PlannedAlert {
    PlannedAlert::new(hold.harm.as_str(), AlertFacts::SafetyHold(hold.clone()))
}

/// The items that people have approved.
struct Approved {
    given: HashMap<ItemKey, Approval>,
}

impl Approved {
    /// Whoever approves that somebody's access ends approves it whatever it follows from: 18 of 30
    /// residents become guarantors, which is both 18 ends and 18 other roles.
    fn of(harms: &Harms, items: &[Item], approvals: &[Approval]) -> Self {
        let given: HashSet<Approval> = approvals.iter().copied().collect();
        let concerned: HashSet<Harm> = given.iter().map(|given| given.harm).collect();
        let asked_for = items.iter().filter(|item| concerned.contains(&item.harm));
        let found = asked_for.filter_map(|item| {
            let approval = Approval { harm: item.harm, mark: harms.mark(item) };
            given.contains(&approval).then_some((key(item), approval))
        });
        let mut given: HashMap<ItemKey, Approval> = found.collect();
        let mut ends: HashMap<Source, Approval> = HashMap::new();
        for ((source, ..), approval) in given.iter().filter(|(key, _)| harms.is_end(key.0)) {
            let first = ends.entry(*source).or_insert(*approval);
            *first = (*first).min(*approval);
        }
        for item in items {
            if let Some(approval) = ends.get(&item.source) {
                given.entry(key(item)).or_insert(*approval);
            }
        }
        Self { given }
    }

    fn has(&self, item: &Item) -> bool {
        self.given.contains_key(&key(item))
    }

    /// The approvals that wait because something else is held, and those that are used.
    fn divided<'i>(&self, held: impl Iterator<Item = &'i Item>) -> (Vec<Approval>, Vec<Approval>) {
        let waiting: HashSet<Approval> =
            held.filter_map(|item| self.given.get(&key(item)).copied()).collect();
        let used: HashSet<Approval> =
            self.given.values().filter(|given| !waiting.contains(given)).copied().collect();
        (sorted(waiting), sorted(used))
    }
}

fn sorted(approvals: HashSet<Approval>) -> Vec<Approval> {
    let mut sorted: Vec<Approval> = approvals.into_iter().collect();
    sorted.sort_unstable();
    sorted
}

/// What tells the items of a run apart.
type ItemKey = (Source, Option<ResidencyId>, Counted);

fn key(item: &Item) -> ItemKey {
    (item.source, item.residency, (item.harm, item.field))
}

/// What counts towards limits from now on.
fn done<'i>(
    items: impl Iterator<Item = &'i Item>,
    changes: &[Change],
    renumbered: &Renumbered,
) -> Vec<Done> {
    let done = items.filter(|item| item.counts).filter_map(|item| {
        let residency = match item.source {
            Source::Change(at) => renumbered.residency(changes[at].residency?)?,
            Source::Question(_) => ResidencyRef::Existing(item.residency?),
        };
        Some(Done { harm: item.harm, field: item.field, residency })
    });
    done.collect()
}
