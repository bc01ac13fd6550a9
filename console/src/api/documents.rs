//! Documents that only the API has; the others come from the engine.

use std::collections::BTreeMap;

use serde::Serialize;
use tenantry_engine::{
    Finished, Status,
    document::{CountsDocument, RunDocument, words},
};
use tenantry_store::{CountsNow, Cursor, Outcome, Page, PropertyOverview, RunKind, RunRecord};
use utoipa::ToSchema;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Part<T> {
    /// The items of the list.
    pub(super) items: Vec<T>,
    /// Send as `after` to get the next page; `null` on the last page.
    pub(super) next: Option<String>,
}

/// A complete list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct List<T> {
    /// The items of the list.
    pub(super) items: Vec<T>,
}

impl<T> Part<T> {
    /// Converts the rows of a page to documents.
    pub(super) fn of<R>(page: &Page<R>) -> Self
    where
        T: for<'r> From<&'r R>,
    {
        Self {
            items: page.rows.iter().map(T::from).collect(),
            next: page.next.as_ref().map(Cursor::to_string),
        }
    }

    /// An empty page, for a property that has not been synced yet.
    pub(super) fn empty() -> Self {
        Self { items: Vec::new(), next: None }
    }
}

/// The properties that you may see.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Properties {
    /// The configured properties.
    pub(super) items: Vec<Property>,
    /// Properties in the database with live residencies that no configuration feeds:
    /// nobody there loses access when they move out. They have no other endpoints.
    pub(super) unfed: Vec<Unfed>,
}

/// A property with live residencies that no configuration feeds.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Unfed {
    /// The property's ID in the configuration that fed it last.
    id: String,
    /// The property's name.
    name: String,
    /// The time zone's IANA name.
    timezone: String,
    /// When the last complete sync ended, by the clock of the machine that ran it.
    last_complete_at: Option<String>,
    /// The number of open alerts.
    open_alerts: u64,
    /// Live residencies that are linked to the PMS.
    live_linked: u64,
    /// Live residencies that were added manually.
    live_manual: u64,
}

impl From<&PropertyOverview> for Unfed {
    fn from(property: &PropertyOverview) -> Self {
        Self {
            id: property.code.clone(),
            name: property.name.clone(),
            timezone: property.timezone.clone(),
            last_complete_at: property.last_complete_at.map(|at| at.to_string()),
            open_alerts: property.open_alerts,
            live_linked: property.live_linked,
            live_manual: property.live_manual,
        }
    }
}

/// A property and how fresh its data is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Property {
    /// The property's ID in the configuration.
    pub(super) id: String,
    /// The property's name.
    pub(super) name: String,
    /// The time zone's IANA name.
    pub(super) timezone: Option<String>,
    /// Whether you may sync, answer alerts, confirm and undo here.
    pub(super) may_act: bool,
    /// When the last complete sync ended, by the clock of the machine that ran it.
    /// If that is in the future, the clock was wrong.
    pub(super) last_complete_at: Option<String>,
    /// The last sync, whatever its outcome.
    pub(super) last_run: Option<RunDocument>,
    /// When the next scheduled sync starts; `null` if there is no schedule or
    /// a sync is running.
    pub(super) next_due_at: Option<String>,
    /// The running sync; `null` if none is running.
    pub(super) at_work: Option<AtWork>,
    /// The number of open alerts per kind; kinds without any are left out.
    pub(super) open_alerts: BTreeMap<String, u64>,
    /// How many accounts and residencies the property has.
    pub(super) counts: Totals,
}

/// The current totals of a property.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct Totals {
    /// Accounts that open doors.
    active_accounts: u64,
    /// Accounts that do not open doors.
    inactive_accounts: u64,
    /// Live residencies that are linked to the PMS.
    live_linked: u64,
    /// Live residencies that were added manually.
    live_manual: u64,
}

impl From<CountsNow> for Totals {
    fn from(now: CountsNow) -> Self {
        let CountsNow { live_linked, live_manual, active_accounts, inactive_accounts } = now;
        Self { active_accounts, inactive_accounts, live_linked, live_manual }
    }
}

/// The state of a property's syncs.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Sync {
    /// The running sync; `null` if none is running.
    pub(super) at_work: Option<AtWork>,
    /// The last sync that ended; `null` before the first one.
    pub(super) last: Option<Ended>,
}

