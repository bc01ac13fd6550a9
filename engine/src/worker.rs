use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tenantry_core::{Date, reconcile::Counts};
use tenantry_store::{OpenMode, Outcome, Store};
use tokio::sync::watch;
use tracing::{error, warn};

use crate::{Handle, Progress, Report, Result, Site, SyncRequest};

/// The syncs of one property in this process: one at a time, each on a thread
/// of its own, so that nothing else waits for its work.
#[derive(Debug)]
pub struct Worker {
    site: Arc<Site>,
    status: watch::Sender<Status>,
    /// Held while it is decided which sync starts.
    start: Mutex<()>,
    /// Another day than this one, for somebody who rehearses it.
    today: Option<Date>,
}

/// What a property's syncs are at.
#[derive(Debug, Clone, Default)]
pub struct Status {
    /// The sync at work.
    pub at_work: Option<AtWork>,
    /// The last one that ended in this process.
    pub last: Option<Finished>,
}

/// A sync at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtWork {
    /// Since when.
    pub since: Timestamp,
    /// Records that came in.
    pub records: u64,
    /// How far the connector is, and of how much, in its own units.
    pub at: Option<(u64, Option<u64>)>,
    /// The roster is whole, and the plan is being applied.
    pub is_applying: bool,
}

/// A sync that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// When it began.
    pub since: Timestamp,
    /// When it ended.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// The run, if there is one.
    pub run_id: Option<String>,
    /// Its numbers.
    pub counts: Counts,
    /// Why it failed.
    pub error: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// Trying again cannot help before somebody acts.
    pub is_permanent: bool,
}

/// A sync of the property is at work already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sync of this property is at work already")]
pub struct Busy;

impl Worker {
    /// A worker for a property. `today` is for somebody who rehearses another
    /// day.
    pub fn new(site: Arc<Site>, today: Option<Date>) -> Self {
        Self { site, status: watch::Sender::default(), start: Mutex::default(), today }
    }

    /// The property.
    pub fn site(&self) -> &Arc<Site> {
        &self.site
    }

    /// What it is at, and every change of that.
    pub fn watch(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// What it is at.
    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    /// Starts a sync.
    ///
    /// # Errors
    /// [`Busy`] if one is at work.
    pub fn start(self: &Arc<Self>, asked: SyncRequest) -> std::result::Result<(), Busy> {
        let _guard = self.start.lock().unwrap_or_else(PoisonError::into_inner);
        if self.status.borrow().at_work.is_some() {
            return Err(Busy);
        }
        let since = Timestamp::now();
        let at_work = AtWork { since, records: 0, at: None, is_applying: false };
        self.status.send_modify(|status| status.at_work = Some(at_work));
        let worker = self.clone();
        let name = format!("sync {}", self.site.id());
        let work = move || {
            // Says that it has ended even if it panics.
            let mut ended = Ended { worker: &worker, since, result: None };
            ended.result = Some(worker.work(&asked));
        };
        if let Err(error) = std::thread::Builder::new().name(name).spawn(work) {
            error!(property = self.site.id(), %error, "no thread for a sync");
            self.finish(since, None);
        }
        Ok(())
    }

    /// Returns once no sync is at work.
    pub async fn idle(&self) {
        // The sender lives as long as the worker.
        let _ = self.watch().wait_for(|status| status.at_work.is_none()).await;
    }

    fn work(&self, asked: &SyncRequest) -> Result<Report> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime
            .map_err(|source| crate::Error::File { what: "a sync cannot start".into(), source })?;
        let mut watcher = Watcher(&self.status);
        let result = runtime.block_on(self.sync(asked, &mut watcher));
        // A fetch that was given up may still wait for a slow source.
        runtime.shutdown_background();
        result
    }

    /// Through a connection of its own, so that no page has to wait for it.
    async fn sync(&self, asked: &SyncRequest, progress: &mut dyn Progress) -> Result<Report> {
        let store = Store::open(&self.site.database_url, OpenMode::Write).await?;
        let report = Handle::new(&self.site, &store, self.today).sync(asked, progress).await?;
        store.close().await?;
        Ok(report)
    }

    fn finish(&self, since: Timestamp, result: Option<Result<Report>>) {
        let property = self.site.id();
        let last = finished(since, result);
        match &last.error {
            Some(error) => warn!(property, error, "the sync failed"),
            None => tracing::info!(
                property,
                outcome = last.outcome.as_str(),
                run = last.run_id,
                "synced"
            ),
        }
        self.status.send_modify(|status| *status = Status { at_work: None, last: Some(last) });
    }
}

fn finished(since: Timestamp, result: Option<Result<Report>>) -> Finished {
    let ended = Finished {
        since,
        at: Timestamp::now(),
        outcome: Outcome::Failed,
        run_id: None,
        counts: Counts::default(),
        error: None,
        hint: None,
        is_permanent: false,
    };
    match result {
        Some(Ok(report)) => Finished {
            outcome: report.outcome,
            run_id: report.run_id,
            counts: report.counts,
            ..ended
        },
        Some(Err(error)) => Finished {
            hint: error.connector().and_then(|error| error.hint.clone()),
            is_permanent: error.connector().is_some_and(|error| !error.kind.is_temporary()),
            error: Some(error.line()),
            ..ended
        },
        None => {
            let error = "the sync ended unexpectedly; nothing was applied; please report this";
            Finished { error: Some(error.into()), ..ended }
        }
    }
}

struct Ended<'a> {
    worker: &'a Worker,
    since: Timestamp,
    result: Option<Result<Report>>,
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.worker.finish(self.since, self.result.take());
    }
}

struct Watcher<'a>(&'a watch::Sender<Status>);

impl Watcher<'_> {
    fn modify(&self, change: impl FnOnce(&mut AtWork)) {
        self.0.send_modify(|status| {
            if let Some(at_work) = &mut status.at_work {
                change(at_work);
            }
        });
    }
}

impl Progress for Watcher<'_> {
    fn fetching(&mut self) {
        self.modify(|work| (work.records, work.at, work.is_applying) = (0, None, false));
    }

    fn records(&mut self, more: usize) {
        self.modify(|work| work.records += more as u64);
    }

    fn at(&mut self, done: u64, total: Option<u64>) {
        self.modify(|work| work.at = Some((done, total)));
    }

    fn applying(&mut self) {
        self.modify(|work| work.is_applying = true);
    }
}
