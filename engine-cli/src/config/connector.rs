//! The `[connector]` table, whose keys are the connector's own.

use std::path::Path;

use serde::Deserialize;
use tenantry_core::{
    Text,
    connector::{BaseDir, ConnectorError, PmsConnector},
};

use super::{
    ConfigError,
    load::Merged,
    problem::{Problem, Step},
    tree::{Node, Table, Value, origin_of},
};
use crate::registry::{BuildError, Registry};

impl Merged<'_> {
    /// The PMS's words that a table of the connector gives a meaning.
    pub(super) fn words(&self, table: &str) -> Vec<Text> {
        let table_in = |table: &Table, name: &str| match &table.get(name)?.value {
            Value::Table(inner) => Some(inner.clone()),
            _ => None,
        };
        let words =
            table_in(&self.table, "connector").and_then(|table_of| table_in(&table_of, table));
        words.unwrap_or_default().into_keys().map(Text::from).collect()
    }

    /// Builds the connector.
    ///
    /// # Errors
    /// What is wrong with its table.
    pub(super) fn connector(
        &self,
        base: &Path,
        registry: &Registry,
    ) -> Result<Box<dyn PmsConnector>, ConfigError> {
        let refused = |problem: Problem, at: &Node| {
            problem.within(Step::Key("connector".into()), at).into_error(self.file)
        };
        let Some(node) = self.table.get("connector") else {
            let problem = "the [connector] table is missing".into();
            return Err(ConfigError::of(None, self.file, problem).with_hint(registry.hint()));
        };
        let Value::Table(mut settings) = node.value.clone() else {
            let problem = Problem::wrong_type(node.value.name(), "a table");
            return Err(refused(problem, node));
        };
        let Some(kind) = settings.remove("kind") else {
            let fault = self.fault(&["connector", "kind"], " is missing");
            return Err(fault.with_hint(registry.hint()));
        };
        let kind = String::deserialize(&kind)
            .map_err(|problem| refused(problem.within(Step::Key("kind".into()), &kind), node))?;
        registry.build(&kind, &settings, &BaseDir::new(base)).map_err(|error| match error {
            BuildError::UnknownKind => {
                let origin = origin_of(&self.table, &["connector", "kind"]);
                let problem = format!("there is no connector of kind {kind:?}");
                ConfigError::of(origin, self.file, problem).with_hint(registry.hint_for(&kind))
            }
            BuildError::Settings(problem) => {
                let error = refused(problem, node);
                let manual = || format!("`engine-cli connectors {kind}` lists its settings");
                let hint = error.hint.clone().unwrap_or_else(manual);
                error.with_hint(hint)
            }
            BuildError::Connector(error) => self.of_connector(&error, &settings),
        })
    }

    /// What a connector says about its settings, with the line and the full name of the setting
    /// that it names first.
    fn of_connector(&self, error: &ConnectorError, settings: &Table) -> ConfigError {
        let named = named(&error.message);
        let steps: Vec<&str> = std::iter::once("connector")
            .chain(named.iter().flat_map(|name| name.split('.')))
            .collect();
        let origin = origin_of(&self.table, &steps);
        let message = match named {
            Some(name) if is_setting(name, settings, &error.message) => {
                error.message.replacen(&format!("`{name}`"), &format!("`connector.{name}`"), 1)
            }
            _ => error.message.clone(),
        };
        ConfigError::of(origin, self.file, message).with_hint(error.hint.clone())
    }
}

/// The first name in a message that may be a setting's.
fn named(message: &str) -> Option<&str> {
    let name = message.split('`').nth(1)?;
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.".contains(&byte);
    (!name.is_empty() && name.bytes().all(plain)).then_some(name)
}

/// Whether a name is that of a setting: one that is there, or is said to be missing.
fn is_setting(name: &str, settings: &Table, message: &str) -> bool {
    let first = name.split('.').next().unwrap_or(name);
    settings.contains_key(first) || message.starts_with(&format!("`{name}` is missing"))
}
