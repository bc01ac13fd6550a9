use std::time::Duration;

use jiff::Timestamp;
use tenantry_core::reconcile::{Counts, Policy, Prepared};
use tenantry_store::{
    AlertRecord, NewRun, Outcome, PropertyId, PropertyState, RunSeq, Store, StoreError, WriteTx,
};
use tracing::{info, warn};

use crate::{
    Confirm, Error, Fetched, Finished, Handle, PlanFile, Progress, Reconciled, Refused, Report,
    Result, Site,
    confirm::{self, Saved},
    fetch, offer,
    reconciled::reconcile_with,
    report::AlertView,
    schedule,
};

/// How a sync should run.
#[derive(Debug, Clone, Default)]
pub struct SyncRequest {
    /// Apply exactly this plan, or nothing.
    pub plan: Option<PlanFile>,
    /// Confirm what a run held: saved first, then applied as far as the roster still asks for it.
    pub confirm: Option<Confirm>,
    /// Who asked for it; `None` if a schedule or a program did.
    pub by: Option<String>,
    /// List the open alerts in the report even if the feed has not changed.
    pub whole_report: bool,
}

/// How often a sync tries again after another sync of the property was faster.
const ATTEMPTS: u32 = 3;

/// How often a sync waits for another writer, for as long as the store waits.
const PATIENCE: u32 = 6;

/// How long to wait for a database server that is being restarted, before each attempt to record
/// that it ended a sync.
const RESTART: [Duration; 3] =
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// Fetches, reconciles and applies in one transaction.
///
/// If another sync of the same property was applied in the meantime, this one
/// fetches again: its roster may be older than the directory.
pub(crate) async fn sync(
    handle: &Handle<'_>,
    asked: &SyncRequest,
    progress: &mut dyn Progress,
) -> Result<Report> {
    let Handle { site, store, .. } = *handle;
    let saved = match &asked.confirm {
        Some(confirm) => {
            let by = asked.by.as_deref();
            Some(confirm::save(handle, confirm, by, Timestamp::now()).await?)
        }
        None => None,
    };
    for attempt in 1..=ATTEMPTS {
        let run = NewRun { asked_by: asked.by.clone(), ..NewRun::new(Timestamp::now()) };
        let policy = handle.policy(run.started_at);
        let fetched = async {
            let since = store.read().await?.next_seq().await?;
            Ok((since, fetch(site, &policy, progress).await?))
        };
        let (since, fetched) = match fetched.await {
            Ok(fetched) => fetched,
            Err(error) => {
                record_failure(store, site, &run, &error).await;
                return Err(error);
            }
        };
        progress.applying();
        let applied = apply(handle, asked, saved.as_ref(), &policy, run.clone(), since, fetched);
        match applied.await {
            Ok(Some(report)) => return Ok(report),
            Ok(None) => info!(
                property = site.property.id,
                attempt, "another sync was applied in the meantime; fetching again"
            ),
            Err(error) if error.store() == Some(&StoreError::EmailTaken) && attempt < ATTEMPTS => {
                info!(
                    property = site.property.id,
                    attempt, "the directory changed in the meantime; reconciling again"
                );
            }
            Err(error) => {
                record_failure(store, site, &run, &error).await;
                return Err(error);
            }
        }
    }
    Err(Refused::Overtaken { property: site.id().to_owned() }.into())
}

/// Returns `None` if another sync of the property was recorded since the fetch
/// started, when `since` was the next place in the order of runs.
async fn apply(
    handle: &Handle<'_>,
    asked: &SyncRequest,
    saved: Option<&Saved>,
    policy: &Policy,
    run: NewRun,
    since: RunSeq,
    fetched: Fetched,
) -> Result<Option<Report>> {
    let Handle { site, store, .. } = *handle;
    let tx = begin(store, site).await?;
    let property = site.register(&tx, run.started_at).await?;
    let state = tx.state(property).await?;
    let Fetched { roster, digest, mut notes, unmatched } = fetched;
    if tx.synced_since(property, since).await? {
        // The same roster is not an older one.
        if state.roster_digest != Some(digest) {
            return Ok(None);
        }
        notes.push("another sync applied the same roster at the same time".to_owned());
    }
    notes.extend(warn_if_ahead(site, &state));
    let as_asked = asked.plan.is_some() || asked.confirm.is_some();
    if !as_asked && is_unchanged(&state, digest) {
        let mut report = unchanged(&tx, property, &run, &state, policy, asked.whole_report).await?;
        tx.commit().await?;
        report.notes = notes;
        report.unmatched_words = unmatched;
        return Ok(Some(report));
    }

    let roster = Prepared::with_digest(roster, digest, policy);
    let reconciled = reconcile_with(&tx, Some(property), roster, policy, None).await?;
    let before = if reconciled.plan.closed.is_empty() {
        Vec::new()
    } else {
        tx.alerts(Some(property), false).await?
    };
    if let Some(file) = &asked.plan {
        refuse_another_plan(file, &reconciled, policy, &before)?;
    }
    let report =
        write(&tx, property, &run, policy, &reconciled, &before, asked.whole_report).await?;
    tx.commit().await?;
    let confirmation = saved.map(|saved| saved.in_plan(&reconciled.plan));
    Ok(Some(Report { confirmation, notes, unmatched_words: unmatched, ..report }))
}

/// Begins to write, after waiting for whoever writes now: the sync of a large property takes
/// longer than a page would wait.
async fn begin(store: &Store, site: &Site) -> std::result::Result<WriteTx, StoreError> {
    for _ in 1..PATIENCE {
        match store.begin().await {
            Err(StoreError::Busy { .. }) => {
                info!(property = site.property.id, "waiting for another process that is writing");
            }
            begun => return begun,
        }
    }
    store.begin().await
}

