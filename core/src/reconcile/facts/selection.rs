use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::{Fingerprints, Focus, Policy, Prepared, scope::Scope};
use crate::{
    Text,
    model::ResidencyId,
    normalize::{NameKey, Placeholders},
};

/// Which records of a roster need a look, and which are settled: linked, the
/// same as when the last sync found nothing to do about them, and alone with
/// their email.
#[derive(Debug)]
pub struct Selection {
    /// Indexes of the records that need a look, ascending.
    considered: Vec<u32>,
    /// For each entry of the fingerprints the settled record, or [`NOBODY`].
    claims: Vec<u32>,
}

const NOBODY: u32 = u32::MAX;

impl Selection {
    /// Compares a roster with the fingerprints of the directory. The records
    /// of `also` are looked at even where they are settled.
    pub fn new(roster: &Prepared, fingerprints: &Fingerprints, also: Option<&str>) -> Self {
        let known: HashMap<u64, u32, BuildHasherDefault<Itself>> = fingerprints
            .entries()
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.fingerprint != 0)
            .map(|(at, entry)| (entry.fingerprint as u64, at as u32))
            .collect();
        let also = also.map(|id| roster.records_of(id)).unwrap_or_default();
        let settled = |index: usize| {
            let facts = &roster.facts()[index];
            let at = *known.get(&(facts.fingerprint as u64))? as usize;
            let is_same = fingerprints.entries()[at].fingerprint == facts.fingerprint;
            let looked_at = also.contains(&index) || roster.shares_email(index);
            let as_it_was = fingerprints.entries()[at].live == (facts.scope == Scope::In);
            (is_same && as_it_was && !looked_at).then_some(at)
        };
        let mut selection =
            Self { considered: Vec::new(), claims: vec![NOBODY; fingerprints.entries().len()] };
        let mut start = 0;
        // The records of one person are looked at together, or not at all.
        for person in roster.residents().chunk_by(|a, b| a.external_id == b.external_id) {
            let records = start..start + person.len();
            start = records.end;
            if records.clone().all(|index| settled(index).is_some()) {
                for index in records {
                    if let Some(at) = settled(index) {
                        selection.claims[at] = index as u32;
                    }
                }
            } else {
                selection.considered.extend(records.map(|index| index as u32));
            }
        }
        selection
    }

    /// Indexes of the records that need a look, ascending.
    pub fn considered(&self) -> &[u32] {
        &self.considered
    }

    /// The settled record of a residency: an index into the roster.
    pub(crate) fn settled(
        &self,
        fingerprints: &Fingerprints,
        residency: ResidencyId,
    ) -> Option<u32> {
        let at = fingerprints
            .entries()
            .binary_search_by_key(&residency, |entry| entry.residency)
            .ok()?;
        Some(self.claims[at]).filter(|claim| *claim != NOBODY)
    }

    /// What the rules need to see of the directory.
    pub fn focus(&self, roster: &Prepared, fingerprints: &Fingerprints, policy: &Policy) -> Focus {
        let placeholders = Placeholders::new(policy.placeholder_emails.iter().map(Text::as_str));
        let mut focus = Focus {
            residencies: fingerprints
                .entries()
                .iter()
                .zip(&self.claims)
                .filter(|(entry, claim)| entry.live && **claim == NOBODY)
                .map(|(entry, _)| entry.residency)
                .collect(),
            ..Focus::default()
        };
        for index in &self.considered {
            let resident = &roster.residents()[*index as usize];
            focus.external_ids.push(resident.external_id.clone());
            focus.external_ids.extend(resident.previous_external_id.clone());
            if roster.facts()[*index as usize].scope == Scope::In {
                focus.emails.extend(placeholders.usable(resident.email.as_deref()));
                let name = NameKey::of(&resident.first_name, &resident.last_name);
                focus.names.extend(Some(name.base).filter(|base| !base.is_empty()));
            } else if resident.previous_external_id.is_some() {
                let name = NameKey::of(&resident.first_name, &resident.last_name);
                focus.names.extend(Some(name.base).filter(|base| !base.is_empty()));
            }
        }
        for keys in [&mut focus.external_ids, &mut focus.emails, &mut focus.names] {
            keys.sort_unstable();
            keys.dedup();
        }
        focus
    }
}

/// The low half of a fingerprint is a hash already.
#[derive(Default)]
struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}
