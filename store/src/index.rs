//! Indexes during a first sync.
//!
//! SQLite adds to an index in a fraction of the time when all rows are sorted
//! first. So where most of the rows will be new, the indexes are dropped and
//! made again, in the same transaction: nobody else sees the tables without
//! them. PostgreSQL would lock readers out in the meantime; there the planner is only
//! told of the new size of the tables, without which it reads them as a whole.

use sea_orm::FromQueryResult;

use crate::{Result, conn::Conn};

/// Fewer new rows than this are added to the indexes one by one.
const FEW: usize = 20_000;

/// An index of SQLite, with the statement that creates it.
#[derive(FromQueryResult)]
struct Index {
    name: String,
    sql: String,
}

/// The statements that follow the new rows.
#[derive(Debug, Default)]
pub(crate) struct Indexes(Vec<String>);

impl Indexes {
    /// Drops the indexes of the large tables where `changes` would more than
    /// double them; `next_change` tells how many there were.
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

    /// Makes them again; here a second account of an email is found.
    pub(crate) async fn restore(self, conn: &Conn) -> Result<()> {
        for sql in self.0 {
            conn.execute(&sql, Vec::new()).await?;
        }
        Ok(())
    }
}