/// Warns, and returns a note, if a clock is or was wrong. The sync goes on: nothing
/// is decided by the date of an earlier one.
fn warn_if_ahead(site: &Site, state: &PropertyState) -> Option<String> {
    let at = state.last_complete_at.filter(|at| schedule::is_ahead(*at, Timestamp::now()))?;
    let said = format!(
        "the sync before this one is dated {}, which is in the future; check the clock of every machine that syncs",
        at.to_zoned(site.timezone.clone()).strftime("%B %-d, %Y")
    );
    warn!(property = site.property.id, run = state.last_complete_run, "{said}");
    Some(said)
}

/// Whether a sync can stop here: the PMS sent the same roster, no date has been
/// reached, nobody is missing, and nothing has changed in the directory that an
/// open or dismissed alert could depend on.
fn is_unchanged(state: &PropertyState, digest: u128) -> bool {
    let waiting = state.open_alerts > 0 || state.counts.held_back > 0;
    let still = !waiting || state.digest_generation == state.generation;
    state.roster_digest == Some(digest) && state.quiet && still
}

async fn unchanged(
    tx: &WriteTx,
    property: PropertyId,
    run: &NewRun,
    state: &PropertyState,
    policy: &Policy,
    whole: bool,
) -> Result<Report> {
    let last = state.counts;
    let counts = Counts {
        created: 0,
        linked: 0,
        updated: 0,
        ended: 0,
        unchanged: last.in_scope - last.held_back,
        ..last
    };
    tx.record_unchanged(property, run, &counts, Timestamp::now()).await?;
    let mut alerts = if whole { tx.alerts(Some(property), false).await? } else { Vec::new() };
    offer(tx, &mut alerts).await?;
    Ok(Report {
        property: policy.property.to_string(),
        run_id: Some(run.id.clone()),
        outcome: Outcome::Completed,
        counts,
        changes: Vec::new(),
        held_changes: Vec::new(),
        alerts: alerts.iter().map(AlertView::from).collect(),
        confirmation: None,
        unmatched_words: Vec::new(),
        notes: Vec::new(),
    })
}

fn refuse_another_plan(
    file: &PlanFile,
    reconciled: &Reconciled,
    policy: &Policy,
    before: &[AlertRecord],
) -> Result<()> {
    if file.property != policy.property {
        return Err(Refused::PlanElsewhere {
            property: file.property.clone(),
            configured: policy.property.to_string(),
        }
        .into());
    }
    if file.digest == format!("{:016x}", reconciled.plan.digest) {
        return Ok(());
    }
    let now = Report::of(reconciled, policy, before);
    Err(Refused::PlanMoved(file.moved(&now)).into())
}

async fn write(
    tx: &WriteTx,
    property: PropertyId,
    run: &NewRun,
    policy: &Policy,
    reconciled: &Reconciled,
    before: &[AlertRecord],
    whole: bool,
) -> Result<Report> {
    let now = Timestamp::now();
    let plan = &reconciled.plan;
    if plan.is_whole_held {
        tx.record_held(property, run, plan, now).await?;
        info!(property = %policy.property, run = run.id, "the whole roster is held");
    } else {
        let set = reconciled.changes(policy);
        let applied = tx.apply(property, run, &set, plan, now).await;
        applied.map_err(Error::NotApplied)?;
        let held = plan.held_changes.len();
        info!(property = %policy.property, run = run.id, changes = plan.changes.len(), held, "applied");
    }
    let run_id = Some(run.id.clone());
    if !whole {
        return Ok(Report { run_id, ..Report::summary(reconciled, policy) });
    }
    let mut records = tx.alerts(Some(property), false).await?;
    offer(tx, &mut records).await?;
    records.extend(before.iter().filter(|record| plan.closed.contains(&record.id)).cloned());
    Ok(Report { run_id, ..Report::of(reconciled, policy, &records) })
}

/// Records a failed run in the history, if the database can be written.
async fn record_failure(store: &Store, site: &Site, run: &NewRun, error: &Error) {
    // If the sync timed out on another writer, do not make the user sit through
    // a second timeout.
    if matches!(error.store(), Some(StoreError::Busy { .. })) {
        return;
    }
    let line = error.line();
    let mut recorded = write_failure(store, site, run, &line).await;
    for wait in RESTART {
        if !matches!(recorded, Err(StoreError::Unreachable { .. })) {
            break;
        }
        tokio::time::sleep(wait).await;
        recorded = write_failure(store, site, run, &line).await;
    }
    if let Err(error) = recorded {
        warn!(property = site.property.id, run = run.id, %error, "the failed run could not be recorded");
    }
}

/// Records a sync that could not record its own failure.
pub(crate) async fn record_finished(handle: &Handle<'_>, last: &Finished) -> Result<()> {
    let Handle { site, store, .. } = *handle;
    let run = NewRun::new(last.since);
    let error = last.error.as_deref().unwrap_or_default();
    Ok(write_failure(store, site, &run, error).await?)
}

async fn write_failure(
    store: &Store,
    site: &Site,
    run: &NewRun,
    error: &str,
) -> std::result::Result<(), StoreError> {
    let tx = store.begin().await?;
    let property = site.register(&tx, run.started_at).await?;
    tx.record_failed(property, run, error, &Counts::default(), Timestamp::now()).await?;
    tx.commit().await
}
