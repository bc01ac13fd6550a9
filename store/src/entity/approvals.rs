//! What people have confirmed and no sync has applied yet: table `approvals`.

use sea_orm::entity::prelude::*;
/// A row of `approvals`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "approvals")]
pub struct Model {
    /// The run that held it, in `runs`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: String,
    /// The property, in `properties`.
    pub property_id: i64,
    /// The name of the harm.
    #[sea_orm(primary_key, auto_increment = false)]
    pub harm: String,
    /// The marks of what is still to be applied: 8 little-endian bytes each.
    pub marks: Vec<u8>,
    /// The name of who confirmed it.
    pub approved_by: String,
    /// When.
    pub approved_at: TimeDateTimeWithTimeZone,
}

/// There are no relations: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
