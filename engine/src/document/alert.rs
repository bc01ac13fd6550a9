use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};
use tenantry_core::{
    Text,
    model::{AlertFacts, AlertKind, Resolution},
};
use tenantry_store::AlertRecord;
use utoipa::{
    ToSchema,
    openapi::{Ref, RefOr, schema::Schema},
};

use super::{message, words};

/// An alert: what a property manager has to look at.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Alert)]
pub struct AlertDocument {
    /// The alert's ID.
    pub id: String,
    /// The property's ID.
    #[schema(value_type = String)]
    pub property: Text,
    /// What it is about.
    #[schema(schema_with = words::one::<AlertKind>)]
    pub kind: AlertKind,
    /// Whether somebody has to look at it.
    #[schema(schema_with = words::one::<AlertState>)]
    pub state: AlertState,
    /// The PMS's IDs of the residents that it names.
    #[schema(value_type = Vec<String>)]
    pub residents: Vec<Text>,
    /// Emails of the accounts that it names.
    #[schema(value_type = Vec<String>)]
    pub accounts: Vec<Text>,
    /// One sentence.
    pub message: String,
    /// The facts, by kind.
    #[schema(schema_with = facts)]
    pub details: AlertFacts,
    /// How it can be answered; empty once it is closed.
    #[schema(schema_with = words::list::<Resolution>)]
    pub resolutions: &'static [Resolution],
    /// When it was raised.
    pub opened_at: String,
    /// When it was closed.
    pub closed_at: Option<String>,
    /// `sync` or a person.
    pub closed_by: Option<String>,
    /// How a person answered.
    #[schema(schema_with = words::maybe_one::<Resolution>)]
    pub resolution: Option<Resolution>,
    /// Tells these facts from others: what an answer must have seen.
    pub version: String,
}

/// Whether an alert asks for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AlertState {
    /// Nobody has answered it, and it is still true.
    Open,
    /// Somebody has answered it, or a sync found that it is no longer true.
    Closed,
}

tenantry_core::words!(AlertState);

impl AlertState {
    /// The state of an alert in the database.
    pub fn of(alert: &AlertRecord) -> Self {
        if alert.open { AlertState::Open } else { AlertState::Closed }
    }
}

/// The schema of [`AlertFacts`], which the model describes itself.
fn facts() -> RefOr<Schema> {
    RefOr::Ref(Ref::from_schema_name("AlertFacts"))
}

impl From<&AlertRecord> for AlertDocument {
    fn from(alert: &AlertRecord) -> Self {
        Self {
            id: alert.id.0.to_string(),
            property: alert.property.clone(),
            kind: alert.kind(),
            state: AlertState::of(alert),
            residents: alert.residents.clone(),
            accounts: alert.accounts.clone(),
            message: message(&alert.facts),
            details: alert.facts.clone(),
            resolutions: if alert.open { alert.kind().resolutions() } else { &[] },
            opened_at: alert.opened_at.to_string(),
            closed_at: alert.closed_at.map(|at| at.to_string()),
            closed_by: alert.closed_by.clone(),
            resolution: alert.resolution,
            version: version(alert),
        }
    }
}

/// The version of an alert: 16 hexadecimal digits.
pub fn version(alert: &AlertRecord) -> String {
    format!("{:016x}", alert.version)
}
