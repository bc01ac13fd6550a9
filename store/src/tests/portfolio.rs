use tenantry_core::{
    model::AlertKind,
    reconcile::{Plan, PlannedAlert},
};

use super::{facts::*, support::*};
use crate::{NewRun, PropertyId, StoreError, WriteTx};

/// Syncs a property without residents, which raises an alert about the same person each time.
async fn raised(tx: &WriteTx, property: PropertyId) -> NewRun {
    let person = resident("t1", "Ana", "Ruiz", "101");
    let facts = facts(AlertKind::MissingEmail, &person, shown(&account(&person)), None);
    let plan = Plan { alerts: vec![PlannedAlert::new("a", facts)], ..Plan::default() };
    let run = NewRun::new(now());
    tx.apply(property, &run, &set(&[], &[]), &plan, now()).await.unwrap();
    run
}

#[tokio::test]
async fn a_renamed_property_takes_over_the_history_of_an_empty_one() {
    on_each(async |store| {
        let tx = store.begin().await.unwrap();
        let maple = property(&tx, "maple").await;
        let first = raised(&tx, maple).await;
        let residents = [resident("", "Ben", "Ode", "102")];
        import(&tx, maple, &set(&residents, &create(&residents))).await.unwrap();
        let empty = property(&tx, "maple-court").await;
        let second = raised(&tx, empty).await;

        tx.rename_property(maple, "maple-court", "ann", now()).await.unwrap();
        assert_eq!(tx.property("maple").await.unwrap(), None);
        assert_eq!(tx.property("maple-court").await.unwrap(), Some(maple));
        assert_eq!(tx.overview(maple).await.unwrap().live_manual, 1);
        let runs = tx.runs(Some(maple), 9).await.unwrap();
        assert_eq!((&runs[0].id, &runs[2].id), (&second.id, &first.id));
        assert!(runs.iter().all(|run| run.property == "maple-court"));
        // The alert of the empty property is closed, that of the other one stays open.
        let alerts = tx.alerts(Some(maple), true).await.unwrap();
        let states: Vec<_> = alerts.iter().map(|it| (it.open, it.closed_by.as_deref())).collect();
        assert_eq!(states, [(true, None), (false, Some("ann"))]);
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn two_properties_with_residencies_do_not_become_one() {
    on_each(async |store| {
        let tx = store.begin().await.unwrap();
        let (maple, oak) = (property(&tx, "maple").await, property(&tx, "oak").await);
        let residents = [resident("", "Ben", "Ode", "102")];
        import(&tx, oak, &set(&residents, &create(&residents))).await.unwrap();
        let refused = tx.rename_property(maple, "oak", "ann", now()).await.unwrap_err();
        assert!(matches!(refused, StoreError::Constraint { .. }), "{refused}");
    })
    .await;
}
