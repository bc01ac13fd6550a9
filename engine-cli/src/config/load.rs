use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

use jiff::tz::TimeZone;
use serde::Deserialize;
use tenantry_core::{
    Text,
    connector::{BaseDir, PmsConnector},
};
use tenantry_engine::{MappedWords, PropertySettings, Site};
use tenantry_store::StoreError;

use super::{
    Broken, ConfigError, ConsoleSettings, Source,
    deserializer::deserialize,
    environment,
    file::FileSettings,
    merge::merge,
    problem::{Problem, Step},
    secret,
    tree::{Node, Origin, Table, Value, origin_of},
};
use crate::registry::{BuildError, Registry};

/// A loaded file of a property.
#[derive(Debug)]
pub(super) struct Loaded {
    /// The property.
    pub(super) site: Site,
    /// Its ID, and what sets it.
    pub(super) id: Identified,
    /// `[console]`, from the file or from the portfolio.
    pub(super) console: ConsoleSettings,
}

/// The ID of a property, and what sets it.
#[derive(Debug, Clone)]
pub(super) struct Identified {
    pub(super) id: String,
    pub(super) origin: Origin,
}

/// Loads a property's file. Its keys override the portfolio's defaults, and the
/// environment overrides both.
///
/// # Errors
/// [`ConfigError`] with the file, the line, what is wrong and what to do, and the property if the
/// file still says which one it is.
pub(super) fn load(
    file: &Path,
    defaults: Option<&Source>,
    registry: &Registry,
) -> Result<Loaded, Broken> {
    let base = file.parent().map(Path::to_owned).unwrap_or_default();
    let broken = |property| move |error| Broken { error, file: file.to_owned(), property };
    let source = Source::read(file).map_err(broken(None))?;
    let merged = Merged::new(file, &base, defaults, source, env::vars_os());
    let merged = merged.map_err(broken(None))?;
    let id = merged.id();
    let (site, console) =
        site(&merged, &base, registry).map_err(broken(id.as_ref().map(|id| id.id.clone())))?;
    let id = id.ok_or_else(|| merged.fault(&["property", "id"], " is missing"));
    Ok(Loaded { site, id: id.map_err(broken(None))?, console })
}

fn site(
    merged: &Merged<'_>,
    base: &Path,
    registry: &Registry,
) -> Result<(Site, ConsoleSettings), ConfigError> {
    let FileSettings { property, sync, database, mut console, .. } = merged.settings()?;
    let timezone = merged.check(&property)?;
    tenantry_store::check_url(&database.url).map_err(|error| {
        let StoreError::Url { why } = error else {
            return merged.fault(&["database", "url"], " cannot be used");
        };
        merged
            .fault(&["database", "url"], &format!(": {why}"))
            .with_hint("write sqlite://FILE or postgres://USER@HOST/NAME".to_owned())
    })?;
    let connector = merged.connector(base, registry)?;
    console.database = console.database.map(|url| absolute(&url, base));
    let site = Site {
        database_url: absolute(&database.url, base),
        property,
        timezone,
        sync,
        connector,
        mapped: MappedWords { statuses: merged.words("statuses"), roles: merged.words("roles") },
        file: merged.file.to_owned(),
    };
    Ok((site, console))
}

/// The keys of all sources, with secrets resolved.
pub(super) struct Merged<'f> {
    file: &'f Path,
    table: Table,
}

impl<'f> Merged<'f> {
    pub(super) fn new(
        file: &'f Path,
        base: &Path,
        defaults: Option<&Source>,
        source: Source,
        variables: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        let mut table = defaults.map(|defaults| defaults.table.clone()).unwrap_or_default();
        merge(&mut table, source.table);
        environment::overlay(&mut table, variables).map_err(|refused| {
            ConfigError::of(None, file, format!("{}: the value is not UTF-8", refused.variable))
        })?;
        secret::resolve(&mut table, base, &|name| env::var(name).ok()).map_err(|missing| {
            let path = Step::join(&missing.path);
            let origin = Some(&missing.origin);
            ConfigError::at(origin, file, &path, &format!(": {}", missing.problem))
                .with_hint(missing.hint.to_owned())
        })?;
        Ok(Self { file, table })
    }

    /// All settings except the connector's.
    pub(super) fn settings(&self) -> Result<FileSettings, ConfigError> {
        deserialize(&self.table).map_err(|problem| problem.into_error(self.file))
    }

    /// The property's ID, also if another setting is wrong.
    fn id(&self) -> Option<Identified> {
        let Value::Table(property) = &self.table.get("property")?.value else { return None };
        let node = property.get("id")?;
        let id = String::deserialize(node).ok()?;
        Some(Identified { id, origin: node.origin.clone() })
    }

    /// An error about the value at a path.
    fn fault(&self, path: &[&str], predicate: &str) -> ConfigError {
        ConfigError::at(origin_of(&self.table, path), self.file, &path.join("."), predicate)
    }

    /// Validates the property's settings and returns its time zone.
    fn check(&self, property: &PropertySettings) -> Result<TimeZone, ConfigError> {
        if property.id.trim().is_empty() {
            return Err(self.fault(&["property", "id"], " is blank"));
        }
        if !tenantry_phone::is_region(&property.country.to_ascii_uppercase()) {
            return Err(self
                .fault(&["property", "country"], " is not a known country")
                .with_hint("write a two-letter code such as \"US\"".to_owned()));
        }
        TimeZone::get(&property.timezone).map_err(|_| {
            self.fault(&["property", "timezone"], " is not a known time zone")
                .with_hint("write an IANA name such as \"America/Chicago\"".to_owned())
        })
    }

    /// The PMS's words that a table of the connector gives a meaning.
    fn words(&self, table: &str) -> Vec<Text> {
        let table_in = |table: &Table, name: &str| match &table.get(name)?.value {
            Value::Table(inner) => Some(inner.clone()),
            _ => None,
        };
        let words =
            table_in(&self.table, "connector").and_then(|table_of| table_in(&table_of, table));
        words.unwrap_or_default().into_keys().map(Text::from).collect()
    }

    fn connector(
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
                ConfigError::of(origin, self.file, problem).with_hint(registry.hint())
            }
            BuildError::Settings(problem) => {
                let error = refused(problem, node);
                let manual = || format!("`engine-cli connectors {kind}` lists its settings");
                let hint = error.hint.clone().unwrap_or_else(manual);
                error.with_hint(hint)
            }
            BuildError::Connector(error) => {
                let origin = origin_of(&self.table, &["connector"]);
                ConfigError::of(origin, self.file, error.message.clone()).with_hint(error.hint)
            }
        })
    }
}

/// Resolves a relative SQLite path against the file's folder.
fn absolute(url: &str, base: &Path) -> String {
    let Some(path) = url.strip_prefix("sqlite:") else { return url.to_owned() };
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.starts_with(":memory:") {
        return url.to_owned();
    }
    let base = env::current_dir().map(|dir| dir.join(base)).unwrap_or_else(|_| base.to_owned());
    let path: PathBuf = base.join(path).components().collect();
    format!("sqlite://{}", path.display())
}
