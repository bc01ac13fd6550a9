//! Who may sign in to the console.

use sea_orm::entity::prelude::*;

use super::named::Named;
use crate::access::Role;

/// A row of `operators`.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operators")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// As it was given; it stands in the audit.
    pub name: String,
    /// By which it is unique: in lower case.
    pub name_key: String,
    /// What the operator may do.
    pub role: Named<Role>,
    /// Ids of properties in the configuration, a JSON array; absent for all.
    pub properties: Option<String>,
    /// Of the password.
    pub password_hash: String,
    /// Counts the passwords: a session is of the password it began with.
    pub password_version: i64,
    /// When it was made.
    pub created_at: TimeDateTimeWithTimeZone,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut model = f.debug_struct("Model");
        model.field("id", &self.id).field("name", &self.name).field("role", &self.role);
        model.finish_non_exhaustive()
    }
}

/// No relation is followed through the entity: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
