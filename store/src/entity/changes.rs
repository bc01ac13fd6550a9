//! The audit: every change of an account or a residency.

use sea_orm::entity::prelude::*;
use tenantry_core::reconcile::{Action, Reason};

use super::named::Named;

/// A row of `changes`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "changes")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The property whose sync, alert or import made it.
    pub property_id: i64,
    /// The run; absent for a decision or an import.
    pub run_id: Option<String>,
    /// `sync` or a person.
    pub actor: String,
    /// When.
    pub at: TimeDateTimeWithTimeZone,
    /// What happened.
    pub action: Named<Action>,
    /// The rule that asked for it, or how a person did.
    pub reason: Named<Reason>,
    /// The resident in the PMS.
    pub external_id: Option<String>,
    /// The account.
    pub account_id: i64,
    /// Its email after the change; before it, where it was deleted.
    pub account_email: String,
    /// The residency.
    pub residency_id: Option<i64>,
    /// Whether the change made the account.
    pub new_account: bool,
    /// Whether the change made the residency.
    pub new_residency: bool,
    /// `{"unit": [null, "101"]}`: from and to of every field, JSON.
    pub fields: String,
}

/// No relation is followed through the entity: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
