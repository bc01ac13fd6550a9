//! What Safety remembers: counted harms, holds and confirmations.

use jiff::SignedDuration;
use tenantry_core::{
    model::{AlertFacts, AlertId, Harm, HeldItem, Hold, Mark, Resolution, Suspicion},
    reconcile::{Approval, Columns, Done, Plan, PlannedAlert, Recent, ResidencyRef, Window},
};

use super::support::*;
use crate::{Given, NewRun, Outcome, Store, StoreError, StoredHold};

fn hold(harm: Harm, ids: &[&str]) -> Hold {
    let person = |id: &&str| HeldItem { external_id: Some((*id).into()), ..HeldItem::default() };
    Hold { harm, people: ids.iter().map(person).collect(), limit: 1, days: 1, ..Hold::default() }
}

fn alert(hold: &Hold) -> PlannedAlert {
    PlannedAlert::new(hold.harm.as_str(), AlertFacts::SafetyHold(hold.clone()))
}

fn approvals(hold: &Hold) -> Vec<Approval> {
    let harm = hold.harm;
    hold.marks().into_iter().map(|mark| Approval { harm, mark }).collect()
}

async fn approve(store: &Store, run: &str, harm: Option<Harm>) -> usize {
    let tx = store.begin().await.unwrap();
    let maple = tx.property("maple").await.unwrap().unwrap();
    let mut holds = tx.held_by(run).await.unwrap();
    holds.retain(|hold| harm.is_none_or(|harm| harm == hold.harm));
    tx.approve(maple, &Given { run, holds: &holds, by: "ana" }, now()).await.unwrap();
    tx.commit().await.unwrap();
    holds.iter().map(|hold| hold.marks.len()).sum()
}

#[tokio::test]
async fn what_a_run_did_counts_until_it_is_undone_or_long_ago() {
    on_each(async |store| {
        let people = [resident("t1", "Ana", "Ruiz", "101")];
        assert!(!snapshot_of_nothing(&store).await);
        let residency = ResidencyRef::New(0);
        let done = vec![Done { harm: Harm::LetIn, field: None, residency }];
        let columns = Columns::of_bits(5);
        let run = sync(&store, &people, Plan { done, columns, ..plan(create(&people)) }).await;
        let memory = snapshot(&store, &["t1"]).await;
        let id = memory.residencies[0].id;
        let window = Window::Day;
        let expected = Recent { harm: Harm::LetIn, field: None, window, residencies: vec![id] };
        assert_eq!(memory.safety.recent, std::slice::from_ref(&expected));
        assert_eq!((memory.safety.has_synced, memory.safety.columns), (true, columns));

        let tx = store.begin().await.unwrap();
        let maple = tx.property("maple").await.unwrap().unwrap();
        for (days, window) in [(3, Some(Window::Week)), (20, Some(Window::Month)), (40, None)] {
            let later = now() + SignedDuration::from_hours(24 * days);
            let recent = tx.safety(maple, later).await.unwrap().recent;
            let expected = window.map(|window| Recent { window, ..expected.clone() });
            assert_eq!(recent, Vec::from_iter(expected));
        }
        tx.undo(&run, "bob", &NewRun::new(now()), now()).await.unwrap();
        let memory = tx.safety(maple, now()).await.unwrap();
        assert_eq!((memory.recent, memory.has_synced), (vec![], false));
    })
    .await;
}

/// Whether the property has been synced; it is not even in the database.
async fn snapshot_of_nothing(store: &Store) -> bool {
    let tx = store.read().await.unwrap();
    tx.safety(crate::PropertyId(0), now()).await.unwrap().has_synced
}

