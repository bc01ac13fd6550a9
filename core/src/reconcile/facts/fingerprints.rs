use crate::model::ResidencyId;

/// One fingerprint for each linked residency of a property, in compact form.
///
/// A residency is *settled* if the last sync found nothing to do and nothing to ask about it. Its
/// fingerprint is then that of the record it was compared with. A record with the same fingerprint
/// does not have to be looked at, which is what makes an unchanged feed cheap. Code that changes
/// an account or a residency must call [`forget`](Self::forget) for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprints(Vec<Entry>);

/// One linked residency in [`Fingerprints`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The residency.
    pub residency: ResidencyId,
    /// Whether it is live.
    pub live: bool,
    /// The fingerprint of the record it was settled with; 0 if it is not settled.
    pub fingerprint: u128,
}

const ENTRY_BYTES: usize = 24;

impl Fingerprints {
    /// Creates it from entries in any order, one per residency.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_unstable_by_key(|entry| entry.residency);
        Self(entries)
    }

    /// The entries, ordered by residency.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// The entry of a residency.
    pub fn get(&self, residency: ResidencyId) -> Option<&Entry> {
        let at = self.0.binary_search_by_key(&residency, |entry| entry.residency).ok()?;
        self.0.get(at)
    }

    /// Marks residencies as not settled. Unknown ones are ignored.
    pub fn forget(&mut self, residencies: impl IntoIterator<Item = ResidencyId>) {
        for residency in residencies {
            if let Ok(at) = self.0.binary_search_by_key(&residency, |entry| entry.residency) {
                self.0[at].fingerprint = 0;
            }
        }
    }

    /// Whether there are no linked residencies.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of live residencies.
    pub fn live(&self) -> usize {
        self.0.iter().filter(|entry| entry.live).count()
    }

    /// The stored format: 24 bytes per entry, little-endian. The first 8 hold the residency's ID
    /// times two, plus one if it is live; the other 16 hold the fingerprint.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * ENTRY_BYTES);
        for entry in &self.0 {
            let id = (entry.residency.0 << 1) | i64::from(entry.live);
            bytes.extend_from_slice(&id.to_le_bytes());
            bytes.extend_from_slice(&entry.fingerprint.to_le_bytes());
        }
        bytes
    }

    /// Reads the stored format. `None` if it is damaged.
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
