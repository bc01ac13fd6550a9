//! Whether a database can be reached and written, found out without changing it.

use std::{
    fs::{self, OpenOptions},
    path::Path,
    str::FromStr,
    time::{Duration, Instant},
};

use sea_orm::ConnectionTrait;
use sqlx::{
    Connection,
    postgres::{PgConnectOptions, PgConnection},
};

use crate::{
    OpenMode, Result, Settings, Store, StoreError,
    location::{Location, beside},
    open::check_file,
    redacted,
};

/// How long to wait before a server that refused a connection is asked again.
const PAUSE: Duration = Duration::from_secs(1);

impl Store {
    /// Whether a sync could write to the database. Creates and changes nothing; a database that
    /// does not exist yet passes if it can be created.
    ///
    /// # Errors
    /// Why not.
    pub async fn try_write(url: &str, settings: Settings) -> Result<()> {
        let place = redacted(url);
        match Location::of(url)? {
            Location::Memory => Ok(()),
            Location::Server => writes_on_server(&mut connect(url, settings).await?, &place).await,
            Location::File(path) => {
                check_file(&path, &place, OpenMode::Write)?;
                writes_next_to(&path).map_err(|_| StoreError::ReadOnly { place })?;
                if !path.exists() && !settings.must_exist {
                    return Ok(());
                }
                // The lock has to be given back on the connection that took it.
                let settings = Settings { lock_wait: PAUSE, readers: 1, ..settings };
                let store = Store::open_with(url, OpenMode::Read, settings).await?;
                let tried = store.locks().await;
                store.close().await?;
                match tried {
                    // Somebody else is writing.
                    Err(StoreError::Busy { .. }) => Ok(()),
                    tried => tried,
                }
            }
        }
    }

    /// Takes the lock of a SQLite file for writing, and gives it back.
    async fn locks(&self) -> Result<()> {
        let db = self.writer();
        for sql in ["BEGIN IMMEDIATE", "ROLLBACK"] {
            let done = db.execute_unprepared(sql).await;
            done.map_err(|error| StoreError::of(self.place(), &error))?;
        }
        Ok(())
    }
}

/// Creates and removes a file next to a database, as SQLite does with its log.
fn writes_next_to(path: &Path) -> std::io::Result<()> {
    let name = beside(path, &format!("-probe-{}", std::process::id()));
    OpenOptions::new().write(true).create_new(true).open(&name)?;
    fs::remove_file(&name)
}

/// Connects to a server once.
///
/// # Errors
/// [`StoreError::Unreachable`] with the host and the port, and those of the server.
pub(crate) async fn connect(url: &str, settings: Settings) -> Result<PgConnection> {
    let place = redacted(url);
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::of_driver(place.clone(), &error))?;
    let at = format!("{}:{}", options.get_host(), options.get_port());
    let connecting = PgConnection::connect_with(&options);
    match tokio::time::timeout(settings.lock_wait, connecting).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) if is_refused(&error) => {
            Err(StoreError::Unreachable { place, why: format!("{at} refused the connection") })
        }
        Ok(Err(error)) => Err(StoreError::of_driver(place, &error)),
        Err(_) => Err(StoreError::Unreachable { place, why: format!("no response from {at}") }),
    }
}

/// Makes sure that a server answers, so that nobody waits for one that is not there. A server that
/// is just starting gets a little time.
pub(crate) async fn reach(url: &str, settings: Settings) -> Result<()> {
    if Location::of(url)? != Location::Server {
        return Ok(());
    }
    let begun = Instant::now();
    loop {
        match connect(url, settings).await {
            Ok(connection) => {
                // Nothing was asked of it.
                let _ = connection.close().await;
                return Ok(());
            }
            Err(StoreError::Unreachable { .. }) if begun.elapsed() < 2 * PAUSE => {
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => return Err(error),
        }
    }
}

fn is_refused(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused)
}

async fn writes_on_server(connection: &mut PgConnection, place: &str) -> Result<()> {
    const READ_ONLY: &str =
        "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'";
    const PERMITTED: &str = "SELECT CASE WHEN to_regclass('residencies') IS NULL \
         THEN coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) \
         ELSE has_table_privilege('residencies', 'INSERT') \
          AND has_table_privilege('residencies', 'UPDATE') END";
    let mut ask = async |sql: &'static str| {
        let answer = sqlx::query_scalar::<_, bool>(sql).fetch_one(&mut *connection).await;
        answer.map_err(|error| StoreError::of_driver(place.to_owned(), &error))
    };
    if ask(READ_ONLY).await? {
        return Err(StoreError::ReadOnly { place: place.to_owned() });
    }
    if !ask(PERMITTED).await? {
        return Err(StoreError::NotPermitted { place: place.to_owned() });
    }
    Ok(())
}
