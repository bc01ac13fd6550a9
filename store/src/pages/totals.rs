//! Totals for monitoring. None of them is personal.

use sea_orm::FromQueryResult;

use crate::{Outcome, PropertyId, ReadTx, Result, StoreError, entity::named::Named};

/// The syncs of a property with one outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunTotal {
    /// The outcome.
    pub outcome: Outcome,
    /// How many syncs had it.
    pub count: u64,
    /// How long they took in total, in seconds.
    pub seconds: f64,
}

/// What a property has right now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CountsNow {
    /// Live residencies that are linked to a resident of the PMS.
    pub live_linked: u64,
    /// Live residencies that were entered by hand.
    pub live_manual: u64,
    /// Accounts with a residency, live or ended, that have access.
    pub active_accounts: u64,
    /// Accounts with a residency, live or ended, that do not have access.
    pub inactive_accounts: u64,
}

impl ReadTx {
    /// The syncs of a property by outcome. Outcomes without a sync are omitted.
    pub async fn run_totals(&self, property: PropertyId) -> Result<Vec<RunTotal>> {
        let seconds = if self.conn.is_sqlite() {
            "unixepoch(finished_at, 'subsec') - unixepoch(started_at, 'subsec')"
        } else {
            "extract(epoch FROM finished_at - started_at)"
        };
        let sql = format!(
            "SELECT outcome, count(*) AS runs, CAST(sum({seconds}) AS double precision) AS seconds FROM runs \
             WHERE property_id = ? AND kind = 'sync' GROUP BY outcome ORDER BY outcome"
        );
        let rows: Vec<Ended> = self.conn.all(&sql, vec![property.0.into()]).await?;
        let total = |row: Ended| RunTotal {
            outcome: row.outcome.0,
            count: row.runs.unsigned_abs(),
            seconds: row.seconds,
        };
        Ok(rows.into_iter().map(total).collect())
    }

    /// How many residencies are live at a property, and how many accounts it has.
    pub async fn counts_now(&self, property: PropertyId) -> Result<CountsNow> {
        let residencies = "SELECT count(external_id) AS linked, count(*) - count(external_id) AS manual \
                           FROM residencies WHERE property_id = ? AND ended_on IS NULL";
        let accounts = "SELECT count(CASE WHEN a.status = 'active' THEN 1 END) AS active, \
                        count(CASE WHEN a.status <> 'active' THEN 1 END) AS inactive \
                        FROM (SELECT DISTINCT account_id FROM residencies WHERE property_id = ?) r \
                        CROSS JOIN accounts a WHERE a.id = r.account_id";
        let live: Option<Live> = self.conn.first(residencies, vec![property.0.into()]).await?;
        let people: Option<People> = self.conn.first(accounts, vec![property.0.into()]).await?;
        let (Some(live), Some(people)) = (live, people) else {
            return Err(StoreError::damaged("a count without a row"));
        };
        Ok(CountsNow {
            live_linked: live.linked.unsigned_abs(),
            live_manual: live.manual.unsigned_abs(),
            active_accounts: people.active.unsigned_abs(),
            inactive_accounts: people.inactive.unsigned_abs(),
        })
    }
}

#[derive(FromQueryResult)]
struct Ended {
    outcome: Named<Outcome>,
    runs: i64,
    seconds: f64,
}

#[derive(FromQueryResult)]
struct Live {
    linked: i64,
    manual: i64,
}

#[derive(FromQueryResult)]
struct People {
    active: i64,
    inactive: i64,
}
