//! Who is signed in.

use sea_orm::entity::prelude::*;

/// A row of `sessions`.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// Hash of the secret that the browser holds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is.
    pub operator_id: i64,
    /// The operator's when it began.
    pub password_version: i64,
    /// What forms carry to prove that they come from our pages.
    pub csrf: String,
    /// When it began.
    pub created_at: TimeDateTimeWithTimeZone,
    /// When it was last used.
    pub last_seen_at: TimeDateTimeWithTimeZone,
    /// When it ends.
    pub expires_at: TimeDateTimeWithTimeZone,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut model = f.debug_struct("Model");
        model.field("operator_id", &self.operator_id).field("expires_at", &self.expires_at);
        model.finish_non_exhaustive()
    }
}

/// No relation is followed through the entity: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
