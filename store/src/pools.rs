//! A store's connections.

use std::path::Path;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, RuntimeErr};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

use crate::{
    OpenMode, Settings,
    location::{Location, beside},
};

/// Connections for reading and for writing. They are the same pool if only one reader is allowed
/// at a time.
#[derive(Debug, Clone)]
pub(crate) struct Pools {
    pub(crate) readers: DatabaseConnection,
    pub(crate) writer: DatabaseConnection,
    /// Whether nobody can write, because SQLite may not create its side files.
    pub(crate) is_unchanging: bool,
    /// Whether it is a database in memory.
    pub(crate) is_in_memory: bool,
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
            Location::Server => Ok((server(url, connections, settings).await?, false)),
            Location::Memory => {
                Ok((sqlite(None, mode.into(), connections, cache, settings).await?, false))
            }
            Location::File(path) => file(path, mode, connections, cache, settings).await,
        };
        let readers = match location {
            Location::Server => settings.readers.max(SERVER),
            // A second connection would open another, empty database.
            Location::Memory => 1,
            Location::File(_) => settings.readers.max(1),
        };
        let is_in_memory = *location == Location::Memory;
        // Open the writer first: it creates the file that the readers open.
        if settings.readers > 1 && mode == OpenMode::Write && !is_in_memory {
            let (writer, is_unchanging) = open(1, CACHE).await?;
            let (readers, _) = open(readers, READER_CACHE).await?;
            return Ok(Self { readers, writer, is_unchanging, is_in_memory });
        }
        let (both, is_unchanging) = open(readers, CACHE).await?;
        Ok(Self { readers: both.clone(), writer: both, is_unchanging, is_in_memory })
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
    // A connection of before the server's restart is replaced instead of used.
    options.max_connections(connections).test_before_acquire(true);
    Database::connect(options).await
}

/// Opens a file. If SQLite may not write next to it, as on a read-only disk, nobody else does
/// either, and it is read as it is. The second value says so.
async fn file(
    path: &Path,
    mode: OpenMode,
    connections: u32,
    cache: u32,
    settings: Settings,
) -> Result<(DatabaseConnection, bool), DbErr> {
    let opened = sqlite(Some(path), mode.into(), connections, cache, settings).await;
    let failed = match opened {
        Ok(db) => match db.execute_unprepared("SELECT 1 FROM sqlite_schema").await {
            Ok(_) => return Ok((db, false)),
            Err(error) => error,
        },
        Err(error) => error,
    };
    let has_log = std::fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    if mode != OpenMode::Read || has_log || !is_refused(&failed) {
        return Err(failed);
    }
    let used = SqliteUse::ReadUnchanging;
    Ok((sqlite(Some(path), used, connections, cache, settings).await?, true))
}

/// Whether SQLite could not write or create a file that it needs.
fn is_refused(error: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    matches!(code.map(|code| code & 0xff), Some(8 | 14))
}

/// How a SQLite database is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SqliteUse {
    Write,
    Read,
    /// Nobody writes to the file while it is read.
    ReadUnchanging,
}

impl From<OpenMode> for SqliteUse {
    fn from(mode: OpenMode) -> Self {
        match mode {
            OpenMode::Write => Self::Write,
            OpenMode::Read => Self::Read,
        }
    }
}

async fn sqlite(
    path: Option<&Path>,
    used: SqliteUse,
    connections: u32,
    cache: u32,
    settings: Settings,
) -> Result<DatabaseConnection, DbErr> {
    let mut options = options("sqlite::memory:", settings);
    options.max_connections(connections).idle_timeout(None).max_lifetime(None);
    let path = path.map(Path::to_owned);
    options.map_sqlx_sqlite_opts(move |mut sqlite| {
        if let Some(path) = &path {
            sqlite = sqlite.in_memory(false).shared_cache(false).filename(path);
        }
        if used == SqliteUse::ReadUnchanging {
            sqlite = sqlite.read_only(true).immutable(true);
        }
        if used == SqliteUse::Write {
            sqlite =
                sqlite.create_if_missing(!settings.must_exist).journal_mode(SqliteJournalMode::Wal);
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
