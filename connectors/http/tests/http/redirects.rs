use tenantry_core::connector::ErrorKind;
use tenantry_http::{Request, SecretString};

use crate::server::{Server, answer, send, text, xml};

fn to(status: u16, location: &str) -> crate::server::Script {
    answer(status, &format!("location: {location}\r\n"), "")
}

#[tokio::test]
async fn the_same_place_gets_everything() {
    let server = Server::with(|url| [to(307, "/moved?a=b"), to(308, url.as_str()), xml("<a/>")]);
    let request = Request::post("Get maple", server.url.clone(), "text/xml", "<q/>")
        .basic("ada", SecretString::from("hunter2"));
    assert_eq!(text(send(request).await.unwrap()).await.unwrap(), "<a/>");
    let requests = server.requests();
    assert!(requests[1].starts_with("POST /moved?a=b "), "{requests:?}");
    for request in requests {
        assert!(request.contains("authorization: Basic YWRhOmh1bnRlcjI=\r\n"));
        assert!(request.ends_with("<q/>"));
    }
}

#[tokio::test]
async fn another_place_gets_nothing() {
    let elsewhere = Server::new([xml("<a/>")]);
    let target = format!("{}?token=hunter2", elsewhere.url);
    let server = Server::new([to(302, &target), xml("<a/>")]);
    let error = send(server.get()).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::Protocol, 1));
    assert_eq!(error.message, "Get maple: the PMS answered 302, a redirect to 127.0.0.1");
    assert_eq!(
        error.hint.as_deref(),
        Some("set `url` to the address it moved to, if you trust it")
    );
    assert!(!format!("{error:?}").contains("hunter2"));
    assert_eq!((server.requests().len(), elsewhere.requests().len()), (1, 0));
}

#[tokio::test]
async fn a_body_is_never_turned_into_a_get() {
    let server = Server::new([to(303, "/moved"), xml("<a/>")]);
    let request = Request::post("Get maple", server.url.clone(), "text/xml", "<q/>");
    assert_eq!(send(request).await.unwrap_err().kind, ErrorKind::Protocol);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn round_and_round() {
    let server = Server::new((0..9).map(|_| to(302, "/feed")));
    let error = send(server.get()).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::Protocol, 1));
    assert_eq!(server.requests().len(), 4);
}
