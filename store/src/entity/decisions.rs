//! How people answered alerts.

use sea_orm::entity::prelude::*;
use tenantry_core::model::{AlertKind, Resolution};

use super::named::Named;

/// A row of `decisions`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decisions")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The alert.
    pub alert_id: i64,
    /// Its property.
    pub property_id: i64,
    /// Its kind.
    pub kind: Named<AlertKind>,
    /// Its subject.
    pub subject: String,
    /// The facts that were decided on.
    pub facts: i64,
    /// The answer.
    pub resolution: Named<Resolution>,
    /// In the words of the person.
    pub reason: Option<String>,
    /// Who decided.
    pub actor: String,
    /// When.
    pub at: TimeDateTimeWithTimeZone,
    /// The first of the changes that it made; absent where it made none.
    pub first_change: Option<i64>,
    /// The last of them: their numbers are consecutive.
    pub last_change: Option<i64>,
    /// When it was taken back.
    pub undone_at: Option<TimeDateTimeWithTimeZone>,
    /// Who took it back.
    pub undone_by: Option<String>,
}

/// No relation is followed through the entity: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