#[tokio::test]
async fn a_confirmation_waits_is_used_up_and_closes_the_alert() {
    on_each(async |store| {
        let (ended, moved) = (hold(Harm::Ended, &["t1", "t2"]), hold(Harm::Moved, &["t3"]));
        let holds = Plan { alerts: vec![alert(&ended), alert(&moved)], ..Plan::default() };
        let held = sync(&store, &[], holds).await;
        let tx = store.read().await.unwrap();
        let run = tx.run(&held).await.unwrap();
        assert_eq!((run.outcome, run.applied, run.confirmed_by), (Outcome::Held, true, None));
        assert_eq!(tx.alert(AlertId(1)).await.unwrap().shown_run.as_ref(), Some(&held));
        let stored = |hold: &Hold| StoredHold { harm: hold.harm, marks: hold.marks() };
        assert_eq!(tx.held_by(&held).await.unwrap(), [stored(&ended), stored(&moved)]);
        drop(tx);

        assert_eq!(approve(&store, &held, Some(Harm::Ended)).await, 2);
        // Once more makes no difference.
        assert_eq!(approve(&store, &held, Some(Harm::Ended)).await, 2);
        let mut given = snapshot(&store, &[]).await.safety.approvals;
        given.sort();
        let mut all = approvals(&ended);
        all.sort();
        assert_eq!(given, all);

        // One is applied, the other waits.
        let plan = Plan { used: vec![all[0]], waiting: vec![all[1]], ..Plan::default() };
        let confirmed = sync(&store, &[], plan).await;
        assert_eq!(snapshot(&store, &[]).await.safety.approvals, [all[1]]);
        let tx = store.read().await.unwrap();
        assert_eq!(tx.run(&held).await.unwrap().confirmed_by, Some(confirmed));
        assert!(tx.alert(AlertId(1)).await.unwrap().open);
        drop(tx);
        let plan = Plan { used: vec![all[1]], closed: vec![AlertId(1)], ..Plan::default() };
        sync(&store, &[], plan).await;
        assert_eq!(snapshot(&store, &[]).await.safety.approvals, []);
        let tx = store.read().await.unwrap();
        let closed = tx.alert(AlertId(1)).await.unwrap();
        assert_eq!(
            (closed.open, closed.closed_by.as_deref(), closed.resolution),
            (false, Some("ana"), Some(Resolution::Confirm))
        );
        assert!(tx.alert(AlertId(2)).await.unwrap().open);
    })
    .await;
}

#[tokio::test]
async fn a_confirmation_lapses_by_a_roster_or_after_a_week() {
    on_each(async |store| {
        let ended = hold(Harm::Ended, &["t1"]);
        let held = Plan { alerts: vec![alert(&ended)], ..Plan::default() };
        let run = sync(&store, &[], held).await;
        approve(&store, &run, None).await;
        let tx = store.read().await.unwrap();
        let maple = tx.property("maple").await.unwrap().unwrap();
        for (hours, left) in [(7 * 24, 1), (7 * 24 + 1, 0)] {
            let later = now() + SignedDuration::from_hours(hours);
            assert_eq!(tx.safety(maple, later).await.unwrap().approvals.len(), left);
        }
        drop(tx);
        sync(&store, &[], Plan::default()).await;
        assert_eq!(snapshot(&store, &[]).await.safety.approvals, []);
    })
    .await;
}

#[tokio::test]
async fn a_roster_held_as_a_whole_changes_nothing() {
    on_each(async |store| {
        let tx = store.begin().await.unwrap();
        let maple = property(&tx, "maple").await;
        let suspicion = Some(Suspicion::NobodyInScope);
        let whole = Hold { harm: Harm::WholeRoster, suspicion, ..Hold::default() };
        let plan = Plan { digest: 77, alerts: vec![alert(&whole)], ..Plan::default() };
        let held = NewRun::new(now());
        tx.record_held(maple, &held, &plan, now()).await.unwrap();
        assert_eq!(tx.alerts(None, false).await.unwrap().len(), 1);
        let run = tx.run(&held.id).await.unwrap();
        assert_eq!((run.outcome, run.applied, run.plan_digest), (Outcome::Held, false, Some(77)));
        assert_eq!(tx.state(maple).await.unwrap().last_complete_at, None);
        let marks = vec![Mark(0)];
        let harm = Harm::WholeRoster;
        assert_eq!(tx.held_by(&held.id).await.unwrap(), [StoredHold { harm, marks }]);
        assert!(!tx.safety(maple, now()).await.unwrap().has_synced);

        let unchanged = NewRun::new(now());
        tx.record_unchanged(maple, &unchanged, &plan.counts, now()).await.unwrap();
        let failed = NewRun::new(now());
        tx.record_failed(maple, &failed, "cut short", &plan.counts, now()).await.unwrap();
        assert_eq!(tx.state(maple).await.unwrap().last_complete_run, Some(unchanged.id.clone()));
        let runs: Vec<_> =
            tx.runs(Some(maple), 3).await.unwrap().into_iter().map(|run| run.id).collect();
        assert_eq!(runs, [failed.id.clone(), unchanged.id, held.id]);
        assert_eq!(tx.run(&failed.id).await.unwrap().error.as_deref(), Some("cut short"));
        assert!(matches!(tx.run("").await, Err(StoreError::NoSuchRun { .. })));
        assert!(matches!(tx.run("%").await, Err(StoreError::NoSuchRun { .. })));
        assert!(matches!(tx.run(&failed.id[..2]).await, Err(StoreError::AmbiguousRun { .. })));
    })
    .await;
}
