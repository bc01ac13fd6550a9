use std::{
    num::NonZeroU32,
    time::{Duration, Instant},
};

use tenantry_core::connector::{ErrorKind, Tape};
use tenantry_http::{Client, Options, Request, SecretString, Url};

use crate::server::{Server, answer, options, raw, send, send_with, text, then_silence, xml};

#[tokio::test]
async fn a_request_and_its_answer() {
    let server = Server::new([answer(201, "content-type: text/xml; charset=utf-8\r\n", "<a/>")]);
    let request = Request::post("Get maple", server.url.clone(), "text/xml", "<q/>")
        .header("soapaction", "\"Get\"")
        .basic("ada", SecretString::from("pa:ss"));
    let answer = send(request).await.unwrap();
    assert_eq!(answer.status, 201);
    assert_eq!(answer.content_type.as_deref(), Some("text/xml; charset=utf-8"));
    assert_eq!(answer.body.length(), Some(4));
    assert_eq!(text(answer).await.unwrap(), "<a/>");
    let sent = server.requests().remove(0);
    assert!(sent.starts_with("POST /feed HTTP/1.1\r\n"), "{sent}");
    for line in [
        "content-type: text/xml\r\n",
        "authorization: Basic YWRhOnBhOnNz\r\n",
        "soapaction: \"Get\"\r\n",
        "accept-encoding: gzip\r\n",
        "user-agent: tenantry/",
        "\r\n\r\n<q/>",
    ] {
        assert!(sent.contains(line), "{line} in {sent}");
    }
}

#[tokio::test]
async fn a_second_attempt_gets_through() {
    let server = Server::new([answer(503, "", ""), answer(429, "", ""), xml("<a/>")]);
    assert_eq!(text(send(server.get()).await.unwrap()).await.unwrap(), "<a/>");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn attempts_are_counted() {
    let server = Server::new((0..9).map(|_| answer(503, "", "")));
    let error = send(server.get()).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::Unavailable, 3));
    assert_eq!(error.to_string(), "Get maple: the PMS answered 503 (tried 3 times)");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn refused_credentials_are_not_tried_again() {
    let server = Server::new([answer(401, "", ""), xml("<a/>")]);
    let error = send(server.get()).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::Unauthenticated, 1));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn the_wait_that_the_pms_asks_for() {
    let server = Server::new([answer(429, "retry-after: 1\r\n", ""), xml("<a/>")]);
    let began = Instant::now();
    send(server.get()).await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_date_to_wait_for() {
    let date = "Fri, 31 Dec 2100 23:59:59 GMT";
    let server = Server::new([answer(503, &format!("retry-after: {date}\r\n"), "")]);
    let error = send(server.get()).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::Unavailable, 1));
    assert!(error.retry_after.unwrap() > Duration::from_secs(1_000_000_000));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_reported() {
    let server = Server::new([answer(429, "retry-after: 6\r\n", ""), xml("<a/>")]);
    let error = send(server.get()).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::RateLimited, 1));
    assert_eq!(error.retry_after, Some(Duration::from_secs(6)));
}

#[tokio::test]
async fn a_closed_connection_is_tried_again() {
    let server = Server::new([raw(""), raw("HTTP/1.1 20"), xml("<a/>")]);
    send(server.get()).await.unwrap();
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn nobody_listens() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let error = send(Request::get("Get maple", url.clone())).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::Unreachable, 1));
    let at = url.socket_addrs(|| None).unwrap()[0];
    assert_eq!(error.message, format!("Get maple: the connection to {at} was refused"));
}

#[tokio::test]
async fn an_unknown_name() {
    let url = Url::parse("https://pms.invalid/feed?key=hunter2").unwrap();
    let error = send(Request::get("Get maple", url)).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::Unreachable, 1));
    assert_eq!(error.message, "Get maple: pms.invalid cannot be found");
}

