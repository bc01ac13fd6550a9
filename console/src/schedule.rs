//! Syncs each property as often as its `sync.every` says.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tenantry_engine::{Status, SyncRequest, Worker, schedule};
use tenantry_store::{Outcome, RunRecord, Store, StoreError};
use tokio::time::{MissedTickBehavior, interval};

use crate::app::{App, Property};

/// How often the clock is checked, so that a clock that jumped or a machine that
/// slept is noticed soon.
const LOOK: Duration = Duration::from_secs(5);
/// How many scheduled syncs run at the same time.
const AT_ONCE: usize = 4;

/// Starts due syncs, forever.
pub(crate) async fn run(app: Arc<App>) {
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let mut at_work = app
            .properties
            .iter()
            .filter(|property| property.worker.status().at_work.is_some())
            .count();
        for property in app.properties.iter().filter(|property| !property.is_read_only) {
            if at_work >= AT_ONCE {
                break;
            }
            let now = Timestamp::now();
            let due = match latest(&property.worker, &property.store).await {
                Ok(runs) if record_failure(&app, property, &runs).await => continue,
                Ok(runs) => due(&property.worker, &runs, now),
                Err(error) => {
                    tracing::warn!(property = property.id(), %error, "the schedule cannot read the runs");
                    None
                }
            };
            let is_due = match due {
                Some(Due::Now) => true,
                Some(Due::At(at)) => at <= now,
                None => false,
            };
            if is_due && property.worker.start(SyncRequest::default()).is_ok() {
                at_work += 1;
            }
        }
    }
}

/// Records the last sync of this process in the history if it failed and could not do so itself,
/// because it could not open the database. Returns whether a run was recorded.
async fn record_failure(app: &App, property: &Property, latest: &[RunRecord]) -> bool {
    let Status { at_work: None, last: Some(last) } = property.worker.status() else { return false };
    if !last.is_broken || !last.is_unrecorded(latest.first()) {
        return false;
    }
    let recorded = app.handle(property).record_failure(&last).await;
    if let Err(error) = &recorded {
        let error = error.line();
        tracing::warn!(property = property.id(), error, "a failed sync could not be recorded");
    }
    recorded.is_ok()
}

async fn latest(worker: &Worker, store: &Store) -> Result<Vec<RunRecord>, StoreError> {
    let tx = store.read().await?;
    match tx.property(worker.site().id()).await? {
        Some(property) => tx.syncs(property, schedule::LOOKS_BACK).await,
        None => Ok(Vec::new()),
    }
}

/// When the next sync of a property is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// Now: it was never synced, or nobody knows when.
    Now,
    /// At this time, or soon after.
    At(Timestamp),
}

/// When the next sync of a property is due; `None` if it has no schedule or a
/// sync is running.
pub(crate) fn due(worker: &Worker, latest: &[RunRecord], now: Timestamp) -> Option<Due> {
    let site = worker.site();
    let status = worker.status();
    let (Some(every), None) = (site.sync.every, &status.at_work) else { return None };
    let is_permanent = status.last.as_ref().is_some_and(|last| last.is_permanent);
    let next = schedule::next(site.id(), every, latest, is_permanent, now);
    // This process's own last sync counts if no run does: its failure could not be
    // recorded, or another machine, whose clock is ahead, recorded the latest run.
    // Otherwise two such machines would take turns without a pause.
    let own = status
        .last
        .filter(|last| next.is_none() || last.is_unrecorded(latest.first()))
        .filter(|last| !schedule::is_ahead(last.at, now));
    Some(match (next, own) {
        (_, Some(last)) => {
            let is_soon = last.outcome == Outcome::Failed && !last.is_permanent;
            let wait = if is_soon { every.min(schedule::FIRST_RETRY) } else { every };
            Due::At(last.at.checked_add(wait).unwrap_or(Timestamp::MAX))
        }
        (Some(at), None) => Due::At(at),
        (None, None) => Due::Now,
    })
}
