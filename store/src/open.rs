//! Opening a database and updating its schema.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};
use sea_orm_migration::MigratorTrait;

use crate::{
    Access, ReadTx, Result, StoreError, WriteTx,
    identity::{self, Identity},
    location::Location,
    migration::Migrator,
    pools::Pools,
    probe::reach,
    redacted,
};

/// What a database is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OpenMode {
    /// Creates a missing SQLite file and updates the schema.
    Write,
    /// Creates and changes nothing. A missing SQLite file or a database without tables reads as an
    /// empty directory.
    Read,
}

/// How long the store waits, and how many readers it serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How long to wait for another writer, and for a server to respond.
    pub lock_wait: Duration,
    /// How long one statement that reads may take on PostgreSQL. A report on a million residents
    /// takes seconds.
    pub slowest_read: Duration,
    /// How many readers can read at the same time. With more than one, the writer has its own
    /// connection, so that those who wait to write do not keep others from reading. PostgreSQL
    /// always has at least 8 connections.
    pub readers: u32,
    /// Whether there has to be a directory in the database already: neither a file nor tables are
    /// created, and what is missing does not read as an empty directory.
    pub must_exist: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lock_wait: Duration::from_secs(10),
            slowest_read: Duration::from_secs(120),
            readers: 1,
            must_exist: false,
        }
    }
}

/// A directory in a database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pools: Pools,
    place: Arc<str>,
    settings: Settings,
    url: Arc<str>,
    identity: Arc<Identity>,
}

impl Store {
    /// Opens `sqlite://PATH` or `postgres://...` with default settings. Gives up soon if no server
    /// answers there.
    pub async fn open(url: &str, mode: OpenMode) -> Result<Self> {
        Self::open_soon(url, mode, Settings::default()).await
    }

    /// Opens a database with the given settings. Gives up soon if no server answers there.
    ///
    /// # Errors
    /// Those of [`Store::open_with`], and [`StoreError::Unreachable`].
    pub async fn open_soon(url: &str, mode: OpenMode, settings: Settings) -> Result<Self> {
        reach(url, settings).await?;
        Self::open_with(url, mode, settings).await
    }

    /// Opens a further connection to the database, for writing. Unlike [`Store::open`], it never
    /// starts a directory.
    ///
    /// # Errors
    /// [`StoreError::Gone`], [`StoreError::Exchanged`], or why it cannot be opened.
    pub async fn again(&self) -> Result<Self> {
        self.identity.check_file(&self.place)?;
        let settings = Settings { must_exist: true, ..Settings::default() };
        let store = match Self::open_soon(&self.url, OpenMode::Write, settings).await {
            Err(StoreError::NoDirectory { place }) => return Err(identity::emptied(place)),
            opened => opened?,
        };
        match store.identity.is(&self.identity) {
            true => Ok(store),
            false => Err(StoreError::Exchanged { place: self.place.to_string() }),
        }
    }

    /// Opens a database with the given settings.
    ///
    /// # Errors
    /// [`StoreError::Gone`] or [`StoreError::AnotherDirectory`] if a SQLite file is not the one
    /// that was there before, [`StoreError::NoDirectory`] if there is none and there has to be one,
    /// or why it cannot be opened.
    pub async fn open_with(url: &str, mode: OpenMode, settings: Settings) -> Result<Self> {
        let place: Arc<str> = redacted(url).into();
        let location = match Location::of(url)? {
            Location::File(path) => {
                check_file(&path, &place, mode)?;
                identity::check_not_gone(&path, &place)?;
                if settings.must_exist && !identity::has_content(&path) {
                    return Err(StoreError::NoDirectory { place: place.to_string() });
                }
                if mode == OpenMode::Read && !path.exists() {
                    Location::Memory
                } else {
                    Location::File(path)
                }
            }
            location => location,
        };
        let migrate = mode == OpenMode::Write || location == Location::Memory;
        let begun = Instant::now();
        let pools = loop {
            let connected = Pools::connect(url, &location, mode, settings).await;
            match connected.map_err(|error| StoreError::of(&place, &error)) {
                // SQLite does not wait if two processes create a new file at the same time.
                Err(StoreError::Busy { .. }) if begun.elapsed() < settings.lock_wait => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                connected => break connected?,
            }
        };
        let identity = Arc::default();
        let store = Self { pools, place, settings, url: url.into(), identity };
        if store.check_version(migrate).await? {
            let identity = Identity::of(&location, &store.read().await?.conn, &store.place).await?;
            if mode == OpenMode::Write {
                identity.mark();
            }
            return Ok(Self { identity: Arc::new(identity), ..store });
        }
        // A database that no sync has written to also reads as an empty directory.
        let empty = Pools::connect(url, &Location::Memory, mode, settings).await;
        let pools = empty.map_err(|error| StoreError::of(&store.place, &error))?;
        let store = Self { pools, ..store };
        store.check_version(true).await?;
        Ok(store)
    }

