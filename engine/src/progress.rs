/// Receives the progress of a sync.
pub trait Progress: Send {
    /// The fetch has started; called again if it starts over.
    fn fetching(&mut self) {}
    /// More records have arrived.
    fn records(&mut self, _more: usize) {}
    /// How far the connector is, in its own units (bytes or pages, say).
    fn at(&mut self, _done: u64, _total: Option<u64>) {}
    /// The roster is complete; the plan is being made and applied.
    fn applying(&mut self) {}
    /// The sync has ended, successfully or not.
    fn finished(&mut self) {}
}

/// Ignores all progress.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Progress for Unwatched {}
