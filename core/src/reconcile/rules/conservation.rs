//! Makes sure that nobody falls through the cracks. Checks the plan against the roster and the
//! snapshot alone, without knowing any of the rules or what they noted.

use std::{
    collections::{HashMap, HashSet},
    hash::BuildHasherDefault,
};

use super::{
    plan::{Plan, PlannedAlert},
    settle::standing,
    unreadable,
};
use crate::{
    Date, Text,
    model::{AlertFacts, Identity, Residency, ResidencyId, Resident},
    reconcile::{Change, Field, Itself, Prepared, ResidencyRef, Scope, Snapshot},
};

#[cfg(test)]
mod tests;

/// A plan that would lose track of somebody and must not be applied.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "{} residents would be neither linked nor ended nor named by an alert, the first of them {}; \
     nothing was changed; please report this defect in the engine",
    .residents.len(),
    .residents.first().map(Text::as_str).unwrap_or_default()
)]
pub struct FellThrough {
    /// The PMS's IDs of the residents, or the location of a record without one.
    pub residents: Vec<Text>,
}

/// Checks that after a plan:
///
/// - Every resident in scope either is linked to a live residency that has what the PMS says about
///   the person, or is named by an alert, open or dismissed.
/// - No resident out of scope is linked to a live residency.
/// - Every resident whose status and move-out date contradict each other is named by an alert, or
///   an earlier roster announced that date and the residency has ended.
/// - Every resident with an unmapped status or role, and every record that could not be read, is
///   named by an alert.
/// - Every live residency whose ID is no longer in the roster is named by an alert. If the PMS has
///   given the person another ID and an unmapped word, that alert has the new ID.
/// - Everybody of whom something is held is named by an alert that says so.
pub(super) fn check(
    plan: &Plan,
    roster: &Prepared,
    snapshot: &Snapshot,
) -> Result<(), FellThrough> {
    let named = Named::by(plan, snapshot);
    if plan.is_whole_held {
        let nobody = FellThrough { residents: vec![Text::const_new("all of them")] };
        return if named.says_held { Ok(()) } else { Err(nobody) };
    }
    let after = After::of(plan, roster, snapshot);
    let mut residents: Vec<Text> = Vec::new();
    let mut renumbered: HashSet<&str> = HashSet::new();
    for record in roster.records() {
        let resident = roster.resident(record);
        let is_safe = match roster.scope(record) {
            Scope::In => {
                after.settled.contains(&(roster.fingerprint(record) as u64))
                    || after.links.get(&key(resident)).is_some_and(|seen| *seen == of(resident))
                    || named.residents.contains(&key(resident))
                    || named.held.contains(&key(resident))
            }
            Scope::Out(_) => {
                !after.links.contains_key(&key(resident)) || named.held.contains(&key(resident))
            }
            Scope::Overdue => {
                let has_left = after.ended.contains(&(roster.fingerprint(record) as u64))
                    || after.announced.contains(&(&resident.external_id, resident.move_out));
                let is_named = named.residents.contains(&key(resident));
                if is_named {
                    renumbered.extend(resident.previous_external_id.as_deref());
                }
                is_named
                    || has_left
                        && (!after.links.contains_key(&key(resident))
                            || named.held.contains(&key(resident)))
            }
            Scope::Unknown(_) => {
                renumbered.extend(resident.previous_external_id.as_deref());
                named.residents.contains(&key(resident))
            }
        };
        if !is_safe {
            residents.push(resident.external_id.clone());
        }
    }
    let rejects = || roster.rejects().iter().map(unreadable::subject);
    let unnamed = rejects().filter(|subject| !named.records.contains(subject));
    residents.extend(unnamed.map(Text::from));
    let rejected: HashSet<&str> = rejects().collect();
    let held = named.held_ids(snapshot);
    let is_named = |id: &&str| {
        named.missing.contains(id)
            || rejected.contains(id)
            || renumbered.contains(id)
            || held.contains(id)
    };
    let gone = after.links.keys().map(|(id, _)| *id).filter(|id| !roster.has(id) && !is_named(id));
    residents.extend(gone.map(Text::from));
    let told = |id: &Text| named.held.iter().any(|(held, _)| held == id);
    let waits = plan.held_changes.iter().filter_map(|change| change.external_id.as_ref());
    residents.extend(waits.filter(|id| !told(id)).cloned());
    if residents.is_empty() { Ok(()) } else { Err(FellThrough { residents }) }
}

/// The people that the alerts of a plan name.
#[derive(Debug, Default)]
struct Named<'a> {
    residents: HashSet<Key<'a>>,
    /// IDs of residencies that are missing from the roster.
    missing: HashSet<&'a str>,
    /// People of whom something is held.
    held: HashSet<Key<'a>>,
    /// Residencies that are held as they are.
    held_residencies: HashSet<ResidencyId>,
    /// Records that could not be read.
    records: HashSet<&'a str>,
    says_held: bool,
}

impl<'a> Named<'a> {
    fn by(plan: &'a Plan, snapshot: &Snapshot) -> Self {
        let mut named = Self::default();
        let dismissed = plan.dismissed.iter().filter(|alert| standing(alert, snapshot).is_some());
        plan.alerts.iter().chain(dismissed).for_each(|alert| named.add(alert));
        named
    }

