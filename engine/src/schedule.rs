//! When the next sync of a property is due. A pure function of the history and the
//! current time, so the answer is the same for every caller, even after the clock
//! jumped or the machine slept.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tenantry_store::{Outcome, RunKind, RunRecord};
use xxhash_rust::xxh3::xxh3_64;

/// How many of the latest syncs the schedule looks at.
pub const LOOKS_BACK: u64 = 12;

/// The delay after the first failure.
pub const FIRST_RETRY: Duration = Duration::from_secs(60);
/// The longest delay between attempts that cannot succeed until somebody acts.
const LONGEST: Duration = Duration::from_secs(24 * 3600);
/// How far the clocks of two machines may differ without being wrong.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// Whether something that has happened is dated in the future, so that a clock was
/// or is wrong. The clocks of two machines may differ by up to five minutes.
pub fn is_ahead(at: Timestamp, now: Timestamp) -> bool {
    at.duration_since(now) > SKEW
}

/// When the next sync of a property is due; `None` if it is due immediately:
/// there was none yet, or the last one is dated in the future, so that nobody
/// knows how long ago it was.
///
/// After a run that completed or was held: after `every` plus up to a tenth,
/// so that the properties of a portfolio do not query a PMS all at once. After
/// failures in a row: after one, two, four minutes and so on, up to `every`. If
/// retrying cannot help until somebody acts (`is_permanent`: a refused password,
/// for example, after which a PMS may lock the login): after `every`, then twice
/// that and so on, up to a day.
pub fn next(
    property: &str,
    every: Duration,
    latest: &[RunRecord],
    is_permanent: bool,
    now: Timestamp,
) -> Option<Timestamp> {
    let syncs = || latest.iter().filter(|run| run.kind == RunKind::Sync);
    let last = syncs().next().filter(|last| !is_ahead(last.finished_at, now))?;
    let failures = syncs().take_while(|run| run.outcome == Outcome::Failed).count() as u32;
    let doubled = |first: Duration| first.saturating_mul(1 << (failures.max(1) - 1).min(20));
    let wait = match (failures, is_permanent) {
        (0, _) => every + jitter(property, &last.id, every),
        (_, false) => doubled(FIRST_RETRY).min(every),
        (_, true) => doubled(every).min(LONGEST.max(every)),
    };
    Some(last.finished_at.checked_add(wait).unwrap_or(Timestamp::MAX))
}

/// Up to a tenth of `every`, different after each run.
fn jitter(property: &str, run: &str, every: Duration) -> Duration {
    let share = xxh3_64(format!("{property} {run}").as_bytes()) % 1000;
    every / 10_000 * u32::try_from(share).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tenantry_core::reconcile::Counts;
    use tenantry_store::RunSeq;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    fn run(id: u8, minute: i64, outcome: Outcome) -> RunRecord {
        let at = at(minute);
        RunRecord {
            id: format!("{id:02x}"),
            seq: RunSeq(id.into()),
            property: "maple".into(),
            kind: RunKind::Sync,
            started_at: at,
            finished_at: at,
            outcome,
            applied: outcome == Outcome::Completed,
            counts: Counts::default(),
            error: None,
            plan_digest: None,
            confirmed_by: None,
            undone_by: None,
            asked_by: None,
        }
    }

    const HOUR: Duration = Duration::from_secs(3600);

    /// The delay after the last run, in minutes.
    fn wait(latest: &[RunRecord], is_permanent: bool) -> i64 {
        let now = latest[0].finished_at;
        let next = next("maple", HOUR, latest, is_permanent, now).unwrap();
        (next.as_second() - latest[0].finished_at.as_second()) / 60
    }

    #[test]
    fn what_never_ran_is_due() {
        assert_eq!(next("maple", HOUR, &[], false, at(0)), None);
    }

    #[test]
    fn what_is_dated_in_the_future_is_due() {
        // Runs are sorted by the order in which they were recorded, not by time.
        let month = 30 * 24 * 60;
        let ahead = [run(2, month, Outcome::Completed), run(1, 0, Outcome::Completed)];
        assert_eq!(next("maple", HOUR, &ahead, false, at(60)), None);
        let failed = [run(3, month, Outcome::Failed), run(1, 0, Outcome::Completed)];
        assert_eq!(next("maple", HOUR, &failed, true, at(60)), None);
        // Two machines whose clocks differ a little are not wrong.
        let little = [run(2, 65, Outcome::Completed)];
        assert!(next("maple", HOUR, &little, false, at(60)).unwrap() >= at(125));
        assert_eq!(next("maple", HOUR, &little, false, at(59)), None);
    }

    #[test]
    fn a_run_dated_after_the_last_one_delays_nothing() {
        // The clock was a month ahead, and has been set right since.
        let month = 30 * 24 * 60;
        let runs = [run(3, 60, Outcome::Completed), run(2, month, Outcome::Completed)];
        let due = next("maple", HOUR, &runs, false, at(70)).unwrap();
        assert!((at(120)..at(126)).contains(&due), "{due}");
        // The clock of the last sync was a month behind.
        let runs = [run(3, 0, Outcome::Completed), run(2, month, Outcome::Completed)];
        let due = next("maple", HOUR, &runs, false, at(month + 5)).unwrap();
        assert!(due <= at(66), "{due}");
    }

    #[test]
    fn the_next_run_is_spread_over_a_tenth_of_the_interval() {
        let waits: Vec<i64> =
            (0..50).map(|id| wait(&[run(id, 1000, Outcome::Completed)], false)).collect();
        assert!(waits.iter().all(|wait| (60..66).contains(wait)), "{waits:?}");
        assert!(waits.iter().any(|wait| *wait != waits[0]), "{waits:?}");
        assert!((60..66).contains(&wait(&[run(1, 5, Outcome::Held)], false)));
    }

    #[test]
    fn failures_back_off() {
        let failed = |count: u8| -> Vec<RunRecord> {
            let failures = (0..count).map(|id| run(id, 100 - i64::from(id), Outcome::Failed));
            failures.chain([run(99, 1, Outcome::Completed)]).collect()
        };
        let temporary: Vec<i64> = (1..9).map(|count| wait(&failed(count), false)).collect();
        assert_eq!(temporary, [1, 2, 4, 8, 16, 32, 60, 60]);
        let permanent: Vec<i64> = (1..7).map(|count| wait(&failed(count), true)).collect();
        assert_eq!(permanent, [60, 120, 240, 480, 960, 1440]);
    }

    #[test]
    fn an_undo_is_no_sync() {
        let mut undo = run(3, 500, Outcome::Completed);
        undo.kind = RunKind::Undo;
        let runs = [undo, run(2, 10, Outcome::Completed)];
        let next = next("maple", HOUR, &runs, false, at(500)).unwrap();
        assert!((70..76).contains(&(next.as_second() / 60)));
    }
}
