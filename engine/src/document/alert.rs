use serde::Serialize;
use serde_json::Value;
use tenantry_core::Text;
use tenantry_store::AlertRecord;
use utoipa::ToSchema;

/// An alert: what a property manager has to look at.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Alert)]
pub struct AlertDocument {
    /// Its number.
    pub id: String,
    /// The property's id.
    #[schema(value_type = String)]
    pub property: Text,
    /// `duplicate_email`, `name_mismatch`, `email_mismatch`,
    /// `identity_changed`, `missing_email`, `invalid_record`,
    /// `unknown_status`, `account_conflict`, `missing_from_pms` or
    /// `safety_hold`.
    #[schema(value_type = String)]
    pub kind: &'static str,
    /// `open` or `closed`.
    #[schema(value_type = String)]
    pub state: &'static str,
    /// Ids in the PMS of the residents that it names.
    #[schema(value_type = Vec<String>)]
    pub residents: Vec<Text>,
    /// Emails of the accounts that it names.
    #[schema(value_type = Vec<String>)]
    pub accounts: Vec<Text>,
    /// One sentence.
    pub message: String,
    /// The facts.
    #[schema(value_type = Object)]
    pub details: Value,
    /// How it can be answered; empty once it is closed.
    #[schema(value_type = Vec<String>)]
    pub resolutions: Vec<&'static str>,
    /// When it was raised.
    pub opened_at: String,
    /// When it was closed.
    pub closed_at: Option<String>,
    /// `sync` or a person.
    pub closed_by: Option<String>,
    /// How a person answered.
    pub resolution: Option<String>,
    /// Tells these facts from others: what an answer must have seen.
    pub version: String,
}

impl From<&AlertRecord> for AlertDocument {
    fn from(alert: &AlertRecord) -> Self {
        let resolutions = if alert.open { alert.kind.resolutions() } else { &[] };
        Self {
            id: alert.id.0.to_string(),
            property: alert.property.clone(),
            kind: alert.kind.as_str(),
            state: if alert.open { "open" } else { "closed" },
            residents: alert.residents.clone(),
            accounts: alert.accounts.clone(),
            message: alert.message.clone(),
            details: alert.details.clone(),
            resolutions: resolutions.iter().map(|resolution| resolution.as_str()).collect(),
            opened_at: alert.opened_at.to_string(),
            closed_at: alert.closed_at.map(|at| at.to_string()),
            closed_by: alert.closed_by.clone(),
            resolution: alert.resolution.map(|resolution| resolution.as_str().into()),
            version: version(alert),
        }
    }
}

/// The version of an alert: 16 hexadecimal digits.
pub(crate) fn version(alert: &AlertRecord) -> String {
    format!("{:016x}", alert.facts)
}
