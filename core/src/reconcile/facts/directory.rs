use std::{cell::OnceCell, collections::HashMap};

use super::{Fingerprints, Prepared, RowIx, Snapshot};
use crate::{
    Text,
    model::{Account, AccountId, Residency, Resident},
    normalize::{JoinedTwice, NameKey, PlaceKey, email_key},
};

/// A snapshot, indexed the way the rules need it.
#[derive(Debug)]
pub(crate) struct Directory<'a> {
    property: Text,
    snapshot: &'a Snapshot,
    accounts: HashMap<AccountId, Known<'a>>,
    by_email: HashMap<Text, AccountId>,
    by_name: HashMap<Text, Vec<AccountId>>,
    by_external_id: HashMap<&'a str, Vec<RowIx>>,
    roster: Option<&'a Prepared>,
    joined_twice: OnceCell<JoinedTwice>,
}

/// An account with its keys and residencies.
#[derive(Debug)]
pub(crate) struct Known<'a> {
    pub(crate) account: &'a Account,
    /// The `email_key`; `None` if the account has no email.
    pub(crate) email: Option<Text>,
    pub(crate) name: NameKey,
    /// The residencies of the account, at every property.
    pub(crate) residencies: Vec<RowIx>,
}

impl Known<'_> {
    /// Whether the account has this `email_key`.
    pub(crate) fn has_email(&self, email: &Text) -> bool {
        self.email.as_ref() == Some(email)
    }
}

impl<'a> Directory<'a> {
    pub(crate) fn new(snapshot: &'a Snapshot, property: &str) -> Self {
        let mut accounts: HashMap<AccountId, Known<'a>> =
            HashMap::with_capacity(snapshot.accounts.len());
        let mut by_email = HashMap::with_capacity(snapshot.accounts.len());
        for account in &snapshot.accounts {
            let email = account.email.as_ref();
            let email = email.map(|it| email_key(it).unwrap_or_else(|| it.to_lowercase()));
            by_email.extend(email.clone().map(|email| (email, account.id)));
            let name = NameKey::of(&account.first_name, &account.last_name);
            accounts.insert(account.id, Known { account, email, name, residencies: Vec::new() });
        }
        let mut by_external_id: HashMap<&str, Vec<RowIx>> = HashMap::new();
        for (position, residency) in snapshot.residencies.iter().enumerate() {
            let row = RowIx::new(position);
            if let Some(known) = accounts.get_mut(&residency.account) {
                known.residencies.push(row);
            }
            if let Some(link) = residency.link.as_ref().filter(|_| residency.property == property) {
                by_external_id.entry(&link.external_id).or_default().push(row);
            }
        }
        let mut by_name: HashMap<Text, Vec<AccountId>> = HashMap::new();
        for account in &snapshot.accounts {
            let known = &accounts[&account.id];
            let mut rows = known.residencies.iter().map(|row| row.position());
            let here = rows.any(|at| snapshot.residencies[at].property == property);
            if here && !known.name.base.is_empty() {
                by_name.entry(known.name.base.clone()).or_default().push(account.id);
            }
        }
        by_name.values_mut().for_each(|ids| ids.sort_unstable());
        Self {
            property: property.into(),
            snapshot,
            accounts,
            by_email,
            by_name,
            by_external_id,
            roster: None,
            joined_twice: OnceCell::new(),
        }
    }

    /// Lets the roster say which places the property has.
    pub(crate) fn with_places_of(self, roster: &'a Prepared) -> Self {
        Self { roster: Some(roster), ..self }
    }

