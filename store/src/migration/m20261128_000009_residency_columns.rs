//! What residencies keep of the lease, and of their end. The next sync of each property fills in the
//! lease.

use sea_orm_migration::{prelude::*, schema::text_null};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

const COLUMNS: [&str; 6] =
    ["property_code", "household_id", "role", "pms_status", "last_live_status", "end_reason"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in COLUMNS {
            let alter = Table::alter().table("residencies").add_column(text_null(name)).take();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in COLUMNS {
            let alter = Table::alter().table("residencies").drop_column(name).take();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
