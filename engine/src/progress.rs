/// Somebody who watches a sync.
pub trait Progress: Send {
    /// The roster is being fetched; said again where the fetch begins anew.
    fn fetching(&mut self) {}
    /// More records came in.
    fn records(&mut self, _more: usize) {}
    /// How far the connector is, in its own units.
    fn at(&mut self, _done: u64, _total: Option<u64>) {}
    /// The roster is whole; the plan is being made and applied.
    fn applying(&mut self) {}
    /// The work is done, for good or bad.
    fn finished(&mut self) {}
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Progress for Unwatched {}
