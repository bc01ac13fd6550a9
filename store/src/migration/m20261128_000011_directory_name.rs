//! Gives the directory an ID of its own, which tells it from any other.

use sea_orm_migration::{prelude::*, schema::text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = Table::alter().table("directory").add_column(text_null("name")).take();
        manager.alter_table(alter).await?;
        let fill = Query::update()
            .table("directory")
            .value("name", uuid::Uuid::now_v7().to_string())
            .take();
        manager.execute(fill).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = Table::alter().table("directory").drop_column("name").take();
        manager.alter_table(alter).await
    }
}
