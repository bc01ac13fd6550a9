//! The audit, with every change to an account or a residency: table `changes`.

use sea_orm::entity::prelude::*;
use tenantry_core::reconcile::{Action, Reason};

use super::named::Named;

/// A row of `changes`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "changes")]
pub struct Model {
    /// Primary key. Later changes have higher IDs.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The property whose sync, alert or import made the change.
    pub property_id: i64,
    /// The run; NULL for a decision or an import.
    pub run_id: Option<String>,
    /// `sync`, or the name of a person.
    pub actor: String,
    /// When the change was made.
    pub at: TimeDateTimeWithTimeZone,
    /// What the change did.
    pub action: Named<Action>,
    /// The rule behind it, or `resolution`, `import` or `undo`.
    pub reason: Named<Reason>,
    /// The resident's ID in the PMS.
    pub external_id: Option<String>,
    /// The account that was changed.
    pub account_id: i64,
    /// The account's email after the change; if the account was deleted, the one before. Blank if
    /// it had none.
    pub account_email: String,
    /// The residency that was changed, if any.
    pub residency_id: Option<i64>,
    /// Whether the change created the account.
    pub new_account: bool,
    /// Whether the change created the residency.
    pub new_residency: bool,
    /// JSON with the old and new value of every field: `{"unit": [null, "101"]}`.
    pub fields: String,
}

/// There are no relations: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
