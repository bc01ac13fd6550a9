//! Ways in which a fake system can fail, and which request is affected.

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
        /// Whether the content type says HTML, or is that of a real response.
        declared: bool,
    },
    /// The connection ends halfway through a chunked body.
    Cut,
    /// `Content-Length` exceeds the body by this many bytes; then the
    /// connection ends.
    TooShort(usize),
    /// The real body, this many bytes at a time.
    Drip {
        /// How many bytes to send at a time.
        bytes: usize,
        /// The pause after each piece.
        every: Duration,
    },
    /// A gzipped body of 512 MiB: the start, then a text repeated many times.
    GzipBomb {
        /// The beginning.
        start: String,
        /// What is repeated; must not be empty.
        repeat: String,
    },
    /// An endless body: the start, then a text repeated forever.
    Endless {
        /// The beginning.
        start: String,
        /// What is repeated; must not be empty.
        repeat: String,
    },
    /// 429, 503 or any other status that asks to try again later.
    Later {
        /// The status.
        status: u16,
        /// When to try again.
        retry_after: RetryAfter,
    },
    /// A redirect.
    Redirect {
        /// 301, 302, 307, 308 or any other.
        status: u16,
        /// The `Location`.
        to: String,
    },
    /// The real response, after a delay.
    Wait(Duration),
    /// The first bytes of the real body, with a matching `Content-Length`.
    Truncated(usize),
    /// A different response.
    Answer(Answer),
}

/// The `Retry-After` header of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// No header.
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

/// Faults queued for requests.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    next: VecDeque<Planned>,
    always: Vec<Planned>,
}

#[derive(Debug)]
struct Planned {
    fault: Fault,
    /// The operation it affects; `None` for any.
    operation: Option<String>,
    /// How many more requests are unaffected.
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

    /// The fault for a request; faults for a single request come first.
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
