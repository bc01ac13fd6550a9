//! The fingerprints of each property's linked residencies: table `property_fingerprints`.

use sea_orm::entity::prelude::*;

/// A row of `property_fingerprints`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "property_fingerprints")]
pub struct Model {
    /// The property, in `properties`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub property_id: i64,
    /// The format of `Fingerprints::to_bytes`.
    pub fingerprints: Vec<u8>,
}

/// There are no relations: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
