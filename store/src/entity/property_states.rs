//! What the engine remembers about each property between syncs: table `property_states`.

use sea_orm::entity::prelude::*;

/// A row of `property_states`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "property_states")]
pub struct Model {
    /// The property, in `properties`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub property_id: i64,
    /// Digest of the last roster, as 16 little-endian bytes; NULL if the next sync must look at
    /// the roster in any case.
    pub roster_digest: Option<Vec<u8>>,
    /// Whether the same roster on a later day would call for exactly the same.
    pub quiet: bool,
    /// What the last complete roster had: the bits of `Columns`.
    pub roster_columns: i32,
    /// The directory's generation when the digest was stored.
    pub generation: i64,
    /// `Counts` of the last complete sync, as JSON.
    pub counts: String,
    /// The last complete sync.
    pub last_complete_run_id: Option<String>,
    /// When that sync finished.
    pub last_complete_at: Option<TimeDateTimeWithTimeZone>,
}

/// There are no relations: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
