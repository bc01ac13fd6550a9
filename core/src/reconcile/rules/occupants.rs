use std::collections::HashMap;

use super::reading::Reading;
use crate::{Text, model::AccountId, reconcile::Scope};

/// The residents in scope who are linked to each existing account. New accounts are not tracked:
/// no rule asks about them.
#[derive(Debug, Default)]
pub(super) struct Occupants(HashMap<AccountId, Vec<Occupant>>);

/// A resident in scope who is linked to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Occupant {
    /// A resident of this property, by `external_id`.
    Here(Text),
    /// A resident of another property.
    Elsewhere,
}

impl Occupants {
    /// The occupants before this run.
    pub(super) fn before(reading: &Reading) -> Self {
        let mut occupants = Self::default();
        for (row, residency) in reading.directory.residencies() {
            let Some(link) = &residency.link else { continue };
            if !reading.is_here(residency) {
                if residency.is_live() {
                    occupants.insert(residency.account, Occupant::Elsewhere);
                }
                continue;
            }
            let fingerprints = reading.directory.fingerprints();
            let settled = reading.selection.settled(fingerprints, residency.id);
            let unreadable = residency.is_live()
                && reading.unreadable.contains(&link.external_id)
                && !reading.has_case(row);
            if unreadable || settled.is_some_and(|record| reading.roster.scope(record) == Scope::In)
            {
                occupants.add(residency.account, &link.external_id);
            }
        }
        // It is unknown what an unmapped status or contradicting dates mean, so the account is not
        // free.
        for (_, case) in reading.cases.iter() {
            if !matches!(case.scope, Scope::Out(_))
                && let Some(row) = case.residency
            {
                occupants.add(reading.residency(row).account, &case.resident.external_id);
            }
        }
        occupants
    }

    pub(super) fn add(&mut self, account: AccountId, external_id: &Text) {
        self.insert(account, Occupant::Here(external_id.clone()));
    }

    fn insert(&mut self, account: AccountId, occupant: Occupant) {
        let occupants = self.0.entry(account).or_default();
        if !occupants.contains(&occupant) {
            occupants.push(occupant);
        }
    }

    /// Removes a resident from an account.
    pub(super) fn remove(&mut self, account: AccountId, external_id: &str) {
        if let Some(occupants) = self.0.get_mut(&account) {
            occupants
                .retain(|occupant| !matches!(occupant, Occupant::Here(id) if id == external_id));
        }
    }

    /// Whether a resident other than this one is linked to the account.
    pub(super) fn has_another(&self, account: AccountId, external_id: &str) -> bool {
        self.of(account)
            .any(|occupant| !matches!(occupant, Occupant::Here(id) if id == external_id))
    }

    /// The residents of this property who are linked to the account.
    pub(super) fn ids_here(&self, account: AccountId) -> impl Iterator<Item = &Text> {
        self.of(account).filter_map(|occupant| match occupant {
            Occupant::Here(id) => Some(id),
            Occupant::Elsewhere => None,
        })
    }

    /// Whether a resident of another property is linked to the account.
    pub(super) fn is_elsewhere(&self, account: AccountId) -> bool {
        self.of(account).any(|occupant| *occupant == Occupant::Elsewhere)
    }

    fn of(&self, account: AccountId) -> impl Iterator<Item = &Occupant> {
        self.0.get(&account).into_iter().flatten()
    }
}
