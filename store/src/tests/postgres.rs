use std::time::Duration;

use super::support::postgres_url;
use crate::{OpenMode, Settings, Store, StoreError};

const SHORT: Settings = Settings { lock_wait: Duration::from_millis(200), readers: 1 };

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
