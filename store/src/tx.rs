//! Read transactions, and the one writer.

use std::{ops::Deref, time::Duration};

use sea_orm::{
    AccessMode, DatabaseConnection, DbBackend, IsolationLevel, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};

use crate::{Result, Settings, StoreError, conn::Conn};

/// A consistent view of the directory that no writer can change. Ends when dropped.
pub struct ReadTx {
    pub(crate) conn: Conn,
}

/// The one writer of the directory, which can also read. Dropping it without
/// [`commit`](Self::commit) changes nothing.
///
/// Only one transaction can write at a time, whichever process it is in. On SQLite that is the
/// database's own lock, which is taken at the start (`BEGIN IMMEDIATE`). On PostgreSQL it is an
/// advisory lock for the schema. So if a sync of Maple Court and an answer about Ana Ruiz come at
/// the same moment, the second waits, then reads what the first has committed, and fails after
/// `lock_wait` if the first takes too long.
pub struct WriteTx {
    read: ReadTx,
}

/// The key of the advisory lock that allows one PostgreSQL writer per schema: "tnty" in ASCII.
const WRITER: i32 = 0x746e_7479;

impl ReadTx {
    pub(crate) async fn begin(
        db: &DatabaseConnection,
        place: std::sync::Arc<str>,
        settings: &Settings,
    ) -> Result<Self> {
        let sqlite = db.get_database_backend() == DbBackend::Sqlite;
        let options = TransactionOptions {
            isolation_level: (!sqlite).then_some(IsolationLevel::RepeatableRead),
            access_mode: (!sqlite).then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: sqlite.then_some(SqliteTransactionMode::Deferred),
        };
        let tx =
            db.begin_with_options(options).await.map_err(|error| StoreError::of(&place, &error))?;
        let conn = Conn { tx, place };
        if !sqlite {
            conn.execute(
                "SELECT set_config('lock_timeout', ?, true), set_config('statement_timeout', ?, true)",
                vec![millis(settings.lock_wait).into(), millis(settings.slowest_read).into()],
            )
            .await?;
        }
        Ok(Self { conn })
    }
}

/// A length of time as PostgreSQL reads it.
fn millis(time: Duration) -> String {
    format!("{}ms", time.as_millis().max(1))
}

impl WriteTx {
    pub(crate) async fn begin(
        db: &DatabaseConnection,
        place: std::sync::Arc<str>,
        settings: &Settings,
    ) -> Result<Self> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx =
            db.begin_with_options(options).await.map_err(|error| StoreError::of(&place, &error))?;
        let conn = Conn { tx, place };
        if !conn.is_sqlite() {
            let wait = millis(settings.lock_wait);
            conn.execute("SELECT set_config('lock_timeout', ?, true)", vec![wait.into()]).await?;
            // A separate statement, so that the next read sees what the last writer committed.
            conn.execute(
                "SELECT pg_advisory_xact_lock(?, hashtext(current_schema()))",
                vec![WRITER.into()],
            )
            .await?;
        }
        Ok(Self { read: ReadTx { conn } })
    }

    /// Makes everything that was written durable and visible at once.
    pub async fn commit(self) -> Result<()> {
        let Conn { tx, place } = self.read.conn;
        tx.commit().await.map_err(|error| StoreError::of(&place, &error))
    }

    /// Discards everything that was written, and releases the lock.
    pub async fn rollback(self) -> Result<()> {
        let Conn { tx, place } = self.read.conn;
        tx.rollback().await.map_err(|error| StoreError::of(&place, &error))
    }
}

impl Deref for WriteTx {
    type Target = ReadTx;

    fn deref(&self) -> &ReadTx {
        &self.read
    }
}
