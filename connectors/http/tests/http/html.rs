use std::time::Duration;

use tenantry_core::connector::ErrorKind;
use tenantry_http::Document;

use crate::server::{Server, answer, chunks, send, text, xml};

#[tokio::test]
async fn a_page_in_place_of_a_document() {
    let server = Server::new(
        (0..3).map(|_| answer(200, "content-type: text/html; charset=utf-8\r\n", "<title>Sign in")),
    );
    let error = send(server.get().expects(Document::Json)).await.unwrap_err();
    assert_eq!((error.kind, error.attempts), (ErrorKind::Unavailable, 3));
    assert_eq!(error.message, "Get maple: an HTML page instead of JSON");
}

#[tokio::test]
async fn a_page_that_says_it_is_xml() {
    let server =
        Server::new([xml("\r\n <!DocType HTML><html>"), xml("<HTML>"), xml("<residents/>")]);
    assert_eq!(text(send(server.get()).await.unwrap()).await.unwrap(), "<residents/>");
}

#[tokio::test]
async fn a_page_that_begins_slowly() {
    let page = |pieces: &[&str]| {
        let pieces = pieces.iter().map(|piece| piece.as_bytes().to_vec()).collect();
        chunks(pieces, Duration::from_millis(20), true)
    };
    let server = Server::new([
        page(&[" ", "<!doc", "type html", "><html>"]),
        page(&["\n", "<!doc", "type residents", "><residents/>"]),
    ]);
    let answer = send(server.get()).await.unwrap();
    assert_eq!(text(answer).await.unwrap(), "\n<!doctype residents><residents/>");
}
