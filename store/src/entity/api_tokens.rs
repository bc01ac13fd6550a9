//! API tokens: table `api_tokens`.

use sea_orm::entity::prelude::*;

use super::named::Named;
use crate::access::Scope;

/// A row of `api_tokens`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_tokens")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The operator it belongs to.
    pub operator_id: i64,
    /// Which of the operator's passwords it belongs to: a new password ends it.
    pub password_version: i64,
    /// The owner's name for it.
    pub label: String,
    /// Hash of the token.
    pub hash: String,
    /// What the token may do.
    pub scope: Named<Scope>,
    /// When the token was created.
    pub created_at: TimeDateTimeWithTimeZone,
    /// When it was last used.
    pub last_used_at: Option<TimeDateTimeWithTimeZone>,
    /// When the token expires.
    pub expires_at: TimeDateTimeWithTimeZone,
}

/// There are no relations: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
