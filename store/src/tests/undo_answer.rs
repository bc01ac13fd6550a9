use std::collections::BTreeMap;

use tenantry_core::{
    model::{AlertId, AlertKind, Resident, Resolution},
    reconcile::{Action, Reason},
};

use super::{
    answers::{answer, directory, people, raise},
    support::*,
};
use crate::{ChangeRecord, NewRun, ReadTx, Store, UndoneAnswer};

async fn undo(store: &Store, alert: AlertId) -> UndoneAnswer {
    let tx = store.begin().await.unwrap();
    let undone = tx.undo_decision(alert, "ann", now()).await.unwrap();
    tx.commit().await.unwrap();
    undone
}

/// What the PMS says about a resident whom an alert is about.
fn says(id: &str, first: &str, email: &str) -> Resident {
    Resident { email: Some(email.into()), ..resident(id, first, "Ruiz", "101") }
}

/// Every change to every account, oldest first.
async fn audit(tx: &ReadTx) -> Vec<ChangeRecord> {
    let mut all = Vec::new();
    for account in 1..20 {
        all.extend(tx.changes_of(tenantry_core::model::AccountId(account)).await.unwrap());
    }
    all.sort_by_key(|change| change.id);
    all
}

/// The visible fields of the rows that exist according to the audit.
fn replayed(audit: &[ChangeRecord]) -> BTreeMap<(bool, i64), BTreeMap<&'static str, String>> {
    let mut rows: BTreeMap<(bool, i64), BTreeMap<&'static str, String>> = BTreeMap::new();
    for change in audit {
        let account = (true, change.account.0);
        let residency = change.residency.map(|id| (false, id.0));
        if change.new_account {
            assert!(rows.insert(account, BTreeMap::new()).is_none(), "created twice");
        }
        if let (true, Some(residency)) = (change.new_residency, residency) {
            let home = BTreeMap::from([("account", change.account.0.to_string())]);
            assert!(rows.insert(residency, home).is_none(), "created twice");
        }
        for field in change.fields.iter().filter(|field| !field.field.is_bookkeeping()) {
            let key = if field.field.is_of_account() { account } else { residency.unwrap() };
            let row = rows.get_mut(&key).expect("a field of a row that exists");
            match &field.to {
                Some(to) => drop(row.insert(field.field.as_str(), to.to_string())),
                None => drop(row.remove(field.field.as_str())),
            }
        }
        match (change.action, residency) {
            (Action::Delete, Some(residency)) => drop(rows.remove(&residency)),
            (Action::Delete, None) => {
                rows.remove(&account);
                let own = change.account.0.to_string();
                assert!(
                    rows.values().all(|row| row.get("account") != Some(&own)),
                    "every residency is described"
                );
            }
            _ => {}
        }
    }
    rows
}

