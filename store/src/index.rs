//! Rebuilding indexes during a first sync.
//!
//! SQLite adds rows to an index far faster if they are sorted first. If most of the rows will be
//! new, the indexes are therefore dropped and created again in the same transaction, so that
//! nobody else sees the tables without them. On PostgreSQL that would lock out readers in the
//! meantime. There, the planner is only told the new size of the tables; otherwise it would scan
//! them in full.

use sea_orm::FromQueryResult;

use crate::{Result, conn::Conn};

/// With fewer new rows than this, the indexes are kept and updated row by row.
const FEW: usize = 20_000;

/// A SQLite index, with the statement that creates it.
#[derive(FromQueryResult)]
struct Index {
    name: String,
    sql: String,
}

/// The statements to run after the new rows are inserted.
#[derive(Debug, Default)]
pub(crate) struct Indexes(Vec<String>);

impl Indexes {
    /// Drops the indexes of the large tables if `changes` would more than double them.
    /// `next_change` tells how many changes there are so far.
    pub(crate) async fn set_aside(conn: &Conn, changes: usize, next_change: i64) -> Result<Self> {
        if changes < FEW || (changes as i64) < next_change {
            return Ok(Self::default());
        }
        if !conn.is_sqlite() {
            return Ok(Self(vec!["ANALYZE accounts, residencies, changes".to_owned()]));
        }
        let sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL \
                   AND tbl_name IN ('accounts', 'residencies', 'changes')";
        let mut statements = Vec::new();
        for Index { name, sql } in conn.all(sql, Vec::new()).await? {
            statements.push(sql);
            conn.execute(&format!("DROP INDEX \"{name}\""), Vec::new()).await?;
        }
        Ok(Self(statements))
    }

    /// Creates the indexes again. This is when a second account with the same email is detected.
    pub(crate) async fn restore(self, conn: &Conn) -> Result<()> {
        for sql in self.0 {
            conn.execute(&sql, Vec::new()).await?;
        }
        Ok(())
    }
}
