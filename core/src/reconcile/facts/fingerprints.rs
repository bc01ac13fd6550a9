use crate::model::ResidencyId;

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
    /// From entries in any order, one per residency.
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

    /// Marks residencies as not settled; unknown ones are skipped.
    pub fn forget(&mut self, residencies: impl IntoIterator<Item = ResidencyId>) {
        for residency in residencies {
            if let Ok(at) = self.0.binary_search_by_key(&residency, |entry| entry.residency) {
                self.0[at].fingerprint = 0;
            }
        }
    }

    /// Whether nobody is linked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many entries are live.
    pub fn live(&self) -> usize {
        self.0.iter().filter(|entry| entry.live).count()
    }

    /// The form in which it is stored: little-endian, 24 bytes per entry.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * ENTRY_BYTES);
        for entry in &self.0 {
            let id = (entry.residency.0 << 1) | i64::from(entry.live);
            bytes.extend_from_slice(&id.to_le_bytes());
            bytes.extend_from_slice(&entry.fingerprint.to_le_bytes());
        }
        bytes
    }

    /// Reads the stored form; `None` if it is damaged.
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
