use std::{
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use tenantry_core::{Date, reconcile::Counts};
use tenantry_store::{Outcome, RunRecord, RunSeq, Store};
use tokio::sync::watch;
use tracing::{error, warn};

use crate::{Handle, Progress, Report, Result, Site, SyncRequest};

/// Runs the syncs of one property in this process: one at a time, each on its
/// own thread, so that it does not block anything else.
#[derive(Debug)]
pub struct Worker {
    site: Arc<Site>,
    /// The database as it was opened when the process started.
    store: Store,
    status: watch::Sender<Status>,
    /// Held while deciding which sync starts.
    start: Mutex<()>,
    /// Replaces the current date, to rehearse another day.
    today: Option<Date>,
}

/// The state of a property's syncs.
#[derive(Debug, Clone, Default)]
pub struct Status {
    /// The running sync.
    pub at_work: Option<AtWork>,
    /// The last sync that ended in this process.
    pub last: Option<Finished>,
}

/// A running sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtWork {
    /// When it started.
    pub since: Timestamp,
    /// How many records have arrived.
    pub records: u64,
    /// How far the connector is, and out of how much, in its own units.
    pub at: Option<(u64, Option<u64>)>,
    /// Whether the roster is complete and the plan is being applied.
    pub is_applying: bool,
}

/// A sync that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// When it started.
    pub since: Timestamp,
    /// When it ended.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// The run's ID, if a run was recorded.
    pub run_id: Option<String>,
    /// What it did, in numbers.
    pub counts: Counts,
    /// Why it failed.
    pub error: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether retrying cannot help until somebody acts.
    pub is_permanent: bool,
    /// Whether the database, the operating system or a bug made it fail, so that it
    /// may not be in the history.
    pub is_broken: bool,
    /// The places in the order of runs that were taken while it ran, by whatever
    /// run; `None` if the database could not be read.
    pub seqs: Option<Range<RunSeq>>,
}

impl Finished {
    /// Whether a run was recorded after this sync had ended.
    pub fn is_before(&self, run: &RunRecord) -> bool {
        // Without a database there was nothing to go by but the clocks.
        self.seqs.as_ref().map_or(run.finished_at > self.at, |seqs| run.seq >= seqs.end)
    }

    /// Whether this sync failed without leaving a run, and no run was recorded
    /// later. `latest` is the property's latest run.
    pub fn is_unrecorded(&self, latest: Option<&RunRecord>) -> bool {
        let is_older = |run: &RunRecord| {
            self.seqs.as_ref().map_or(run.finished_at < self.since, |seqs| run.seq < seqs.start)
        };
        self.outcome == Outcome::Failed && latest.is_none_or(is_older)
    }
}

/// A sync of the property is already running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sync of this property is already running")]
pub struct Busy;

impl Worker {
    /// Creates the worker of a property. Each sync opens the database of `store` again, and fails
    /// if it is another one by then. `today` replaces the current date, to rehearse another day.
    pub fn new(site: Arc<Site>, store: Store, today: Option<Date>) -> Self {
        Self { site, store, status: watch::Sender::default(), start: Mutex::default(), today }
    }

    /// The property that this worker syncs.
    pub fn site(&self) -> &Arc<Site> {
        &self.site
    }

    /// Follows the state and every change of it.
    pub fn watch(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// The current state.
    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    /// Starts a sync on its own thread.
    ///
    /// # Errors
    /// [`Busy`] if one is running.
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
            // Reports the end even if the sync panics.
            let mut ended = Ended { worker: &worker, since, result: None, seqs: None };
            ended.result = Some(worker.work(&asked, &mut ended.seqs));
        };
        if let Err(error) = std::thread::Builder::new().name(name).spawn(work) {
            error!(property = self.site.id(), %error, "cannot start a thread for a sync");
            self.finish(since, None, None);
        }
        Ok(())
    }

    /// Returns once no sync is running.
    pub async fn idle(&self) {
        // The sender lives as long as the worker.
        let _ = self.watch().wait_for(|status| status.at_work.is_none()).await;
    }

    fn work(&self, asked: &SyncRequest, seqs: &mut Option<Range<RunSeq>>) -> Result<Report> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime
            .map_err(|source| crate::Error::File { what: "a sync cannot start".into(), source })?;
        let mut watcher = Watcher(&self.status);
        let result = runtime.block_on(self.sync(asked, &mut watcher, seqs));
        // An abandoned fetch may still be blocked on a slow source.
        runtime.shutdown_background();
        result
    }

    /// Uses its own connection, so that pages are not blocked by it.
    async fn sync(
        &self,
        asked: &SyncRequest,
        progress: &mut dyn Progress,
        seqs: &mut Option<Range<RunSeq>>,
    ) -> Result<Report> {
        let store = self.store.again().await?;
        let next_seq = async || store.read().await?.next_seq().await;
        let start = next_seq().await?;
        let report = Handle::new(&self.site, &store, self.today).sync(asked, progress).await;
        *seqs = next_seq().await.ok().map(|end| start..end);
        let report = report?;
        store.close().await?;
        Ok(report)
    }

    fn finish(
        &self,
        since: Timestamp,
        result: Option<Result<Report>>,
        seqs: Option<Range<RunSeq>>,
    ) {
        let property = self.site.id();
        let last = Finished { seqs, ..finished(since, result) };
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
        is_broken: false,
        seqs: None,
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
            is_broken: error.store().is_some() || matches!(error, crate::Error::File { .. }),
            error: Some(error.line()),
            ..ended
        },
        None => {
            let error = "the sync ended unexpectedly; nothing was applied; please report this";
            Finished { error: Some(error.into()), is_broken: true, ..ended }
        }
    }
}

struct Ended<'a> {
    worker: &'a Worker,
    since: Timestamp,
    result: Option<Result<Report>>,
    seqs: Option<Range<RunSeq>>,
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.worker.finish(self.since, self.result.take(), self.seqs.take());
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
