//! Syncs, undos and other runs: table `runs`.

use sea_orm::entity::prelude::*;

use super::named::Named;
use crate::{Outcome, RunKind};

/// A row of `runs`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "runs")]
pub struct Model {
    /// A UUID version 7. Its order is that of the clocks that made it; see `seq`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The order in which runs were recorded, in the whole database.
    pub seq: i64,
    /// The property, in `properties`.
    pub property_id: i64,
    /// What the run did.
    pub kind: Named<RunKind>,
    /// When the run started.
    pub started_at: TimeDateTimeWithTimeZone,
    /// When the run finished.
    pub finished_at: TimeDateTimeWithTimeZone,
    /// How the run ended.
    pub outcome: Named<Outcome>,
    /// Whether it used its roster: it completed, or only some of it was held.
    pub applied: bool,
    /// The run's `Counts`, as JSON.
    pub counts: String,
    /// Why the run failed.
    pub error: Option<String>,
    /// Digest of the plan: the bits of a `u64`.
    pub plan_digest: Option<i64>,
    /// If this run was held, the run that confirmed and applied it.
    pub confirmed_by: Option<String>,
    /// The run that undid this one.
    pub undone_by: Option<String>,
    /// Who asked for the run; NULL if it was a schedule or a program.
    pub asked_by: Option<String>,
}

/// There are no relations: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
