use jiff::{SignedDuration, Timestamp};
use tenantry_core::reconcile::Counts;

use super::support::*;
use crate::{NewRun, PropertyId, RunSeq, WriteTx};

const MONTH: i64 = 30 * 24;

/// A run by a machine whose clock is wrong by some hours.
fn run(name: &str, hours: i64) -> (NewRun, Timestamp) {
    let at = now() + SignedDuration::from_hours(hours);
    // As in a UUID version 7, the ID begins with the time.
    let id = format!("{:012x}-{name}", at.as_millisecond());
    (NewRun { id, ..NewRun::new(at) }, at)
}

async fn failed(tx: &WriteTx, property: PropertyId, name: &str, hours: i64) {
    let (run, at) = run(name, hours);
    tx.record_failed(property, &run, "no answer", &Counts::default(), at).await.unwrap();
}

async fn completed(tx: &WriteTx, property: PropertyId, name: &str, hours: i64) {
    let (run, at) = run(name, hours);
    tx.record_unchanged(property, &run, &Counts::default(), at).await.unwrap();
}

fn name(id: &str) -> &str {
    id.split_once('-').unwrap().1
}

#[tokio::test]
async fn runs_are_in_the_order_in_which_they_were_recorded() {
    on_each(async |store| {
        let tx = store.begin().await.unwrap();
        let (maple, oak) = (property(&tx, "maple").await, property(&tx, "oak").await);
        completed(&tx, maple, "first", 0).await;
        completed(&tx, maple, "ahead", MONTH).await;
        failed(&tx, maple, "right", 1).await;
        completed(&tx, oak, "oak", 0).await;
        tx.commit().await.unwrap();
        let tx = store.begin().await.unwrap();
        failed(&tx, maple, "behind", -MONTH).await;

        let runs = tx.runs(None, 9).await.unwrap();
        let names: Vec<&str> = runs.iter().map(|run| name(&run.id)).collect();
        assert_eq!(names, ["behind", "oak", "right", "ahead", "first"]);
        let seqs: Vec<RunSeq> = runs.iter().rev().map(|run| run.seq).collect();
        assert_eq!(seqs, (1..6).map(RunSeq).collect::<Vec<_>>());
        assert_eq!(tx.runs(Some(maple), 9).await.unwrap().len(), 4);

        let (mut after, mut names) = (None, Vec::new());
        loop {
            let page = tx.runs_page(maple, after.as_ref(), 1).await.unwrap();
            names.extend(page.rows.iter().map(|run| name(&run.id).to_owned()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(names, ["behind", "right", "ahead", "first"]);
        assert_eq!(name(&tx.last_run(maple).await.unwrap().unwrap().id), "behind");
        let failure = tx.last_failure(maple).await.unwrap();
        assert_eq!(name(&failure.unwrap().id), "behind", "although `ahead` is dated later");
        completed(&tx, maple, "long ago", -2 * MONTH).await;
        assert_eq!(tx.last_failure(maple).await.unwrap(), None);
        let state = tx.state(maple).await.unwrap();
        assert_eq!(name(&state.last_complete_run.unwrap()), "long ago");
    })
    .await;
}

#[tokio::test]
async fn what_was_synced_since_does_not_depend_on_clocks() {
    on_each(async |store| {
        let tx = store.begin().await.unwrap();
        let (maple, oak) = (property(&tx, "maple").await, property(&tx, "oak").await);
        completed(&tx, maple, "ahead", MONTH).await;
        let since = tx.next_seq().await.unwrap();
        assert!(!tx.synced_since(maple, since).await.unwrap());
        failed(&tx, maple, "failed", MONTH).await;
        completed(&tx, oak, "oak", MONTH).await;
        assert!(!tx.synced_since(maple, since).await.unwrap(), "nothing of this property");
        completed(&tx, maple, "behind", -MONTH).await;
        assert!(tx.synced_since(maple, since).await.unwrap());
        assert!(!tx.synced_since(maple, tx.next_seq().await.unwrap()).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_place_that_was_not_committed_is_taken_by_the_next_run() {
    on_each(async |store| {
        let tx = store.begin().await.unwrap();
        let maple = property(&tx, "maple").await;
        tx.commit().await.unwrap();
        let before = store.read().await.unwrap().next_seq().await.unwrap();
        let tx = store.begin().await.unwrap();
        completed(&tx, maple, "lost", 0).await;
        tx.rollback().await.unwrap();
        let tx = store.begin().await.unwrap();
        completed(&tx, maple, "kept", 0).await;
        assert_eq!(tx.last_run(maple).await.unwrap().unwrap().seq, before);
    })
    .await;
}
