//! Commands for several properties: a folder of TOML files.

use std::{fs, path::Path, process::Command};

use rstest::rstest;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{
    Backend, ENGINE, Output, Postgres, Row, Sqlite, csv_of,
    database::{execute, new_url, query},
};

/// A folder of properties with common defaults.
pub(crate) struct Portfolio(TempDir);

impl Portfolio {
    pub(crate) fn new(defaults: &str) -> Self {
        let folder = TempDir::with_prefix("tenantry-").unwrap();
        fs::write(folder.path().join("defaults.toml"), defaults).unwrap();
        Self(folder)
    }

    fn in_one_database(backend: Backend) -> Option<Self> {
        let folder = TempDir::with_prefix("tenantry-").unwrap();
        let url = new_url(backend, folder.path())?;
        Some(Self::at(folder, &url))
    }

    fn at(folder: TempDir, url: &str) -> Self {
        fs::write(
            folder.path().join("defaults.toml"),
            format!("[property]\ntimezone = \"America/Chicago\"\n[connector]\nkind = \"csv\"\n[database]\nurl = {url:?}\n"),
        )
        .unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Adds a property with its own feed.
    pub(crate) fn property(&self, id: &str, rows: &[Row]) {
        let toml =
            format!("[property]\nid = {id:?}\nname = {id:?}\n[connector]\npath = \"{id}.csv\"\n");
        fs::write(self.path().join(format!("{id}.toml")), toml).unwrap();
        fs::write(self.path().join(format!("{id}.csv")), csv_of(rows)).unwrap();
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.run_with(&[], args)
    }

    /// Runs a command with environment variables.
    pub(crate) fn run_with(&self, env: &[(&str, &str)], args: &[&str]) -> Output {
        Output::of(self.command(self.path(), args).envs(env.iter().copied()).output().unwrap())
    }

    /// Runs a command on one file of the folder.
    pub(crate) fn run_file(&self, id: &str, args: &[&str]) -> Output {
        let file = self.path().join(format!("{id}.toml"));
        Output::of(self.command(&file, args).output().unwrap())
    }

    fn command(&self, config: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(ENGINE);
        command.arg("--config").arg(config).args(["--today", "2026-11-02"]).args(args);
        command
    }

    #[track_caller]
    pub(crate) fn json(&self, args: &[&str], code: i32) -> Value {
        let args: Vec<&str> = ["--json"].iter().chain(args).copied().collect();
        self.run(&args).exits(code).json()
    }
}

pub(crate) fn three(backend: Backend) -> Option<Portfolio> {
    let all = Portfolio::in_one_database(backend)?;
    all.property("ash", &[Row::new("a1", "Ana Ruiz", "101"), Row::new("a2", "Ben Ode", "102")]);
    all.property("birch", &[Row::new("b1", "Cleo Marsh", "1")]);
    all.property("cedar", &[Row::new("c1", "Dov Lang", "7")]);
    Some(all)
}

#[rstest]
fn a_folder_is_worked_on_as_a_whole(#[values(Sqlite, Postgres)] backend: Backend) {
    let Some(all) = three(backend) else { return };
    let planned = all.json(&["plan"], 0);
    assert_eq!(planned["properties"].as_array().unwrap().len(), 3);
    assert_eq!(all.json(&["plan", "--detailed-exitcode"], 10)["properties"], planned["properties"]);
    let synced = all.json(&["sync"], 0);
    let created = |at: usize| &synced["properties"][at]["counts"]["created"];
    assert_eq!([created(0), created(1), created(2)], [&json!(2), &json!(1), &json!(1)]);
    assert_eq!(synced["properties"][1]["property"], "birch");
    let people = all.json(&["people"], 0);
    assert_eq!(people.as_array().unwrap().len(), 4);
    assert_eq!(all.json(&["runs"], 0).as_array().unwrap().len(), 3);
    assert_eq!(all.json(&["alerts"], 0), json!([]));
    let checked = all.json(&["check"], 0);
    assert_eq!(checked["properties"][2]["property"], "cedar");
    assert_eq!(checked["properties"][2]["checks"][0]["ok"], true);
    all.run(&["sync"]).exits(0).prints(&["ash", "birch", "cedar", "3 properties."]);
}

#[test]
fn what_fails_for_one_does_not_touch_the_others() {
    let all = three(Sqlite).unwrap();
    fs::remove_file(all.path().join("birch.csv")).unwrap();
    let synced = all.json(&["sync"], 4);
    let outcomes: Vec<&str> = synced["properties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|property| property["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["completed", "failed", "completed"]);
    let error = synced["properties"][1]["error"].as_str().unwrap();
    assert!(error.contains("birch.csv"), "{error}");
    let told = all.run(&["sync"]).exits(4);
    told.prints(&["3 properties, 1 of them failed."]).says(&["birch: error:", "birch.csv"]);
    assert_eq!(all.json(&["check"], 4)["properties"].as_array().unwrap().len(), 3);

    for id in ["ash", "cedar"] {
        fs::remove_file(all.path().join(format!("{id}.csv"))).unwrap();
    }
    all.run(&["sync"]).exits(1);
}

#[test]
fn a_file_that_cannot_be_used_is_named_and_the_others_go_on() {
    let all = three(Sqlite).unwrap();
    let text = "[property]\nid = \"birch\"\nnmae = \"Birch\"\n[connector]\npath = \"birch.csv\"\n";
    fs::write(all.path().join("birch.toml"), text).unwrap();
    let told = all.run(&["sync"]).exits(4);
    told.says(&["birch.toml:3", "nmae", "`name`"]);
    assert_eq!(all.json(&["people"], 4).as_array().unwrap().len(), 3);
    // If every property has a configuration error, the exit code says so.
    for id in ["ash", "cedar"] {
        fs::write(all.path().join(format!("{id}.toml")), "[property]\n").unwrap();
    }
    all.run(&["sync"]).exits(2);
}

#[test]
fn a_mistake_in_the_common_file_is_found_there() {
    let all = Portfolio::new(
        "[property]\ntimezone = \"Nowhere/City\"\n[database]\nurl = \"sqlite://x.db\"\n",
    );
    all.property("ash", &[]);
    all.run(&["plan"]).exits(2).says(&["defaults.toml:2", "time zone"]);
    fs::write(all.path().join("defaults.toml"), "this is = = not TOML").unwrap();
    all.run(&["plan"]).exits(2).says(&["defaults.toml:1", "TOML"]);
}

#[test]
fn a_folder_without_properties_says_so() {
    let all = Portfolio::new("");
    all.run(&["sync"]).exits(2).says(&["does not contain a property's TOML file"]);
}

#[test]
fn what_works_on_one_property_asks_which() {
    let all = three(Sqlite).unwrap();
    for args in [
        &["fetch"][..],
        &["people", "show", "1"],
        &["people", "export"],
        &["explain", "a1"],
        &["undo", "0199"],
        &["alerts", "show", "1"],
        &["sync", "--confirm", "0199"],
    ] {
        all.run(args).exits(2).says(&["one property", "--property ID", "ash, birch, cedar"]);
    }
    // A folder with one property works like its file.
    for id in ["ash", "cedar"] {
        fs::remove_file(all.path().join(format!("{id}.toml"))).unwrap();
    }
    all.run(&["explain", "b1"]).exits(0);
    assert_eq!(all.json(&["sync"], 0)["property"], "birch");
}

#[test]
fn somebody_of_two_properties_is_listed_once() {
    let all = three(Sqlite).unwrap();
    all.property("birch", &[Row::new("b1", "Ana Ruiz", "1").email("ana.ruiz@example.com")]);
    all.property("ash", &[Row::new("a1", "Ana Ruiz", "101").email("ana.ruiz@example.com")]);
    all.run(&["sync"]).exits(0);
    let people = all.json(&["people"], 0);
    let emails: Vec<&str> =
        people.as_array().unwrap().iter().map(|p| p["email"].as_str().unwrap()).collect();
    assert_eq!(emails.iter().filter(|email| **email == "ana.ruiz@example.com").count(), 1);
}

#[test]
fn a_portfolio_with_several_databases_says_where_operators_are_kept() {
    let all =
        Portfolio::new("[property]\ntimezone = \"America/Chicago\"\n[connector]\nkind = \"csv\"\n");
    for id in ["ash", "birch"] {
        all.property(id, &[]);
        let file = all.path().join(format!("{id}.toml"));
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{text}[database]\nurl = \"sqlite://{id}.db\"\n")).unwrap();
    }
    all.run(&["operators"]).exits(2).says(&["2 databases", "[console]", "defaults.toml"]);
    let defaults = all.path().join("defaults.toml");
    let text = fs::read_to_string(&defaults).unwrap();
    fs::write(&defaults, format!("{text}[console]\ndatabase = \"sqlite://people.db\"\n")).unwrap();
    all.run(&["operators"]).exits(0).prints(&["No operators yet"]);
    assert!(all.path().join("people.db").exists());
}

