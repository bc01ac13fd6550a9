use std::{
    io::{self, BufRead, Read},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::{Buf, Bytes, BytesMut};
use futures_util::FutureExt;
use tenantry_core::connector::{ConnectorError, ErrorKind};
use tokio::sync::mpsc;

use crate::body::Body;

/// Pieces queued for the parser before receiving pauses.
const WAITING: usize = 8;

/// Small chunks are combined into pieces of about this many bytes if more is
/// available.
const PIECE: usize = 64 << 10;

enum Piece {
    Bytes(Bytes),
    End,
    Failed(ConnectorError),
}

/// A body's failure, kept because a parser's own error type may lose it.
type Failure = Arc<Mutex<Option<ConnectorError>>>;

impl Body {
    /// Runs `work` on a blocking thread, with a reader of this body. The body
    /// is received only as fast as it is read. If the returned future is
    /// dropped, reading fails, which ends the thread.
    ///
    /// # Errors
    /// What `work` returns. If the body failed first, the body's failure,
    /// whatever `work` turned it into.
    pub async fn parse<T, W>(self, work: W) -> Result<T, ConnectorError>
    where
        T: Send + 'static,
        W: FnOnce(&mut BodyReader) -> Result<T, ConnectorError> + Send + 'static,
    {
        self.parse_watched(work, |_| {}).await
    }

    /// Like [`parse`](Self::parse); `watch` is told how many bytes have
    /// arrived.
    pub(crate) async fn parse_watched<T, W>(
        mut self,
        work: W,
        watch: impl FnMut(u64),
    ) -> Result<T, ConnectorError>
    where
        T: Send + 'static,
        W: FnOnce(&mut BodyReader) -> Result<T, ConnectorError> + Send + 'static,
    {
        let (sender, receiver) = mpsc::channel(WAITING);
        let failure = Failure::default();
        let mut reader =
            BodyReader { receiver, current: Bytes::new(), ended: false, failure: failure.clone() };
        let thread = tokio::task::spawn_blocking(move || work(&mut reader));
        pump(&mut self, &sender, watch).await;
        drop(sender);
        let outcome = thread.await.unwrap_or_else(|error| {
            Err(ConnectorError::new(ErrorKind::Unexpected, "reading the response did not finish")
                .source(error))
        });
        outcome.map_err(|error| take(&failure).unwrap_or(error))
    }
}

/// Passes the body on until it ends, fails, or nobody reads it any more.
async fn pump(body: &mut Body, sender: &mpsc::Sender<Piece>, mut watch: impl FnMut(u64)) {
    let mut done = 0;
    let mut last = None;
    while last.is_none() {
        let bytes = tokio::select! {
            biased;
            () = sender.closed() => return,
            (bytes, end) = piece(body) => {
                last = end;
                bytes
            }
        };
        done += bytes.len() as u64;
        watch(done);
        if !bytes.is_empty() && sender.send(Piece::Bytes(bytes)).await.is_err() {
            return;
        }
    }
    if let Some(last) = last {
        // If the parser has already ended, nobody is left to tell.
        let _ = sender.send(last).await;
    }
}

/// The next bytes, and how the body ended if it ended after them.
async fn piece(body: &mut Body) -> (Bytes, Option<Piece>) {
    let end = |received| match received {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(Piece::End),
        Err(error) => Err(Piece::Failed(error)),
    };
    let first = match end(body.chunk().await) {
        Ok(bytes) if bytes.len() >= PIECE => return (bytes, None),
        Ok(bytes) => bytes,
        Err(last) => return (Bytes::new(), Some(last)),
    };
    let mut more = BytesMut::new();
    while first.len() + more.len() < PIECE {
        match body.chunk().now_or_never().map(end) {
            Some(Ok(bytes)) => {
                if more.is_empty() {
                    more.reserve(PIECE);
                    more.extend_from_slice(&first);
                }
                more.extend_from_slice(&bytes);
            }
            Some(Err(last)) => return (joined(first, more), Some(last)),
            None => break,
        }
    }
    (joined(first, more), None)
}

fn joined(first: Bytes, more: BytesMut) -> Bytes {
    if more.is_empty() { first } else { more.freeze() }
}

/// Reads a body on a blocking thread. The end of input means that the body was
/// complete. Failures of the body are I/O errors, which [`connector_error`]
/// converts back.
pub struct BodyReader {
    receiver: mpsc::Receiver<Piece>,
    current: Bytes,
    ended: bool,
    failure: Failure,
}

impl BufRead for BodyReader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.current.is_empty() && !self.ended {
            match self.receiver.blocking_recv() {
                Some(Piece::Bytes(bytes)) => self.current = bytes,
                Some(Piece::End) => self.ended = true,
                Some(Piece::Failed(error)) => {
                    let told = twin(&error);
                    *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    return Err(io::Error::other(told));
                }
                None => {
                    let gone = ConnectorError::new(ErrorKind::Cancelled, "the fetch was canceled");
                    return Err(io::Error::other(gone));
                }
            }
        }
        Ok(&self.current)
    }

    fn consume(&mut self, count: usize) {
        self.current.advance(count);
    }
}

impl Read for BodyReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(into.len());
        into[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl std::fmt::Debug for BodyReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BodyReader").finish_non_exhaustive()
    }
}

/// The connector error wrapped in an I/O error of a [`BodyReader`]; any other
/// becomes [`ErrorKind::Unexpected`].
pub fn connector_error(error: io::Error) -> ConnectorError {
    let kind = error.kind();
    match error.into_inner().map(|inner| inner.downcast()) {
        Some(Ok(error)) => *error,
        _ => ConnectorError::new(
            ErrorKind::Unexpected,
            format!("the response cannot be read: {kind}"),
        ),
    }
}

fn take(failure: &Failure) -> Option<ConnectorError> {
    failure.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// The same error without its source.
fn twin(error: &ConnectorError) -> ConnectorError {
    let mut twin = ConnectorError::new(error.kind, error.message.clone());
    twin.hint.clone_from(&error.hint);
    twin.retry_after = error.retry_after;
    twin
}
