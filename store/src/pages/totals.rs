//! Numbers for those who watch over the engine. None is personal.

use crate::{Outcome, PropertyId, ReadTx, Result, StoreError};

/// The syncs of a property that ended one way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunTotal {
    /// How they ended.
    pub outcome: Outcome,
    /// How many did.
    pub count: u64,
    /// How long they took, all together.
    pub seconds: f64,
}

/// How many there are in a property right now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CountsNow {
    /// Live residencies of residents of the PMS.
    pub live_linked: u64,
    /// Live residencies that somebody entered by hand.
    pub live_manual: u64,
    /// Accounts with a residency, live or ended, that open doors.
    pub active_accounts: u64,
    /// Accounts with a residency that do not.
    pub inactive_accounts: u64,
}

impl ReadTx {
    /// The syncs of a property by how they ended; an outcome that none had is
    /// left out.
    pub async fn run_totals(&self, property: PropertyId) -> Result<Vec<RunTotal>> {
        let seconds = if self.conn.is_sqlite() {
            "unixepoch(finished_at, 'subsec') - unixepoch(started_at, 'subsec')"
        } else {
            "extract(epoch FROM finished_at - started_at)"
        };
        let sql = format!(
            "SELECT outcome, count(*), CAST(sum({seconds}) AS double precision) FROM runs \
             WHERE property_id = ? AND kind = 'sync' GROUP BY outcome ORDER BY outcome"
        );
        let mut totals = Vec::new();
        for row in self.conn.rows(&sql, vec![property.0.into()]).await? {
            let outcome: String = self.conn.column(&row, 0)?;
            let count: i64 = self.conn.column(&row, 1)?;
            totals.push(RunTotal {
                outcome: Outcome::from_name(&outcome)
                    .ok_or_else(|| StoreError::damaged("the outcome of a run"))?,
                count: count.unsigned_abs(),
                seconds: self.conn.column(&row, 2)?,
            });
        }
        Ok(totals)
    }

    /// How many residencies are live in a property, and how many accounts it
    /// has.
    pub async fn counts_now(&self, property: PropertyId) -> Result<CountsNow> {
        let residencies = "SELECT count(external_id), count(*) - count(external_id) FROM residencies \
                           WHERE property_id = ? AND ended_on IS NULL";
        let accounts = "SELECT count(CASE WHEN a.status = 'active' THEN 1 END), \
                        count(CASE WHEN a.status <> 'active' THEN 1 END) \
                        FROM (SELECT DISTINCT account_id FROM residencies WHERE property_id = ?) r \
                        CROSS JOIN accounts a WHERE a.id = r.account_id";
        let (live_linked, live_manual) = self.two(residencies, property).await?;
        let (active_accounts, inactive_accounts) = self.two(accounts, property).await?;
        Ok(CountsNow { live_linked, live_manual, active_accounts, inactive_accounts })
    }

    async fn two(&self, sql: &str, property: PropertyId) -> Result<(u64, u64)> {
        let row = self.conn.row(sql, vec![property.0.into()]).await?;
        let row = row.ok_or_else(|| StoreError::damaged("a count without a row"))?;
        let count = |index| self.conn.column::<i64>(&row, index).map(i64::unsigned_abs);
        Ok((count(0)?, count(1)?))
    }
}
