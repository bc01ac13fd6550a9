//! A store's connections.

use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

use crate::{OpenMode, Settings, location::Location};

/// Connections for reading and for writing. They are the same pool if only one reader is allowed
/// at a time.
#[derive(Debug, Clone)]
pub(crate) struct Pools {
    pub(crate) readers: DatabaseConnection,
    pub(crate) writer: DatabaseConnection,
}

/// The number of connections to a PostgreSQL server.
const SERVER: u32 = 8;
/// MiB of pages that a SQLite connection caches. With fewer, the indexes of a large directory do
/// not fit.
const CACHE: u32 = 64;
/// MiB for each of several readers. The console's pages need little.
const READER_CACHE: u32 = 16;

impl Pools {
    pub(crate) async fn connect(
        url: &str,
        location: &Location,
        mode: OpenMode,
        settings: Settings,
    ) -> Result<Self, DbErr> {
        let open = async |connections, cache| match location {
            Location::Server => server(url, connections, settings).await,
            Location::Memory => sqlite(None, mode, connections, cache, settings).await,
            Location::File(path) => sqlite(Some(path), mode, connections, cache, settings).await,
        };
        let readers = match location {
            Location::Server => settings.readers.max(SERVER),
            // A second connection would open another, empty database.
            Location::Memory => 1,
            Location::File(_) => settings.readers.max(1),
        };
        // Open the writer first: it creates the file that the readers open.
        if settings.readers > 1 && *location != Location::Memory {
            let writer = open(1, CACHE).await?;
            return Ok(Self { readers: open(readers, READER_CACHE).await?, writer });
        }
        let both = open(readers, CACHE).await?;
        Ok(Self { readers: both.clone(), writer: both })
    }

    pub(crate) async fn close(self) -> Result<(), DbErr> {
        self.readers.close().await?;
        self.writer.close().await
    }
}

async fn server(
    url: &str,
    connections: u32,
    settings: Settings,
) -> Result<DatabaseConnection, DbErr> {
    let mut options = options(url, settings);
    options.max_connections(connections);
    Database::connect(options).await
}

async fn sqlite(
    path: Option<&std::path::PathBuf>,
    mode: OpenMode,
    connections: u32,
    cache: u32,
    settings: Settings,
) -> Result<DatabaseConnection, DbErr> {
    let mut options = options("sqlite::memory:", settings);
    options.max_connections(connections).idle_timeout(None).max_lifetime(None);
    let path = path.cloned();
    options.map_sqlx_sqlite_opts(move |mut sqlite| {
        if let Some(path) = &path {
            sqlite = sqlite.in_memory(false).shared_cache(false).filename(path);
        }
        if mode == OpenMode::Write {
            sqlite = sqlite.create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
        }
        sqlite
            .foreign_keys(true)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(settings.lock_wait)
            // A negative value is in KiB.
            .pragma("cache_size", format!("-{}", cache * 1024))
            .pragma("temp_store", "MEMORY")
    });
    Database::connect(options).await
}

fn options(url: &str, settings: Settings) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    // Statements are never logged, because their values are personal.
    options.sqlx_logging(false).test_before_acquire(false).acquire_timeout(settings.lock_wait);
    options
}
