use serde::Deserialize;
use tenantry_engine::{PropertySettings, SyncSettings};

/// `[database]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatabaseSettings {
    pub(super) url: String,
}

/// The whole file, but for `[connector]`, whose keys are the connector's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileSettings {
    pub(super) property: PropertySettings,
    #[serde(default)]
    pub(super) sync: SyncSettings,
    #[serde(default)]
    pub(super) console: ConsoleSettings,
    pub(super) database: DatabaseSettings,
}

/// `[console]`: for `serve` and `operators`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ConsoleSettings {
    /// Where operators, sessions and tokens are kept; needed where the
    /// properties of a portfolio have several databases.
    pub(crate) database: Option<String>,
    /// The address that people type, such as `https://doors.example.com`,
    /// where a proxy stands before the console.
    pub(crate) url: Option<String>,
}
