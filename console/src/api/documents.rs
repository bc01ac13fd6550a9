//! Documents that only the API has; the others are the engine's.

use std::collections::BTreeMap;

use serde::Serialize;
use tenantry_engine::{
    Finished, Status,
    document::{CountsDocument, RunDocument, words},
};
use tenantry_store::{CountsNow, Cursor, Outcome, Page, RunKind, RunRecord};
use utoipa::ToSchema;

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Part<T> {
    /// What is in it.
    pub(super) items: Vec<T>,
    /// `after` of the next part; `null` where this is the last one.
    pub(super) next: Option<String>,
}

/// A whole list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct List<T> {
    /// What is in it.
    pub(super) items: Vec<T>,
}

impl<T> Part<T> {
    /// The documents of a page's rows.
    pub(super) fn of<R>(page: &Page<R>) -> Self
    where
        T: for<'r> From<&'r R>,
    {
        Self {
            items: page.rows.iter().map(T::from).collect(),
            next: page.next.as_ref().map(Cursor::to_string),
        }
    }

    /// Nothing, as a property has before its first sync.
    pub(super) fn empty() -> Self {
        Self { items: Vec::new(), next: None }
    }
}

/// A property, and how fresh its directory is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Property {
    /// Its id in the configuration.
    pub(super) id: String,
    /// What people call it.
    pub(super) name: String,
    /// Its time zone, by its IANA name.
    pub(super) timezone: Option<String>,
    /// Whether you may sync, answer, confirm and undo there.
    pub(super) may_act: bool,
    /// When the last sync with a complete roster ended.
    pub(super) last_complete_at: Option<String>,
    /// The last sync, however it ended.
    pub(super) last_run: Option<RunDocument>,
    /// When the schedule runs the next one; `null` without a schedule, or
    /// while one is at work.
    pub(super) next_due_at: Option<String>,
    /// The sync at work.
    pub(super) at_work: Option<AtWork>,
    /// How many alerts of each kind are open; kinds without any are left out.
    pub(super) open_alerts: BTreeMap<String, u64>,
    /// How many there are.
    pub(super) counts: Totals,
}

/// How many there are in a property right now.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct Totals {
    /// Accounts that open doors.
    active_accounts: u64,
    /// Accounts that do not.
    inactive_accounts: u64,
    /// Live residencies of residents of the PMS.
    live_linked: u64,
    /// Live residencies that somebody entered by hand.
    live_manual: u64,
}

impl From<CountsNow> for Totals {
    fn from(now: CountsNow) -> Self {
        let CountsNow { live_linked, live_manual, active_accounts, inactive_accounts } = now;
        Self { active_accounts, inactive_accounts, live_linked, live_manual }
    }
}

/// What a property's syncs are at.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Sync {
    /// The one at work; `null` where none is.
    pub(super) at_work: Option<AtWork>,
    /// The last one that ended; `null` before the first.
    pub(super) last: Option<Ended>,
}

/// A sync at work.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AtWork {
    /// Since when.
    since: String,
    /// `fetching` or `applying`.
    #[schema(value_type = String)]
    stage: &'static str,
    /// Records that came in.
    records: u64,
    /// How far the source is, in its own units.
    done: Option<u64>,
    /// How far it has to go, where that is known.
    total: Option<u64>,
}

/// A sync that has ended.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Ended {
    /// Its run; `null` where it could not even be recorded.
    run_id: Option<String>,
    /// How it ended.
    #[schema(schema_with = words::one::<Outcome>)]
    outcome: Outcome,
    /// When it began.
    started_at: String,
    /// When it ended.
    finished_at: String,
    /// Its numbers.
    counts: CountsDocument,
    /// Why it failed.
    error: Option<String>,
    /// What to do about it.
    hint: Option<String>,
}

/// The sync at work, where one is.
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

/// The last sync that ended: in this process or, where that is later, in
/// another one.
pub(super) fn last(here: Option<&Finished>, recorded: Option<&RunRecord>) -> Option<Ended> {
    let recorded = recorded.filter(|run| run.kind == RunKind::Sync);
    match (here, recorded) {
        (Some(here), Some(run)) if run.finished_at > here.at => Some(run.into()),
        (Some(here), _) => Some(here.into()),
        (None, run) => run.map(Ended::from),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use tenantry_core::reconcile::Counts;

    use super::*;

    #[test]
    fn the_later_sync_is_the_last_one() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let run = |finished: i64| RunRecord {
            id: "recorded".into(),
            property: "maple".into(),
            kind: RunKind::Sync,
            started_at: at(0),
            finished_at: at(finished),
            outcome: Outcome::Completed,
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
        };
        assert!(last(None, None).is_none());
        for (here, recorded, outcome) in [
            (Some(&here), Some(run(20)), Outcome::Completed),
            (Some(&here), Some(run(5)), Outcome::Failed),
            (Some(&here), None, Outcome::Failed),
            (None, Some(run(5)), Outcome::Completed),
        ] {
            assert_eq!(last(here, recorded.as_ref()).unwrap().outcome, outcome);
        }
    }
}