    /// The database URL without its password, for messages.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Whether this process may not write to the SQLite file, or not next to it.
    pub fn is_read_only(&self) -> bool {
        self.pools.is_unchanging || self.identity.is_read_only()
    }

    /// Whether it reads an empty directory, because there is none in the database.
    pub fn is_in_memory(&self) -> bool {
        self.pools.is_in_memory
    }

    /// The connection that writes.
    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.pools.writer
    }

    /// Starts a transaction that reads, unaffected by any writer.
    pub async fn read(&self) -> Result<ReadTx> {
        self.identity.check_file(&self.place)?;
        ReadTx::begin(&self.pools.readers, self.place.clone(), &self.settings).await
    }

    /// Starts a transaction that writes, after waiting for the current writer, if there is one.
    pub async fn begin(&self) -> Result<WriteTx> {
        self.identity.check_file(&self.place)?;
        let tx = WriteTx::begin(&self.pools.writer, self.place.clone(), &self.settings).await?;
        self.identity.check_directory(&tx.conn).await?;
        Ok(tx)
    }

    /// Checks that the database responds and is still the one that was opened.
    ///
    /// # Errors
    /// Why it is not ready for work.
    pub async fn check(&self) -> Result<()> {
        self.identity.check_directory(&self.read().await?.conn).await
    }

    /// The operators of the console, their sessions and tokens.
    pub fn access(&self) -> Access {
        Access::new(&self.pools, self.place.clone())
    }

    /// Closes the connections. A SQLite file is then complete without its side files.
    pub async fn close(self) -> Result<()> {
        self.pools.close().await.map_err(|error| StoreError::of(&self.place, &error))
    }

    /// Checks the version with one cheap query if the schema is up to date. Returns false for a
    /// database without a schema if none may be created.
    async fn check_version(&self, migrate: bool) -> Result<bool> {
        let applied = match applied(&self.pools.readers).await {
            Ok(applied) => applied,
            Err(error) => match StoreError::of(&self.place, &error) {
                // There is no table of migrations, so there is no schema yet.
                StoreError::Database { .. } => Vec::new(),
                error => return Err(error),
            },
        };
        if applied.is_empty() && self.settings.must_exist {
            return Err(StoreError::NoDirectory { place: self.place.to_string() });
        }
        if self.is_current(&applied)? {
            return Ok(true);
        }
        if !migrate {
            return match applied.is_empty() {
                true => Ok(false),
                false => Err(StoreError::OlderVersion { place: self.place.to_string() }),
            };
        }
        let tx = self.begin().await?;
        if !self.is_in_memory() {
            tracing::info!(database = %self.place, "bringing the database up to date");
        }
        Migrator::up(&tx.conn.tx, None).await.map_err(|error| tx.conn.error(error))?;
        tx.commit().await?;
        Ok(true)
    }

    fn is_current(&self, applied: &[String]) -> Result<bool> {
        let known = Migrator::migrations();
        let unknown =
            applied.iter().find(|name| known.iter().all(|migration| migration.name() != *name));
        if let Some(name) = unknown {
            let (place, migration) = (self.place.to_string(), name.clone());
            return Err(StoreError::NewerVersion { place, migration });
        }
        Ok(applied.len() == known.len())
    }
}

async fn applied(db: &DatabaseConnection) -> std::result::Result<Vec<String>, DbErr> {
    let sql = "SELECT version FROM seaql_migrations";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(|row| row.try_get("", "version")).collect()
}

pub(crate) fn check_file(path: &Path, place: &str, mode: OpenMode) -> Result<()> {
    let why = if path.is_dir() {
        "it is a folder; name a file in it"
    } else if mode == OpenMode::Write
        && path.parent().is_some_and(|parent| !parent.as_os_str().is_empty() && !parent.is_dir())
    {
        "its folder does not exist; create it"
    } else {
        return Ok(());
    };
    Err(StoreError::CannotOpen { place: place.to_owned(), why: why.to_owned() })
}
