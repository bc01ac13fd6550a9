use tenantry_core::{
    connector::{ConnectorError, FeedEvent},
    model::{Reject, Resident},
};

use crate::feed::Sink;

/// Residents in one batch.
const SIZE: usize = 1000;

/// Delivers residents in batches, and rejects immediately.
#[derive(Debug)]
pub struct Batches<'s> {
    sink: &'s Sink,
    batch: Vec<Resident>,
}

impl<'s> Batches<'s> {
    /// Delivers to this sink.
    pub fn new(sink: &'s Sink) -> Self {
        Self { sink, batch: Vec::new() }
    }

    /// Delivers a record, possibly with a later batch.
    ///
    /// # Errors
    /// [`ErrorKind::Cancelled`](tenantry_core::connector::ErrorKind) if the
    /// stream was dropped.
    pub fn add(&mut self, record: Result<Resident, Reject>) -> Result<(), ConnectorError> {
        match record {
            Ok(resident) => {
                if self.batch.capacity() == 0 {
                    self.batch.reserve_exact(SIZE);
                }
                self.batch.push(resident);
                if self.batch.len() == SIZE { self.flush() } else { Ok(()) }
            }
            Err(reject) => Ok(self.sink.send(FeedEvent::Reject(reject))?),
        }
    }

    /// Delivers what is left.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn finish(mut self) -> Result<(), ConnectorError> {
        if self.batch.is_empty() { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<(), ConnectorError> {
        Ok(self.sink.send(FeedEvent::Batch(std::mem::take(&mut self.batch)))?)
    }
}
