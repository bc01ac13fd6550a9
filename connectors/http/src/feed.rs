use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::{
    StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use tenantry_core::connector::{ConnectorError, End, ErrorKind, FeedEvent};
use tokio::sync::mpsc;

use crate::{body::Body, pump::BodyReader};

/// Events queued for the engine before reading pauses.
const WAITING: usize = 8;

/// Progress is reported at most once per this many bytes.
const PROGRESS_BYTES: u64 = 256 << 10;
const PROGRESS_TIME: Duration = Duration::from_millis(100);

type Event = Result<FeedEvent, ConnectorError>;

/// The stream of a connector's fetch, written as an async function that sends
/// requests, delivers events to its [`Feed`] and returns how the fetch ended.
///
/// Nothing starts before the stream is first polled. Dropping it ends
/// everything, including parsers on blocking threads. Events delivered before
/// an error come before it. The stream ends with [`FeedEvent::End`], which
/// `work` must not send itself.
pub fn stream<W, F>(work: W) -> BoxStream<'static, Event>
where
    W: FnOnce(Feed) -> F + Send + 'static,
    F: Future<Output = Result<End, ConnectorError>> + Send + 'static,
{
    let start = async move {
        let (sender, events) = mpsc::channel(WAITING);
        let feed = Feed { sender, done: Arc::default() };
        Fetch { events, work: Some(Box::pin(work(feed))), last: None }
    };
    let next = |mut fetch: Fetch| async { fetch.next().await.map(|event| (event, fetch)) };
    stream::once(start).map(move |fetch| stream::unfold(fetch, next)).flatten().boxed()
}

struct Fetch {
    events: mpsc::Receiver<Event>,
    work: Option<BoxFuture<'static, Result<End, ConnectorError>>>,
    last: Option<Event>,
}

impl Fetch {
    async fn next(&mut self) -> Option<Event> {
        while let Some(work) = &mut self.work {
            tokio::select! {
                biased;
                Some(event) = self.events.recv() => return Some(event),
                outcome = work => {
                    self.last = Some(outcome.map(FeedEvent::End));
                    self.work = None;
                    self.events.close();
                }
            }
        }
        match self.events.recv().await {
            Some(event) => Some(event),
            None => self.last.take(),
        }
    }
}

/// Where a fetch delivers its events. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Feed {
    sender: mpsc::Sender<Event>,
    /// Bytes read from responses.
    done: Arc<AtomicU64>,
}

impl Feed {
    /// Delivers an event; waits if the engine is behind.
    ///
    /// # Errors
    /// [`Cancelled`] if the stream was dropped.
    pub async fn send(&self, event: FeedEvent) -> Result<(), Cancelled> {
        self.sender.send(Ok(event)).await.map_err(|_| Cancelled)
    }

    /// Runs `work` on a blocking thread, with a [`Sink`] for data that does not
    /// come from a response.
    ///
    /// # Errors
    /// What `work` returns.
    pub async fn work<T, W>(&self, work: W) -> Result<T, ConnectorError>
    where
        T: Send + 'static,
        W: FnOnce(&Sink) -> Result<T, ConnectorError> + Send + 'static,
    {
        let sink = Sink { sender: self.sender.clone() };
        tokio::task::spawn_blocking(move || work(&sink)).await.map_err(|error| {
            ConnectorError::new(ErrorKind::Unexpected, "reading did not finish").source(error)
        })?
    }

    /// Runs `work` on a blocking thread, with a reader of `body` and a [`Sink`]
    /// for the records. Meanwhile reports the progress in bytes, over all
    /// responses of the fetch. `work` should read to the end of the input: only
    /// that proves that the body was complete.
    ///
    /// # Errors
    /// What `work` returns. If the body failed first, the body's failure,
    /// whatever `work` turned it into.
    pub async fn parse<T, W>(&self, body: Body, work: W) -> Result<T, ConnectorError>
    where
        T: Send + 'static,
        W: FnOnce(&mut BodyReader, &Sink) -> Result<T, ConnectorError> + Send + 'static,
    {
        let sink = Sink { sender: self.sender.clone() };
        let before = self.done.load(Ordering::Relaxed);
        let mut progress =
            Progress { before, total: body.length().map(|length| before + length), told: None };
        let parsed = body.parse_watched(
            move |reader| work(reader, &sink),
            |done| {
                self.done.store(before + done, Ordering::Relaxed);
                if progress.is_due(done) {
                    let (done, total) = (before + done, progress.total);
                    // Not worth waiting if the engine is behind.
                    let _ = self.sender.try_send(Ok(FeedEvent::Progress { done, total }));
                }
            },
        );
        parsed.await
    }
}

struct Progress {
    before: u64,
    total: Option<u64>,
    told: Option<(u64, Instant)>,
}

impl Progress {
    fn is_due(&mut self, done: u64) -> bool {
        let whole = self.total == Some(self.before + done);
        let due = match self.told {
            None => whole || done >= PROGRESS_BYTES,
            Some((told, at)) => {
                done >= told + PROGRESS_BYTES && at.elapsed() >= PROGRESS_TIME
                    || whole && told < done
            }
        };
        if due {
            self.told = Some((done, Instant::now()));
        }
        due
    }
}

/// Where a parser on a blocking thread delivers its events.
#[derive(Debug, Clone)]
pub struct Sink {
    sender: mpsc::Sender<Event>,
}

impl Sink {
    /// Delivers an event; blocks if the engine is behind. Only for blocking
    /// threads: panics in async code.
    ///
    /// # Errors
    /// [`Cancelled`] if the stream was dropped.
    pub fn send(&self, event: FeedEvent) -> Result<(), Cancelled> {
        self.sender.blocking_send(Ok(event)).map_err(|_| Cancelled)
    }
}

/// The stream of events was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the fetch was canceled")
    }
}

impl std::error::Error for Cancelled {}

impl From<Cancelled> for ConnectorError {
    fn from(cancelled: Cancelled) -> Self {
        ConnectorError::new(ErrorKind::Cancelled, cancelled.to_string())
    }
}
