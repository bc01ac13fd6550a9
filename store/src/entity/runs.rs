//! Syncs and undos.

use sea_orm::entity::prelude::*;

use super::named::Named;
use crate::{Outcome, RunKind};

/// A row of `runs`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "runs")]
pub struct Model {
    /// A UUID of version 7, so that ids sort by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The property.
    pub property_id: i64,
    /// What it did.
    pub kind: Named<RunKind>,
    /// When it began.
    pub started_at: TimeDateTimeWithTimeZone,
    /// When it ended.
    pub finished_at: TimeDateTimeWithTimeZone,
    /// How it ended.
    pub outcome: Named<Outcome>,
    /// `Counts`, JSON.
    pub counts: String,
    /// Why it failed.
    pub error: Option<String>,
    /// Digest of the plan, the bits of a `u64`.
    pub plan_digest: Option<i64>,
    /// The run that applied this held one.
    pub confirmed_by: Option<String>,
    /// The run that undid this one.
    pub undone_by: Option<String>,
    /// Who asked for it; absent where a schedule or a program did.
    pub asked_by: Option<String>,
}

/// No relation is followed through the entity: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
