//! Alerts: table `alerts`.

use sea_orm::{entity::prelude::*, sea_query::SimpleExpr};
use strum::{EnumString, IntoStaticStr, VariantArray};
use tenantry_core::model::{AlertKind, Resolution};

use super::named::Named;

/// A row of `alerts`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alerts")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The property, in `properties`.
    pub property_id: i64,
    /// The kind of alert.
    pub kind: Named<AlertKind>,
    /// What it is about. Unique among the open alerts of a kind and property.
    pub subject: String,
    /// Whether it is open.
    pub state: Named<State>,
    /// Version of the facts: the bits of a `u64` hash.
    pub facts: i64,
    /// Hash of everything that is shown: the bits of a `u64`.
    pub shown: i64,
    /// PMS IDs of the residents, as a JSON array.
    pub residents: String,
    /// Emails of the accounts, as a JSON array.
    pub accounts: String,
    /// The facts, as a JSON object.
    pub details: String,
    /// When the alert was raised.
    pub opened_at: TimeDateTimeWithTimeZone,
    /// The run that raised it.
    pub opened_run: Option<String>,
    /// The run whose holds it shows, if it is about a hold.
    pub shown_run: Option<String>,
    /// When the alert was closed.
    pub closed_at: Option<TimeDateTimeWithTimeZone>,
    /// `sync`, or the name of a person.
    pub closed_by: Option<String>,
    /// How a person answered it.
    pub resolution: Option<Named<Resolution>>,
}

/// Whether an alert is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// Somebody has to look at it.
    Open,
    /// A person answered it, or a sync found that it is no longer called for.
    Closed,
}

/// The condition for open alerts. It is part of the statement instead of a parameter, so that the
/// index of open alerts can be used.
pub(crate) fn is_open() -> SimpleExpr {
    Expr::cust("state = 'open'")
}

tenantry_core::words!(State);

/// There are no relations: bulk reads join in SQL.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
