//! The tables of the first release.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary, binary_null, boolean, date_null, integer, text,
        text_null, text_uniq, timestamp_with_time_zone, timestamp_with_time_zone_null,
    },
    sea_orm::DbBackend,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables(manager.get_database_backend()) {
            manager.create_table(table).await?;
        }
        for index in INDEXES {
            manager.get_connection().execute_unprepared(index).await?;
        }
        let first = "INSERT INTO directory VALUES (1, 0, 1, 1, 1, 1, 1, 1)";
        manager.get_connection().execute_unprepared(first).await?;
        Ok(())
    }
}

/// Partial indexes and column orders work the same in both databases.
const INDEXES: [&str; 9] = [
    "CREATE UNIQUE INDEX accounts_email_key ON accounts (email_key)",
    "CREATE INDEX accounts_name_key ON accounts (name_key)",
    "CREATE INDEX residencies_account ON residencies (account_id)",
    "CREATE UNIQUE INDEX residencies_link ON residencies (property_id, external_id, lease_id)",
    "CREATE UNIQUE INDEX alerts_open ON alerts (property_id, kind, subject) WHERE state = 'open'",
    "CREATE INDEX runs_property ON runs (property_id, id)",
    "CREATE INDEX changes_run ON changes (run_id) WHERE run_id IS NOT NULL",
    "CREATE INDEX changes_account ON changes (account_id)",
    "CREATE INDEX changes_ended ON changes (property_id, at) WHERE action = 'end' AND run_id IS NOT NULL",
];

fn tables(backend: DbBackend) -> Vec<TableCreateStatement> {
    // In SQLite only an INTEGER key is the row's own ID. A BIGINT key would be a second B-tree.
    let id = |name: &'static str| {
        let mut column =
            if backend == DbBackend::Sqlite { integer(name) } else { big_integer(name) };
        column.primary_key().take()
    };
    let property = |table: &'static str| {
        ForeignKey::create().from(table, "property_id").to("properties", "id").take()
    };
    vec![
        Table::create()
            .table("directory")
            .col(id("id"))
            .col(big_integer("generation"))
            .col(big_integer("next_property"))
            .col(big_integer("next_account"))
            .col(big_integer("next_residency"))
            .col(big_integer("next_change"))
            .col(big_integer("next_alert"))
            .col(big_integer("next_decision"))
            .take(),
        Table::create()
            .table("properties")
            .col(id("id"))
            .col(text_uniq("code"))
            .col(text("name"))
            .col(text("timezone"))
            .col(timestamp_with_time_zone("created_at"))
            .take(),
        Table::create()
            .table("property_states")
            .col(id("property_id"))
            .col(binary_null("roster_digest"))
            .col(boolean("quiet"))
            .col(big_integer("generation"))
            .col(text("counts"))
            .col(text_null("last_complete_run_id"))
            .col(timestamp_with_time_zone_null("last_complete_at"))
            .foreign_key(&mut property("property_states"))
            .take(),
        // Kept apart from the state, which every sync writes: the fingerprints of a large property
        // take megabytes.
        Table::create()
            .table("property_fingerprints")
            .col(id("property_id"))
            .col(binary("fingerprints"))
            .foreign_key(&mut property("property_fingerprints"))
            .take(),
        Table::create()
            .table("accounts")
            .col(id("id"))
            .col(text("email"))
            .col(text("email_key"))
            .col(text("first_name"))
            .col(text("last_name"))
            .col(text("name_key"))
            .col(text_null("phone"))
            .col(text("kind"))
            .col(text("status"))
            .col(timestamp_with_time_zone("created_at"))
            .take(),
        Table::create()
            .table("residencies")
            .col(id("id"))
            .col(big_integer("account_id"))
            .col(big_integer("property_id"))
            .col(text_null("external_id"))
            .col(text("lease_id").default(""))
            .col(text_null("building"))
            .col(text_null("unit"))
            .col(text("status"))
            .col(date_null("lease_start"))
            .col(date_null("lease_end"))
            .col(date_null("move_in"))
            .col(date_null("move_out"))
            .col(date_null("ended_on"))
            .col(text("pms_first_name"))
            .col(text("pms_last_name"))
            .col(text_null("pms_email"))
            .col(text_null("pms_phone"))
            .col(integer("missing_runs"))
            .foreign_key(
                ForeignKey::create().from("residencies", "account_id").to("accounts", "id"),
            )
            .foreign_key(&mut property("residencies"))
            .take(),
        Table::create()
            .table("alerts")
            .col(id("id"))
            .col(big_integer("property_id"))
            .col(text("kind"))
            .col(text("subject"))
            .col(text("state"))
            .col(big_integer("facts"))
            .col(big_integer("shown"))
            .col(text("residents"))
            .col(text("accounts"))
            .col(text("message"))
            .col(text("details"))
            .col(timestamp_with_time_zone("opened_at"))
            .col(text_null("opened_run"))
            .col(timestamp_with_time_zone_null("closed_at"))
            .col(text_null("closed_by"))
            .col(text_null("resolution"))
            .foreign_key(&mut property("alerts"))
            .take(),
        Table::create()
            .table("decisions")
            .col(id("id"))
            .col(big_integer("alert_id"))
            .col(big_integer("property_id"))
            .col(text("kind"))
            .col(text("subject"))
            .col(big_integer("facts"))
            .col(text("resolution"))
            .col(text_null("reason"))
            .col(text("actor"))
            .col(timestamp_with_time_zone("at"))
            .foreign_key(ForeignKey::create().from("decisions", "alert_id").to("alerts", "id"))
            .take(),
        Table::create()
            .table("runs")
            .col(text("id").primary_key())
            .col(big_integer("property_id"))
            .col(text("kind"))
            .col(timestamp_with_time_zone("started_at"))
            .col(timestamp_with_time_zone("finished_at"))
            .col(text("outcome"))
            .col(text("counts"))
            .col(text_null("error"))
            .col(big_integer_null("plan_digest"))
            .col(text_null("confirmed_by"))
            .col(text_null("undone_by"))
            .foreign_key(&mut property("runs"))
            .take(),
        // Without foreign keys: the audit outlives the rows that it refers to.
        Table::create()
            .table("changes")
            .col(id("id"))
            .col(big_integer("property_id"))
            .col(text_null("run_id"))
            .col(text("actor"))
            .col(timestamp_with_time_zone("at"))
            .col(text("action"))
            .col(text("reason"))
            .col(text_null("external_id"))
            .col(big_integer("account_id"))
            .col(text("account_email"))
            .col(big_integer_null("residency_id"))
            .col(boolean("new_account"))
            .col(boolean("new_residency"))
            .col(text("fields"))
            .take(),
    ]
}
