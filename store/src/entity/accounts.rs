//! The people of the directory.

use sea_orm::entity::prelude::*;
use tenantry_core::model::{AccountKind, AccountStatus};

use super::named::Named;

/// A row of `accounts`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// As it was given.
    pub email: String,
    /// By which it is unique.
    pub email_key: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// By which names are found, without a generational suffix.
    pub name_key: String,
    /// By which people are listed: family names first.
    pub sort_key: String,
    /// E.164 where it could be read.
    pub phone: Option<String>,
    /// Whose it is.
    pub kind: Named<AccountKind>,
    /// Whether it opens doors.
    pub status: Named<AccountStatus>,
    /// When it was made.
    pub created_at: TimeDateTimeWithTimeZone,
}

/// No relation is followed through the entity: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
