use std::{io::Write, time::Duration};

use flate2::{Compression, write::GzEncoder};
use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_http::Options;

use crate::server::{
    Script, Server, answer, chunks, endless, options, raw, send, send_with, text, then_silence, xml,
};

async fn failure(script: Script, options: Options) -> ConnectorError {
    let server = Server::new([script]);
    text(send_with(options, server.get()).await.unwrap()).await.unwrap_err()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn compressed(bytes: impl AsRef<[u8]>) -> Script {
    answer(200, "content-encoding: gzip\r\n", bytes)
}

#[tokio::test]
async fn compressed_bodies() {
    let server = Server::new([compressed(gzip(b"<residents/>"))]);
    let answer = send(server.get()).await.unwrap();
    assert_eq!(answer.body.length(), None);
    assert_eq!(text(answer).await.unwrap(), "<residents/>");
}

#[tokio::test]
async fn a_short_body() {
    let script = raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<residents><resident>");
    let error = failure(script, options()).await;
    assert_eq!((error.kind, error.attempts), (ErrorKind::Incomplete, 1));
    assert_eq!(error.message, "Get maple: the response ended before it was complete");
}

#[tokio::test]
async fn a_body_cut_between_chunks() {
    let script = chunks(vec![vec![b'x'; 5000]; 3], Duration::ZERO, false);
    assert_eq!(failure(script, options()).await.kind, ErrorKind::Incomplete);
}

#[tokio::test]
async fn a_body_cut_within_a_chunk() {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let error = failure(raw(format!("{head}100\r\n<residents>")), options()).await;
    assert_eq!(error.kind, ErrorKind::Incomplete);
}

#[tokio::test]
async fn after_a_failure_a_body_has_no_end() {
    let server =
        Server::new([raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<residents><resident>")]);
    let mut body = send(server.get()).await.unwrap().body;
    while let Ok(chunk) = body.chunk().await {
        assert!(chunk.is_some());
    }
    assert_eq!(body.chunk().await.unwrap_err().kind, ErrorKind::Incomplete);
}

#[tokio::test]
async fn compressed_bytes_that_end_early() {
    let text: Vec<u8> =
        (0..100_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let whole = gzip(&text);
    let error = failure(compressed(&whole[..whole.len() / 2]), options()).await;
    assert_eq!(error.kind, ErrorKind::Incomplete);
    let error = failure(compressed(&whole[..whole.len() - 4]), options()).await;
    assert_eq!(error.kind, ErrorKind::Incomplete);
}

#[tokio::test]
async fn damaged_compressed_bytes() {
    let text: Vec<u8> =
        (0..100_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let mut damaged = gzip(&text);
    let middle = damaged.len() / 2;
    damaged[middle..middle + 100].fill(0xFF);
    let error = failure(compressed(damaged), options()).await;
    assert_eq!(error.kind, ErrorKind::Malformed);
    assert_eq!(error.message, "Get maple: the compressed response is damaged");
}

#[tokio::test]
async fn a_bomb() {
    let bomb = gzip(&vec![b' '; 50 << 20]);
    assert!(bomb.len() < 100_000);
    let options = Options { max_body: 1 << 20, ..options() };
    let error = failure(compressed(bomb), options).await;
    assert_eq!(error.kind, ErrorKind::TooLarge);
    assert_eq!(error.message, "Get maple: the response has more than 1048576 bytes");
}

#[tokio::test]
async fn an_endless_body() {
    let error = failure(endless(), Options { max_body: 3 << 20, ..options() }).await;
    assert_eq!(error.kind, ErrorKind::TooLarge);
}

#[tokio::test]
async fn a_cap_on_what_is_kept() {
    let server = Server::new([xml("<a/>"), xml("<a/>")]);
    let answer = send(server.get()).await.unwrap();
    assert_eq!(answer.body.bytes(4).await.unwrap(), "<a/>");
    let answer = send(server.get()).await.unwrap();
    assert_eq!(answer.body.bytes(3).await.unwrap_err().kind, ErrorKind::TooLarge);
}

#[tokio::test]
async fn silence_within_a_body() {
    let script =
        then_silence("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<residents><resident>");
    let error = failure(script, Options { idle: Duration::from_millis(100), ..options() }).await;
    assert_eq!(error.kind, ErrorKind::Timeout);
    assert_eq!(error.message, "Get maple: no more data for 0.1 s");
}

#[tokio::test]
async fn a_body_that_trickles_too_long() {
    let script = chunks(vec![b"<residents>".to_vec(); 100], Duration::from_millis(20), true);
    let options = Options { timeout: Duration::from_millis(200), ..options() };
    let error = failure(script, options).await;
    assert_eq!(error.kind, ErrorKind::Timeout);
    assert_eq!(error.message, "Get maple: the response took too long");
}
