//! What the engine remembers of each property between syncs.

use sea_orm::entity::prelude::*;

/// A row of `property_states`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "property_states")]
pub struct Model {
    /// The property.
    #[sea_orm(primary_key, auto_increment = false)]
    pub property_id: i64,
    /// Digest of the last roster, 16 bytes little-endian; absent where the
    /// next sync has to look.
    pub roster_digest: Option<Vec<u8>>,
    /// Whether the same roster can ask for the same again on a later day.
    pub quiet: bool,
    /// Generation of the directory when the digest was stored.
    pub generation: i64,
    /// `Counts` of the last complete sync, JSON.
    pub counts: String,
    /// The last complete sync.
    pub last_complete_run_id: Option<String>,
    /// When it finished.
    pub last_complete_at: Option<TimeDateTimeWithTimeZone>,
}

/// No relation is followed through the entity: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
