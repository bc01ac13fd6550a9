//! What programs sign in with.

use sea_orm::entity::prelude::*;

/// A row of `api_tokens`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_tokens")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose it is.
    pub operator_id: i64,
    /// What its owner calls it.
    pub label: String,
    /// Hash of the token.
    pub hash: String,
    /// When it was made.
    pub created_at: TimeDateTimeWithTimeZone,
    /// When it was last used.
    pub last_used_at: Option<TimeDateTimeWithTimeZone>,
    /// When it ends; absent where it does not.
    pub expires_at: Option<TimeDateTimeWithTimeZone>,
}

/// No relation is followed through the entity: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
