//! The buildings.

use sea_orm::entity::prelude::*;

/// A row of `properties`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "properties")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The id in the configuration.
    pub code: String,
    /// Its name for people.
    pub name: String,
    /// IANA name of its time zone.
    pub timezone: String,
    /// When it was first synced.
    pub created_at: TimeDateTimeWithTimeZone,
}

/// No relation is followed through the entity: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
