use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use tenantry_engine::Site;

use super::{
    ConfigError, ConsoleSettings, Source,
    load::{Loaded, load},
};
use crate::{exit::Usage, registry::Registry};

/// The properties given by `--config`: files, or folders of files.
#[derive(Debug)]
pub(crate) struct Portfolio {
    /// The properties, in the order of their files.
    pub(crate) sites: Vec<Site>,
    /// The files that cannot be used.
    pub(crate) broken: Vec<ConfigError>,
    /// `[console]`
    pub(crate) console: ConsoleSettings,
}

/// The file with the defaults for the properties of a folder.
const DEFAULTS: &str = "defaults.toml";

impl Portfolio {
    /// Loads the files and folders given by `--config`. A bad file in a folder
    /// does not affect the others.
    ///
    /// # Errors
    /// There are no files, or the only one cannot be used.
    pub(crate) fn load(named: &[PathBuf], registry: &Registry) -> anyhow::Result<Self> {
        let mut portfolio =
            Self { sites: Vec::new(), broken: Vec::new(), console: ConsoleSettings::default() };
        let mut first_file: HashMap<(String, String), PathBuf> = HashMap::new();
        for path in named {
            if !path.is_dir() {
                portfolio.add(load(path, None, registry), &mut first_file);
                continue;
            }
            let defaults = path.join(DEFAULTS);
            let defaults = defaults.is_file().then(|| Source::read(&defaults)).transpose()?;
            for file in files(path)? {
                portfolio.add(load(&file, defaults.as_ref(), registry), &mut first_file);
            }
        }
        match (portfolio.sites.len(), portfolio.broken.pop()) {
            (0, Some(only)) if portfolio.broken.is_empty() => return Err(only.into()),
            (_, broken) => portfolio.broken.extend(broken),
        }
        Ok(portfolio)
    }

    fn add(
        &mut self,
        loaded: Result<Loaded, ConfigError>,
        first_file: &mut HashMap<(String, String), PathBuf>,
    ) {
        let Loaded { site, console } = match loaded {
            Ok(loaded) => loaded,
            Err(error) => return self.broken.push(error),
        };
        let key = (site.database_url.clone(), site.property.id.clone());
        if let Some(first) = first_file.get(&key) {
            let problem = format!(
                "`property.id` {:?} is also used by {}, in the same database",
                site.property.id,
                first.display()
            );
            let hint = Some("give each property its own ID".into());
            self.broken.push(ConfigError { file: site.file, line: None, problem, hint });
            return;
        }
        first_file.insert(key, site.file.clone());
        if self.console == ConsoleSettings::default() {
            self.console = console;
        }
        self.sites.push(site);
    }

    /// Whether more than one file was named.
    pub(crate) fn is_several(&self) -> bool {
        self.sites.len() + self.broken.len() > 1
    }

    /// The database of the console's operators: `[console] database`, otherwise
    /// the one that all properties share.
    ///
    /// # Errors
    /// The properties use several databases.
    pub(crate) fn access_database(&self) -> Result<String, Usage> {
        if let Some(url) = &self.console.database {
            return Ok(url.clone());
        }
        let mut urls: Vec<&str> =
            self.sites.iter().map(|site| site.database_url.as_str()).collect();
        urls.sort_unstable();
        urls.dedup();
        match urls[..] {
            [only] => Ok(only.to_owned()),
            [] => Err(Usage("no property can be used, so there is nothing to serve".into())),
            _ => Err(Usage(format!(
                "the properties use {} databases; set the console's own in defaults.toml:\n\n  [console]\n  database = \"sqlite://console.db\"",
                urls.len()
            ))),
        }
    }

    /// The only property, for commands that take one.
    ///
    /// # Errors
    /// There are several properties.
    pub(crate) fn only(&self) -> Result<&Site, Usage> {
        match &self.sites[..] {
            [site] if !self.is_several() => Ok(site),
            _ => Err(Usage(
                "this command works on one property; pass its file with --config FILE".into(),
            )),
        }
    }
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
        if is_toml && path.file_name().is_some_and(|name| name != DEFAULTS) && path.is_file() {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(fail("the folder does not contain a property's TOML file".into()));
    }
    files.sort();
    Ok(files)
}
