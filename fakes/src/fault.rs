//! Ways in which a fake system can fail, and which request they hit.

use std::{
    collections::VecDeque,
    time::{Duration, SystemTime},
};

use crate::Answer;

/// A way to fail.
#[derive(Debug, Clone)]
pub enum Fault {
    /// HTTP 500 with a SOAP fault, in the version of the request.
    Soap {
        /// The fault code, such as `soap:Server`.
        code: String,
        /// The text.
        text: String,
    },
    /// HTTP 200 with an HTML page.
    Html {
        /// Whether the page says so, or comes with the content type of a real answer.
        declared: bool,
    },
    /// The connection ends half-way through a chunked body.
    Cut,
    /// `Content-Length` is larger than the body by this; then the connection ends.
    TooShort(usize),
    /// The real body, this many bytes at a time.
    Drip {
        /// How many bytes to send at a time.
        bytes: usize,
        /// The pause after each.
        every: Duration,
    },
    /// A gzipped body of 512 MiB: the start, and then one text over and over.
    GzipBomb {
        /// What comes first.
        start: String,
        /// What is repeated; must not be empty.
        repeat: String,
    },
    /// A body without end: the start, and then one text over and over.
    Endless {
        /// What comes first.
        start: String,
        /// What is repeated; must not be empty.
        repeat: String,
    },
    /// 429, 503 or any other status that asks to come back later.
    Later {
        /// The status.
        status: u16,
        /// When to come back.
        retry_after: RetryAfter,
    },
    /// A redirect.
    Redirect {
        /// 301, 302, 307, 308 or any other.
        status: u16,
        /// The `Location`.
        to: String,
    },
    /// The real answer, but later.
    Wait(Duration),
    /// The first bytes of the real body, with a `Content-Length` that fits.
    Truncated(usize),
    /// Some other answer.
    Answer(Answer),
}

/// The `Retry-After` header of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// None.
    Unsaid,
    /// In seconds.
    Seconds(u64),
    /// As an HTTP date.
    At(SystemTime),
}

impl Fault {
    /// A status with a plain-text body.
    pub fn status(status: u16, body: &str) -> Self {
        Self::Answer(Answer::new(status, "text/plain; charset=utf-8", body))
    }
}

/// Faults that wait for a request.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    next: VecDeque<Planned>,
    always: Vec<Planned>,
}

#[derive(Debug)]
struct Planned {
    fault: Fault,
    /// The only operation it hits; any if none.
    operation: Option<String>,
    /// How many requests it spares.
    spared: usize,
}

impl Planned {
    fn hits(&self, operation: &str) -> bool {
        self.operation.as_deref().is_none_or(|only| only == operation)
    }
}

impl Faults {
    pub(crate) fn once(&mut self, operation: Option<&str>, fault: Fault) {
        let operation = operation.map(Into::into);
        self.next.push_back(Planned { fault, operation, spared: 0 });
    }

    pub(crate) fn always(&mut self, operation: Option<&str>, fault: Fault) {
        self.after(operation, 0, fault);
    }

    pub(crate) fn after(&mut self, operation: Option<&str>, spared: usize, fault: Fault) {
        self.always.push(Planned { fault, operation: operation.map(Into::into), spared });
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The fault of a request; those for one request come first.
    pub(crate) fn take(&mut self, operation: &str) -> Option<Fault> {
        if let Some(at) = self.next.iter().position(|planned| planned.hits(operation)) {
            return self.next.remove(at).map(|planned| planned.fault);
        }
        let found = self.always.iter_mut().find(|planned| planned.hits(operation))?;
        if found.spared > 0 {
            found.spared -= 1;
            return None;
        }
        Some(found.fault.clone())
    }
}
