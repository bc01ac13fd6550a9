use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

use super::{
    Limits,
    register::{Admission, Id, Register, Stage},
};

/// The connections of a console. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Seats(Arc<Mutex<Register<oneshot::Sender<()>>>>);

/// A connection's place among the others; given up when dropped.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Seats,
    id: Id,
}

impl Seats {
    pub(super) fn new(limits: Limits) -> Self {
        Self(Arc::new(Mutex::new(Register::new(limits))))
    }

    /// A seat for a newcomer, and what resolves as soon as it has to leave; `None` if there is no
    /// room.
    pub(super) fn take(&self, from: IpAddr) -> Option<(Seat, oneshot::Receiver<()>)> {
        let (leave, leaving) = oneshot::channel();
        let Admission::Welcome(id, left) = self.lock().admit(from, leave) else { return None };
        if let Some(left) = left {
            let _ = left.send(());
        }
        Some((Seat { seats: self.clone(), id }, leaving))
    }

    /// Makes everybody leave who has not sent a whole request.
    pub(super) fn clear(&self) {
        for left in self.lock().remove_new() {
            let _ = left.send(());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Register<oneshot::Sender<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    pub(super) fn set(&self, stage: Stage) {
        self.seats.lock().set(self.id, stage);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.lock().remove(self.id);
    }
}
