use serde::{Deserialize, de::IgnoredAny};
use tenantry_engine::{PropertySettings, SyncSettings};

/// `[database]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatabaseSettings {
    pub(super) url: String,
    /// Whether a missing database is created.
    #[serde(default = "yes")]
    pub(super) create: bool,
}

fn yes() -> bool {
    true
}

/// A property's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileSettings {
    pub(super) property: PropertySettings,
    /// The keys are defined by the connector.
    #[serde(default, rename = "connector")]
    _connector: IgnoredAny,
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
    /// The database of operators, sessions and tokens; required if the
    /// properties of a portfolio use several databases.
    pub(crate) database: Option<String>,
    /// The public URL, such as `https://doors.example.com`, if the console is
    /// behind a proxy.
    pub(crate) url: Option<String>,
}