#[tokio::test]
async fn every_answer_can_be_undone() {
    let unlinked = says("t9", "Ana", "ana.new@example.com");
    for (kind, email, says, linked, resolution, delete_old) in [
        (
            AlertKind::NameMismatch,
            "ana@example.com",
            says("t9", "Anna", "ana@example.com"),
            false,
            Resolution::Merge,
            false,
        ),
        (
            AlertKind::EmailMismatch,
            "ana@example.com",
            says("t1", "Ana", "ana.new@example.com"),
            true,
            Resolution::UsePmsEmail,
            false,
        ),
        (
            AlertKind::EmailMismatch,
            "ana@example.com",
            says("t1", "Ana", "ana.new@example.com"),
            true,
            Resolution::CreateSeparate,
            false,
        ),
        (
            AlertKind::EmailMismatch,
            "kim@example.com",
            says("t9", "Kim", "kim.new@example.com"),
            false,
            Resolution::CreateSeparate,
            true,
        ),
        (
            AlertKind::EmailMismatch,
            "ana@example.com",
            says("t1", "Ana", "ana.new@example.com"),
            true,
            Resolution::CreateSeparate,
            true,
        ),
        (
            AlertKind::EmailMismatch,
            "zoe@example.com",
            says("t2", "Zoe", "zoe.new@example.com"),
            true,
            Resolution::CreateSeparate,
            false,
        ),
        (
            AlertKind::IdentityChanged,
            "ana@example.com",
            says("t1", "Eve", "eve@example.com"),
            true,
            Resolution::SamePerson,
            false,
        ),
        (
            AlertKind::IdentityChanged,
            "zoe@example.com",
            says("t2", "Eve", "eve@example.com"),
            true,
            Resolution::NewPerson,
            false,
        ),
        (
            AlertKind::MissingFromPms,
            "zoe@example.com",
            says("t2", "Zoe", "zoe@example.com"),
            true,
            Resolution::EndAccess,
            false,
        ),
        (
            AlertKind::EmailMismatch,
            "ana@example.com",
            unlinked.clone(),
            false,
            Resolution::Dismiss,
            false,
        ),
    ] {
        let told = format!("{resolution:?} of {} {delete_old}", says.external_id);
        on_each(async |store| {
            people(&store).await;
            let before = directory(&store).await;
            let alert = raise(&store, kind, email, &says, linked).await;
            let open = store.read().await.unwrap().alert(alert).await.unwrap();
            answer(&store, alert, resolution, delete_old).await;
            let between = directory(&store).await;
            assert_eq!(between == before, resolution == Resolution::Dismiss, "{told}");
            let there = |row: &String| row.to_lowercase().contains(&format!("|{email}|"));
            let deleted = !between.iter().any(there) && resolution == Resolution::CreateSeparate;
            assert_eq!(deleted, delete_old, "{told}");

            let undone = undo(&store, alert).await;
            assert_eq!((undone.alert, undone.resolution), (alert, resolution));
            assert_eq!(undone.undone == 0, resolution == Resolution::Dismiss, "{told}");
            assert_eq!(directory(&store).await, before, "{told}");
            let tx = store.read().await.unwrap();
            assert_eq!(tx.alert(alert).await.unwrap(), open, "{told}");
            let decision = tx.decision_of(alert).await.unwrap().unwrap();
            assert_eq!(
                (decision.actor.as_str(), decision.undone_by.as_deref()),
                ("bob", Some("ann"))
            );
            assert_eq!(decision.undone_at, Some(now()));
            let maple = tx.property("maple").await.unwrap().unwrap();
            assert_eq!(tx.state(maple).await.unwrap().roster_digest, None);

            let audit = audit(&tx).await;
            let by = audit.iter().filter(|change| change.actor == "ann");
            assert_eq!(
                by.clone().any(|change| change.reason == Reason::Undo),
                undone.undone > 0,
                "{told}"
            );
            assert!(by.clone().all(|change| change.run.is_none() && change.reason == Reason::Undo));
            let rows = replayed(&audit);
            let (accounts, residencies) = (1..20).map(tenantry_core::model::AccountId).fold(
                (0, 0),
                |(accounts, residencies), id| {
                    let own = id.0.to_string();
                    let has = |row: &&BTreeMap<_, String>| row.get("account") == Some(&own);
                    let there = usize::from(rows.contains_key(&(true, id.0)));
                    (accounts + there, residencies + rows.values().filter(has).count())
                },
            );
            assert_eq!((accounts, residencies), (3, 6), "{told}");
            assert_eq!(rows[&(true, 1)]["email"], "ana@Example.com", "{told}");
            assert_eq!(rows[&(false, 1)]["external_id"], "t1", "{told}");
            assert_eq!(rows[&(false, 4)]["ended_on"], "2025-12-31", "{told}");
        })
        .await;
    }
}

#[tokio::test]
async fn an_undone_answer_can_be_given_again_and_the_run_before_it_undone() {
    on_each(async |store| {
        people(&store).await;
        let before = directory(&store).await;
        let new = says("t1", "Ana", "ana.new@example.com");
        let alert = raise(&store, AlertKind::EmailMismatch, "ana@example.com", &new, true).await;
        for _ in 0..2 {
            answer(&store, alert, Resolution::CreateSeparate, true).await;
            assert_ne!(directory(&store).await, before);
            undo(&store, alert).await;
            assert_eq!(directory(&store).await, before);
        }
        // What was deleted and restored does not prevent the first sync from being undone; what
        // was imported after it does.
        let first = store.read().await.unwrap().runs(None, 9).await.unwrap().pop().unwrap();
        let tx = store.begin().await.unwrap();
        let report = tx.undo(&first.id, "ann", &NewRun::new(now()), now()).await.unwrap();
        assert_eq!((report.undone, report.kept.len()), (1, 1), "{report:?}");
        assert_eq!(report.kept[0].external_id.as_deref(), Some("t1"));
    })
    .await;
}
