use std::time::Duration;

use super::support::*;
use crate::{OpenMode, Settings, Store, StoreError};

const SEVERAL: Settings = Settings {
    must_exist: false,
    lock_wait: Duration::from_millis(300),
    slowest_read: Duration::from_secs(60),
    readers: 4,
};

async fn each(test: impl AsyncFn(Store)) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    test(Store::open_with(&url, OpenMode::Write, SEVERAL).await.unwrap()).await;
    if let Some(url) = postgres_url().await {
        test(Store::open_with(&url, OpenMode::Write, SEVERAL).await.unwrap()).await;
    }
}

#[tokio::test]
async fn readers_can_read_while_one_writes_and_others_wait_to_write() {
    each(async |store| {
        let writer = store.begin().await.unwrap();
        property(&writer, "maple").await;
        let waiting: Vec<_> = (0..20)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.begin().await.map(drop) })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(50)).await;
        let mut readers = Vec::new();
        for _ in 0..4 {
            let reader = store.read().await.unwrap();
            assert_eq!(reader.property("maple").await.unwrap(), None);
            readers.push(reader);
        }
        for waiting in waiting {
            let refused = waiting.await.unwrap();
            assert!(matches!(refused, Err(StoreError::Busy { .. })), "{refused:?}");
        }
        writer.commit().await.unwrap();
        // A reader keeps its view; the next one sees what was written.
        assert_eq!(readers[0].property("maple").await.unwrap(), None);
        drop(readers);
        assert!(store.read().await.unwrap().property("maple").await.unwrap().is_some());
        store.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn readers_do_not_block_the_writer() {
    each(async |store| {
        let readers = [store.read().await.unwrap(), store.read().await.unwrap()];
        for reader in &readers {
            assert_eq!(reader.property("maple").await.unwrap(), None);
        }
        let tx = store.begin().await.unwrap();
        property(&tx, "maple").await;
        tx.commit().await.unwrap();
        assert_eq!(readers[1].property("maple").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn closing_leaves_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let store = Store::open_with(&url, OpenMode::Write, SEVERAL).await.unwrap();
    let tx = store.begin().await.unwrap();
    property(&tx, "maple").await;
    tx.commit().await.unwrap();
    store.read().await.unwrap().properties().await.unwrap();
    store.close().await.unwrap();
    let files = std::fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["test.db", "test.db.id"]);
}

#[tokio::test]
async fn several_readers_of_a_missing_file_see_one_empty_directory() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("none.db").display());
    let store = Store::open_with(&url, OpenMode::Read, SEVERAL).await.unwrap();
    for _ in 0..3 {
        assert_eq!(store.read().await.unwrap().properties().await.unwrap(), []);
    }
}
