use std::{collections::VecDeque, fmt, time::Duration};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, stream::BoxStream};
use tenantry_core::connector::{ConnectorError, ErrorKind};
use tokio::time::Instant;

use crate::{
    exchange::Exchange,
    failure::{self, failed},
    html,
    options::Options,
    tape::{Played, Recording},
};

/// The body of a response, decompressed and still being received. Reading it
/// enforces the limits in [`Options`].
pub struct Body {
    source: Source,
    ahead: VecDeque<Bytes>,
    state: State,
    length: Option<u64>,
    limits: Limits,
    exchange: Exchange,
    recording: Option<Recording>,
}

pub(crate) enum Source {
    Wire(BoxStream<'static, Result<Bytes, reqwest::Error>>),
    Tape(Played),
}

#[derive(PartialEq)]
enum State {
    Open,
    Ended,
    Failed,
}

/// The limits for one response.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) deadline: Instant,
    idle: Duration,
    max_body: u64,
}

impl Limits {
    /// The limits for a request that is sent now.
    pub(crate) fn from_now(options: &Options) -> Self {
        Self {
            deadline: Instant::now() + options.timeout,
            idle: options.idle,
            max_body: options.max_body,
        }
    }
}

impl Body {
    /// A body of `length` bytes, if that is known.
    pub(crate) fn new(
        source: Source,
        length: Option<u64>,
        limits: Limits,
        exchange: Exchange,
        recording: Option<Recording>,
    ) -> Self {
        let ahead = VecDeque::new();
        Self { source, ahead, state: State::Open, length, limits, exchange, recording }
    }

    /// The next bytes as they arrive; `None` at the end of a complete response.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] if the PMS is silent or the response takes too
    /// long, [`ErrorKind::Incomplete`] if the connection ends early,
    /// [`ErrorKind::TooLarge`] above the limit, [`ErrorKind::Malformed`] if
    /// compressed bytes are damaged.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, ConnectorError> {
        match self.ahead.pop_front() {
            Some(bytes) => Ok(Some(bytes)),
            None => self.receive().await,
        }
    }

    /// The whole body.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] above `cap` bytes, and those of
    /// [`chunk`](Self::chunk).
    pub async fn bytes(mut self, cap: usize) -> Result<Bytes, ConnectorError> {
        let mut whole = BytesMut::new();
        while let Some(bytes) = self.chunk().await? {
            if whole.len() + bytes.len() > cap {
                return Err(too_large(self.label(), cap as u64));
            }
            whole.extend_from_slice(&bytes);
        }
        Ok(whole.freeze())
    }

    /// The total number of bytes, if the PMS said so and they are not
    /// compressed.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    pub(crate) fn label(&self) -> &str {
        self.exchange.label()
    }

    /// Up to `cap` bytes of a response that is not used otherwise. Bytes that
    /// cannot be read are left out.
    pub(crate) async fn start(mut self, cap: usize) -> Vec<u8> {
        let mut start = Vec::new();
        while start.len() < cap
            && let Ok(Some(bytes)) = self.chunk().await
        {
            let fitting = bytes.len().min(cap - start.len());
            start.extend_from_slice(&bytes[..fitting]);
        }
        start
    }

    /// Whether the body begins like an HTML page. The bytes read for this are
    /// returned again by [`chunk`](Self::chunk).
    pub(crate) async fn is_html(&mut self) -> Result<bool, ConnectorError> {
        let mut start = Vec::new();
        while let Some(bytes) = self.receive().await? {
            // Whitespace before a document may be dropped.
            if start.len() < MAX_BLANK {
                start.extend_from_slice(&bytes[..bytes.len().min(MAX_BLANK)]);
            }
            self.ahead.push_back(bytes);
            match html::begins(&start) {
                Some(html) => return Ok(html),
                None if start.len() >= MAX_BLANK => return Ok(false),
                None => {}
            }
        }
        Ok(false)
    }

    async fn receive(&mut self) -> Result<Option<Bytes>, ConnectorError> {
        match self.state {
            State::Open => {}
            State::Ended => return Ok(None),
            State::Failed => {
                return Err(failed(self.label(), ErrorKind::Incomplete, "the response broke off"));
            }
        }
        let received = self.next().await.and_then(|received| self.count(received));
        match &received {
            Ok(Some(_)) => {}
            Ok(None) => {
                self.state = State::Ended;
                if let Some(recording) = self.recording.take() {
                    recording.whole()?;
                }
            }
            Err(error) => {
                self.state = State::Failed;
                self.exchange.failure = Some(error.kind);
                if let Some(recording) = self.recording.take() {
                    recording.failed(error)?;
                }
            }
        }
        received
    }

    async fn next(&mut self) -> Result<Option<Bytes>, ConnectorError> {
        let label = self.exchange.label();
        let stream = match &mut self.source {
            Source::Tape(played) => return played.next(),
            Source::Wire(stream) => stream,
        };
        let silence = Instant::now() + self.limits.idle;
        let until = silence.min(self.limits.deadline);
        match tokio::time::timeout_at(until, stream.next()).await {
            Ok(next) => next.transpose().map_err(|error| failure::receiving(label, &error)),
            Err(_) if until == silence => {
                let idle = self.limits.idle.as_secs_f32();
                Err(failed(label, ErrorKind::Timeout, format!("no more data for {idle} s")))
            }
            Err(_) => Err(late(label)),
        }
    }

    fn count(&mut self, received: Option<Bytes>) -> Result<Option<Bytes>, ConnectorError> {
        let Some(bytes) = received else { return Ok(None) };
        self.exchange.bytes += bytes.len() as u64;
        if self.exchange.bytes > self.limits.max_body {
            return Err(too_large(self.label(), self.limits.max_body));
        }
        if let Some(recording) = &mut self.recording {
            recording.write(&bytes)?;
        }
        Ok(Some(bytes))
    }
}

/// How many bytes are searched for the beginning of a document.
const MAX_BLANK: usize = 4 << 10;

/// The error for an exchange that took longer than allowed.
pub(crate) fn late(label: &str) -> ConnectorError {
    failed(label, ErrorKind::Timeout, "the response took too long")
        .hint("allow more time, or ask for less at once")
}

fn too_large(label: &str, cap: u64) -> ConnectorError {
    failed(label, ErrorKind::TooLarge, format!("the response has more than {cap} bytes"))
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("label", &self.label()).finish_non_exhaustive()
    }
}
