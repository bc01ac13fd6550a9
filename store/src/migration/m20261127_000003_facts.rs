//! Stores the facts of an alert instead of its sentence, which is now written when it is shown.

use sea_orm_migration::{prelude::*, schema::text};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alerts = Table::alter().table("alerts").drop_column("message").to_owned();
        manager.alter_table(alerts).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alerts =
            Table::alter().table("alerts").add_column(text("message").default("")).to_owned();
        manager.alter_table(alerts).await
    }
}
