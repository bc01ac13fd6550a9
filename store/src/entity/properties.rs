//! Buildings: table `properties`.

use sea_orm::entity::prelude::*;

/// A row of `properties`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "properties")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The ID in the configuration.
    pub code: String,
    /// The name shown to people.
    pub name: String,
    /// IANA name of the time zone.
    pub timezone: String,
    /// When the property was first synced.
    pub created_at: TimeDateTimeWithTimeZone,
}

/// There are no relations: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
