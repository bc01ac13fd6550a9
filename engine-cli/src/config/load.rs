use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

use jiff::tz::TimeZone;
use serde::Deserialize;
use tenantry_engine::{MappedWords, PropertySettings, Site};
use tenantry_store::StoreError;

use super::{
    Broken, ConfigError, ConsoleSettings, Source,
    deserializer::deserialize,
    environment,
    file::FileSettings,
    literal::files_with_secrets,
    merge::merge,
    problem::Step,
    secret,
    tree::{Origin, Table, Value, origin_of},
};
use crate::registry::Registry;

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
) -> Result<Loaded, Box<Broken>> {
    let base = file.parent().map(Path::to_owned).unwrap_or_default();
    let broken =
        |property| move |error| Box::new(Broken { error, file: file.to_owned(), property });
    let source = Source::read(file).map_err(broken(None))?;
    let stated = [Some(&source), defaults].into_iter().flatten().find_map(|one| id_of(&one.table));
    let merged = Merged::new(file, &base, defaults, source, env::vars_os());
    let merged = merged.map_err(broken(stated.map(|id| id.id)))?;
    let id = id_of(&merged.table);
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
    merged.check_url(&database.url, &["database", "url"])?;
    if let Some(url) = &console.database {
        merged.check_url(url, &["console", "database"])?;
    }
    let connector = merged.connector(base, registry)?;
    console.database = console.database.map(|url| absolute(&url, base));
    let site = Site {
        database_url: absolute(&database.url, base),
        creates_database: database.create,
        property,
        timezone,
        sync,
        connector,
        mapped: MappedWords { statuses: merged.words("statuses"), roles: merged.words("roles") },
        file: merged.file.to_owned(),
        files_with_secrets: merged.files_with_secrets.clone(),
    };
    Ok((site, console))
}

/// The property's ID in a table, also if another setting is wrong.
fn id_of(table: &Table) -> Option<Identified> {
    let Value::Table(property) = &table.get("property")?.value else { return None };
    let node = property.get("id")?;
    let id = String::deserialize(node).ok()?;
    Some(Identified { id, origin: node.origin.clone() })
}

/// The keys of all sources, with secrets resolved.
pub(super) struct Merged<'f> {
    pub(super) file: &'f Path,
    pub(super) table: Table,
    /// The files that hold a secret.
    files_with_secrets: Vec<PathBuf>,
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
        let files_with_secrets = files_with_secrets(&table, base);
        secret::resolve(&mut table, base, &|name| env::var(name).ok()).map_err(|missing| {
            let path = Step::join(&missing.path);
            let origin = Some(&missing.origin);
            ConfigError::at(origin, file, &path, &format!(": {}", missing.problem))
                .with_hint(missing.hint.to_owned())
        })?;
        Ok(Self { file, table, files_with_secrets })
    }

    /// All settings except the connector's.
    pub(super) fn settings(&self) -> Result<FileSettings, ConfigError> {
        deserialize(&self.table).map_err(|problem| problem.into_error(self.file))
    }

    /// An error about the value at a path.
    pub(super) fn fault(&self, path: &[&str], predicate: &str) -> ConfigError {
        ConfigError::at(origin_of(&self.table, path), self.file, &path.join("."), predicate)
    }

    /// Validates the property's settings and returns its time zone.
    fn check(&self, property: &PropertySettings) -> Result<TimeZone, ConfigError> {
        if property.id.trim().is_empty() {
            return Err(self.fault(&["property", "id"], " is blank"));
        }
        if property.id.trim() != property.id {
            let fault = self.fault(&["property", "id"], " begins or ends with a space");
            return Err(fault.with_hint("remove it".to_owned()));
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

    /// Validates the URL of a database.
    fn check_url(&self, url: &str, path: &[&str]) -> Result<(), ConfigError> {
        tenantry_store::check_url(url).map_err(|error| {
            let why = match error {
                StoreError::Url { why } => why,
                _ => "it cannot be used",
            };
            self.fault(path, &format!(": {why}"))
                .with_hint("write sqlite://FILE or postgres://USER@HOST/NAME".to_owned())
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
