//! A switch for tests: one rule keeps quiet. Conservation must notice.

use std::cell::Cell;

use crate::{
    model::{AlertKind, Reason},
    reconcile::Change,
};

/// What is dropped before it gets into the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dropped {
    /// Every alert of a kind.
    Alert(AlertKind),
    /// Every change for a reason.
    Change(Reason),
}

thread_local! {
    static DROPPED: Cell<Option<Dropped>> = const { Cell::new(None) };
}

/// Runs something while a rule keeps quiet.
pub(super) fn without<T>(dropped: Dropped, run: impl FnOnce() -> T) -> T {
    DROPPED.set(Some(dropped));
    let result = run();
    DROPPED.set(None);
    result
}

pub(super) fn drops_alert(kind: AlertKind) -> bool {
    DROPPED.get() == Some(Dropped::Alert(kind))
}

pub(super) fn drops_change(change: &Change) -> bool {
    DROPPED.get() == Some(Dropped::Change(change.reason))
}
