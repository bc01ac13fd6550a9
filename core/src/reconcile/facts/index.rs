//! Typed indexes, which cannot be confused with each other.

/// A record: an index into [`Prepared::residents`](super::Prepared::residents),
/// or into the residents that go with a [`Change`](crate::reconcile::Change).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordIx(u32);

impl RecordIx {
    /// The record at a position. A roster always has far fewer than 2³² records.
    pub fn new(position: usize) -> Self {
        Self(position as u32)
    }

    /// The position in the list.
    pub fn position(self) -> usize {
        self.0 as usize
    }
}

/// A residency: an index into [`Snapshot::residencies`](super::Snapshot).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct RowIx(u32);

impl RowIx {
    pub(super) fn new(position: usize) -> Self {
        Self(position as u32)
    }

    pub(super) fn position(self) -> usize {
        self.0 as usize
    }
}
