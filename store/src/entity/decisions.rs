//! Decisions, which are what is kept of answers to alerts: table `decisions`.

use sea_orm::{
    entity::prelude::*,
    sea_query::{ExprTrait, SimpleExpr},
};
use tenantry_core::model::{AlertKind, Resolution};

use super::named::Named;

/// A row of `decisions`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decisions")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The alert that was answered.
    pub alert_id: i64,
    /// The alert's property.
    pub property_id: i64,
    /// The alert's kind.
    pub kind: Named<AlertKind>,
    /// The alert's subject.
    pub subject: String,
    /// Hash under which the decision is remembered, in most cases the version of the facts: the bits
    /// of a `u64`.
    pub facts: i64,
    /// The answer.
    pub resolution: Named<Resolution>,
    /// The person's reason, in their own words.
    pub reason: Option<String>,
    /// The name of the person who decided.
    pub actor: String,
    /// When the decision was made.
    pub at: TimeDateTimeWithTimeZone,
    /// The first change that the decision made; NULL if it made none.
    pub first_change: Option<i64>,
    /// The last change that the decision made. The IDs are consecutive.
    pub last_change: Option<i64>,
    /// When the decision was undone.
    pub undone_at: Option<TimeDateTimeWithTimeZone>,
    /// Who undid it.
    pub undone_by: Option<String>,
    /// The run that no longer found the cause with the facts that were decided on, if the decision
    /// was one that stands as long as they last.
    pub lapsed_run: Option<String>,
}

/// There are no relations: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Decisions that stand: neither undone nor lapsed, nor of a kind that is done with once it has
/// changed the directory.
pub(crate) fn stands() -> SimpleExpr {
    let standing = Resolution::ALL.iter().copied().filter(|answer| answer.stands());
    Column::Resolution
        .is_in(standing.map(Named))
        .and(Column::UndoneAt.is_null())
        .and(Column::LapsedRun.is_null())
}
