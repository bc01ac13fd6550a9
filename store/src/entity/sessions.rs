//! Signed-in browsers: table `sessions`.

use sea_orm::entity::prelude::*;

/// A row of `sessions`.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// The hash of the secret in the browser's cookie.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The operator who signed in.
    pub operator_id: i64,
    /// The operator's password version at sign-in.
    pub password_version: i64,
    /// The token in our forms, which proves that a request comes from one of our pages.
    pub csrf: String,
    /// When the operator signed in.
    pub created_at: TimeDateTimeWithTimeZone,
    /// When it was last used.
    pub last_seen_at: TimeDateTimeWithTimeZone,
    /// When the session expires.
    pub expires_at: TimeDateTimeWithTimeZone,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut model = f.debug_struct("Model");
        model.field("operator_id", &self.operator_id).field("expires_at", &self.expires_at);
        model.finish_non_exhaustive()
    }
}

/// There are no relations: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
