//! What Safety remembers: what syncs did that counts towards limits, what they held, and what
//! people have confirmed.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary, boolean, integer, text, text_null, timestamp_with_time_zone},
    sea_orm::Statement,
};

use crate::conn::numbered;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, mut column) in [
            ("runs", boolean("applied").default(false).take()),
            ("property_states", integer("roster_columns").default(0).take()),
            ("alerts", text_null("shown_run")),
        ] {
            let alter = Table::alter().table(table).add_column(column.take()).take();
            manager.alter_table(alter).await?;
        }
        for table in tables() {
            manager.create_table(table).await?;
        }
        let db = manager.get_connection();
        for statement in [
            "UPDATE runs SET applied = TRUE WHERE outcome = 'completed'",
            "CREATE INDEX run_harms_property ON run_harms (property_id)",
            "CREATE INDEX approvals_property ON approvals (property_id)",
        ] {
            db.execute_unprepared(statement).await?;
        }
        carry_ends_over(db).await?;
        db.execute_unprepared("DROP INDEX changes_ended").await.map(drop)
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        Table::create()
            .table("run_harms")
            .col(text("run_id"))
            .col(big_integer("property_id"))
            .col(text("harm"))
            .col(text("field"))
            .col(binary("residencies"))
            .col(binary("marks"))
            .primary_key(Index::create().col("run_id").col("harm").col("field"))
            .take(),
        Table::create()
            .table("approvals")
            .col(text("run_id"))
            .col(big_integer("property_id"))
            .col(text("harm"))
            .col(binary("marks"))
            .col(text("approved_by"))
            .col(timestamp_with_time_zone("approved_at"))
            .primary_key(Index::create().col("run_id").col("harm"))
            .take(),
    ]
}

/// Counts what syncs ended before the upgrade.
async fn carry_ends_over(db: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    let read = "SELECT run_id, property_id, residency_id FROM changes WHERE action = 'end' \
                AND run_id IS NOT NULL AND residency_id IS NOT NULL ORDER BY run_id, residency_id";
    let rows = db.query_all_raw(Statement::from_string(backend, read)).await?;
    let mut ended: Vec<(String, i64, Vec<u8>)> = Vec::new();
    for row in rows {
        let (run, property, residency): (String, i64, i64) = (
            row.try_get("", "run_id")?,
            row.try_get("", "property_id")?,
            row.try_get("", "residency_id")?,
        );
        if ended.last().is_none_or(|(last, ..)| *last != run) {
            ended.push((run, property, Vec::new()));
        }
        if let Some((.., packed)) = ended.last_mut() {
            packed.extend(residency.to_le_bytes());
        }
    }
    let write = "INSERT INTO run_harms (run_id, property_id, harm, field, residencies, marks) \
                 VALUES (?, ?, 'ended', '', ?, ?)";
    for (run, property, packed) in ended {
        let values: Vec<Value> =
            vec![run.into(), property.into(), packed.into(), Vec::<u8>::new().into()];
        let statement = match backend {
            sea_orm_migration::sea_orm::DbBackend::Sqlite => {
                Statement::from_sql_and_values(backend, write, values)
            }
            _ => Statement::from_sql_and_values(backend, numbered(write), values),
        };
        db.execute_raw(statement).await?;
    }
    Ok(())
}
