//! What a property manager has to look at.

use sea_orm::{entity::prelude::*, sea_query::SimpleExpr};
use strum::{EnumString, IntoStaticStr, VariantArray};
use tenantry_core::model::{AlertKind, Resolution};

use super::named::Named;

/// A row of `alerts`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alerts")]
pub struct Model {
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The property.
    pub property_id: i64,
    /// What has to be looked at.
    pub kind: Named<AlertKind>,
    /// What it is about; unique among the open ones of a kind and property.
    pub subject: String,
    /// Whether it is open.
    pub state: Named<State>,
    /// Hash of the facts, the bits of a `u64`.
    pub facts: i64,
    /// Hash of what is shown, the bits of a `u64`.
    pub shown: i64,
    /// Ids of the residents, a JSON array.
    pub residents: String,
    /// Emails of the accounts, a JSON array.
    pub accounts: String,
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
    pub resolution: Option<Named<Resolution>>,
}

/// Whether an alert asks for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// It does.
    Open,
    /// A person answered it, or a sync found that nothing asks for it any more.
    Closed,
}

/// The condition on alerts that are open. It is said in the statement rather
/// than bound, so that the index of open ones can be used.
pub(crate) fn is_open() -> SimpleExpr {
    Expr::cust("state = 'open'")
}

tenantry_core::words!(State);

/// No relation is followed through the entity: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
