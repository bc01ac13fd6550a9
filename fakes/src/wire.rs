//! Sends a response, complete or spoiled by a fault.

use std::{convert::Infallible, fmt, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, StatusCode},
    response::Response,
};
use futures_util::{StreamExt, stream};
use tokio::time::sleep;

use crate::{
    Answer, Seen, bomb,
    fault::{Fault, RetryAfter},
    soap::{self, SoapVersion},
};

/// How long to wait until sent bytes have left: an immediate error would
/// discard them.
const ON_ITS_WAY: Duration = Duration::from_millis(30);

/// Sends a response, spoiled by a fault if there is one.
pub(crate) async fn send(seen: &Seen, answer: Answer, fault: Option<Fault>) -> Response {
    let Some(fault) = fault else { return whole(answer) };
    match fault {
        Fault::Soap { code, text } => {
            whole(soap::fault(SoapVersion::of(seen).unwrap_or(SoapVersion::V11), &code, &text))
        }
        Fault::Html { declared } => {
            let page = Answer::html(200, "Runtime Error");
            whole(if declared { page } else { Answer { headers: answer.headers, ..page } })
        }
        Fault::Cut => {
            let half = answer.body[..answer.body.len() / 2].to_vec();
            with_body(&answer, cut_after(half))
        }
        Fault::TooShort(by) => {
            let length = answer.body.len() + by;
            let body = cut_after(answer.body.clone());
            with_body(&answer.with("content-length", &length.to_string()), body)
        }
        Fault::Drip { bytes, every } => with_body(&answer, drip(&answer.body, bytes, every)),
        Fault::GzipBomb { start, repeat } => {
            let body = bomb::bomb(&start, &repeat);
            whole(Answer { body, ..answer }.with("content-encoding", "gzip"))
        }
        Fault::Endless { start, repeat } => with_body(&answer, endless(start, &repeat)),
        Fault::Later { status, retry_after } => whole(later(status, retry_after)),
        Fault::Redirect { status, to } => {
            whole(Answer::html(status, "Object moved").with("location", &to))
        }
        Fault::Wait(time) => {
            sleep(time).await;
            whole(answer)
        }
        Fault::Truncated(at) => {
            let mut answer = answer;
            answer.body.truncate(at);
            whole(answer)
        }
        Fault::Answer(answer) => whole(answer),
    }
}

/// A response without any fault.
pub(crate) fn whole(answer: Answer) -> Response {
    let body = Body::from(answer.body.clone());
    with_body(&answer, body)
}

/// The status and headers of a response with a different body.
fn with_body(answer: &Answer, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
        {
            response.headers_mut().append(name, value);
        }
    }
    response
}

fn later(status: u16, retry_after: RetryAfter) -> Answer {
    let answer = Answer::new(status, "text/plain; charset=utf-8", "Try again later.");
    match retry_after {
        RetryAfter::Unsaid => answer,
        RetryAfter::Seconds(seconds) => answer.with("retry-after", &seconds.to_string()),
        RetryAfter::At(time) => answer.with("retry-after", &httpdate::fmt_http_date(time)),
    }
}

/// The bytes, followed by the end of the connection.
fn cut_after(bytes: Vec<u8>) -> Body {
    let first = stream::iter([Ok(Bytes::from(bytes))]);
    let end = stream::once(async {
        sleep(ON_ITS_WAY).await;
        Err(Ended)
    });
    Body::from_stream(first.chain(end))
}

fn drip(body: &[u8], bytes: usize, every: Duration) -> Body {
    let drops: Vec<Bytes> = body.chunks(bytes.max(1)).map(Bytes::copy_from_slice).collect();
    Body::from_stream(stream::iter(drops).then(move |drop| async move {
        sleep(every).await;
        Ok::<_, Infallible>(drop)
    }))
}

fn endless(start: String, repeat: &str) -> Body {
    let block = Bytes::from(repeat.repeat((64 << 10) / repeat.len().max(1) + 1));
    let body = stream::iter([Bytes::from(start)]).chain(stream::repeat(block));
    Body::from_stream(body.map(Ok::<_, Infallible>))
}

/// Why a body ends early.
#[derive(Debug)]
struct Ended;

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the fake ended the connection, as configured")
    }
}

impl std::error::Error for Ended {}
