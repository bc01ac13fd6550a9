//! Counters for the whole directory, in one row: table `directory`.

use sea_orm::entity::prelude::*;

/// A row of `directory`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "directory")]
pub struct Model {
    /// Primary key; there is only one row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Counts the transactions that changed an account or a residency.
    pub generation: i64,
    /// The next ID of each kind. IDs are never reused, not even after a deletion.
    pub next_property: i64,
    /// See `next_property`.
    pub next_account: i64,
    /// See `next_property`.
    pub next_residency: i64,
    /// See `next_property`.
    pub next_change: i64,
    /// See `next_property`.
    pub next_alert: i64,
    /// See `next_property`.
    pub next_decision: i64,
    /// The next `seq` of `runs`.
    pub next_run: i64,
    /// What tells this directory from any other: a UUID.
    pub name: Option<String>,
}

/// There are no relations: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