#[tokio::test]
async fn no_tls() {
    let server = Server::new((0..3).map(|_| raw("HTTP/1.1 400 X\r\n\r\n")));
    let mut url = server.url.clone();
    url.set_scheme("https").unwrap();
    let error = send(Request::get("Get maple", url)).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::Unavailable, 3));
    assert_eq!(error.message, "Get maple: no TLS connection to 127.0.0.1");
}

#[tokio::test]
async fn no_http() {
    let server = Server::new([raw("220 mail.example ESMTP\r\n")]);
    let error = send(server.get()).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::Protocol, 1));
    assert_eq!(error.message, "Get maple: 127.0.0.1 does not speak HTTP");
}

#[tokio::test]
async fn no_answer_in_time() {
    let server = Server::new((0..3).map(|_| then_silence("")));
    let options = Options { timeout: Duration::from_millis(100), ..options() };
    let error = send_with(options, server.get()).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::Timeout, 3));
}

#[tokio::test]
async fn what_cannot_be_sent() {
    let request = |url: &str| Request::get("Get maple", Url::parse(url).unwrap());
    for request in [
        request("ftp://pms.example/"),
        request("https://pms.example/").header("api-key", "hun\nter2"),
    ] {
        let error = send(request).await.unwrap_err();
        assert_eq!((error.kind, error.attempts), (ErrorKind::ConfigInvalid, 1));
        assert!(!format!("{error:?}").contains("ter2"));
    }
}

#[tokio::test]
async fn the_rate_limit() {
    let server = Server::new((0..3).map(|_| xml("<a/>")));
    // A quarter at once, and then one every 80 ms.
    let per_minute = NonZeroU32::new(1_000);
    let client = Client::new(Options { per_minute, ..options() });
    let session = client.session(&Tape::Off).unwrap();
    let began = Instant::now();
    for _ in 0..3 {
        session.send(server.get()).await.unwrap();
    }
    assert!(began.elapsed() < Duration::from_secs(5));

    let server = Server::new((0..2).map(|_| xml("<a/>")));
    let client = Client::new(Options { per_minute: NonZeroU32::new(2), ..options() });
    let session = client.session(&Tape::Off).unwrap();
    session.send(server.get()).await.unwrap();
    let second = session.send(server.get());
    tokio::time::timeout(Duration::from_millis(200), second).await.unwrap_err();
    assert_eq!(server.requests().len(), 1);
}

/// Two properties of a portfolio, each with a client of its own.
#[tokio::test]
async fn the_rate_limit_counts_for_a_login() {
    let server = Server::new((0..4).map(|_| xml("<a/>")));
    let client = |secret: &str, most| {
        let secrets = vec![SecretString::from(secret)];
        Client::new(Options { per_minute: NonZeroU32::new(most), secrets, ..options() })
    };
    let send = async |client: Client| {
        let session = client.session(&Tape::Off).unwrap();
        let sent = session.send(server.get());
        tokio::time::timeout(Duration::from_millis(500), sent).await.is_ok()
    };
    assert!(send(client("maple's", 2)).await);
    assert!(!send(client("maple's", 2)).await, "it is the same login");
    assert!(!send(client("maple's", 1000)).await, "the smaller limit counts");
    assert!(send(client("oak's", 2)).await, "it is another login");
}

#[test]
fn a_request_does_not_show_its_secrets() {
    let url = Url::parse("https://ada:hunter2@pms.example/?key=hunter2").unwrap();
    let request = Request::post("Get maple", url, "text/xml", "hunter2")
        .header("api-key", "hunter2")
        .basic("ada", SecretString::from("hunter2"));
    assert_eq!(format!("{request:?}"), "Request { label: \"Get maple\", method: POST, .. }");
}

#[tokio::test]
async fn a_login_in_the_address() {
    let server = Server::new([xml("<a/>")]);
    let mut url = server.url.clone();
    url.set_username("ada").unwrap();
    url.set_password(Some("p&s w")).unwrap();
    let session = Client::new(options()).session(&Tape::Off).unwrap();
    session.send(Request::get("Get maple", url)).await.unwrap();
    let sent = server.requests().remove(0).to_lowercase();
    assert!(sent.contains("authorization: basic ywrhonamcyb3"), "{sent}");
}
