use crate::{
    Text,
    model::{Reject, Resident},
};

/// What a fetch yields.
#[derive(Debug)]
pub enum FeedEvent {
    /// Some residents. About a thousand per batch works well.
    Batch(Vec<Resident>),
    /// A record that could not be read.
    Reject(Reject),
    /// How far along the fetch is, for a progress bar.
    Progress {
        /// Units done: bytes, pages or records.
        done: u64,
        /// Units in total, if known.
        total: Option<u64>,
    },
    /// Something a person should know about the feed, such as the report layout that was detected.
    /// No personal data.
    Note(String),
    /// Another name of a property, before the first record with its code. A person may choose the
    /// property by either.
    Named {
        /// The code, as records have it in [`property_code`](Resident::property_code).
        code: Text,
        /// The name.
        name: Text,
    },
    /// Everything delivered so far is void: the fetch starts over.
    Restart,
    /// The last event.
    End(End),
}

/// How a fetch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// Whether the source proved that nothing is missing: the document was closed, or the last
    /// page was reached.
    pub complete: bool,
    /// How many records the PMS announced, if it announces a count. Must equal the residents and
    /// rejects delivered.
    pub announced: Option<u64>,
}

impl End {
    /// A complete fetch from a source that does not announce a count.
    pub const COMPLETE: End = End { complete: true, announced: None };
}