    /// The PMS IDs that held residencies have, which may be former ones of the people named.
    fn held_ids<'s>(&self, snapshot: &'s Snapshot) -> HashSet<&'s str> {
        let held = snapshot.residencies.iter();
        let held = held.filter(|residency| self.held_residencies.contains(&residency.id));
        held.filter_map(|residency| Some(residency.link.as_ref()?.external_id.as_str())).collect()
    }

    fn add(&mut self, alert: &'a PlannedAlert) {
        self.residents.extend(alert.facts.residents().iter().map(key));
        match &alert.facts {
            AlertFacts::MissingFromPms { people, .. } => {
                self.missing.extend(people.iter().map(|missing| missing.external_id.as_str()));
            }
            AlertFacts::InvalidRecord { records, .. } => {
                self.records.insert(&alert.subject);
                self.records.extend(records.iter().filter_map(|record| {
                    record.external_id.as_deref().or(record.location.as_deref())
                }));
            }
            AlertFacts::SafetyHold(hold) => {
                self.says_held = true;
                let residencies = hold.people.iter().filter_map(|item| item.residency);
                self.held_residencies.extend(residencies);
                self.held.extend(hold.people.iter().filter_map(|item| {
                    let id = item.external_id.as_deref()?;
                    Some((id, item.lease_id.as_deref().unwrap_or_default()))
                }));
            }
            _ => {}
        }
    }
}

type Key<'a> = (&'a str, &'a str);

fn key(resident: &Resident) -> Key<'_> {
    (&resident.external_id, resident.lease_id.as_deref().unwrap_or_default())
}

/// What the PMS says about a person, as it was applied: first name, last name, email and phone.
type Seen<'a> = [Option<&'a str>; 4];

fn of(resident: &Resident) -> Seen<'_> {
    seen(&resident.first_name, &resident.last_name, &resident.email, &resident.phone)
}

fn seen<'a>(
    first_name: &'a Text,
    last_name: &'a Text,
    email: &'a Option<Text>,
    phone: &'a Option<Text>,
) -> Seen<'a> {
    let name = |name: &'a Text| Some(name.as_str()).filter(|name| !name.is_empty());
    [name(first_name), name(last_name), email.as_deref(), phone.as_deref()]
}

fn of_identity(identity: &Identity) -> Seen<'_> {
    seen(&identity.first_name, &identity.last_name, &identity.email, &identity.phone)
}

/// The live residencies of the property as a plan leaves them.
struct After<'a> {
    /// The low halves of the fingerprints of the residencies that were settled and are not touched
    /// by the plan.
    settled: HashSet<u64, BuildHasherDefault<Itself>>,
    /// The PMS IDs of the other residencies: those that were read, and new ones.
    links: HashMap<Key<'a>, Seen<'a>>,
    /// Like `settled`, for residencies that have ended.
    ended: HashSet<u64, BuildHasherDefault<Itself>>,
    /// The move-out dates that residencies had before the plan, by the ID after it.
    announced: HashSet<(&'a str, Option<Date>)>,
}

impl<'a> After<'a> {
    fn of(plan: &'a Plan, roster: &'a Prepared, snapshot: &'a Snapshot) -> Self {
        let (mut links, mut announced) = (HashMap::new(), HashSet::new());
        let mut changed: HashMap<ResidencyId, Vec<&Change>> = HashMap::new();
        for change in &plan.changes {
            match (change.residency, change.resident) {
                (Some(ResidencyRef::Existing(id)), _) => {
                    changed.entry(id).or_default().push(change)
                }
                (Some(ResidencyRef::New(_)), Some(record)) => {
                    let resident = roster.resident(record);
                    links.insert(key(resident), of(resident));
                }
                _ => {}
            }
        }
        let remembered: HashMap<ResidencyRef, Seen> = plan
            .bookkeeping
            .iter()
            .filter_map(|kept| Some((kept.residency, of_identity(kept.seen.as_deref()?))))
            .collect();
        for residency in &snapshot.residencies {
            let changes = changed.get(&residency.id).map(Vec::as_slice).unwrap_or_default();
            // Fingerprints exist only for this property.
            if changes.is_empty() && snapshot.fingerprints.get(residency.id).is_none() {
                continue;
            }
            let mut after = OneAfter::before(residency);
            changes.iter().for_each(|change| after.apply(change));
            announced.extend(after.id.map(|id| (id, residency.place.move_out)));
            let seen = remembered.get(&ResidencyRef::Existing(residency.id));
            if let (Some(id), true) = (after.id, after.is_live) {
                links.insert((id, after.lease.unwrap_or_default()), *seen.unwrap_or(&after.seen));
            }
        }
        let settled = |live: bool| {
            let settled = snapshot.fingerprints.entries().iter().filter(|entry| {
                entry.live == live
                    && entry.fingerprint != 0
                    && !changed.contains_key(&entry.residency)
            });
            settled.map(|entry| entry.fingerprint as u64).collect()
        };
        Self { settled: settled(true), links, ended: settled(false), announced }
    }
}

/// One residency as a plan leaves it.
struct OneAfter<'a> {
    id: Option<&'a str>,
    lease: Option<&'a str>,
    is_live: bool,
    seen: Seen<'a>,
}

impl<'a> OneAfter<'a> {
    fn before(residency: &'a Residency) -> Self {
        let link = residency.link.as_ref();
        Self {
            id: link.map(|link| link.external_id.as_str()),
            lease: link.and_then(|link| link.lease_id.as_deref()),
            is_live: residency.is_live(),
            seen: of_identity(&residency.seen),
        }
    }

    fn apply(&mut self, change: &'a Change) {
        for patch in &change.patch {
            let to = patch.to.as_deref();
            match patch.field {
                Field::ExternalId => self.id = to,
                Field::LeaseId => self.lease = to,
                Field::EndedOn => self.is_live = to.is_none(),
                Field::PmsFirstName => self.seen[0] = to,
                Field::PmsLastName => self.seen[1] = to,
                Field::PmsEmail => self.seen[2] = to,
                Field::PmsPhone => self.seen[3] = to,
                _ => {}
            }
        }
    }
}
