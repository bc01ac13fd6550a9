//! Counts the harms that syncs do, from the audit, and compares them with the limits as the
//! documentation says them.

use std::collections::{BTreeMap, BTreeSet};

use tenantry_core::{
    Text,
    model::{Account, Harm, Hold, Residency},
    normalize::NameKey,
    reconcile::{Action, Field},
};

use crate::world::{Logged, World};

/// A harm, to one field if it has a limit for each.
type Counted = (Harm, Option<Field>);

/// Whom a confirmation is about: a residency, or the PMS's ID of somebody without one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Whom {
    Residency(i64),
    Newcomer(Text),
}

/// What syncs did to a property without a person's word.
#[derive(Default)]
pub(super) struct Ledger {
    done: Vec<Done>,
    confirmed: BTreeSet<(Counted, Whom)>,
}

struct Done {
    run: u32,
    day: i64,
    harm: Counted,
    residency: i64,
}

/// The directory before a sync.
pub(super) struct Before {
    accounts: BTreeMap<i64, Account>,
    residencies: BTreeMap<i64, Residency>,
    /// How many live there.
    pub(super) live: u64,
    has_synced: bool,
    rows: usize,
}

impl Before {
    pub(super) fn of(world: &World, property: &str) -> Self {
        let live =
            |row: &&Residency| row.property == property && row.is_live() && row.link.is_some();
        Self {
            accounts: world.accounts.clone(),
            residencies: world.residencies.clone(),
            live: world.residencies.values().filter(live).count() as u64,
            has_synced: world.sites.get(property).is_some_and(|site| !site.synced.is_empty()),
            rows: world.log.len(),
        }
    }
}

impl Ledger {
    /// Somebody says that what a hold shows is right.
    pub(super) fn confirm(&mut self, hold: &Hold) {
        for item in &hold.people {
            let whom = match item.residency {
                Some(id) => Whom::Residency(id.0),
                None => Whom::Newcomer(item.external_id.clone().unwrap_or_default()),
            };
            let field = item.field.filter(|_| has_fields(hold.harm));
            self.confirmed.insert(((hold.harm, field), whom));
        }
    }

    pub(super) fn nothing_is_confirmed(&self) -> bool {
        self.confirmed.is_empty()
    }

    /// Forgets the runs that were undone.
    pub(super) fn keep_runs(&mut self, runs: &BTreeSet<u32>) {
        self.done.retain(|done| runs.contains(&done.run));
    }

    /// Counts what a sync did on a day, and checks the limits.
    pub(super) fn check(&mut self, before: &Before, world: &World, day: i64) {
        let mut live = self.live_before_today(before, day);
        let mut new = BTreeSet::new();
        let rows = &world.log[before.rows..];
        for (row, harm) in harms(before, rows) {
            let (Some(id), Some(run)) = (row.change.residency, row.run) else { continue };
            let newcomer = row.change.external_id.clone().unwrap_or_default();
            let is_new = row.change.new_residency;
            let whom = if is_new { Whom::Newcomer(newcomer) } else { Whom::Residency(id.0) };
            if self.confirmed.remove(&(harm, whom)) {
                // Whom a person lets in lives there, and whom a person lets go does not.
                match harm.0 {
                    Harm::Returned | Harm::LetIn => live += 1,
                    Harm::Ended => live = live.saturating_sub(1),
                    _ => {}
                }
                continue;
            }
            self.done.push(Done { run, day, harm, residency: id.0 });
            new.insert(harm);
        }
        for harm in new {
            for (days, limit) in limits(harm.0, live) {
                let in_window = self.done.iter().filter(|done| {
                    done.harm == harm
                        && day - done.day < days
                        && (harm.0 != Harm::Ended || !is_live(world, done.residency))
                });
                let all: BTreeSet<i64> = in_window.map(|done| done.residency).collect();
                assert!(
                    all.len() as u64 <= limit,
                    "{harm:?}: {} in {days} days, {limit} allowed with {live} live: {all:?}",
                    all.len(),
                );
            }
        }
    }
}

impl Ledger {
    /// How many lived there before the day's syncs, which is what limits are reckoned from.
    fn live_before_today(&self, before: &Before, day: i64) -> u64 {
        let lives = |id: &i64| before.residencies.get(id).is_some_and(Residency::is_live);
        let today = |harms: &[Harm]| {
            let done = self.done.iter().filter(|done| done.day == day);
            let done = done.filter(|done| harms.contains(&done.harm.0));
            done.map(|done| done.residency).collect::<BTreeSet<i64>>()
        };
        let (ended, arrived) = (today(&[Harm::Ended]), today(&[Harm::Returned, Harm::LetIn]));
        let gone = ended.difference(&arrived).filter(|id| !lives(id)).count();
        let come = arrived.difference(&ended).filter(|id| lives(id)).count();
        before.live + gone as u64 - come as u64
    }
}

fn is_live(world: &World, residency: i64) -> bool {
    world.residencies.get(&residency).is_some_and(Residency::is_live)
}

