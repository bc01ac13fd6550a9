use tenantry_core::{
    model::{AlertId, AlertKind, Resolution},
    reconcile::{Plan, PlannedAlert, Standing},
};

use super::{facts::*, support::*};
use crate::{Answer, StoreError};

fn planned(kind: AlertKind, subject: &str) -> PlannedAlert {
    let person = resident("t\"1", "Ana", "Ruiz", "101");
    let facts = facts(kind, &person, shown(&account(&person)), None);
    PlannedAlert { version: u64::MAX, shown: 5, ..PlannedAlert::new(subject, facts) }
}

fn of(alerts: Vec<PlannedAlert>) -> Plan {
    Plan { alerts, ..Plan::default() }
}

#[tokio::test]
async fn alerts_open_change_and_close() {
    on_each(async |store| {
        let run = sync(
            &store,
            &[],
            of(vec![
                planned(AlertKind::DuplicateEmail, "a"),
                planned(AlertKind::MissingEmail, "a"),
            ]),
        )
        .await;
        let tx = store.read().await.unwrap();
        let maple = tx.property("maple").await.unwrap().unwrap();
        let alerts = tx.alerts(Some(maple), false).await.unwrap();
        let [first, second] = &alerts[..] else { panic!("{alerts:?}") };
        assert_eq!(
            (first.facts.kind(), first.version, first.open),
            (AlertKind::DuplicateEmail, u64::MAX, true)
        );
        assert_eq!(first.residents, ["t\"1"]);
        assert_eq!(first.accounts, ["ana@Example.com"]);
        assert_eq!(first.facts, planned(AlertKind::DuplicateEmail, "a").facts);
        assert_eq!(first.opened_run.as_ref(), Some(&run));
        assert_eq!((first.property.as_str(), first.opened_at), ("maple", now()));
        assert_eq!(tx.open_alert_counts().await.unwrap(), [(maple, 2)]);
        assert_eq!(tx.state(maple).await.unwrap().open_alerts, 2);
        drop(tx);
        let open = snapshot(&store, &[]).await.alerts;
        assert_eq!((open[1].id, open[1].shown), (second.id, 5));

        let other = resident("t3", "Zoe", "Zed", "103");
        let now_says = facts(AlertKind::DuplicateEmail, &other, shown(&account(&other)), None);
        let changed = PlannedAlert {
            id: Some(first.id),
            changed: true,
            ..PlannedAlert::new("a", now_says.clone())
        };
        sync(&store, &[], Plan { closed: vec![second.id], ..of(vec![changed]) }).await;
        let tx = store.read().await.unwrap();
        let alerts = tx.alerts(None, true).await.unwrap();
        assert_eq!((&alerts[0].facts, alerts[0].open), (&now_says, true));
        assert_eq!((alerts[1].open, alerts[1].closed_by.as_deref()), (false, Some("sync")));
        assert_eq!(tx.alert(second.id).await.unwrap().closed_at, Some(now()));
        assert_eq!(tx.alert(AlertId(9)).await, Err(StoreError::NoSuchAlert { id: 9 }));
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_stored_and_accepted_only_once() {
    on_each(async |store| {
        sync(
            &store,
            &[],
            of(vec![planned(AlertKind::NameMismatch, "a"), planned(AlertKind::NameMismatch, "b")]),
        )
        .await;
        let tx = store.begin().await.unwrap();
        let maple = tx.property("maple").await.unwrap().unwrap();
        dismiss(&tx, maple, AlertId(1)).await.unwrap();
        let again = dismiss(&tx, maple, AlertId(1)).await;
        assert_eq!(again, Err(StoreError::AlertClosed { id: 1 }));
        let residents = [resident("t1", "Ana", "Ruiz", "1")];
        let changes = create(&residents);
        let answer =
            Answer { alert: AlertId(2), actor: "bob", resolution: Resolution::Merge, reason: None };
        tx.apply_decision(maple, &answer, &set(&residents, &changes), now()).await.unwrap();
        let closed = tx.alert(AlertId(2)).await.unwrap();
        assert_eq!(
            (closed.closed_by.as_deref(), closed.resolution),
            (Some("bob"), Some(Resolution::Merge))
        );
        tx.commit().await.unwrap();
        let after = snapshot(&store, &["t1"]).await;
        let dismissal = Standing {
            kind: AlertKind::NameMismatch,
            subject: "a".into(),
            version: u64::MAX,
            resolution: Resolution::Dismiss,
        };
        assert_eq!(
            (after.standing, after.alerts.len(), after.accounts.len()),
            (vec![dismissal], 0, 1)
        );
        let history = store.read().await.unwrap().changes_of(after.accounts[0].id).await.unwrap();
        assert_eq!((history[0].actor.as_str(), &history[0].run), ("bob", &None));
    })
    .await;
}
