use std::{sync::Arc, time::Duration};

use futures_util::StreamExt;
use tenantry_core::connector::{ConnectorError, ErrorKind, Tape};
use url::Url;

use crate::{
    answer::Answer,
    body::{Body, Limits, Source, late},
    client::Client,
    exchange::Exchange,
    failure, redirect,
    request::Request,
    tape::{Deck, Head, Recording},
    waits::Waits,
};

/// How many bytes of a refusal are read.
const MAX_REFUSAL: usize = 64 << 10;

/// One fetch or check: the requests that belong together. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Session {
    client: Client,
    deck: Arc<Deck>,
}

/// A response with any status.
struct Reply {
    head: Head,
    body: Body,
}

impl Session {
    pub(crate) fn open(client: Client, tape: &Tape) -> Result<Self, ConnectorError> {
        let deck = Arc::new(Deck::open(tape, &client.options().secrets)?);
        Ok(Self { client, deck })
    }

    /// Sends a request as soon as the rate limit allows. If it fails
    /// temporarily before the body is handed over, tries again, up to the total
    /// number of attempts; not if nobody answers at the address.
    ///
    /// # Errors
    /// The error read by the request's refusal or from the status;
    /// [`Unreachable`](tenantry_core::connector::ErrorKind::Unreachable) if
    /// nobody answers at the address,
    /// [`Unavailable`](tenantry_core::connector::ErrorKind::Unavailable)
    /// without a connection and for HTML pages,
    /// [`Timeout`](tenantry_core::connector::ErrorKind::Timeout),
    /// [`Protocol`](tenantry_core::connector::ErrorKind::Protocol) for
    /// redirects and certificates that cannot be trusted,
    /// [`ConfigInvalid`](tenantry_core::connector::ErrorKind::ConfigInvalid)
    /// for what cannot be sent or replayed. `attempts` is the number of
    /// attempts made.
    pub async fn send(&self, request: Request) -> Result<Answer, ConnectorError> {
        let mut waits = Waits::new(self.client.options().retry, self.deck.replays());
        let mut attempts = 1;
        loop {
            let mut error = match self.attempt(&request).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            error.attempts = attempts;
            // Whether it is worth trying again where nobody answers is for the caller to say.
            if error.kind == ErrorKind::Unreachable {
                return Err(error);
            }
            let Some(wait) = waits.after(&error) else { return Err(error) };
            tokio::time::sleep(wait).await;
            attempts += 1;
        }
    }

    /// Whether responses come from a recording and not from the PMS.
    pub fn replays(&self) -> bool {
        self.deck.replays()
    }

    async fn attempt(&self, request: &Request) -> Result<Answer, ConnectorError> {
        let mut url = request.url.clone();
        for _ in 0..=redirect::MAX {
            let Reply { head, body } = self.exchange(request, &url).await?;
            match head.status {
                200..=299 => {
                    let Head { status, content_type, told, .. } = head;
                    let answer = Answer { status, content_type, told, body };
                    return answer.unless_html(request.document).await;
                }
                300..=399 => {
                    let location = head.location.as_deref();
                    let (label, method) = (&request.label, &request.method);
                    url = redirect::follow(label, method, head.status, &url, location)?;
                }
                status => return Err(refused(request, status, head.retry_after, body).await),
            }
        }
        Err(redirect::too_many(&request.label))
    }

    /// Sends the request to `url` once, or replays its outcome.
    async fn exchange(&self, request: &Request, url: &Url) -> Result<Reply, ConnectorError> {
        let limits = || Limits::from_now(self.client.options());
        if let Some(played) = self.deck.play(&request.label) {
            let (head, played) = played?;
            let length = played.length();
            let mut exchange = Exchange::begin(&request.label);
            exchange.status = Some(head.status);
            let body = Body::new(Source::Tape(played), length, limits(), exchange, None);
            return Ok(Reply { head, body });
        }
        let built = request.to(url)?;
        self.client.turn(url).await;
        // The time counts from here, so that waiting for the rate limit is
        // excluded.
        let limits = limits();
        let mut exchange = Exchange::begin(&request.label);
        let recording = if request.unrecorded { None } else { self.deck.record(request, url)? };
        match self.wire(request, built, limits).await {
            Ok((head, response)) => {
                exchange.status = Some(head.status);
                let recording =
                    recording.map(|recording| recording.answered(&head, url, request.document));
                let length = response.content_length();
                let source = Source::Wire(response.bytes_stream().boxed());
                let body = Body::new(source, length, limits, exchange, recording.transpose()?);
                Ok(Reply { head, body })
            }
            Err(error) => {
                exchange.failure = Some(error.kind);
                recording.map(|recording: Recording| recording.failed(&error)).transpose()?;
                Err(error)
            }
        }
    }

    async fn wire(
        &self,
        request: &Request,
        built: reqwest::Request,
        limits: Limits,
    ) -> Result<(Head, reqwest::Response), ConnectorError> {
        let url = built.url().clone();
        let sent = self.client.wire()?.execute(built);
        let response = match tokio::time::timeout_at(limits.deadline, sent).await {
            Ok(sent) => sent.map_err(|error| failure::sending(&request.label, &url, &error))?,
            Err(_) => return Err(late(&request.label)),
        };
        let header = |name: &str| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        let now = jiff::Timestamp::now();
        let wait = header("retry-after").and_then(|asked| failure::wait(&asked, now));
        let reset = || header("x-ratelimit-reset").and_then(|asked| failure::reset(&asked, now));
        let status = response.status().as_u16();
        let head = Head {
            status,
            content_type: header("content-type"),
            // Some send the reset time with every response.
            retry_after: wait.or_else(|| reset().filter(|_| status == 429)),
            location: header("location"),
            told: request
                .told
                .iter()
                .filter_map(|name| Some((name.to_string(), header(name)?)))
                .collect(),
        };
        Ok((head, response))
    }
}

/// The error for a response whose status is not 2xx.
async fn refused(
    request: &Request,
    status: u16,
    retry_after: Option<Duration>,
    body: Body,
) -> ConnectorError {
    let start = body.start(MAX_REFUSAL).await;
    let mut error = request
        .refusal
        .as_ref()
        .and_then(|refusal| refusal(status, &start))
        .unwrap_or_else(|| failure::status(&request.label, status));
    error.retry_after = error.retry_after.or(retry_after);
    error
}
