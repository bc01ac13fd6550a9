use std::{
    env, fs,
    path::{Path, PathBuf},
};

use config::{Config, Environment, File, FileFormat, Value, ValueKind};
use jiff::tz::TimeZone;
use serde::Deserialize;
use tenantry_core::connector::BaseDir;
use tenantry_engine::Site;

use super::{
    ConfigError, ConsoleSettings,
    file::FileSettings,
    secret,
    spans::{Spans, line_of},
};
use crate::registry::{BuildError, Registry};

/// One property's file.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The property.
    pub(crate) site: Site,
    /// `[console]`, of the file or of the portfolio.
    pub(crate) console: ConsoleSettings,
}

/// Loads one property's file, over the keys that a portfolio has in common,
/// with the environment over both.
///
/// # Errors
/// [`ConfigError`] with file, line, what is wrong and what to do.
pub(crate) fn load(
    file: &Path,
    defaults: Option<&Source>,
    registry: &Registry,
) -> Result<Loaded, ConfigError> {
    let source = Source::read(file)?;
    let fail = |at: Option<(&Path, usize)>, problem: String, hint: Option<String>| {
        let (file, line) = at.map_or((file, None), |(file, line)| (file, Some(line)));
        ConfigError { file: file.to_owned(), line, problem, hint }
    };
    let line = |path: &[String]| {
        // The property's own file, unless more of the path is in the common one.
        let sources = [defaults, Some(&source)].into_iter().flatten();
        let found = sources.filter_map(|source| {
            let (depth, line) = Spans::new(&source.text).find(path)?;
            Some((depth, source.file.as_path(), line))
        });
        found.max_by_key(|(depth, ..)| *depth).map(|(_, file, line)| (file, line))
    };
    let base = file.parent().map(Path::to_owned).filter(|parent| !parent.as_os_str().is_empty());
    let base = base.unwrap_or_default();

    let common = defaults.map(|defaults| defaults.text.as_str());
    let mut values = merged(common, &source.text).map_err(|error| fail(None, error, None))?;
    secret::resolve(&mut values, &base).map_err(|missing| {
        fail(
            line(&missing.path),
            format!("`{}`: {}", missing.path.join("."), missing.problem),
            Some("set it, or write the value into the file".into()),
        )
    })?;
    let ValueKind::Table(mut tables) = values.kind else {
        return Err(fail(None, "the file is empty".into(), None));
    };
    let connector = tables.remove("connector");

    let located = |prefix: &[&str], error: &Located| {
        let mut path: Vec<String> = prefix.iter().map(|name| (*name).to_owned()).collect();
        path.extend(error.path.iter().cloned());
        let variable = format!("ENGINE__{}", path.join("__").to_uppercase());
        if env::var_os(&variable).is_some() {
            return fail(None, format!("{variable}: {}", error.problem), error.hint.clone());
        }
        let at = line(&path).filter(|_| !error.is_missing);
        let path = path.join(".");
        fail(at, error.sentence(&path), error.hint.clone())
    };
    let settings: FileSettings = deserialize(Value::new(None, ValueKind::Table(tables)))
        .map_err(|error| located(&[], &error))?;
    let timezone = TimeZone::get(&settings.property.timezone).map_err(|_| {
        fail(
            line(&["property".into(), "timezone".into()]),
            "`property.timezone` is no known time zone".into(),
            Some("write an IANA name such as \"America/Chicago\"".into()),
        )
    })?;
    if !tenantry_phone::is_region(&settings.property.country.to_ascii_uppercase()) {
        return Err(fail(
            line(&["property".into(), "country".into()]),
            "`property.country` is no known country".into(),
            Some("write a two-letter code such as \"US\"".into()),
        ));
    }
    if settings.property.id.trim().is_empty() {
        return Err(fail(
            line(&["property".into(), "id".into()]),
            "`property.id` is blank".into(),
            None,
        ));
    }

    let Some(Value { kind: ValueKind::Table(mut connector), .. }) = connector else {
        return Err(fail(None, "there is no [connector] table".into(), Some(registry.hint())));
    };
    let Some(kind) = connector.remove("kind").and_then(|kind| kind.into_string().ok()) else {
        return Err(fail(
            line(&["connector".into()]),
            "`connector.kind` is missing".into(),
            Some(registry.hint()),
        ));
    };
    let connector = registry
        .build(&kind, Value::new(None, ValueKind::Table(connector)), &BaseDir::new(&base))
        .map_err(|error| match error {
            BuildError::UnknownKind => {
                let problem = format!("there is no connector of kind {kind:?}");
                fail(line(&["connector".into(), "kind".into()]), problem, Some(registry.hint()))
            }
            BuildError::Settings(error) => located(&["connector"], &error),
            BuildError::Connector(error) => {
                fail(line(&["connector".into()]), error.message.clone(), error.hint)
            }
        })?;

    let mut console = settings.console;
    console.database = console.database.map(|url| absolute(&url, &base));
    let site = Site {
        database_url: absolute(&settings.database.url, &base),
        property: settings.property,
        timezone,
        sync: settings.sync,
        connector,
        file: file.to_owned(),
    };
    Ok(Loaded { site, console })
}

