use tenantry_core::{
    model::{AccountStatus, ResidencyId},
    reconcile::{
        AccountRef, Action, Change, Field, KeptWhy, Plan, RecordIx, ResidencyRef, RunStays,
        Snapshot,
    },
};

use super::support::*;
use crate::{NewRun, Store, StoreError, UndoReport};

const IDS: [&str; 4] = ["t1", "t2", "t3", "t4"];

async fn undo(store: &Store, run: &str) -> UndoReport {
    let tx = store.begin().await.unwrap();
    let report = tx.undo(run, "bob", &NewRun::new(now()), now()).await.unwrap();
    tx.commit().await.unwrap();
    report
}

/// Two people, then a sync that ends one, relinks the other and adds a third.
async fn two_syncs(store: &Store) -> (Snapshot, String) {
    let residents = [resident("t1", "Ana", "Ruiz", "101"), resident("t2", "Zoe", "Zed", "102")];
    sync(store, &residents, plan(create(&residents))).await;
    let before = snapshot(store, &IDS).await;
    let of = |id: &str| {
        let link = |link: &tenantry_core::model::Link| link.external_id == id;
        before
            .residencies
            .iter()
            .find(|residency| residency.link.as_ref().is_some_and(link))
            .unwrap()
    };
    let (ana, zoe) = (of("t1"), of("t2"));
    let residents = [resident("t3", "Eve", "Moe", "103"), resident("t4", "Ana", "Ruiz", "104")];
    let mut changes = create(&residents);
    changes.truncate(1);
    changes.push(Change {
        resident: Some(RecordIx::new(1)),
        external_id: Some("t4".into()),
        ..change(Action::Link, AccountRef::Existing(ana.account), Some(ResidencyRef::New(1)))
    });
    changes.push(Change {
        patch: vec![
            field(Field::EndedOn, None, Some("2026-11-01")),
            field(Field::AccountStatus, Some("active"), Some("inactive")),
        ],
        ..change(
            Action::End,
            AccountRef::Existing(zoe.account),
            Some(ResidencyRef::Existing(zoe.id)),
        )
    });
    changes.push(update(
        ana.account,
        Some(ana.id),
        vec![
            field(Field::Unit, Some("101"), Some("201")),
            field(Field::PmsPhone, Some("555 0100"), Some("555 0199")),
        ],
    ));
    let run = sync(store, &residents, plan(changes)).await;
    (before, run)
}

fn rows(snapshot: &Snapshot) -> impl PartialEq + std::fmt::Debug + use<> {
    (snapshot.accounts.clone(), snapshot.residencies.clone())
}

#[tokio::test]
async fn a_run_and_its_undo_leave_the_directory_as_it_was() {
    on_each(async |store| {
        let (before, run) = two_syncs(&store).await;
        let between = snapshot(&store, &IDS).await;
        assert_eq!((between.accounts.len(), between.residencies.len()), (3, 4));
        let report = undo(&store, &run).await;
        assert_eq!((report.undone, report.kept.len()), (4, 0));
        let after = snapshot(&store, &IDS).await;
        assert_eq!(rows(&after), rows(&before));
        assert_eq!(after.fingerprints.entries().len(), 2);
        assert!(
            after.fingerprints.entries().iter().all(|entry| entry.live && entry.fingerprint == 0)
        );
        let tx = store.begin().await.unwrap();
        let maple = tx.property("maple").await.unwrap().unwrap();
        assert_eq!(tx.state(maple).await.unwrap().roster_digest, None);
        assert_eq!(tx.run(&run).await.unwrap().undone_by, Some(report.run_id.clone()));
        for (id, why) in [(&run, RunStays::UndoneAlready), (&report.run_id, RunStays::IsUndo)] {
            let error = tx.undo(id, "bob", &NewRun::new(now()), now()).await.unwrap_err();
            assert_eq!(error, StoreError::NotUndoable { id: id.clone(), why });
        }
    })
    .await;
}

#[tokio::test]
async fn undoing_the_later_run_allows_undoing_the_earlier_one() {
    on_each(async |store| {
        let (_, second) = two_syncs(&store).await;
        let first = store.read().await.unwrap().runs(None, 9).await.unwrap().pop().unwrap().id;
        undo(&store, &second).await;
        let report = undo(&store, &first).await;
        assert_eq!((report.undone, report.kept), (2, vec![]));
        let after = snapshot(&store, &IDS).await;
        assert_eq!((after.accounts.len(), after.fingerprints.entries().len()), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn changes_touched_since_are_kept() {
    on_each(async |store| {
        let (_, second) = two_syncs(&store).await;
        let first = store.read().await.unwrap().runs(None, 9).await.unwrap().pop().unwrap().id;
        let eve = snapshot(&store, &["t3"]).await;
        let unit = vec![field(Field::Unit, Some("103"), Some("303"))];
        let later = vec![update(eve.accounts[0].id, Some(eve.residencies[0].id), unit)];
        sync(&store, &[], Plan { changes: later, ..Plan::default() }).await;
        let report = undo(&store, &second).await;
        assert_eq!(report.undone, 3);
        let [kept] = &report.kept[..] else { panic!("{report:?}") };
        assert_eq!(
            (kept.external_id.as_deref(), kept.account_email.as_deref().unwrap_or("-")),
            (Some("t3"), "eve@Example.com")
        );
        assert_eq!(kept.why, KeptWhy::AccountChanged);
        assert_eq!(snapshot(&store, &IDS).await.accounts.len(), 3);
        assert_eq!(undo(&store, &first).await.undone, 2);
        let left = snapshot(&store, &IDS).await;
        assert_eq!((left.accounts.len(), left.accounts[0].status), (1, AccountStatus::Active));
        assert_eq!(left.residencies[0].id, ResidencyId(3));
    })
    .await;
}

#[tokio::test]
async fn an_id_that_somebody_else_has_now_is_not_given_back() {
    on_each(async |store| {
        let ana = [resident("t1", "Ana", "Ruiz", "101")];
        sync(&store, &ana, plan(create(&ana))).await;
        let before = snapshot(&store, &["t1"]).await;
        let (account, residency) = (before.accounts[0].id, before.residencies[0].id);
        let renumbered = vec![
            field(Field::ExternalId, Some("t1"), Some("t9")),
            field(Field::Unit, Some("101"), Some("202")),
        ];
        let second = plan(vec![update(account, Some(residency), renumbered)]);
        let second = sync(&store, &[], second).await;
        // The PMS gives Ana's former ID to Zoe.
        let zoe = [resident("t1", "Zoe", "Zed", "101")];
        let third = sync(&store, &zoe, plan(create(&zoe))).await;

        let report = undo(&store, &second).await;
        let why: Vec<&KeptWhy> = report.kept.iter().map(|kept| &kept.why).collect();
        assert_eq!((report.undone, why), (0, vec![&KeptWhy::LinkTaken]));
        let kept = snapshot(&store, &["t9"]).await;
        assert_eq!(kept.residencies[0].place.unit.as_deref(), Some("202"));
        assert_eq!(undo(&store, &third).await.undone, 1);
    })
    .await;
}
