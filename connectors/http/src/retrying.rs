use std::sync::Arc;

use async_trait::async_trait;
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use secrecy::SecretString;
use tenantry_core::connector::{
    ConnectorError, Context, Description, ErrorKind, FeedEvent, PmsConnector, ReadFrom, Tape,
};

use crate::{
    options::{Options, Retry},
    secrets::hide,
    waits::Waits,
};

/// A connector that fetches again if a fetch fails temporarily and was not
/// already retried: usually because a response broke off halfway. Where nobody
/// answers, a fetch tries once more, and a check does not.
///
/// Each attempt after the first is recorded in, and replayed from, its own
/// folder within the tape's: `attempt-2`, and so on. Secrets are removed from
/// the errors it returns.
#[derive(Debug)]
pub struct Retrying<C> {
    connector: Arc<C>,
    retry: Retry,
    secrets: Arc<[SecretString]>,
}

impl<C: PmsConnector> Retrying<C> {
    /// Wraps the connector that `build` creates from its options, and uses the
    /// same retry and secrets.
    pub fn new(options: Options, build: impl FnOnce(Options) -> C) -> Self {
        let (retry, secrets) = (options.retry, options.secrets.clone().into());
        Self { connector: Arc::new(build(options)), retry, secrets }
    }
}

/// The attempts at one fetch or check.
struct Attempts {
    context: Context,
    /// How often an address is tried where nobody answers.
    knocks: u32,
    waits: Waits,
    secrets: Arc<[SecretString]>,
    made: u32,
}

impl Attempts {
    fn new(context: Context, knocks: u32, retry: Retry, secrets: Arc<[SecretString]>) -> Self {
        let replaying = matches!(context.tape, Tape::Replay(_));
        Self { context, knocks, waits: Waits::new(retry, replaying), secrets, made: 0 }
    }

    /// The context of the next attempt.
    fn next(&mut self) -> Context {
        self.made += 1;
        let mut context = self.context.clone();
        if let Tape::Record(folder) | Tape::Replay(folder) = &mut context.tape
            && self.made > 1
        {
            folder.push(format!("attempt-{}", self.made));
        }
        context
    }

    /// Waits before the next attempt.
    ///
    /// # Errors
    /// The failure itself, with the number of attempts, if it was the last one.
    async fn pause(&mut self, mut error: ConnectorError) -> Result<(), ConnectorError> {
        hide(&mut error, self.secrets.iter());
        let tried_further_in = error.attempts > 1;
        error.attempts = error.attempts.max(self.made);
        let gives_up = error.kind == ErrorKind::Unreachable && self.made >= self.knocks;
        if tried_further_in || gives_up {
            return Err(error);
        }
        let Some(wait) = self.waits.after(&error) else { return Err(error) };
        tracing::debug!(kind = ?error.kind, "fetching again");
        tokio::time::sleep(wait).await;
        Ok(())
    }
}

#[async_trait]
impl<C: PmsConnector + 'static> PmsConnector for Retrying<C> {
    fn describe(&self) -> Description {
        self.connector.describe()
    }

    fn properties(&self) -> Vec<String> {
        self.connector.properties()
    }

    fn reads(&self) -> Vec<ReadFrom> {
        self.connector.reads()
    }

    async fn check(&self, context: &Context) -> Result<String, ConnectorError> {
        let mut attempts = Attempts::new(context.clone(), 1, self.retry, self.secrets.clone());
        loop {
            match self.connector.check(&attempts.next()).await {
                Ok(found) => return Ok(found),
                Err(error) => attempts.pause(error).await?,
            }
        }
    }

    fn fetch(&self, context: Context) -> BoxStream<'static, Result<FeedEvent, ConnectorError>> {
        let fetch = Fetch {
            connector: self.connector.clone(),
            attempts: Attempts::new(context, 2, self.retry, self.secrets.clone()),
            events: None,
            delivered: false,
            over: false,
        };
        stream::unfold(fetch, |mut fetch| async { fetch.next().await.map(|event| (event, fetch)) })
            .boxed()
    }
}

struct Fetch<C> {
    connector: Arc<C>,
    attempts: Attempts,
    events: Option<BoxStream<'static, Result<FeedEvent, ConnectorError>>>,
    /// Whether the engine has received anything that a new attempt invalidates.
    delivered: bool,
    over: bool,
}

impl<C: PmsConnector> Fetch<C> {
    async fn next(&mut self) -> Option<Result<FeedEvent, ConnectorError>> {
        while !self.over {
            let events =
                self.events.get_or_insert_with(|| self.connector.fetch(self.attempts.next()));
            let error = match events.next().await? {
                Ok(event) => {
                    let void = matches!(event, FeedEvent::Note(_) | FeedEvent::Progress { .. });
                    self.delivered |= !void;
                    return Some(Ok(event));
                }
                Err(error) => error,
            };
            self.events = None;
            if let Err(error) = self.attempts.pause(error).await {
                self.over = true;
                return Some(Err(error));
            }
            if std::mem::take(&mut self.delivered) {
                return Some(Ok(FeedEvent::Restart));
            }
        }
        None
    }
}
