//! People who can sign in to the console: table `operators`.

use sea_orm::entity::prelude::*;

use super::named::Named;
use crate::access::Role;

/// A row of `operators`.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operators")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The name as it was given, and as it appears in the audit.
    pub name: String,
    /// The name in lower case, which is unique.
    pub name_key: String,
    /// What the operator may do.
    pub role: Named<Role>,
    /// IDs of properties in the configuration, as a JSON array; NULL for all.
    pub properties: Option<String>,
    /// The hash of the password, as a PHC string.
    pub password_hash: String,
    /// Counts password changes: a session is valid only for the password it began with.
    pub password_version: i64,
    /// When the operator was created.
    pub created_at: TimeDateTimeWithTimeZone,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut model = f.debug_struct("Model");
        model.field("id", &self.id).field("name", &self.name).field("role", &self.role);
        model.finish_non_exhaustive()
    }
}

/// There are no relations: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
