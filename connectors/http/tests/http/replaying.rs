use std::{
    path::Path,
    time::{Duration, Instant},
};

use tenantry_core::connector::{ConnectorError, ErrorKind, Tape};
use tenantry_http::{Client, Options, Request, Retry, Session, Url};

use crate::server::{Server, answer, options, raw, text, xml};

fn session(tape: Tape) -> Session {
    Client::new(options()).session(&tape).unwrap()
}

/// A request that could not be sent over a network.
fn request(label: &str) -> Request {
    Request::get(label, Url::parse("http://127.0.0.1:1/").unwrap())
}

async fn get(session: &Session, request: Request) -> Result<String, ConnectorError> {
    text(session.send(request).await?).await
}

#[tokio::test]
async fn answers_by_label_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    let server = Server::new([xml("one"), xml("other"), xml("two"), answer(403, "", "")]);
    let recording = session(Tape::Record(path.clone()));
    let named = |label: &str| Request::get(label, server.url.clone());
    for label in ["Page", "Other", "Page"] {
        get(&recording, named(label)).await.unwrap();
    }
    get(&recording, named("Other")).await.unwrap_err();

    let replaying = session(Tape::Replay(path));
    assert_eq!(get(&replaying, request("Page")).await.unwrap(), "one");
    assert_eq!(get(&replaying, request("Page")).await.unwrap(), "two");
    assert_eq!(get(&replaying, request("Other")).await.unwrap(), "other");
    let error = get(&replaying, request("Other")).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::PermissionDenied, 1));
    let error = get(&replaying, request("Page")).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::ConfigInvalid, 1));
    assert_eq!(error.message, "the recording has no response for Page");
}

async fn recorded(server: &Server, folder: &Path) -> Result<String, ConnectorError> {
    get(&session(Tape::Record(folder.to_owned())), server.get()).await
}

#[tokio::test]
async fn failures_and_statuses_without_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new([raw(""), answer(503, "retry-after: 1\r\n", ""), xml("<a/>")]);
    recorded(&server, folder.path()).await.unwrap();

    let retry = Retry { first_wait: Duration::from_secs(30), ..Retry::default() };
    let client = Client::new(Options { retry, ..Options::default() });
    let replaying = client.session(&Tape::Replay(folder.path().to_owned())).unwrap();
    let began = Instant::now();
    assert_eq!(get(&replaying, request("Get maple")).await.unwrap(), "<a/>");
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn failures_are_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new((0..3).map(|_| raw("")));
    let first = recorded(&server, folder.path()).await.unwrap_err();
    let again = session(Tape::Replay(folder.path().to_owned()));
    let again = get(&again, request("Get maple")).await.unwrap_err();
    assert_eq!(again.to_string(), first.to_string());
    assert_eq!((again.kind, again.attempts), (first.kind, 3));
}

#[tokio::test]
async fn a_body_that_broke_off() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new([raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<residents><r>")]);
    recorded(&server, folder.path()).await.unwrap_err();
    let again = session(Tape::Replay(folder.path().to_owned()));
    let mut body = again.send(request("Get maple")).await.unwrap().body;
    assert_eq!(body.chunk().await.unwrap().unwrap(), "<residents><r>");
    let error = body.chunk().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Incomplete);
    assert_eq!(error.message, "Get maple: the response ended before it was complete");
}

#[tokio::test]
async fn redirects() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new([answer(302, "location: /moved\r\n", ""), xml("<a/>")]);
    recorded(&server, folder.path()).await.unwrap();
    let again = session(Tape::Replay(folder.path().to_owned()));
    assert_eq!(get(&again, request("Get maple")).await.unwrap(), "<a/>");
}

#[test]
fn no_recording() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().to_owned(), folder.path().join("none")] {
        let error = Client::new(options()).session(&Tape::Replay(path)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::ConfigInvalid);
    }
}
