//! The server that runs a fake system.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
};

use axum::{Router, body::to_bytes, extract::Request, response::Response};
use tokio::{runtime, sync::oneshot};

use crate::{
    Answer, Seen,
    fault::{Fault, Faults},
    wire,
};

/// The maximum size of a request in bytes, more than any connector sends.
const REQUEST_LIMIT: usize = 1 << 20;

/// A fake property-management system.
pub trait Pms: Send + 'static {
    /// The operation that a request calls, for faults of a single operation.
    fn operation(&self, seen: &Seen) -> String;

    /// The response to a request.
    fn answer(&mut self, seen: &Seen) -> Answer;
}

/// A fake system on a port of this machine; it runs until dropped.
#[derive(Debug)]
pub struct Fake<P> {
    shared: Arc<Shared<P>>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared<P> {
    pms: Mutex<P>,
    faults: Mutex<Faults>,
    requests: Mutex<Vec<Seen>>,
}

impl<P: Pms> Fake<P> {
    /// Starts a system on a free port.
    pub fn start(pms: P) -> Self {
        Self::on_port(pms, 0).expect("a free port")
    }

    /// Starts a system on a port.
    pub fn on_port(pms: P, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            pms: Mutex::new(pms),
            faults: Mutex::default(),
            requests: Mutex::default(),
        });
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let served = shared.clone();
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    result = serve(listener, served) => result.expect("a listening socket"),
                    _ = stopped => {}
                }
            });
        });
        Ok(Self { shared, address, stop: Some(stop), thread: Some(thread) })
    }

    /// The URL of the server, without a trailing slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The system behind the server, to configure it between requests.
    pub fn pms(&self) -> MutexGuard<'_, P> {
        lock(&self.shared.pms)
    }

    /// The requests so far, in order.
    pub fn requests(&self) -> Vec<Seen> {
        lock(&self.shared.requests).clone()
    }

    /// The operations called so far, in order.
    pub fn operations(&self) -> Vec<String> {
        let pms = self.pms();
        lock(&self.shared.requests).iter().map(|seen| pms.operation(seen)).collect()
    }

    /// Clears the recorded requests and the faults.
    pub fn clear(&self) {
        lock(&self.shared.requests).clear();
        lock(&self.shared.faults).clear();
    }

    /// Fails the next request; further calls fail the ones after it.
    pub fn fault(&self, fault: Fault) {
        lock(&self.shared.faults).once(None, fault);
    }

    /// Fails the next request for an operation.
    pub fn fault_on(&self, operation: &str, fault: Fault) {
        lock(&self.shared.faults).once(Some(operation), fault);
    }

    /// Fails every request.
    pub fn fault_always(&self, fault: Fault) {
        lock(&self.shared.faults).always(None, fault);
    }

    /// Fails every request for an operation after this many of them.
    pub fn fault_after(&self, operation: &str, requests: usize, fault: Fault) {
        lock(&self.shared.faults).after(Some(operation), requests, fault);
    }

    /// Fails every request for an operation.
    pub fn fault_always_on(&self, operation: &str, fault: Fault) {
        lock(&self.shared.faults).always(Some(operation), fault);
    }
}

impl<P> Drop for Fake<P> {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A test that panicked while holding the lock must not hide its own message.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve<P: Pms>(listener: TcpListener, shared: Arc<Shared<P>>) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let router = Router::new().fallback(move |request: Request| respond(shared.clone(), request));
    axum::serve(listener, router).await
}

async fn respond<P: Pms>(shared: Arc<Shared<P>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_LIMIT).await else {
        return wire::whole(Answer::html(413, "Request Entity Too Large"));
    };
    let seen = Seen::new(&parts, &body);
    let (operation, answer) = {
        let mut pms = lock(&shared.pms);
        (pms.operation(&seen), pms.answer(&seen))
    };
    let fault = lock(&shared.faults).take(&operation);
    lock(&shared.requests).push(seen.clone());
    wire::send(&seen, answer, fault).await
}
