use std::{
    fs,
    path::{Path, PathBuf},
};

use tenantry_engine::Site;

use super::{
    Broken, ConfigError, ConsoleSettings, Source, ambiguous,
    load::{Loaded, load},
};
use crate::{exit::Usage, registry::Registry};

/// The properties given by `--config`: files, or folders of files.
#[derive(Debug)]
pub(crate) struct Portfolio {
    /// The properties, in the order of their files.
    pub(crate) sites: Vec<Site>,
    /// The files that cannot be used.
    pub(crate) broken: Vec<Broken>,
    /// `[console]`
    pub(crate) console: ConsoleSettings,
    /// Why `[console]` cannot be used.
    pub(super) console_fault: Option<ConfigError>,
    /// The IDs given by `--property`; empty for all properties.
    pub(super) chosen: Vec<String>,
}

/// The file with the defaults for the properties of a folder.
const DEFAULTS: &str = "defaults.toml";

impl Portfolio {
    /// Loads the files and folders given by `--config`. A bad file does not affect the others.
    ///
    /// # Errors
    /// There are no files, or the only one cannot be used.
    pub(crate) fn load(named: &[PathBuf], registry: &Registry) -> anyhow::Result<Self> {
        let (mut loaded, mut broken) = (Vec::new(), Vec::new());
        let mut seen = Vec::new();
        for path in named {
            let files = if path.is_dir() { files(path) } else { Ok(vec![path.clone()]) };
            let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
            let read = files.and_then(|files| Ok((files, defaults(folder)?)));
            let (files, defaults) = match read {
                Ok(read) => read,
                Err(error) => {
                    broken.push(Broken { error, file: path.clone(), property: None });
                    continue;
                }
            };
            for file in files {
                // A file that is named twice, or within a folder that is also named.
                let known = file.canonicalize().unwrap_or_else(|_| file.clone());
                if seen.contains(&known) {
                    continue;
                }
                seen.push(known);
                match is_defaults(&file) {
                    true => broken.push(not_a_property(&file)),
                    false => match load(&file, defaults.as_ref(), registry) {
                        Ok(one) => loaded.push(one),
                        Err(error) => broken.push(*error),
                    },
                }
            }
        }
        ambiguous::refuse_shared_ids(&mut loaded, &mut broken);
        if loaded.is_empty()
            && let [only] = &broken[..]
        {
            return Err(only.error.clone().into());
        }
        let console = ambiguous::one_console(&loaded);
        let (console, console_fault) = match console {
            Ok(console) => (console, None),
            Err(fault) => (ConsoleSettings::default(), Some(fault)),
        };
        let sites = loaded.into_iter().map(|Loaded { site, .. }| site).collect();
        Ok(Self { sites, broken, console, console_fault, chosen: Vec::new() })
    }

    /// The database of the console's operators: `[console] database`, otherwise
    /// the one that all properties share.
    ///
    /// # Errors
    /// The properties use several databases, or their files have different `[console]` tables.
    pub(crate) fn access_database(&self) -> anyhow::Result<String> {
        if let Some(fault) = &self.console_fault {
            return Err(fault.clone().into());
        }
        if let Some(url) = &self.console.database {
            return Ok(url.clone());
        }
        let mut urls: Vec<&str> =
            self.sites.iter().map(|site| site.database_url.as_str()).collect();
        urls.sort_unstable();
        urls.dedup();
        match urls[..] {
            [only] => Ok(only.to_owned()),
            [] => Err(Usage("no property can be used, so there is nothing to serve".into()).into()),
            _ => Err(Usage(format!(
                "the properties use {} databases; set the console's own in defaults.toml:\n\n  [console]\n  database = \"sqlite://console.db\"",
                urls.len()
            ))
            .into()),
        }
    }

    /// Why the `[console]` tables of the files cannot be used together, if they cannot.
    pub(crate) fn console_fault(&self) -> Option<&ConfigError> {
        self.console_fault.as_ref()
    }
}

fn defaults(folder: &Path) -> Result<Option<Source>, ConfigError> {
    let file = folder.join(DEFAULTS);
    file.is_file().then(|| Source::read(&file)).transpose()
}

fn is_defaults(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == DEFAULTS)
}

fn not_a_property(file: &Path) -> Broken {
    let error = ConfigError {
        file: file.to_owned(),
        line: None,
        problem: "this file holds what the properties of its folder share, and is not one itself"
            .into(),
        hint: Some("pass its folder, or the file of a property next to it".into()),
    };
    Broken { error, file: file.to_owned(), property: None }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    let fail = |problem: String| ConfigError {
        file: folder.to_owned(),
        line: None,
        problem,
        hint: Some("put one TOML file per property into it".into()),
    };
    let unreadable = |error: std::io::Error| fail(format!("the folder cannot be read: {error}"));
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_toml = path.extension().is_some_and(|extension| extension == "toml");
        if is_toml && !is_defaults(&path) && path.is_file() {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(fail("the folder does not contain a property's TOML file".into()));
    }
    files.sort();
    Ok(files)
}