/// A TOML file, known to be valid TOML.
#[derive(Debug)]
pub(crate) struct Source {
    file: PathBuf,
    text: String,
}

impl Source {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, or is no TOML.
    pub(crate) fn read(file: &Path) -> Result<Self, ConfigError> {
        let fail = |line, problem, hint| ConfigError { file: file.to_owned(), line, problem, hint };
        let text = fs::read_to_string(file).map_err(|error| {
            let hint = "pass --config FILE, or write one with `engine-cli init --connector csv`";
            fail(None, format!("the configuration cannot be read: {error}"), Some(hint.into()))
        })?;
        if let Err(error) = toml::de::DeTable::parse(&text) {
            let line = error.span().map(|span| line_of(&text, span.start));
            let why = error.message().lines().next().unwrap_or_default();
            return Err(fail(line, format!("this is no valid TOML: {why}"), None));
        }
        Ok(Self { file: file.to_owned(), text })
    }
}

fn merged(common: Option<&str>, text: &str) -> Result<Value, String> {
    let environment = Environment::with_prefix("ENGINE").prefix_separator("__").separator("__");
    let config = Config::builder()
        .add_source(File::from_str(common.unwrap_or_default(), FileFormat::Toml))
        .add_source(File::from_str(text, FileFormat::Toml))
        .add_source(environment)
        .build()
        .map_err(|error| error.to_string())?;
    Ok(config.cache)
}

/// Relative SQLite paths are relative to the file.
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

/// A value that does not fit its key.
#[derive(Debug)]
pub(crate) struct Located {
    pub(crate) path: Vec<String>,
    pub(crate) problem: String,
    pub(crate) hint: Option<String>,
    /// The key is not there at all.
    pub(crate) is_missing: bool,
}

impl Located {
    fn sentence(&self, path: &str) -> String {
        if path.is_empty() { self.problem.clone() } else { format!("`{path}`: {}", self.problem) }
    }
}

/// Reads settings from merged values. Text that the environment gave becomes a
/// number or a truth value where the key wants one.
pub(crate) fn deserialize<T: for<'de> Deserialize<'de>>(value: Value) -> Result<T, Located> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path: Vec<String> = error
            .path()
            .to_string()
            .split('.')
            .filter(|name| *name != "." && !name.is_empty() && *name != "?")
            .map(str::to_owned)
            .collect();
        explain(path, &error.into_inner().to_string())
    })
}

fn explain(mut path: Vec<String>, message: &str) -> Located {
    // `config` adds the key to what serde says.
    let message = message.split(" for key `").next().unwrap_or(message);
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if message.contains("unknown field") || message.contains("unknown variant") {
        let (unknown, known) =
            quoted.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
        let near = known.iter().copied().max_by(|a, b| {
            strsim::jaro_winkler(a, unknown).total_cmp(&strsim::jaro_winkler(b, unknown))
        });
        let hint =
            near.map(|near| format!("did you mean `{near}`? Known here: {}", known.join(", ")));
        if message.contains("unknown variant") {
            return Located {
                path,
                problem: "the value is not one of those that it takes".into(),
                hint,
                is_missing: false,
            };
        }
        if path.last().is_none_or(|last| last != unknown) {
            path.push(unknown.to_owned());
        }
        return Located { path, problem: "this key is not known".into(), hint, is_missing: false };
    }
    // The first is serde's wording, the second that of the `config` crate.
    if message.contains("missing field") || message.contains("missing configuration field") {
        let name = message.split(['`', '"']).nth(1);
        path.extend(name.map(str::to_owned));
        return Located {
            path,
            problem: "this key is missing".into(),
            hint: Some("add it to the file".into()),
            is_missing: true,
        };
    }
    // The value is not quoted: like any, it may be a secret.
    if message.contains("does not have variant constructor ") {
        let problem = "the value is not one of those that it takes".into();
        let hint =
            "see the README for the engine's keys, `engine-cli connectors KIND` for a connector's";
        return Located { path, problem, hint: Some(hint.into()), is_missing: false };
    }
    // What serde says of a wrong type quotes the value, which may be a secret.
    let expected = message.rsplit_once("expected ").map(|(_, expected)| expected);
    let problem = match expected {
        Some(expected) => format!("the value is of the wrong type or form; {expected} is expected"),
        None => "the value is of the wrong type or form".into(),
    };
    Located { path, problem, hint: None, is_missing: false }
}