/// A portfolio of many properties is one user of a server, not many.
#[test]
fn properties_share_their_connections() {
    const PROPERTIES: usize = 40;
    let folder = TempDir::with_prefix("tenantry-").unwrap();
    let Some(server) = new_url(Postgres, folder.path()) else { return };
    // The server counts the connections to each database.
    let name = format!("portfolio_{}", std::process::id());
    execute(&server, &format!("CREATE DATABASE {name}"));
    let begin = server.split('?').next().unwrap().rsplit_once('/').unwrap().0;
    let all = Portfolio::at(folder, &format!("{begin}/{name}"));
    for n in 0..PROPERTIES {
        let id = format!("p{n:02}");
        all.property(&id, &[Row::new("t1", &format!("Resident {n}"), "101")]);
    }
    let opened = || {
        let counts = |what: &str| -> i64 {
            let sql =
                format!("SELECT {what}::bigint FROM pg_stat_database WHERE datname = '{name}'");
            query(&server, &sql)[0].try_get_by_index(0).unwrap()
        };
        // A connection is counted when it has ended.
        let begun = std::time::Instant::now();
        while counts("numbackends") > 0 {
            assert!(begun.elapsed().as_secs() < 30, "a connection does not end");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        counts("sessions")
    };
    let mut before = opened();
    for (args, most) in [(["sync"], 12), (["plan"], 10), (["people"], 10), (["check"], 12)] {
        all.run(&args).exits(0);
        let now = opened();
        assert!(now - before <= most, "{args:?} opened {} connections", now - before);
        before = now;
    }
    assert_eq!(all.json(&["people"], 0).as_array().unwrap().len(), PROPERTIES);
    opened();
    execute(&server, &format!("DROP DATABASE {name}"));
}
