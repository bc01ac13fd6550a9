//! What a profile says about the pages of a request.

use serde::Deserialize;

use crate::path::Steps;

/// How the pages of a request are requested one after another.
#[derive(Debug, Clone)]
pub(crate) enum Paging {
    /// A single page.
    None,
    /// Pages are numbered.
    Number { param: String, first: u64, size: Option<Size>, until: Until, send: Send },
    /// Records are numbered.
    Offset { param: String, first: u64, size: Option<Size>, until: Until, send: Send },
    /// Each page contains the parameter for the next one.
    Cursor { param: String, next: Steps, size: Option<Size>, send: Send },
    /// Each page contains the address of the next one.
    Link { next: Next, size: Option<Size> },
}

/// How the last numbered page is recognized if no total is announced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Until {
    /// It has fewer records than requested, after a page that had exactly that
    /// many: before, the server may return fewer than requested on any page.
    /// Also, the first page has fewer, and the second one is the same: the
    /// server does not page.
    Short,
    /// It has no records.
    #[default]
    Empty,
}

/// Where the parameters of a page are sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Send {
    #[default]
    Query,
    Body,
}

/// Where the address of the next page is.
#[derive(Debug, Clone)]
pub(crate) enum Next {
    Body(Steps),
    Header(String),
}

/// Where responses must have something, in the profile's words: a page without
/// it is possible, a list without it is not known to be whole.
#[derive(Debug, Clone, Default)]
pub(crate) struct Declared {
    /// Where the total is announced: `$.total`, or a header.
    pub(crate) total: Option<String>,
    /// The path of the cursor or of the link to the next page.
    pub(crate) next: Option<String>,
}

/// How many records per page to request.
#[derive(Debug, Clone)]
pub(crate) struct Size {
    pub(crate) param: Option<String>,
    pub(crate) rows: u64,
}

impl Paging {
    pub(super) fn size(&self) -> Option<&Size> {
        match self {
            Paging::None => None,
            Paging::Number { size, .. }
            | Paging::Offset { size, .. }
            | Paging::Cursor { size, .. }
            | Paging::Link { size, .. } => size.as_ref(),
        }
    }

    pub(super) fn until(&self) -> Until {
        match self {
            Paging::Number { until, .. } | Paging::Offset { until, .. } => *until,
            Paging::None | Paging::Cursor { .. } | Paging::Link { .. } => Until::Empty,
        }
    }

    /// Where parameters are sent.
    pub(crate) fn send(&self) -> Send {
        match self {
            Paging::Number { send, .. }
            | Paging::Offset { send, .. }
            | Paging::Cursor { send, .. } => *send,
            Paging::None | Paging::Link { .. } => Send::Query,
        }
    }
}
