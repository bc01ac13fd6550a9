//! Names of enum values that this version does not know.

use super::support::*;
use crate::{
    Outcome, ReadTx, RunKind, Store, StoreError,
    access::{NewOperator, Role},
};

async fn set_column(store: &Store, sql: &str) {
    let tx = store.begin().await.unwrap();
    assert_eq!(tx.conn.execute(sql, Vec::new()).await.unwrap(), 1, "{sql}");
    tx.commit().await.unwrap();
}

fn damaged(what: &str) -> StoreError {
    StoreError::Damaged { what: what.to_owned() }
}

#[tokio::test]
async fn an_unknown_name_is_damage_and_is_not_shown() {
    on_each(async |store| {
        let residents = [resident("t1", "Ana", "Ruiz", "101")];
        let run = sync(&store, &residents, plan(create(&residents))).await;
        set_column(&store, "UPDATE runs SET kind = 'secret'").await;
        let runs = |tx: ReadTx| async move { tx.runs(None, 9).await };
        let error = runs(store.read().await.unwrap()).await.unwrap_err();
        assert_eq!(error, damaged("the kind of a run"));
        assert!(!error.to_string().contains("secret"));
        set_column(&store, "UPDATE runs SET kind = 'undo', outcome = 'secret'").await;
        let error = runs(store.read().await.unwrap()).await.unwrap_err();
        assert_eq!(error, damaged("the outcome of a run"));
        set_column(&store, "UPDATE runs SET outcome = 'held'").await;
        let found = runs(store.read().await.unwrap()).await.unwrap();
        assert_eq!((found[0].kind, found[0].outcome), (RunKind::Undo, Outcome::Held));

        set_column(&store, "UPDATE changes SET reason = 'secret'").await;
        let error = store.read().await.unwrap().changes_of_run(&run).await.unwrap_err();
        assert_eq!(error, damaged("the reason of a change"));
        set_column(&store, "UPDATE accounts SET status = 'secret'").await;
        let error = store.read().await.unwrap().people(None, None).await.unwrap_err();
        assert_eq!(error, damaged("the status of an account"));
    })
    .await;
}

#[tokio::test]
async fn an_operator_with_an_unknown_role_may_do_nothing() {
    on_each(async |store| {
        let access = store.access();
        let new = NewOperator {
            name: "ana",
            role: Role::Viewer,
            properties: None,
            password_hash: &"x".to_owned().into(),
        };
        access.add_operator(&new, now()).await.unwrap();
        set_column(&store, "UPDATE operators SET role = 'owner'").await;
        let error = access.operator_named("ana").await.unwrap_err();
        assert_eq!(error, damaged("the role of an operator"));
    })
    .await;
}
