use tenantry_core::connector::{ConnectorError, ErrorKind};

use crate::server::{Server, answer, send};

/// Reads a fault from a SOAP response.
fn fault(status: u16, body: &[u8]) -> Option<ConnectorError> {
    assert_eq!(status, 500);
    let fault = body.windows(6).any(|window| window == b"denied");
    fault.then(|| ConnectorError::new(ErrorKind::PermissionDenied, "no permission"))
}

#[tokio::test]
async fn a_refusal_counts_more_than_the_status() {
    let server = Server::new([answer(500, "", "<Fault>denied</Fault>")]);
    let error = send(server.get().refusal(fault)).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::PermissionDenied, 1));
}

#[tokio::test]
async fn a_refusal_may_leave_it_to_the_status() {
    let server = Server::new((0..3).map(|_| answer(500, "", "<Fault/>")));
    let error = send(server.get().refusal(fault)).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::Unavailable, 3));
}

#[tokio::test]
async fn a_refusal_sees_the_beginning_of_a_long_answer() {
    let length = |_, body: &[u8]| {
        Some(ConnectorError::new(ErrorKind::Unsupported, format!("{} bytes", body.len())))
    };
    let server = Server::new([answer(400, "", vec![b'x'; 1 << 20])]);
    let error = send(server.get().refusal(length)).await.unwrap_err();
    assert_eq!(error.message, "65536 bytes");
}

#[tokio::test]
async fn statuses_never_quote_the_body() {
    let server = Server::new([answer(404, "", "secret text")]);
    let error = send(server.get()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ConfigInvalid);
    assert_eq!(error.hint.as_deref(), Some("check `url`"));
    assert!(!format!("{error:?}").contains("secret text"));
}

#[tokio::test]
async fn an_empty_answer_is_an_answer() {
    let server = Server::new([answer(204, "", "")]);
    let answer = send(server.get()).await.unwrap();
    assert_eq!(answer.status, 204);
    assert_eq!(answer.body.bytes(0).await.unwrap().len(), 0);
}
