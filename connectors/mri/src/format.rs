use schemars::JsonSchema;
use serde::Deserialize;
use tenantry_http::Document;

/// The format of the responses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// XML.
    #[default]
    Xml,
    /// JSON.
    Json,
}

impl Format {
    /// The name used in queries.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Format::Xml => "xml",
            Format::Json => "json",
        }
    }

    /// The `Accept` header.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Format::Xml => "application/xml",
            Format::Json => "application/json",
        }
    }

    pub(crate) fn document(self) -> Document {
        match self {
            Format::Xml => Document::Xml,
            Format::Json => Document::Json,
        }
    }
}
