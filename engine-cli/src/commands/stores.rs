//! The databases that a command has open. All properties in one share its connections, and each is
//! closed in the end, so that a SQLite file is complete without its side files.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tenantry_engine::must_exist;
use tenantry_store::{OpenMode, Settings, Store, StoreError};
use tokio::sync::OnceCell;

use super::several::AT_ONCE;
use crate::{config::Portfolio, output};

/// How long to wait for the connections to close.
const PATIENCE: Duration = Duration::from_secs(5);

/// The databases of a portfolio, each opened when it is first needed. If one cannot be opened, it
/// is not tried again for the next property.
#[derive(Debug)]
pub(crate) struct Stores<'p> {
    portfolio: &'p Portfolio,
    opened: Each<(String, OpenMode), Store>,
    tried: Each<String, ()>,
}

/// What is done once for each key, however many ask for it at the same time.
#[derive(Debug)]
struct Each<K, T>(Mutex<HashMap<K, Once<T>>>);

type Once<T> = Arc<OnceCell<Result<T, StoreError>>>;

impl<K: Eq + Hash, T: Clone> Each<K, T> {
    async fn get(
        &self,
        key: K,
        make: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let cell = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(key).or_default().clone()
        };
        cell.get_or_init(|| make).await.clone()
    }

    fn take(&self) -> Vec<T> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let made = all.drain().filter_map(|(_, cell)| cell.get().cloned());
        made.filter_map(Result::ok).collect()
    }
}

impl<'p> Stores<'p> {
    pub(crate) fn new(portfolio: &'p Portfolio) -> Self {
        let (opened, tried) = (Mutex::default(), Mutex::default());
        Self { portfolio, opened: Each(opened), tried: Each(tried) }
    }

    /// A directory for reading; empty if there is no database yet. Says once if it is read-only.
    pub(crate) async fn read(&self, url: &str) -> Result<Store, StoreError> {
        let store = self.open(url, OpenMode::Read).await?;
        if store.is_read_only() {
            static TOLD: std::sync::Once = std::sync::Once::new();
            TOLD.call_once(|| {
                let place = store.place();
                output::tell(format_args!(
                    "note: {place} is read-only: it can be viewed, not changed"
                ));
            });
        }
        Ok(store)
    }

    /// A directory for changes; creates the database if needed and allowed.
    pub(crate) async fn write(&self, url: &str) -> Result<Store, StoreError> {
        self.open(url, OpenMode::Write).await
    }

    /// Whether a sync could write to a database.
    pub(crate) async fn try_write(&self, url: &str) -> Result<(), StoreError> {
        self.tried.get(url.to_owned(), Store::try_write(url, self.settings(url))).await
    }

    async fn open(&self, url: &str, mode: OpenMode) -> Result<Store, StoreError> {
        let open = || Store::open_soon(url, mode, self.settings(url));
        let store = self.opened.get((url.to_owned(), mode), open()).await?;
        // It has a single connection, and whoever reads for long would keep all others waiting.
        if store.is_in_memory() && self.portfolio.is_several() { open().await } else { Ok(store) }
    }

    fn settings(&self, url: &str) -> Settings {
        let readers = if self.portfolio.is_several() { AT_ONCE as u32 } else { 1 };
        let must_exist = must_exist(&self.portfolio.sites, url);
        Settings { readers, must_exist, ..Settings::default() }
    }

    /// Closes all of them.
    pub(crate) async fn close(&self) {
        let close = async {
            for store in self.opened.take() {
                if let Err(error) = store.close().await {
                    tracing::warn!(%error, "a database could not be closed");
                }
            }
        };
        if tokio::time::timeout(PATIENCE, close).await.is_err() {
            tracing::warn!("a database was still in use");
        }
    }
}
