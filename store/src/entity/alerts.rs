//! What a property manager has to look at.

use sea_orm::entity::prelude::*;

/// A row of `alerts`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alerts")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The property.
    pub property_id: i64,
    /// `AlertKind::as_str`.
    pub kind: String,
    /// What it is about; unique among the open ones of a kind and property.
    pub subject: String,
    /// `open` or `closed`.
    pub state: String,
    /// Hash of the facts, the bits of a `u64`.
    pub facts: i64,
    /// Hash of what is shown, the bits of a `u64`.
    pub shown: i64,
    /// Ids of the residents, a JSON array.
    pub residents: String,
    /// Emails of the accounts, a JSON array.
    pub accounts: String,
    /// One sentence.
    pub message: String,
    /// The facts, a JSON object.
    pub details: String,
    /// When it was raised.
    pub opened_at: TimeDateTimeWithTimeZone,
    /// The run that raised it.
    pub opened_run: Option<String>,
    /// When it was closed.
    pub closed_at: Option<TimeDateTimeWithTimeZone>,
    /// `sync` or a person.
    pub closed_by: Option<String>,
    /// How a person answered.
    pub resolution: Option<String>,
}

/// No relation is followed through the entity: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