/// A running sync.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AtWork {
    /// When the sync started.
    since: String,
    /// `fetching` or `applying`.
    #[schema(value_type = String)]
    stage: &'static str,
    /// How many records have arrived.
    records: u64,
    /// How far the source has been read, in its own units.
    done: Option<u64>,
    /// The total in the same units, if known.
    total: Option<u64>,
}

/// A sync that has ended.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Ended {
    /// The run's ID; `null` if the run could not be recorded.
    run_id: Option<String>,
    /// Whether it completed, was held or failed.
    #[schema(schema_with = words::one::<Outcome>)]
    outcome: Outcome,
    /// When it started.
    started_at: String,
    /// When it ended.
    finished_at: String,
    /// What it did, in numbers.
    counts: CountsDocument,
    /// Why it failed.
    error: Option<String>,
    /// What to do about it.
    hint: Option<String>,
}

/// The running sync, if any.
pub(super) fn at_work(status: &Status) -> Option<AtWork> {
    status.at_work.as_ref().map(|work| AtWork {
        since: work.since.to_string(),
        stage: if work.is_applying { "applying" } else { "fetching" },
        records: work.records,
        done: work.at.map(|(done, _)| done),
        total: work.at.and_then(|(_, total)| total),
    })
}

impl From<&Finished> for Ended {
    fn from(last: &Finished) -> Self {
        Self {
            run_id: last.run_id.clone(),
            outcome: last.outcome,
            started_at: last.since.to_string(),
            finished_at: last.at.to_string(),
            counts: last.counts.into(),
            error: last.error.clone(),
            hint: last.hint.clone(),
        }
    }
}

impl From<&RunRecord> for Ended {
    fn from(run: &RunRecord) -> Self {
        Self {
            run_id: Some(run.id.clone()),
            outcome: run.outcome,
            started_at: run.started_at.to_string(),
            finished_at: run.finished_at.to_string(),
            counts: run.counts.into(),
            error: run.error.clone(),
            hint: None,
        }
    }
}

/// The last sync that ended, in this process or in another one, whichever is
/// later.
pub(super) fn last(here: Option<&Finished>, recorded: Option<&RunRecord>) -> Option<Ended> {
    let recorded = recorded.filter(|run| run.kind == RunKind::Sync);
    match (here, recorded) {
        (Some(here), Some(run)) if here.is_before(run) => Some(run.into()),
        (Some(here), _) => Some(here.into()),
        (None, run) => run.map(Ended::from),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use tenantry_core::reconcile::Counts;
    use tenantry_store::RunSeq;

    use super::*;

    #[test]
    fn the_later_sync_is_the_last_one() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let run = |seq: i64, finished: i64| RunRecord {
            id: "recorded".into(),
            seq: RunSeq(seq),
            property: "maple".into(),
            kind: RunKind::Sync,
            started_at: at(0),
            finished_at: at(finished),
            outcome: Outcome::Completed,
            applied: true,
            counts: Counts::default(),
            error: None,
            plan_digest: None,
            confirmed_by: None,
            undone_by: None,
            asked_by: None,
        };
        let here = Finished {
            since: at(0),
            at: at(10),
            outcome: Outcome::Failed,
            run_id: None,
            counts: Counts::default(),
            error: Some("no answer".into()),
            hint: Some("look at the address".into()),
            is_permanent: false,
            is_broken: false,
            seqs: Some(RunSeq(7)..RunSeq(8)),
        };
        let without_database = Finished { seqs: None, ..here.clone() };
        assert!(last(None, None).is_none());
        for (here, recorded, outcome) in [
            // Its own run, or an earlier one, whatever the clock said.
            (Some(&here), Some(run(7, 10)), Outcome::Failed),
            (Some(&here), Some(run(6, 20)), Outcome::Failed),
            (Some(&here), Some(run(8, 20)), Outcome::Completed),
            (Some(&here), Some(run(8, 5)), Outcome::Completed),
            (Some(&here), None, Outcome::Failed),
            (None, Some(run(5, 5)), Outcome::Completed),
            (Some(&without_database), Some(run(8, 20)), Outcome::Completed),
            (Some(&without_database), Some(run(8, 5)), Outcome::Failed),
        ] {
            assert_eq!(last(here, recorded.as_ref()).unwrap().outcome, outcome);
        }
    }
}
