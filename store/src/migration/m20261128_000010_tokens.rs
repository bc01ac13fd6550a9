//! Tokens have a scope, belong to a password, and expire: those that never did get 90 days.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text},
    sea_orm::DbBackend,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut column in [
            text("scope").default("full").take(),
            big_integer("password_version").default(0).take(),
        ] {
            let alter = Table::alter().table("api_tokens").add_column(column.take()).take();
            manager.alter_table(alter).await?;
        }
        let db = manager.get_connection();
        db.execute_unprepared(
            "UPDATE api_tokens SET password_version = \
             (SELECT password_version FROM operators WHERE operators.id = api_tokens.operator_id)",
        )
        .await?;
        let later = match manager.get_database_backend() {
            DbBackend::Sqlite => "strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+90 days')",
            _ => "now() + INTERVAL '90 days'",
        };
        let expire = format!("UPDATE api_tokens SET expires_at = {later} WHERE expires_at IS NULL");
        db.execute_unprepared(&expire).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["scope", "password_version"] {
            let alter = Table::alter().table("api_tokens").drop_column(name).take();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
