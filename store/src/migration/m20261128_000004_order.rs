//! Numbers the runs. Their IDs and times come from the clocks of different machines, and a clock
//! that was wrong once would put a run in the wrong place for good.

use sea_orm_migration::{prelude::*, schema::big_integer};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// Until now, the order of the runs was that of their IDs.
const FILL: [&str; 2] = [
    "UPDATE runs SET seq = n.seq \
     FROM (SELECT id, row_number() OVER (ORDER BY id) AS seq FROM runs) AS n WHERE runs.id = n.id",
    "UPDATE directory SET next_run = (SELECT count(*) FROM runs) + 1",
];

const INDEXES: [&str; 3] = [
    "DROP INDEX runs_property",
    "CREATE INDEX runs_property ON runs (property_id, seq)",
    "CREATE UNIQUE INDEX runs_seq ON runs (seq)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column, default) in [("runs", "seq", 0), ("directory", "next_run", 1)] {
            let column = big_integer(column).default(default).take();
            let alter = Table::alter().table(table).add_column(column).take();
            manager.alter_table(alter).await?;
        }
        for sql in FILL.iter().chain(&INDEXES) {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
