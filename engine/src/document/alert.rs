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

use super::{said, words};

/// An alert: something a property manager has to look at.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Alert)]
pub struct AlertDocument {
    /// The alert's ID.
    pub id: String,
    /// The property's ID.
    #[schema(value_type = String)]
    pub property: Text,
    /// What the alert is about.
    #[schema(schema_with = words::one::<AlertKind>)]
    pub kind: AlertKind,
    /// Whether the alert still needs an answer.
    #[schema(schema_with = words::one::<AlertState>)]
    pub state: AlertState,
    /// PMS IDs of the residents involved.
    #[schema(value_type = Vec<String>)]
    pub residents: Vec<Text>,
    /// Emails of the accounts involved.
    #[schema(value_type = Vec<String>)]
    pub accounts: Vec<Text>,
    /// The alert in one sentence.
    pub message: String,
    /// The facts; their fields depend on the kind.
    #[schema(schema_with = facts)]
    pub details: AlertFacts,
    /// The possible answers: those that would succeed now; empty once the alert is closed.
    #[schema(schema_with = words::list::<Resolution>)]
    pub resolutions: Vec<Resolution>,
    /// The IDs of other properties at which an account of the alert has a live residency. To answer
    /// needs rights there as well.
    #[schema(value_type = Vec<String>)]
    pub also_at: Vec<Text>,
    /// Whether an account of the alert is staff. To answer needs rights at every property.
    pub staff: bool,
    /// When the alert was opened.
    pub opened_at: String,
    /// When the alert was closed; `null` if it is open.
    pub closed_at: Option<String>,
    /// Who closed it: `sync` or a person's name.
    pub closed_by: Option<String>,
    /// A person's answer; `null` if a sync closed the alert.
    #[schema(schema_with = words::maybe_one::<Resolution>)]
    pub resolution: Option<Resolution>,
    /// Changes whenever the facts change. Send it back with an answer, so that
    /// nobody answers facts they have not seen.
    pub version: String,
}

/// Whether an alert still needs an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AlertState {
    /// Nobody has answered it, and its facts still hold.
    Open,
    /// Somebody answered it, or a sync found that its facts no longer hold.
    Closed,
}

tenantry_core::words!(AlertState);

impl AlertState {
    /// The state of a stored alert.
    pub fn of(alert: &AlertRecord) -> Self {
        if alert.open { AlertState::Open } else { AlertState::Closed }
    }
}

/// The schema of [`AlertFacts`], which the model provides.
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
            message: said(alert),
            details: alert.facts.clone(),
            resolutions: alert.offered.clone(),
            also_at: alert.reach.properties.iter().cloned().collect(),
            staff: alert.reach.staff,
            opened_at: alert.opened_at.to_string(),
            closed_at: alert.closed_at.map(|at| at.to_string()),
            closed_by: alert.closed_by.clone(),
            resolution: alert.resolution,
            version: version(alert),
        }
    }
}

/// A hash of an alert's facts: 16 hexadecimal digits.
pub fn version(alert: &AlertRecord) -> String {
    format!("{:016x}", alert.version)
}
