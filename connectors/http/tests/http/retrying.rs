use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use futures_util::{StreamExt, stream::BoxStream};
use tenantry_core::{
    Date,
    connector::{
        ConnectorError, Context, Description, End, ErrorKind, FeedEvent, PmsConnector, Tape,
    },
};
use tenantry_http::{Client, Options, Retrying, Url, connector_error, stream};

use crate::server::{Server, options, raw, xml};

const CUT: &str = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<residents><resident>";

/// Delivers an empty batch when a response begins.
#[derive(Debug)]
struct Pms {
    client: Client,
    url: Url,
    checks: AtomicU32,
    failure: fn() -> ConnectorError,
}

#[async_trait]
impl PmsConnector for Pms {
    fn describe(&self) -> Description {
        Description { kind: "pms", name: "PMS", version: "1", capabilities: &[] }
    }

    async fn check(&self, _: &Context) -> Result<String, ConnectorError> {
        match self.checks.fetch_add(1, Ordering::SeqCst) {
            0 => Err((self.failure)()),
            made => Ok(format!("check {}", made + 1)),
        }
    }

    fn fetch(&self, context: Context) -> BoxStream<'static, Result<FeedEvent, ConnectorError>> {
        let (client, url) = (self.client.clone(), self.url.clone());
        stream(|feed| async move {
            let session = client.session(&context.tape)?;
            feed.send(FeedEvent::Note("begun".into())).await?;
            let answer = session.send(tenantry_http::Request::get("Get maple", url)).await?;
            let read = |reader: &mut tenantry_http::BodyReader, sink: &tenantry_http::Sink| {
                sink.send(FeedEvent::Batch(Vec::new()))?;
                std::io::copy(reader, &mut std::io::sink()).map_err(connector_error)
            };
            feed.parse(answer.body, read).await?;
            Ok(End::COMPLETE)
        })
    }
}

fn pms(url: &Url) -> Retrying<Pms> {
    pms_failing(url, || ConnectorError::new(ErrorKind::Timeout, "late"))
}

/// A PMS whose first check fails with `failure`.
fn pms_failing(url: &Url, failure: fn() -> ConnectorError) -> Retrying<Pms> {
    let options = Options { secrets: vec!["hunter2".into()], ..options() };
    Retrying::new(options, |options| {
        let client = Client::new(options);
        Pms { client, url: url.clone(), checks: AtomicU32::new(0), failure }
    })
}

fn context(tape: Tape) -> Context {
    Context { tape, ..Context::new("maple", Date::constant(2026, 11, 2)) }
}

/// One letter per event: Note, Batch, Restart, End; for an error, its kind.
/// Progress is left out.
async fn events(pms: &Retrying<Pms>, tape: Tape) -> (String, Option<ConnectorError>) {
    let mut letters = String::new();
    let mut events = pms.fetch(context(tape));
    while let Some(event) = events.next().await {
        letters += match event {
            Ok(FeedEvent::Note(_) | FeedEvent::Named { .. }) => "N",
            Ok(FeedEvent::Batch(_)) => "B",
            Ok(FeedEvent::Restart) => "R",
            Ok(FeedEvent::End(_)) => "E",
            Ok(FeedEvent::Reject(_) | FeedEvent::Progress { .. }) => "",
            Err(error) => return (letters, Some(error)),
        };
    }
    (letters, None)
}

#[tokio::test]
async fn a_broken_answer_is_fetched_anew() {
    let server = Server::new([raw(CUT), xml("<residents/>")]);
    let (letters, error) = events(&pms(&server.url), Tape::Off).await;
    assert_eq!((letters.as_str(), error.is_none()), ("NBRNBE", true));
}

#[tokio::test]
async fn not_for_ever() {
    let server = Server::new((0..9).map(|_| raw(CUT)));
    let (letters, error) = events(&pms(&server.url), Tape::Off).await;
    let error = error.unwrap();
    assert_eq!(letters, "NBRNBRNB");
    assert_eq!((error.kind, error.attempts), (ErrorKind::Incomplete, 3));
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn what_was_tried_again_already_is_not() {
    let server = Server::new((0..9).map(|_| crate::server::answer(503, "", "")));
    let (letters, error) = events(&pms(&server.url), Tape::Off).await;
    assert_eq!((letters.as_str(), error.unwrap().attempts), ("N", 3));
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn an_attempt_that_delivered_nothing_is_not_void() {
    let page = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n";
    let server = Server::new([raw(page), raw(page), xml("<residents/>")]);
    let (letters, error) = events(&pms(&server.url), Tape::Off).await;
    assert_eq!((letters.as_str(), error.is_none()), ("NBE", true));
}

#[tokio::test]
async fn checks() {
    let url = Url::parse("https://pms.example/").unwrap();
    let pms = pms(&url);
    assert_eq!(pms.check(&context(Tape::Off)).await.unwrap(), "check 2");
    assert_eq!(pms.describe().kind, "pms");
}

#[tokio::test]
async fn every_attempt_has_a_recording_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("tape");
    let server = Server::new([raw(CUT), xml("<residents/>")]);
    let (letters, error) = events(&pms(&server.url), Tape::Record(folder.clone())).await;
    assert_eq!((letters.as_str(), error.is_none()), ("NBRNBE", true));
    assert!(folder.join("attempt-2/001-Get-maple.xml").exists());

    let nowhere = Url::parse("http://127.0.0.1:1/").unwrap();
    let (letters, error) = events(&pms(&nowhere), Tape::Replay(folder)).await;
    assert_eq!((letters.as_str(), error.is_none()), ("NBRNBE", true));
}

#[tokio::test]
async fn no_error_repeats_a_secret() {
    let server = Server::new([]);
    let told = || ConnectorError::new(ErrorKind::Unauthenticated, "hunter2 is not a password");
    let pms = pms_failing(&server.url, told);
    let error = pms.check(&context(Tape::Off)).await.unwrap_err();
    assert_eq!(error.message, "*** is not a password");
}