    pub(crate) fn snapshot(&self) -> &'a Snapshot {
        self.snapshot
    }

    pub(crate) fn fingerprints(&self) -> &'a Fingerprints {
        &self.snapshot.fingerprints
    }

    pub(crate) fn accounts(&self) -> impl Iterator<Item = &Known<'a>> {
        self.accounts.values()
    }

    pub(crate) fn account(&self, id: AccountId) -> Option<&Known<'a>> {
        self.accounts.get(&id)
    }

    /// The account with this `email_key`, at any property.
    pub(crate) fn with_email(&self, email: &str) -> Option<&Known<'a>> {
        self.accounts.get(self.by_email.get(email)?)
    }

    /// The accounts at this property whose names have this base, ordered by ID.
    pub(crate) fn with_name(&self, base: &str) -> &[AccountId] {
        self.by_name.get(base).map_or(&[], Vec::as_slice)
    }

    /// The residencies at this property with this `external_id`.
    pub(crate) fn with_external_id(&self, external_id: &str) -> &[RowIx] {
        self.by_external_id.get(external_id).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn residency(&self, row: RowIx) -> &'a Residency {
        &self.snapshot.residencies[row.position()]
    }

    /// Every residency in the snapshot, at any property.
    pub(crate) fn residencies(&self) -> impl Iterator<Item = (RowIx, &'a Residency)> + use<'a> {
        let all = self.snapshot.residencies.iter().enumerate();
        all.map(|(position, residency)| (RowIx::new(position), residency))
    }

    /// The residencies of an account, at any property.
    pub(crate) fn residencies_of(&self, known: &Known) -> impl Iterator<Item = &'a Residency> {
        known.residencies.iter().map(|row| self.residency(*row))
    }

    /// The residencies of an account at this property.
    pub(crate) fn residencies_here(&self, known: &Known) -> impl Iterator<Item = &'a Residency> {
        self.residencies_of(known).filter(|residency| residency.property == self.property)
    }

    /// The live linked residencies of an account at other properties.
    pub(crate) fn linked_elsewhere(&self, known: &Known) -> impl Iterator<Item = &'a Residency> {
        self.residencies_of(known).filter(|residency| {
            residency.property != self.property && residency.link.is_some() && residency.is_live()
        })
    }

    /// The live manual residency of an account in this property that a resident
    /// takes over: one in the same unit, else one without a unit.
    pub(crate) fn manual_residency(
        &self,
        known: &Known,
        resident: &Resident,
        is_free: impl Fn(&Residency) -> bool,
    ) -> Option<RowIx> {
        let manual = || {
            known.residencies.iter().copied().filter(|row| {
                let residency = self.residency(*row);
                residency.property == self.property
                    && residency.link.is_none()
                    && residency.is_live()
                    && is_free(residency)
            })
        };
        manual()
            .find(|row| self.in_unit(self.residency(*row), resident))
            .or_else(|| manual().find(|row| self.residency(*row).place.unit.is_none()))
    }

    /// Whether a residency is in a resident's unit.
    pub(crate) fn in_unit(&self, residency: &Residency, resident: &Resident) -> bool {
        self.same_unit(residency.place.located(), resident.located())
    }

    /// Whether two places, each a building and a unit, are the same unit of this property.
    pub(crate) fn same_unit(&self, a: Located<'_>, b: Located<'_>) -> bool {
        PlaceKey::of(a)
            .same(&PlaceKey::of(b), || self.joined_twice.get_or_init(|| self.joined_twice()))
    }

    /// The PMS's places and those that people entered are two lists: each writes a place in its
    /// own way, but not in two.
    fn joined_twice(&self) -> JoinedTwice {
        let mut twice = JoinedTwice::default();
        let here =
            || self.residencies().map(|(_, row)| row).filter(|row| row.property == self.property);
        let manual = here().filter(|residency| residency.link.is_none());
        twice.add(manual.map(|residency| PlaceKey::of(residency.place.located())));
        match self.roster {
            Some(roster) => {
                twice.add(roster.residents().iter().map(|it| PlaceKey::of(it.located())));
            }
            None => {
                let linked = here().filter(|residency| residency.link.is_some());
                twice.add(linked.map(|residency| PlaceKey::of(residency.place.located())));
            }
        }
        twice
    }
}

/// A building and a unit.
pub(crate) type Located<'a> = (Option<&'a str>, Option<&'a str>);
