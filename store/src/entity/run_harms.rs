//! What each run did and held under each harm: table `run_harms`.

use sea_orm::entity::prelude::*;
/// A row of `run_harms`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "run_harms")]
pub struct Model {
    /// The run, in `runs`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: String,
    /// The property, in `properties`.
    pub property_id: i64,
    /// The name of the harm.
    #[sea_orm(primary_key, auto_increment = false)]
    pub harm: String,
    /// The field, if the harm has a limit for each; otherwise blank.
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: String,
    /// The residencies to which it was done without a person's word: IDs of 8 little-endian bytes.
    pub residencies: Vec<u8>,
    /// The marks of what was held: 8 little-endian bytes each.
    pub marks: Vec<u8>,
}

/// There are no relations: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
