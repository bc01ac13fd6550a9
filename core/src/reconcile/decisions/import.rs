//! What an import does, row by row.
//!
//! The file claims addresses in its own order. The first row that may have an address *owns* it:
//! that row decides about the account's name, phone and kind. Later rows with the same address and
//! name only add residencies, and those with another name are left out. So the same file decides
//! the same about every row when it is imported again.

mod row;

pub use row::{LeftOut, Newcomer, WhyLeftOut};

use std::collections::HashMap;

use super::Resolved;
use crate::{
    Text,
    model::{AccountKind, AccountStatus, Reason},
    normalize::{JoinedTwice, PlaceKey, Placeholders},
    reconcile::{
        AccountRef, Action, Change, Directory, Field, Known, Policy, RecordIx, ResidencyRef,
        Snapshot, change::Patch,
    },
};

/// What an import does: changes, and the rows that it leaves out.
#[derive(Debug, Default)]
pub struct Imported {
    /// The changes, with the records that they refer to.
    pub resolved: Resolved,
    /// The rows that are left out, in the order of the file.
    pub left_out: Vec<LeftOut>,
}

/// Decides what an import does. `snapshot` must hold the accounts that have the emails of `rows`.
///
/// A row makes an account with a manual residency, or gives an account that has the row's email and
/// name a manual residency, unless it already lives there. It also sets the phone, the kind and the
/// spelling of the name of that account. A blank cell says nothing, nor does a missing suffix.
///
/// Left out is a row that would change an account that a resident of any property is linked to, and
/// one whose email belongs to somebody with another name, in the directory or in a row before.
pub fn import(rows: &[Newcomer], snapshot: &Snapshot, policy: &Policy) -> Imported {
    let directory = Directory::new(snapshot, &policy.property);
    let mut import = Import {
        places: Places::of(rows, &directory, &policy.property),
        directory: &directory,
        placeholders: Placeholders::new(policy.placeholder_emails.iter().map(Text::as_str)),
        policy,
        owners: HashMap::new(),
        accounts: 0,
        residencies: 0,
        done: Imported::default(),
    };
    for row in rows {
        if let Err(why) = import.row(row) {
            import.done.left_out.push(LeftOut { line: row.line, email: row.email.clone(), why });
        }
    }
    import.done
}

struct Import<'a> {
    directory: &'a Directory<'a>,
    places: Places,
    policy: &'a Policy,
    placeholders: Placeholders,
    owners: HashMap<Text, Owner<'a>>,
    /// How many accounts and residencies are new.
    accounts: u32,
    residencies: u32,
    done: Imported,
}

/// The row that has an address, and what later rows with that address add to.
#[derive(Debug, Clone)]
struct Owner<'a> {
    row: &'a Newcomer,
    account: AccountRef,
    /// The places that rows of this file have added.
    added: Vec<PlaceKey>,
}

impl<'a> Import<'a> {
    fn row(&mut self, row: &'a Newcomer) -> Result<(), WhyLeftOut> {
        let key = self.placeholders.usable(Some(&row.email)).ok_or(WhyLeftOut::NoEmail)?;
        let owner = self.owners.get(&key).cloned();
        if let Some(owner) = owner.as_ref().filter(|owner| !row.may_be(owner.row)) {
            return Err(WhyLeftOut::SharedWith { line: owner.row.line });
        }
        let known = self.directory.with_email(&key);
        if known.is_some_and(|known| !row.may_be_of(known.account)) {
            return Err(WhyLeftOut::OtherName);
        }
        let place = row.place();
        let added = owner.as_ref().map_or(&[][..], |owner| &owner.added);
        let adds_place = !self.lives_there(known, added, &place);
        let patch = match (&owner, known) {
            (Some(_), _) => Patch::default(),
            (None, Some(known)) => self.news(row, known),
            (None, None) => kind_of_new(row),
        };
        let changes = adds_place || (known.is_some() && !patch.is_empty());
        if let Some(property) = known.filter(|_| changes).and_then(|known| self.resident_of(known))
        {
            return Err(WhyLeftOut::Resident { property });
        }
        let account = match (&owner, known) {
            (Some(owner), _) => owner.account,
            (None, Some(known)) => AccountRef::Existing(known.account.id),
            (None, None) => {
                self.accounts += 1;
                AccountRef::New(self.accounts - 1)
            }
        };
        if changes {
            let creates = known.is_none() && owner.is_none();
            let revives = known.is_some_and(|known| !self.is_active(known)) && added.is_empty();
            self.change(row, account, patch, Step { creates, adds_place, revives });
        }
        let owner = self.owners.entry(key).or_insert(Owner { row, account, added: Vec::new() });
        owner.added.extend(adds_place.then_some(place));
        Ok(())
    }

