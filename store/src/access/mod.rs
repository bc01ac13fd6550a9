//! Who may use the console: operators, their browser sessions, and API tokens.
//!
//! Each method runs one statement or one short transaction. On PostgreSQL none of them waits for
//! the writer of the directory; on SQLite, which allows one writer in total, those that write do.

mod model;
mod operators;
mod sessions;
mod tokens;

pub use model::{ApiToken, NewOperator, Operator, OperatorId, Role, Scope, Session};
pub use sessions::NewSession;
pub use tokens::NewToken;

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};

use crate::{OpenMode, Result, Store, StoreError, conn::Conn, pools::Pools};

/// The operators of the console, their sessions and tokens. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Access {
    reader: Conn<DatabaseConnection>,
    writer: Conn<DatabaseConnection>,
    /// Where sessions are if the database cannot be written: in memory.
    memory: Option<Conn<DatabaseConnection>>,
}

impl Access {
    pub(crate) fn new(pools: &Pools, place: Arc<str>) -> Self {
        // On PostgreSQL the writer's connection may be busy for as long as a sync takes.
        let writer = match pools.readers.get_database_backend() {
            DbBackend::Sqlite => &pools.writer,
            _ => &pools.readers,
        };
        Self {
            reader: Conn { tx: pools.readers.clone(), place: place.clone() },
            writer: Conn { tx: writer.clone(), place },
            memory: None,
        }
    }

    /// The same operators and tokens, and sessions of its own in memory, so that people can sign in
    /// although the database cannot be written. Whatever else would change something is refused.
    ///
    /// # Errors
    /// There is no memory left.
    pub async fn with_sessions_in_memory(self) -> Result<Self> {
        let memory = Store::open("sqlite::memory:", OpenMode::Write).await?.access().writer;
        // The operators of the sessions are in the other database.
        memory.ok(memory.tx.execute_unprepared("PRAGMA foreign_keys = OFF").await)?;
        Ok(Self { memory: Some(memory), ..self })
    }

    /// The connection for changes.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`]
    fn changing(&self) -> Result<&Conn<DatabaseConnection>> {
        match self.memory {
            None => Ok(&self.writer),
            Some(_) => Err(StoreError::ReadOnly { place: self.writer.place.to_string() }),
        }
    }

    fn session_reader(&self) -> &Conn<DatabaseConnection> {
        self.memory.as_ref().unwrap_or(&self.reader)
    }

    fn session_writer(&self) -> &Conn<DatabaseConnection> {
        self.memory.as_ref().unwrap_or(&self.writer)
    }
}
