use crate::model::{Reject, Resident};

/// What a fetch yields.
#[derive(Debug)]
pub enum FeedEvent {
    /// Some residents; about a thousand at a time is a good size.
    Batch(Vec<Resident>),
    /// A record that could not be read.
    Reject(Reject),
    /// How far the fetch is, for a progress bar.
    Progress {
        /// Units done: bytes, pages or records.
        done: u64,
        /// Units in all, where known.
        total: Option<u64>,
    },
    /// Something a person should know of the feed, without personal data:
    /// the layout that was recognised, say.
    Note(String),
    /// What was delivered so far is void: the fetch begins anew.
    Restart,
    /// The last event.
    End(End),
}

/// How a fetch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// The source proved that nothing is missing: the document closed, the
    /// last page reached.
    pub complete: bool,
    /// How many records the PMS announced, where it announces any. Must equal
    /// the residents and rejects delivered.
    pub announced: Option<u64>,
}

impl End {
    /// A complete fetch of a source that announces no count.
    pub const COMPLETE: End = End { complete: true, announced: None };
}
