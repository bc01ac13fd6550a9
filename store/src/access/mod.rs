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

use sea_orm::{DatabaseConnection, DbBackend};

use crate::{conn::Conn, pools::Pools};

/// The operators of the console, their sessions and tokens. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Access {
    reader: Conn<DatabaseConnection>,
    writer: Conn<DatabaseConnection>,
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
        }
    }
}
