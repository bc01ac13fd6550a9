use crate::{
    Text,
    model::{Account, AlertId, AlertKind, Residency, ResidencyId},
};

/// What the rules may see of the directory: one consistent reading of it.
///
/// It need not hold every account. It holds those that a [`Focus`] asks for,
/// each with all of its residencies, in every property.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// The accounts, each once.
    pub accounts: Vec<Account>,
    /// Every residency of those accounts.
    pub residencies: Vec<Residency>,
    /// Every linked residency of the property.
    pub fingerprints: Fingerprints,
    /// The property's open alerts.
    pub alerts: Vec<OpenAlert>,
    /// What people have dismissed in this property.
    pub dismissals: Vec<Dismissal>,
    /// Residencies of this property that syncs have ended in the last 24
    /// hours, less those of runs that were undone.
    pub ended_recently: u32,
}

/// An alert that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAlert {
    /// Its number.
    pub id: AlertId,
    /// Its kind.
    pub kind: AlertKind,
    /// What it is about, unique among the open alerts of a kind and property.
    pub subject: Text,
    /// A hash of the facts on both sides.
    pub facts: u64,
    /// A hash of everything that is shown of it.
    pub shown: u64,
}

/// A person's decision that an alert need not be raised while its facts stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dismissal {
    /// The alert's kind.
    pub kind: AlertKind,
    /// The alert's subject.
    pub subject: Text,
    /// The facts that were dismissed.
    pub facts: u64,
}

/// A fingerprint per linked residency of a property, packed.
///
/// A residency is *settled* when the last sync found nothing to do and nothing
/// to ask about it; its fingerprint is then that of the record it was compared
/// with. A record with the same fingerprint needs no further look, which is
/// what makes an unchanged feed cheap. Whoever changes an account or a
/// residency calls [`forget`](Self::forget) for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprints(Vec<Entry>);

/// One linked residency in [`Fingerprints`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The residency.
    pub residency: ResidencyId,
    /// Whether it is live.
    pub live: bool,
    /// The fingerprint of the settled record, or 0.
    pub fingerprint: u128,
}

const ENTRY_BYTES: usize = 24;

impl Fingerprints {
    /// From entries in any order, one a residency.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_unstable_by_key(|entry| entry.residency);
        Self(entries)
    }

    /// The entries, by residency.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// The entry of a residency.
    pub fn get(&self, residency: ResidencyId) -> Option<&Entry> {
        let at = self.0.binary_search_by_key(&residency, |entry| entry.residency).ok()?;
        self.0.get(at)
    }

    /// Marks residencies as not settled; unknown ones are passed over.
    pub fn forget(&mut self, residencies: impl IntoIterator<Item = ResidencyId>) {
        for residency in residencies {
            if let Ok(at) = self.0.binary_search_by_key(&residency, |entry| entry.residency) {
                self.0[at].fingerprint = 0;
            }
        }
    }

    /// Live entries.
    pub fn live(&self) -> usize {
        self.0.iter().filter(|entry| entry.live).count()
    }

    /// The form in which it is stored: little-endian, 24 bytes an entry.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * ENTRY_BYTES);
        for entry in &self.0 {
            let id = (entry.residency.0 << 1) | i64::from(entry.live);
            bytes.extend_from_slice(&id.to_le_bytes());
            bytes.extend_from_slice(&entry.fingerprint.to_le_bytes());
        }
        bytes
    }

    /// Reads the stored form; `None` where it is damaged.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let chunks = bytes.chunks_exact(ENTRY_BYTES);
        if !chunks.remainder().is_empty() {
            return None;
        }
        let mut entries = Vec::with_capacity(bytes.len() / ENTRY_BYTES);
        for chunk in chunks {
            let (id, fingerprint) = chunk.split_at(8);
            let id = i64::from_le_bytes(id.try_into().ok()?);
            entries.push(Entry {
                residency: ResidencyId(id >> 1),
                live: id & 1 == 1,
                fingerprint: u128::from_le_bytes(fingerprint.try_into().ok()?),
            });
        }
        entries.is_sorted_by_key(|entry| entry.residency).then_some(Self(entries))
    }
}

/// What the rules need to see of the directory for one roster. Everything else
/// is settled.
#[derive(Debug, Clone, Default)]
pub struct Focus {
    /// Residencies that no settled record stands for.
    pub residencies: Vec<ResidencyId>,
    /// Ids of the persons of records that are not settled.
    pub external_ids: Vec<Text>,
    /// Their `email_key`s: accounts of any property with one of them.
    pub emails: Vec<Text>,
    /// Their `name_key`s: accounts with a residency, live or ended, in the
    /// property and one of them.
    pub names: Vec<Text>,
}
