use std::{
    io::{BufRead, Read},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream::BoxStream};
use tenantry_core::connector::{ConnectorError, End, ErrorKind, FeedEvent, Tape};
use tenantry_http::{Client, Request, connector_error, stream};

use crate::server::{Server, answer, chunks, endless, options, raw, send, xml};

type Events = BoxStream<'static, Result<FeedEvent, ConnectorError>>;

/// Delivers every line of a response as a note.
fn lines(request: Request) -> Events {
    stream(|feed| async move {
        let session = Client::new(options()).session(&Tape::Off)?;
        let answer = session.send(request).await?;
        let count = feed.parse(answer.body, |reader, sink| {
            let mut count = 0;
            for line in reader.lines() {
                sink.send(FeedEvent::Note(line.map_err(connector_error)?))?;
                count += 1;
            }
            Ok(count)
        });
        Ok(End { complete: true, announced: Some(count.await?) })
    })
}

#[tokio::test]
async fn events_in_their_order() {
    let server = Server::new([xml("one\ntwo\nthree")]);
    let events: Vec<_> = lines(server.get()).map(Result::unwrap).collect().await;
    let notes: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            FeedEvent::Note(note) => Some(note.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(notes, ["one", "two", "three"]);
    let end = End { complete: true, announced: Some(3) };
    assert!(matches!(events.last().unwrap(), FeedEvent::End(last) if *last == end));
}

#[tokio::test]
async fn an_error_comes_after_what_was_read() {
    let server = Server::new([raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\none\ntwo\nth")]);
    let events: Vec<_> = lines(server.get()).collect().await;
    let note = |event: &Result<FeedEvent, _>, text| matches!(event, Ok(FeedEvent::Note(note)) if note == text);
    assert!(note(&events[0], "one") && note(&events[1], "two"), "{events:?}");
    assert_eq!(events.len(), 3);
    assert_eq!(events[2].as_ref().unwrap_err().kind, ErrorKind::Incomplete);
}

#[tokio::test]
async fn nothing_starts_before_it_is_asked_for() {
    let server = Server::new([xml("one")]);
    let events = lines(server.get());
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(server.requests().len(), 0);
    assert_eq!(events.count().await, 3);
}

#[tokio::test]
async fn the_failure_of_the_body_counts_more_than_what_a_parser_makes_of_it() {
    let server = Server::new([raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<residents>")]);
    let body = send(server.get()).await.unwrap().body;
    let parsed = body.parse(|reader| {
        reader
            .read_to_end(&mut Vec::new())
            .map_err(|_| ConnectorError::new(ErrorKind::Malformed, "no closing tag"))
    });
    assert_eq!(parsed.await.unwrap_err().kind, ErrorKind::Incomplete);
}

#[tokio::test]
async fn a_parser_may_stop_early() {
    let server = Server::new([endless()]);
    let body = send(server.get()).await.unwrap().body;
    let first = body.parse(|reader| {
        let mut first = [0; 10];
        reader.read_exact(&mut first).map_err(connector_error)?;
        Ok(first)
    });
    assert_eq!(first.await.unwrap(), [b'x'; 10]);
}

/// Records that a thread has ended.
struct Ended(Arc<AtomicBool>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

async fn cancelled(script: crate::server::Script, busy: bool) {
    let server = Server::new([script]);
    let ended = Arc::new(AtomicBool::new(false));
    let guard = Ended(ended.clone());
    let request = server.get();
    let mut events = stream(move |feed| async move {
        let session = Client::new(options()).session(&Tape::Off)?;
        let answer = session.send(request).await?;
        let parsed = feed.parse(answer.body, move |reader, sink| {
            let _guard = guard;
            sink.send(FeedEvent::Note("begun".into()))?;
            if busy {
                loop {
                    sink.send(FeedEvent::Note("busy".into()))?;
                }
            }
            std::io::copy(reader, &mut std::io::sink()).map_err(connector_error)
        });
        parsed.await?;
        Ok(End::COMPLETE)
    });
    while !matches!(events.next().await.unwrap().unwrap(), FeedEvent::Note(_)) {}
    drop(events);
    let began = Instant::now();
    while !ended.load(Ordering::SeqCst) {
        assert!(began.elapsed() < Duration::from_secs(5), "the thread goes on");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_dropped_stream_ends_a_parser_that_reads() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n<residents><resident>";
    cancelled(crate::server::then_silence(head), false).await;
}

#[tokio::test]
async fn a_dropped_stream_ends_a_parser_that_delivers() {
    cancelled(endless(), true).await;
}

#[tokio::test]
async fn progress_in_bytes() {
    let text = "0123456789abcde\n".repeat(1 << 16);
    let server =
        Server::new([xml(&text), chunks(vec![vec![b'x'; 300 << 10]], Duration::ZERO, true)]);
    let (first, second) = (server.get(), server.get());
    let events = stream(|feed| async move {
        let session = Client::new(options()).session(&Tape::Off)?;
        for request in [first, second] {
            let answer = session.send(request).await?;
            let read = |reader: &mut tenantry_http::BodyReader, _: &_| {
                std::io::copy(reader, &mut std::io::sink()).map_err(connector_error)
            };
            feed.parse(answer.body, read).await?;
        }
        Ok(End::COMPLETE)
    });
    let events: Vec<_> = events.map(Result::unwrap).collect().await;
    let progress: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            FeedEvent::Progress { done, total } => Some((*done, *total)),
            _ => None,
        })
        .collect();
    let length = text.len() as u64;
    assert!(progress.contains(&(length, Some(length))), "{progress:?}");
    assert!(progress.is_sorted(), "{progress:?}");
    assert!(progress.len() <= 1 + (length >> 18) as usize + 2, "{progress:?}");
    let (done, total) = *progress.last().unwrap();
    assert!(done > length && total.is_none(), "{progress:?}");
}

#[tokio::test]
async fn a_parser_that_panics() {
    let server = Server::new([answer(200, "", "x")]);
    let body = send(server.get()).await.unwrap().body;
    let parsed = body.parse(|_| -> Result<(), _> { panic!("a bug") });
    assert_eq!(parsed.await.unwrap_err().kind, ErrorKind::Unexpected);
}