    /// Whether the account has a live residency at a place of this property. Any will do for a row
    /// that does not name a place.
    fn lives_there(&self, known: Option<&Known>, added: &[PlaceKey], place: &PlaceKey) -> bool {
        let here = known.into_iter().flat_map(|known| self.directory.residencies_here(known));
        let live = here.filter(|residency| residency.is_live());
        let mut homes = live
            .map(|residency| PlaceKey::of(residency.place.located()))
            .chain(added.iter().cloned());
        homes.any(|home| place.is_blank() || self.places.same(&home, place))
    }

    /// What the owning row says about an account that exists.
    fn news(&self, row: &Newcomer, known: &Known) -> Patch {
        let now = known.account;
        let mut patch = Patch::default();
        let (first, last) = row.name_for(now);
        patch.set(Field::FirstName, Some(&now.first_name), Some(&first));
        patch.set(Field::LastName, Some(&now.last_name), Some(&last));
        let Policy { phone_key, country, .. } = self.policy;
        let key = |raw: &Text| phone_key(raw, country).unwrap_or_else(|| raw.clone());
        let phone = row.phone.as_ref().map(key);
        patch.set(Field::Phone, now.phone.as_deref(), phone.as_deref().or(now.phone.as_deref()));
        let kind = row.kind.unwrap_or(now.kind);
        patch.set(Field::Kind, Some(now.kind.as_str()), Some(kind.as_str()));
        patch
    }

    /// The property whose PMS knows the person: the sync decides about such an account. A move-out
    /// does not change that, because an old list must not let a former resident in again.
    fn resident_of(&self, known: &Known) -> Option<Text> {
        let linked = || self.directory.residencies_of(known).filter(|row| row.link.is_some());
        let live = linked().find(|residency| residency.is_live());
        live.or_else(|| linked().next()).map(|residency| residency.property.clone())
    }

    fn is_active(&self, known: &Known) -> bool {
        known.account.status == AccountStatus::Active
    }

    fn change(&mut self, row: &Newcomer, account: AccountRef, mut patch: Patch, step: Step) {
        if step.revives && step.adds_place {
            patch.account_status(AccountStatus::Inactive, AccountStatus::Active);
        }
        let resident = RecordIx::new(self.done.resolved.residents.len());
        let residency = step.adds_place.then(|| {
            self.residencies += 1;
            ResidencyRef::New(self.residencies - 1)
        });
        self.done.resolved.changes.push(Change {
            action: match (step.creates, step.adds_place) {
                (true, _) => Action::Create,
                (false, true) => Action::Link,
                (false, false) => Action::Update,
            },
            reason: Reason::Import,
            external_id: None,
            resident: step.adds_place.then_some(resident),
            account,
            residency,
            patch: patch.0,
        });
        if step.adds_place {
            self.done.resolved.residents.push(row.resident());
        }
    }
}

/// What a row does, besides the fields that it changes.
#[derive(Debug, Clone, Copy)]
struct Step {
    creates: bool,
    adds_place: bool,
    revives: bool,
}

fn kind_of_new(row: &Newcomer) -> Patch {
    let mut patch = Patch::default();
    if row.kind == Some(AccountKind::Staff) {
        let (from, to) = (AccountKind::Resident, AccountKind::Staff);
        patch.set(Field::Kind, Some(from.as_str()), Some(to.as_str()));
    }
    patch
}

/// Compares places. Whether `1-12` and `112` are one place depends on what the file and the PMS call
/// the places of the property, but not on what earlier imports have added.
struct Places(JoinedTwice);

impl Places {
    fn of(rows: &[Newcomer], directory: &Directory, property: &str) -> Self {
        let mut twice = JoinedTwice::default();
        twice.add(rows.iter().map(Newcomer::place));
        let linked = directory.residencies().map(|(_, row)| row);
        let linked = linked.filter(|row| row.property == property && row.link.is_some());
        twice.add(linked.map(|row| PlaceKey::of(row.place.located())));
        Self(twice)
    }

    fn same(&self, a: &PlaceKey, b: &PlaceKey) -> bool {
        a.same(b, || &self.0)
    }
}
