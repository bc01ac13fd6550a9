//! Finds the live manual residencies of a property: every sync asks for those of residents.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = "CREATE INDEX residencies_manual ON residencies (property_id, account_id) \
                     WHERE external_id IS NULL AND ended_on IS NULL";
        manager.get_connection().execute_unprepared(index).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = "DROP INDEX residencies_manual";
        manager.get_connection().execute_unprepared(index).await.map(drop)
    }
}
