//! A switch for tests that silences one rule. The conservation check must notice.

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
    /// Every change with a reason.
    Change(Reason),
}

thread_local! {
    static DROPPED: Cell<Option<Dropped>> = const { Cell::new(None) };
}

/// Runs a function while a rule is silenced.
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
