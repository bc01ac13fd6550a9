//! Wrong exports: lies of the catalog, told of a house as it is.

use fastrand::Rng;
use tenantry_core::model::{Resident, Roster};

use crate::lies::catalog::{self, Lie};

/// How often a sync gets a lie instead of the truth.
const OFTEN: f64 = 0.04;

/// Who gets exports wrong. Most lies last for one sync, some for several.
pub(super) struct Wrong {
    lies: Vec<Lie>,
    /// For each house, the lie that goes on, since how many syncs, and for how many more.
    going_on: Vec<Option<(Lie, usize, usize)>>,
}

impl Wrong {
    pub(super) fn new(houses: usize) -> Self {
        Self { lies: catalog::all().collect(), going_on: vec![None; houses] }
    }

    /// What the next sync of a house gets, and the lie that it is.
    pub(super) fn export(
        &mut self,
        rng: &mut Rng,
        house: usize,
        truth: Vec<Resident>,
    ) -> (Roster, Option<&'static str>) {
        let told = match self.going_on[house].take() {
            Some((lie, told, left)) => Some((lie, told + 1, left)),
            None if rng.f64() < OFTEN => {
                let lie = self.lies[rng.usize(..self.lies.len())];
                Some((lie, 1, if rng.f64() < 0.6 { 0 } else { rng.usize(1..5) }))
            }
            None => None,
        };
        let Some((lie, told, left)) = told else {
            return (Roster { residents: truth, rejects: Vec::new() }, None);
        };
        if let Some(left) = left.checked_sub(1) {
            self.going_on[house] = Some((lie, told, left));
        }
        let feed = lie.told_of(truth, told);
        (Roster { residents: feed.residents, rejects: feed.rejects }, Some(lie.name))
    }
}
