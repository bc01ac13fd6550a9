//! The connections to the console: each is bounded in time, and all of them in number, so that
//! neither many nor slow ones keep others from the pages or syncs from their files.

mod limits;
mod register;
mod seat;
mod watched;

pub(crate) use limits::{Limits, files};
use register::Stage;
pub(crate) use register::network;

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderValue, Request, header},
    response::Response,
};
use hyper::{
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use seat::{Seat, Seats};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch},
};
use watched::Watched;

/// How long a request's head may take to arrive, and how long a connection may be idle between
/// two requests.
const HEAD: Duration = Duration::from_secs(15);
/// How many headers a request may have.
const HEADERS: usize = 100;
/// How many bytes of a request are buffered.
const BUFFER: usize = 64 << 10;
/// How long a connection is kept for further requests.
const KEPT: Duration = Duration::from_secs(10 * 60);
/// How many requests a connection is kept for.
const REQUESTS: u32 = 1000;
/// How much longer a connection lives if a response is still being sent.
const LAST: Duration = Duration::from_secs(16 * 60);
/// How many connections more than allowed exist while others are being closed.
const CLOSING: usize = 32;
/// How long to wait after a connection could not be accepted.
const PAUSE: Duration = Duration::from_millis(200);

/// Serves HTTP/1.1 until `stop`, then finishes what is being answered.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: oneshot::Receiver<()>,
) {
    let all = limits.all + CLOSING;
    let files = Arc::new(Semaphore::new(all));
    let (closing, closed) = watch::channel(false);
    let seats = Seats::new(limits);
    let mut stop = pin!(stop);
    let mut warned: Option<Instant> = None;
    loop {
        let accept = async {
            let permit = files.clone().acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            accepted = accept => accepted,
            _ = &mut stop => break,
        };
        let (Ok(permit), Ok((stream, peer))) = (permit, accepted) else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        match seats.take(peer.ip()) {
            Some((seat, leaving)) => {
                let seat = Arc::new(seat);
                let accepted = Accepted { peer, router: router.clone(), seat, permit };
                tokio::spawn(accepted.serve(stream, leaving, closed.clone()));
            }
            None if warned.is_none_or(|at| at.elapsed() > Duration::from_secs(60)) => {
                warned = Some(Instant::now());
                tracing::warn!(limit = limits.all, "too many connections; some are refused");
            }
            None => {}
        }
    }
    drop(listener);
    let _ = closing.send(true);
    // The others are answered, or idle and closed at once.
    seats.clear();
    // Every connection holds a permit until it is closed.
    let _ = files.acquire_many(u32::try_from(all).unwrap_or(u32::MAX)).await;
}

/// An accepted connection.
struct Accepted {
    peer: SocketAddr,
    router: Router,
    seat: Arc<Seat>,
    permit: OwnedSemaphorePermit,
}

impl Accepted {
    async fn serve(
        self,
        stream: TcpStream,
        mut leaving: oneshot::Receiver<()>,
        mut closing: watch::Receiver<bool>,
    ) {
        // Given up last, when the connection's file is closed.
        let Self { peer, router, seat, permit: _permit } = self;
        let router = TowerToHyperService::new(router);
        let answered = AtomicU32::new(0);
        let service = service_fn(|request: Request<Incoming>| {
            let is_last = answered.fetch_add(1, Ordering::Relaxed) + 1 >= REQUESTS;
            answer(router.clone(), seat.clone(), peer, request, is_last)
        });
        let mut connection = pin!(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD)
                .max_headers(HEADERS)
                .max_buf_size(BUFFER)
                .serve_connection(TokioIo::new(stream), service)
        );
        let mut time = pin!(tokio::time::sleep(KEPT));
        let mut is_closing = false;
        loop {
            tokio::select! {
                // An error is the other side's: it has gone, or sent no HTTP.
                _ = connection.as_mut() => break,
                _ = &mut leaving => break,
                () = &mut time => {
                    if is_closing {
                        break;
                    }
                }
                _ = closing.changed(), if !is_closing => {}
            }
            is_closing = true;
            connection.as_mut().graceful_shutdown();
            time.as_mut().reset(tokio::time::Instant::now() + LAST);
        }
    }
}

async fn answer(
    router: TowerToHyperService<Router>,
    seat: Arc<Seat>,
    peer: SocketAddr,
    request: Request<Incoming>,
    is_last: bool,
) -> Result<Response, Infallible> {
    let body = seat.clone();
    let mut request = request.map(|incoming| Body::new(Watched::new(incoming, body)));
    request.extensions_mut().insert(ConnectInfo(peer));
    let mut response = router.call(request).await?;
    seat.set(Stage::Answered);
    if is_last {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}
