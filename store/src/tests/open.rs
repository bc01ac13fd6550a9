use std::time::Duration;

use sea_orm::{ConnectionTrait, Database};

use super::support::{on_each, property};
use crate::{OpenMode, Settings, Store, StoreError};

fn url(path: &std::path::Path) -> String {
    format!("sqlite://{}", path.display())
}

#[tokio::test]
async fn reading_a_missing_file_creates_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.db");
    let store = Store::open(&url(&path), OpenMode::Read).await.unwrap();
    let tx = store.read().await.unwrap();
    assert_eq!(tx.property("maple").await.unwrap(), None);
    assert_eq!(tx.alerts(None, true).await.unwrap(), []);
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none());
}

#[tokio::test]
async fn a_second_open_finds_what_the_first_wrote() {
    on_each(async |store| {
        let tx = store.begin().await.unwrap();
        let maple = property(&tx, "maple").await;
        assert_eq!(property(&tx, "maple").await, maple);
        tx.commit().await.unwrap();
        assert_eq!(store.read().await.unwrap().property("maple").await.unwrap(), Some(maple));
    })
    .await;
}

#[tokio::test]
async fn an_abandoned_transaction_changes_nothing() {
    on_each(async |store| {
        let tx = store.begin().await.unwrap();
        property(&tx, "maple").await;
        drop(tx);
        assert_eq!(store.read().await.unwrap().property("maple").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn files_that_are_not_databases_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text.db");
    std::fs::write(&text, "not a database, but long enough to be looked at; ".repeat(40)).unwrap();
    for mode in [OpenMode::Read, OpenMode::Write] {
        let error = Store::open(&url(&text), mode).await.unwrap_err();
        assert!(matches!(error, StoreError::NotADatabase { .. }), "{error}");
        let error = Store::open(&url(folder.path()), mode).await.unwrap_err();
        assert!(error.to_string().contains("is a folder"), "{error}");
    }
    let error =
        Store::open(&url(&folder.path().join("no/x.db")), OpenMode::Write).await.unwrap_err();
    assert!(error.to_string().contains("folder does not exist"), "{error}");
}

#[tokio::test]
async fn versions_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    std::fs::write(&path, "").unwrap();
    let empty = Store::open(&url(&path), OpenMode::Read).await.unwrap();
    assert_eq!(empty.read().await.unwrap().property("maple").await.unwrap(), None);
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
    Store::open(&url(&path), OpenMode::Write).await.unwrap().close().await.unwrap();
    Store::open(&url(&path), OpenMode::Read).await.unwrap().close().await.unwrap();
    let db = Database::connect(url(&path)).await.unwrap();
    db.execute_unprepared("INSERT INTO seaql_migrations VALUES ('m2099_later', 0)").await.unwrap();
    db.close().await.unwrap();
    for mode in [OpenMode::Read, OpenMode::Write] {
        let error = Store::open(&url(&path), mode).await.unwrap_err();
        assert!(matches!(error, StoreError::NewerVersion { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_second_writer_waits_and_gives_up() {
    let folder = tempfile::tempdir().unwrap();
    let url = url(&folder.path().join("x.db"));
    let settings = Settings { lock_wait: Duration::from_millis(500), ..Settings::default() };
    let first = Store::open_with(&url, OpenMode::Write, settings).await.unwrap();
    let second = Store::open_with(&url, OpenMode::Write, settings).await.unwrap();
    let tx = first.begin().await.unwrap();
    let error = second.begin().await.err().unwrap();
    assert!(matches!(error, StoreError::Busy { .. }), "{error}");
    second.read().await.unwrap().properties().await.unwrap();
    tx.commit().await.unwrap();
    second.begin().await.unwrap();
}

#[tokio::test]
async fn many_processes_may_open_a_new_file_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = url(&folder.path().join("x.db"));
    let opened = (0..8).map(|_| {
        let url = url.clone();
        tokio::spawn(async move { Store::open(&url, OpenMode::Write).await.map(drop) })
    });
    for opened in opened.collect::<Vec<_>>() {
        opened.await.unwrap().unwrap();
    }
}
