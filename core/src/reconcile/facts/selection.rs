use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::{Fingerprints, Focus, Policy, Prepared, RecordIx, Scope};
use crate::{
    Text,
    model::ResidencyId,
    normalize::{NameKey, Placeholders},
};

/// Which records of a roster need a look, and which are settled: linked, unchanged since a sync
/// found nothing to do about them, and the only ones with their email.
#[derive(Debug)]
pub struct Selection {
    /// The records that need a look, in the order of the roster.
    considered: Vec<RecordIx>,
    /// The settled record of each entry of the fingerprints, if it has one.
    claims: Vec<Option<RecordIx>>,
}

impl Selection {
    /// Compares a roster with the fingerprints in the directory. The records of the person `also`
    /// need a look even if they are settled.
    pub fn new(roster: &Prepared, fingerprints: &Fingerprints, also: Option<&str>) -> Self {
        let known: HashMap<u64, u32, BuildHasherDefault<Itself>> = fingerprints
            .entries()
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.fingerprint != 0)
            .map(|(at, entry)| (entry.fingerprint as u64, at as u32))
            .collect();
        let settled = |record: RecordIx| {
            let fingerprint = roster.fingerprint(record);
            let at = *known.get(&(fingerprint as u64))? as usize;
            let entry = &fingerprints.entries()[at];
            let as_it_was = entry.live == (roster.scope(record) == Scope::In);
            (entry.fingerprint == fingerprint && as_it_was && !roster.shares_email(record))
                .then_some(at)
        };
        let mut selection =
            Self { considered: Vec::new(), claims: vec![None; fingerprints.entries().len()] };
        let mut start = 0;
        // All records of one person are looked at together, or none of them.
        for person in roster.residents().chunk_by(|a, b| a.external_id == b.external_id) {
            let records = (start..start + person.len()).map(RecordIx::new);
            start += person.len();
            let asked_for = also.is_some_and(|id| person[0].external_id == id);
            if !asked_for && records.clone().all(|record| settled(record).is_some()) {
                for record in records {
                    if let Some(at) = settled(record) {
                        selection.claims[at] = Some(record);
                    }
                }
            } else {
                selection.considered.extend(records);
            }
        }
        selection
    }

    /// The records that need a look, in the order of the roster.
    pub fn considered(&self) -> &[RecordIx] {
        &self.considered
    }

    /// The settled record of a residency, if it has one.
    pub(crate) fn settled(
        &self,
        fingerprints: &Fingerprints,
        residency: ResidencyId,
    ) -> Option<RecordIx> {
        let entries = fingerprints.entries();
        let at = entries.binary_search_by_key(&residency, |entry| entry.residency).ok()?;
        self.claims[at]
    }

    /// What the rules need to see of the directory.
    pub fn focus(&self, roster: &Prepared, fingerprints: &Fingerprints, policy: &Policy) -> Focus {
        let placeholders = Placeholders::new(policy.placeholder_emails.iter().map(Text::as_str));
        let mut focus = Focus {
            residencies: fingerprints
                .entries()
                .iter()
                .zip(&self.claims)
                .filter(|(entry, claim)| entry.live && claim.is_none())
                .map(|(entry, _)| entry.residency)
                .collect(),
            ..Focus::default()
        };
        for record in &self.considered {
            let resident = roster.resident(*record);
            let in_scope = matches!(roster.scope(*record), Scope::In | Scope::Overdue);
            focus.external_ids.push(resident.external_id.clone());
            focus.external_ids.extend(resident.previous_external_id.clone());
            if in_scope {
                focus.emails.extend(placeholders.usable(resident.email.as_deref()));
            }
            if in_scope || resident.previous_external_id.is_some() {
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

/// A hasher that returns the low half of a fingerprint unchanged: it is a hash already.
#[derive(Default)]
pub(crate) struct Itself(u64);

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
