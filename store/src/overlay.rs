//! Applying updates to packed fingerprints.
//!
//! The fingerprints of a property are one sorted list of entries. If a sync settles Ana's
//! residency (7) and takes the PMS ID from Ben's (9), the list is not rebuilt from the directory.
//! Instead, two updates are laid over it: a new entry for 7, and `None` for 9, which removes that
//! entry. All others stay.

use tenantry_core::{
    model::ResidencyId,
    reconcile::{Entry, Fingerprints},
};

/// The new entry of a residency; `None` removes it.
pub(crate) type Update = (ResidencyId, Option<Entry>);

/// Returns the old entries with the updates applied. If a residency has two updates, the later one
/// counts.
pub(crate) fn overlay(old: &Fingerprints, mut updates: Vec<Update>) -> Fingerprints {
    updates.sort_by_key(|(residency, _)| *residency);
    let mut entries = Vec::with_capacity(old.entries().len() + updates.len());
    let mut old = old.entries().iter().peekable();
    let mut updates = updates.into_iter().peekable();
    while let Some((residency, update)) = updates.next() {
        if updates.peek().is_some_and(|(next, _)| *next == residency) {
            continue;
        }
        while let Some(entry) = old.next_if(|entry| entry.residency < residency) {
            entries.push(*entry);
        }
        old.next_if(|entry| entry.residency == residency);
        entries.extend(update);
    }
    entries.extend(old);
    Fingerprints::new(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: i64, fingerprint: u128) -> Entry {
        Entry { residency: ResidencyId(id), live: true, fingerprint }
    }

    #[test]
    fn updates_replace_add_and_remove() {
        let old = Fingerprints::new(vec![entry(1, 1), entry(3, 3), entry(5, 5)]);
        let updates = vec![
            (ResidencyId(5), None),
            (ResidencyId(2), Some(entry(2, 2))),
            (ResidencyId(3), Some(entry(3, 8))),
            (ResidencyId(3), Some(entry(3, 9))),
            (ResidencyId(9), None),
        ];
        let new = overlay(&old, updates);
        assert_eq!(new.entries(), [entry(1, 1), entry(2, 2), entry(3, 9)]);
        assert_eq!(overlay(&old, Vec::new()), old);
    }
}
