//! Remembers which run ended a decision that stood as long as the cause of its alert went on.

use sea_orm_migration::{prelude::*, schema::text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = text_null("lapsed_run");
        let decisions = Table::alter().table("decisions").add_column(column).to_owned();
        manager.alter_table(decisions).await?;
        // A decision that lapsed is looked for only if its run is undone.
        let index =
            "CREATE INDEX decisions_lapsed ON decisions (lapsed_run) WHERE lapsed_run IS NOT NULL";
        manager.get_connection().execute_unprepared(index).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = "DROP INDEX decisions_lapsed";
        manager.get_connection().execute_unprepared(index).await?;
        let decisions = Table::alter().table("decisions").drop_column("lapsed_run").to_owned();
        manager.alter_table(decisions).await
    }
}
