//! Tables for the web console: operators with their sessions and tokens, answers that can be
//! undone, and lists that are read page by page.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, integer, text, text_null, text_uniq,
        timestamp_with_time_zone, timestamp_with_time_zone_null,
    },
    sea_orm::{DbBackend, Statement},
};

use crate::{bulk, conn::numbered, keys::sort_key};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        for table in tables(backend) {
            manager.create_table(table).await?;
        }
        for mut column in [
            big_integer_null("first_change"),
            big_integer_null("last_change"),
            timestamp_with_time_zone_null("undone_at"),
            text_null("undone_by"),
        ] {
            let alter = Table::alter().table("decisions").add_column(column.take()).take();
            manager.alter_table(alter).await?;
        }
        let asked_by = Table::alter().table("runs").add_column(text_null("asked_by")).take();
        manager.alter_table(asked_by).await?;
        let db = manager.get_connection();
        // Compare byte by byte in both databases; by default PostgreSQL sorts by locale.
        let collation = if backend == DbBackend::Sqlite { "" } else { "COLLATE \"C\"" };
        db.execute_unprepared(&format!(
            "ALTER TABLE accounts ADD COLUMN sort_key TEXT {collation} NOT NULL DEFAULT ''"
        ))
        .await?;
        fill_sort_keys(db).await?;
        for index in INDEXES {
            db.execute_unprepared(index).await?;
        }
        if backend != DbBackend::Sqlite {
            // In SQLite every index contains the ID anyway.
            db.execute_unprepared("DROP INDEX changes_run").await?;
            let index = "CREATE INDEX changes_run ON changes (run_id, id) WHERE run_id IS NOT NULL";
            db.execute_unprepared(index).await?;
        }
        Ok(())
    }
}

const INDEXES: [&str; 10] = [
    "CREATE UNIQUE INDEX operators_name_key ON operators (name_key)",
    "CREATE INDEX sessions_operator ON sessions (operator_id)",
    "CREATE INDEX sessions_expiry ON sessions (expires_at)",
    "CREATE INDEX api_tokens_operator ON api_tokens (operator_id)",
    // No column that syncs change: in a large directory every such change would write another
    // index page.
    "CREATE INDEX residencies_property ON residencies (property_id, account_id)",
    // One index for each way of listing: with 500 open and many closed alerts, no other order is
    // fast enough.
    "CREATE INDEX alerts_property ON alerts (property_id, id)",
    "CREATE INDEX alerts_state ON alerts (property_id, state, id)",
    "CREATE INDEX alerts_kind ON alerts (property_id, kind, id)",
    "CREATE INDEX alerts_kind_state ON alerts (property_id, kind, state, id)",
    "CREATE INDEX decisions_alert ON decisions (alert_id, id)",
];

fn tables(backend: DbBackend) -> Vec<TableCreateStatement> {
    let id = || {
        let mut column =
            if backend == DbBackend::Sqlite { integer("id") } else { big_integer("id") };
        // IDs are never reused: SQLite alone would give out the last one again after a deletion.
        column.primary_key().auto_increment().take()
    };
    let operator = |table: &'static str| {
        ForeignKey::create()
            .from(table, "operator_id")
            .to("operators", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .take()
    };
    vec![
        Table::create()
            .table("operators")
            .col(id())
            .col(text("name"))
            .col(text("name_key"))
            .col(text("role"))
            .col(text_null("properties"))
            .col(text("password_hash"))
            .col(big_integer("password_version"))
            .col(timestamp_with_time_zone("created_at"))
            .take(),
        Table::create()
            .table("sessions")
            .col(text("id").primary_key())
            .col(big_integer("operator_id"))
            .col(big_integer("password_version"))
            .col(text("csrf"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("last_seen_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .foreign_key(&mut operator("sessions"))
            .take(),
        Table::create()
            .table("api_tokens")
            .col(id())
            .col(big_integer("operator_id"))
            .col(text("label"))
            .col(text_uniq("hash"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("last_used_at"))
            .col(timestamp_with_time_zone_null("expires_at"))
            .foreign_key(&mut operator("api_tokens"))
            .take(),
    ]
}

/// The keys are computed here instead of in the database, so that they match those of accounts
/// added later.
async fn fill_sort_keys(db: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    let statement = |sql: &str, values: Vec<Value>| match backend {
        DbBackend::Sqlite => Statement::from_sql_and_values(backend, sql, values),
        _ => Statement::from_sql_and_values(backend, numbered(sql), values),
    };
    let read = format!(
        "SELECT id, first_name, last_name FROM accounts WHERE id > ? ORDER BY id LIMIT {}",
        bulk::ROWS
    );
    let mut last = i64::MIN;
    loop {
        let rows = db.query_all_raw(statement(&read, vec![last.into()])).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut values: Vec<Value> = Vec::with_capacity(rows.len() * 2);
        for row in &rows {
            let (first, family): (String, String) =
                (row.try_get("", "first_name")?, row.try_get("", "last_name")?);
            last = row.try_get("", "id")?;
            values.extend([last.into(), sort_key(&first, &family).into()]);
        }
        let head = "UPDATE accounts SET sort_key = v.column2 FROM";
        let write = bulk::sql(head, 2, "AS v WHERE accounts.id = v.column1", rows.len());
        db.execute_raw(statement(&write, values)).await?;
    }
}
