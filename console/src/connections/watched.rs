use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};

use super::{Stage, seat::Seat};

/// A request's body, which makes its connection busy once it has arrived: until then, the
/// connection can be closed to make room.
pub(super) struct Watched {
    body: Incoming,
    seat: Arc<Seat>,
}

impl Watched {
    pub(super) fn new(body: Incoming, seat: Arc<Seat>) -> Self {
        let watched = Self { body, seat };
        watched.look();
        watched
    }

    fn look(&self) {
        if self.body.is_end_stream() {
            self.seat.set(Stage::Busy);
        }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        match &frame {
            None => self.seat.set(Stage::Busy),
            Some(_) => self.look(),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
