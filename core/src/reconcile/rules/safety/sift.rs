//! Taking out of a run's changes what is held, and whatever depends on it.

use std::collections::{HashMap, HashSet};

use super::item::{Harms, Item, Source};
use crate::{
    Text,
    model::{Field, Harm, Link},
    reconcile::{AccountRef, Action, Change, FieldChange, ResidencyRef},
};

/// Changes, divided.
#[derive(Debug, Default)]
pub(super) struct Sifted {
    pub(super) applied: Vec<Change>,
    pub(super) held: Vec<Change>,
    /// The positions of changes that are held whole.
    pub(super) whole: HashSet<usize>,
    /// The fields that are held of others.
    fields: HashMap<usize, HashSet<Field>>,
    pub(super) renumbered: Renumbered,
}

impl Sifted {
    /// Whether an item's change is held, at least in a field that the item is about. The dates of
    /// somebody whose move is held wait too.
    pub(super) fn holds(&self, item: &Item) -> bool {
        let Source::Change(at) = item.source else { return false };
        let of = |fields: &HashSet<Field>| held_fields(item).iter().any(|it| fields.contains(it));
        self.whole.contains(&at) || self.fields.get(&at).is_some_and(of)
    }
}

/// Divides the changes into those that are applied and those that are held.
///
/// An end, a return or a newcomer is held whole; of other changes only the fields are held that do
/// the harm. A change that cannot be made without one that is held is held too:
///
/// - A residency gets an ID that another residency gives up: both or neither.
/// - A further residency of an account that is not created.
/// - An end that only makes room for another residency of the same account. If Ana's transfer from
///   101 to 204 is held among forty newcomers, she keeps 101.
pub(super) fn sift<'i>(harms: &Harms, held: impl IntoIterator<Item = &'i Item>) -> Sifted {
    let mut whole = HashSet::new();
    let mut fields: HashMap<usize, HashSet<Field>> = HashMap::new();
    for item in held {
        let Source::Change(at) = item.source else { continue };
        match item.harm {
            Harm::Ended | Harm::Returned | Harm::LetIn => drop(whole.insert(at)),
            _ if harms.changes[at].action == Action::End => drop(whole.insert(at)),
            _ => fields.entry(at).or_default().extend(held_fields(item)),
        }
    }
    hold_dependents(harms, &mut whole);
    let mut sifted = Sifted::default();
    for (at, change) in harms.changes.iter().enumerate() {
        if whole.contains(&at) {
            sifted.held.push(change.clone());
        } else if let Some(fields) = fields.get(&at) {
            let (held, rest): (Vec<FieldChange>, Vec<FieldChange>) =
                change.patch.iter().cloned().partition(|patch| fields.contains(&patch.field));
            sifted.held.push(Change { patch: held, ..change.clone() });
            if rest.iter().any(|patch| !patch.field.is_bookkeeping()) {
                sifted.applied.push(Change { patch: rest, ..change.clone() });
            }
        } else {
            sifted.applied.push(change.clone());
        }
    }
    (sifted.whole, sifted.fields) = (whole, fields);
    sifted.renumbered = Renumbered::of(&mut sifted.applied);
    sifted
}

/// The fields of a change that an item holds, with what the engine would remember about them.
fn held_fields(item: &Item) -> Vec<Field> {
    match (item.harm, item.field) {
        (_, Some(Field::Phone)) => vec![Field::Phone, Field::PmsPhone],
        (_, Some(field)) => vec![field],
        (Harm::Renamed, _) => vec![
            Field::FirstName,
            Field::LastName,
            Field::Phone,
            Field::PmsFirstName,
            Field::PmsLastName,
            Field::PmsEmail,
            Field::PmsPhone,
        ],
        _ => vec![
            Field::Building,
            Field::Unit,
            Field::LeaseStart,
            Field::LeaseEnd,
            Field::MoveIn,
            Field::MoveOut,
            Field::HouseholdId,
        ],
    }
}

fn hold_dependents(harms: &Harms, whole: &mut HashSet<usize>) {
    if whole.is_empty() {
        return;
    }
    let dependencies = Dependencies::of(harms);
    // Both ways, so that IDs that all move up or all move down by one take one round.
    let all = 0..harms.changes.len();
    loop {
        let before = whole.len();
        for at in all.clone().chain(all.clone().rev()) {
            if !whole.contains(&at) && dependencies.of_change(at, harms, whole) {
                whole.insert(at);
            }
        }
        if whole.len() == before {
            return;
        }
    }
}

