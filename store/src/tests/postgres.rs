use std::time::Duration;

use super::support::postgres_url;
use crate::{OpenMode, Settings, Store, StoreError};

const SHORT: Settings = Settings {
    must_exist: false,
    lock_wait: Duration::from_millis(200),
    slowest_read: Duration::from_millis(300),
    readers: 1,
};

#[tokio::test]
async fn an_unreachable_server_is_reported_without_the_password() {
    let url = "postgres://ana:hunter2@127.0.0.1:9/doors";
    let error = Store::open_with(url, OpenMode::Write, SHORT).await.unwrap_err();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[tokio::test]
async fn a_second_writer_waits_and_gives_up() {
    let Some(url) = postgres_url().await else { return };
    let first = Store::open_with(&url, OpenMode::Write, SHORT).await.unwrap();
    let second = Store::open_with(&url, OpenMode::Write, SHORT).await.unwrap();
    let tx = first.begin().await.unwrap();
    let error = second.begin().await.err().unwrap();
    assert!(matches!(error, StoreError::Busy { .. }), "{error}");
    second.read().await.unwrap().properties().await.unwrap();
    tx.commit().await.unwrap();
    second.begin().await.unwrap();
}

#[tokio::test]
async fn a_missing_database_and_an_empty_one_are_told_apart() {
    let Some(url) = postgres_url().await else { return };
    for _ in 0..2 {
        let empty = Store::open_with(&url, OpenMode::Read, SHORT).await.unwrap();
        assert_eq!(empty.read().await.unwrap().property("maple").await.unwrap(), None);
    }
    let (server, options) = url.split_once('?').unwrap();
    let (host, _) = server.rsplit_once('/').unwrap();
    let missing = format!("{host}/no_such_database?{options}");
    let error = Store::open_with(&missing, OpenMode::Write, SHORT).await.unwrap_err();
    assert!(matches!(error, StoreError::NoSuchDatabase { .. }), "{error}");
}

#[tokio::test]
async fn a_read_that_takes_too_long_is_given_up() {
    let Some(url) = postgres_url().await else { return };
    let store = Store::open_with(&url, OpenMode::Write, SHORT).await.unwrap();
    let tx = store.read().await.unwrap();
    let error = tx.conn.execute("SELECT pg_sleep(5)", Vec::new()).await.unwrap_err();
    assert!(matches!(error, StoreError::Slow { .. }), "{error}");
}

#[tokio::test]
async fn a_read_does_not_wait_for_a_lock_forever() {
    let Some(url) = postgres_url().await else { return };
    let store = Store::open_with(&url, OpenMode::Write, SHORT).await.unwrap();
    let other = store.begin().await.unwrap();
    other.conn.execute("LOCK TABLE accounts", Vec::new()).await.unwrap();
    let tx = store.read().await.unwrap();
    let error = tx.people(None, None).await.unwrap_err();
    assert!(matches!(error, StoreError::Busy { .. } | StoreError::Slow { .. }), "{error}");
}

/// After a restart of the server, the pool has connections that no longer work.
#[tokio::test]
async fn connections_that_died_are_replaced() {
    let Some(url) = postgres_url().await else { return };
    let store = Store::open(&url, OpenMode::Write).await.unwrap();
    for _ in 0..3 {
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE pid <> pg_backend_pid() AND application_name = 'died'";
        let tx = store.begin().await.unwrap();
        tx.conn.execute("SET application_name = 'died'", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        let killer = Store::open(&url, OpenMode::Write).await.unwrap();
        killer.read().await.unwrap().conn.execute(sql, Vec::new()).await.unwrap();
        store.read().await.unwrap().people(None, None).await.unwrap();
        store.begin().await.unwrap().commit().await.unwrap();
    }
}
