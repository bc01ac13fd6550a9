//! People: table `accounts`.

use sea_orm::entity::prelude::*;
use tenantry_core::model::{AccountKind, AccountStatus};

use super::named::Named;

/// A row of `accounts`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Email, as it was given; `NULL` if the account has none.
    pub email: Option<String>,
    /// Normalized email, which is unique among the accounts that have one.
    pub email_key: Option<String>,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Normalized name without a generational suffix, for matching.
    pub name_key: String,
    /// Last name first, for sorted lists.
    pub sort_key: String,
    /// E.164 if the number could be parsed, otherwise as it was given.
    pub phone: Option<String>,
    /// Resident or staff.
    pub kind: Named<AccountKind>,
    /// Whether the account has access.
    pub status: Named<AccountStatus>,
    /// When the account was created.
    pub created_at: TimeDateTimeWithTimeZone,
}

/// There are no relations: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
