//! A property in its own folder: configuration, feed and database.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use serde_json::Value;
use tempfile::TempDir;

use super::{
    database::{Backend, new_url},
    feed::{Row, csv_of},
    output::Output,
};

/// The program under test.
pub(crate) const ENGINE: &str = env!("CARGO_BIN_EXE_engine-under-test");

/// The day of every run, unless a test sets another one.
const TODAY: &str = "2026-11-02";

/// A property to run the engine on.
#[derive(Debug)]
pub(crate) struct Site {
    folder: Arc<TempDir>,
    pub(crate) property: String,
    pub(crate) url: String,
    /// The `[connector]` table; if blank, a CSV file.
    pub(crate) connector: String,
    /// More lines of the `[database]` table.
    pub(crate) database: String,
    /// More lines of the TOML file, such as a `[sync]` table.
    pub(crate) settings: String,
    pub(crate) today: String,
}

impl Site {
    /// A property with an empty database; `None` if there is no server.
    pub(crate) fn on(backend: Backend) -> Option<Self> {
        let folder = TempDir::with_prefix("tenantry-").expect("a temporary folder");
        let url = new_url(backend, folder.path())?;
        let site = Self {
            folder: Arc::new(folder),
            property: "maple-court".into(),
            url,
            connector: String::new(),
            database: String::new(),
            settings: String::new(),
            today: TODAY.into(),
        };
        site.configure();
        Some(site)
    }

    /// A property on SQLite, for tests that do not depend on the database.
    pub(crate) fn new() -> Self {
        Self::on(Backend::Sqlite).expect("SQLite is always there")
    }

    /// Another property in the same database.
    pub(crate) fn neighbour(&self, property: &str) -> Self {
        let site = Self {
            folder: self.folder.clone(),
            property: property.into(),
            url: self.url.clone(),
            connector: self.connector.clone(),
            database: self.database.clone(),
            settings: self.settings.clone(),
            today: self.today.clone(),
        };
        site.configure();
        site
    }

    /// The same property with more settings.
    pub(crate) fn set(mut self, settings: &str) -> Self {
        self.settings = settings.into();
        self.configure();
        self
    }

    /// The same property, in which a sync may do anything to everybody.
    pub(crate) fn without_limits(self) -> Self {
        let harms =
            ["ended", "returned", "let_in", "moved", "renamed", "wiped", "overwritten", "missing"];
        let limits: Vec<String> =
            harms.iter().map(|harm| format!("{harm} = {{ min = 1000000 }}")).collect();
        self.set(&format!("[sync.safety]\n{}", limits.join("\n")))
    }

    /// The same property with this `[connector]` table.
    pub(crate) fn fed_by(mut self, connector: &str) -> Self {
        self.connector = connector.into();
        self.configure();
        self
    }

    /// The same property, for which no directory may be started.
    pub(crate) fn never_creating(mut self) -> Self {
        self.database = "create = false\n".into();
        self.configure();
        self
    }

    /// The same property on another day.
    pub(crate) fn at(mut self, today: &str) -> Self {
        self.today = today.into();
        self
    }

    /// The same property in another database.
    pub(crate) fn with_url(mut self, url: String) -> Self {
        self.url = url;
        self.configure();
        self
    }

    fn configure(&self) {
        let Self { property, url, database, settings, .. } = self;
        let connector = match self.connector.as_str() {
            "" => format!("kind = \"csv\"\npath = \"{property}.csv\"\n"),
            connector => connector.to_owned(),
        };
        self.write_toml(&format!(
            "[property]\nid = {property:?}\nname = \"Test Court\"\ntimezone = \"America/Chicago\"\n\
             country = \"US\"\n\n[connector]\n{connector}\n[database]\nurl = {url:?}\n{database}\n{settings}\n"
        ));
    }

    /// Writes the whole TOML file.
    pub(crate) fn write_toml(&self, text: &str) {
        fs::write(self.toml(), text).expect("a TOML file");
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A path in the property's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub(crate) fn toml(&self) -> PathBuf {
        self.path(&format!("{}.toml", self.property))
    }

    pub(crate) fn feed_path(&self) -> PathBuf {
        self.path(&format!("{}.csv", self.property))
    }

    /// Replaces the PMS's export.
    pub(crate) fn feed(&self, rows: &[Row]) {
        self.feed_bytes(&csv_of(rows));
    }

    /// Replaces the PMS's export with these bytes.
    pub(crate) fn feed_bytes(&self, bytes: &[u8]) {
        fs::write(self.feed_path(), bytes).expect("a feed");
    }

    /// The engine's command, ready to run.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(ENGINE);
        command.arg("--config").arg(self.toml()).arg("--today").arg(&self.today).args(args);
        command.stdin(Stdio::null()).env_remove("RUST_LOG").env("USER", "tester");
        command
    }

    /// Runs a command.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        Output::of(self.command(args).output().expect("the engine starts"))
    }

    /// The roster printed by `fetch`.
    #[track_caller]
    pub(crate) fn roster(&self) -> Vec<Value> {
        self.run(&["fetch"]).exits(0).json_lines()
    }

    /// Runs a command that must succeed, and returns its JSON document.
    #[track_caller]
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let args: Vec<&str> = ["--json"].iter().chain(args).copied().collect();
        let output = self.run(&args).exits(0);
        assert_eq!(output.stderr, "", "a command with --json that succeeds is quiet");
        output.json()
    }

    /// Replaces the PMS's export and syncs.
    #[track_caller]
    pub(crate) fn sync(&self, rows: &[Row]) -> Value {
        self.feed(rows);
        self.json(&["sync"])
    }

    #[track_caller]
    pub(crate) fn people(&self) -> Value {
        self.json(&["people"])
    }

    /// The open alerts.
    #[track_caller]
    pub(crate) fn alerts(&self) -> Value {
        self.json(&["alerts"])
    }

    /// All people and all alerts, open or closed.
    #[track_caller]
    pub(crate) fn state(&self) -> (Value, Value) {
        (self.people(), self.json(&["alerts", "--all"]))
    }
}
