//! Runs each property's `sync.every`.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tenantry_engine::{Worker, schedule};
use tenantry_store::Store;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;

/// How often the clock is looked at: one that jumped, or a machine that slept,
/// is noticed by then.
const LOOK: Duration = Duration::from_secs(5);
/// So many syncs of the schedule are at work at once.
const AT_ONCE: usize = 4;

/// Starts what is due, for ever.
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
        for property in &app.properties {
            if at_work >= AT_ONCE {
                break;
            }
            let due = due(&property.worker, &property.store).await;
            let is_due = matches!(due, Ok(Some(Due::Now)))
                || matches!(due, Ok(Some(Due::At(at))) if at <= Timestamp::now());
            if is_due && property.worker.start(app.sync_asked(None)).is_ok() {
                at_work += 1;
            }
        }
    }
}

/// When a property is synced next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// It never was.
    Now,
    /// At this time, or soon after.
    At(Timestamp),
}

/// When a property is synced next; `None` where it has no schedule, or a sync
/// is at work.
pub(crate) async fn due(
    worker: &Worker,
    store: &Store,
) -> Result<Option<Due>, tenantry_store::StoreError> {
    let site = worker.site();
    let status = worker.status();
    let (Some(every), None) = (site.sync.every, &status.at_work) else { return Ok(None) };
    let is_permanent = status.last.as_ref().is_some_and(|last| last.is_permanent);
    let tx = store.read().await?;
    let runs = match tx.property(site.id()).await? {
        Some(property) => tx.runs(Some(property), schedule::LOOKS_BACK).await?,
        None => Vec::new(),
    };
    let next = schedule::next(site.id(), every, &runs, is_permanent);
    // A failure that could not even be recorded counts as well.
    let unrecorded = status.last.filter(|last| {
        last.outcome == "failed" && runs.first().is_none_or(|run| run.finished_at < last.since)
    });
    Ok(Some(match (next, unrecorded) {
        (_, Some(last)) => Due::At(last.at.checked_add(every).unwrap_or(Timestamp::MAX)),
        (Some(at), None) => Due::At(at),
        (None, None) => Due::Now,
    }))
}