fn has_fields(harm: Harm) -> bool {
    matches!(harm, Harm::Wiped | Harm::Overwritten)
}

/// The limits of a harm: days, and how many in them.
fn limits(harm: Harm, live: u64) -> Vec<(i64, u64)> {
    let small = |number: u64| number.min(live.div_ceil(3).max(1));
    let most = |number: u64, percent: u64| number.max(live * percent / 100);
    match harm {
        Harm::Ended => {
            vec![(1, most(small(5), 20)), (7, most(small(8), 30)), (30, most(small(12), 45))]
        }
        Harm::Returned => vec![(1, most(small(3), 10))],
        Harm::LetIn => vec![(1, most(10, 30)), (7, most(15, 60))],
        Harm::Overwritten => vec![(1, most(small(5), 50))],
        Harm::Moved | Harm::Renamed | Harm::Wiped => vec![(1, most(small(5), 20))],
        Harm::Missing | Harm::WholeRoster => vec![],
    }
}

/// What the changes of a sync do to residencies.
fn harms<'a>(before: &Before, rows: &'a [Logged]) -> Vec<(&'a Logged, Counted)> {
    let returns = |row: &Logged| {
        row.change.fields.iter().any(|field| field.field == Field::EndedOn && field.to.is_none())
            && !row.change.new_residency
    };
    let known = |row: &Logged| before.residencies.get(&row.change.residency?.0);
    let lets_in = |row: &Logged| {
        let is_linked = row.change.fields.iter().any(|field| field.field == Field::ExternalId);
        let is_manual = known(row).is_some_and(|known| known.link.is_none());
        row.change.new_residency || (row.change.action != Action::End && is_manual && is_linked)
    };
    let arriving: BTreeSet<i64> = rows
        .iter()
        .filter(|row| returns(row) || lets_in(row))
        .map(|row| row.change.account.0)
        .collect();
    let mut harms = Vec::new();
    for row in rows {
        if row.change.action == Action::End {
            if !arriving.contains(&row.change.account.0) {
                harms.push((row, (Harm::Ended, None)));
            }
        } else if lets_in(row) {
            if before.has_synced {
                harms.push((row, (Harm::LetIn, None)));
            }
        } else if returns(row) {
            harms.push((row, (Harm::Returned, None)));
        } else if let Some(known) = known(row).filter(|row| row.is_live() && row.link.is_some()) {
            let values = values(row, known, &before.accounts);
            harms.extend(values.into_iter().map(|harm| (row, harm)));
        }
    }
    harms
}

/// What a change does to the values of somebody who goes on living there.
fn values(row: &Logged, known: &Residency, accounts: &BTreeMap<i64, Account>) -> Vec<Counted> {
    let mut harms = Vec::new();
    let field = |of: Field| row.change.fields.iter().find(|field| field.field == of);
    if let Some(account) = accounts.get(&row.change.account.0) {
        let now = |of: Field, before: &Text| {
            field(of).map_or_else(|| before.clone(), |field| field.to.clone().unwrap_or_default())
        };
        let (first, last) =
            (now(Field::FirstName, &account.first_name), now(Field::LastName, &account.last_name));
        if NameKey::of(&first, &last) != NameKey::of(&account.first_name, &account.last_name) {
            harms.push((Harm::Renamed, None));
        }
    }
    let place = |of: Field, before: &Option<Text>| {
        field(of).map_or_else(|| before.clone(), |field| field.to.clone())
    };
    let (was, is) = (&known.place.unit, place(Field::Unit, &known.place.unit));
    let building = place(Field::Building, &known.place.building);
    let door = |building: &Option<Text>, unit: &Option<Text>| {
        let text = [building, unit].map(|part| part.as_deref().unwrap_or_default()).join(" ");
        let parts = text.to_lowercase();
        let parts = parts.split(|c: char| !c.is_alphanumeric()).filter(|part| {
            !["apt", "apartment", "unit", "suite", "ste", "bldg", "building", "no"].contains(part)
        });
        parts.map(|part| part.trim_start_matches('0')).collect::<String>()
    };
    if was.is_some() && is.is_some() && door(&known.place.building, was) != door(&building, &is) {
        // A building that appears or disappears may only be another way to write the same place.
        if was.as_ref().map(|unit| door(&None, &Some(unit.clone())))
            != is.as_ref().map(|unit| door(&None, &Some(unit.clone())))
            || (known.place.building.is_some() && building.is_some())
        {
            harms.push((Harm::Moved, None));
        }
    }
    for change in &row.change.fields {
        let counted =
            [Field::Phone, Field::LeaseStart, Field::LeaseEnd, Field::MoveIn, Field::MoveOut];
        if counted.contains(&change.field) && change.from.is_some() {
            let harm = if change.to.is_some() { Harm::Overwritten } else { Harm::Wiped };
            harms.push((harm, Some(change.field)));
        }
    }
    harms
}