/// What the changes of a run need of each other.
struct Dependencies {
    /// The change that creates each new account.
    creates: HashMap<AccountRef, usize>,
    /// The changes that take an ID from a residency that has it, whatever the lease.
    gives_up: HashMap<Text, Vec<usize>>,
    /// The changes that give an account another residency.
    arrivals: HashMap<AccountRef, Vec<usize>>,
}

impl Dependencies {
    fn of(harms: &Harms) -> Self {
        let mut found =
            Self { creates: HashMap::new(), gives_up: HashMap::new(), arrivals: HashMap::new() };
        for (at, change) in harms.changes.iter().enumerate() {
            if change.action == Action::Create {
                found.creates.insert(change.account, at);
            }
            let link = harms.before(change).and_then(|before| before.link.as_ref());
            if let Some(link) =
                link.filter(|link| link_after(change, Some(link)).as_ref() != Some(*link))
            {
                found.gives_up.entry(link.external_id.clone()).or_default().push(at);
            }
            if harms.arrives(change) {
                found.arrivals.entry(change.account).or_default().push(at);
            }
        }
        found
    }

    /// Whether a change depends on one that is held.
    fn of_change(&self, at: usize, harms: &Harms, whole: &HashSet<usize>) -> bool {
        let change = &harms.changes[at];
        let is_held = |other: &usize| *other != at && whole.contains(other);
        if self.creates.get(&change.account).is_some_and(is_held) {
            return true;
        }
        if change.action == Action::End
            && self.arrivals.get(&change.account).is_some_and(|all| all.iter().all(is_held))
        {
            return true;
        }
        let gets = match change.residency {
            None => return false,
            // A new residency has the ID of its resident.
            Some(ResidencyRef::New(_)) => change.external_id.clone(),
            Some(ResidencyRef::Existing(_)) => {
                let before = harms.before(change).and_then(|before| before.link.as_ref());
                let after = link_after(change, before).filter(|link| Some(link) != before);
                after.map(|link| link.external_id)
            }
        };
        let gives_up = gets.and_then(|id| self.gives_up.get(&id));
        gives_up.is_some_and(|all| all.iter().any(is_held))
    }
}

/// The IDs that a residency has after a change.
fn link_after(change: &Change, before: Option<&Link>) -> Option<Link> {
    let mut external_id: Option<Text> = before.map(|link| link.external_id.clone());
    let mut lease_id: Option<Text> = before.and_then(|link| link.lease_id.clone());
    for patch in &change.patch {
        match patch.field {
            Field::ExternalId => external_id = patch.to.clone(),
            Field::LeaseId => lease_id = patch.to.clone(),
            _ => {}
        }
    }
    external_id.map(|external_id| Link { external_id, lease_id })
}

/// The new accounts and residencies of a plan, counted from 0 again without those that are held.
#[derive(Debug, Default)]
pub(crate) struct Renumbered {
    /// `None` if nothing is held, so that everything keeps its number.
    maps: Option<(HashMap<u32, u32>, HashMap<u32, u32>)>,
}

impl Renumbered {
    fn of(changes: &mut [Change]) -> Self {
        let (mut accounts, mut residencies) = (HashMap::new(), HashMap::new());
        let next = |known: &mut HashMap<u32, u32>, of: u32| {
            let next = known.len() as u32;
            *known.entry(of).or_insert(next)
        };
        for change in changes {
            if let AccountRef::New(of) = change.account {
                change.account = AccountRef::New(next(&mut accounts, of));
            }
            if let Some(ResidencyRef::New(of)) = change.residency {
                change.residency = Some(ResidencyRef::New(next(&mut residencies, of)));
            }
        }
        Self { maps: Some((accounts, residencies)) }
    }

    /// An account as the plan names it; `None` if its creation is held.
    pub(crate) fn account(&self, account: AccountRef) -> Option<AccountRef> {
        match (account, &self.maps) {
            (AccountRef::New(of), Some((accounts, _))) => {
                accounts.get(&of).copied().map(AccountRef::New)
            }
            _ => Some(account),
        }
    }

    /// A residency as the plan names it; `None` if its creation is held.
    pub(crate) fn residency(&self, residency: ResidencyRef) -> Option<ResidencyRef> {
        match (residency, &self.maps) {
            (ResidencyRef::New(of), Some((_, residencies))) => {
                residencies.get(&of).copied().map(ResidencyRef::New)
            }
            _ => Some(residency),
        }
    }
}
