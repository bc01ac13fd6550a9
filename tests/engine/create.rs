//! `[database] create = false`: a directory that has to be there already.

use std::fs;

use rstest::rstest;

use crate::harness::{
    Backend, Postgres, Site, Sqlite, crowd,
    database::{execute, query},
};

/// What every command that needs a directory says.
const SAYS: [&str; 3] = ["create = false", "nothing was changed", "restore"];

/// The commands that change something, and those that only look.
const COMMANDS: [&[&str]; 9] = [
    &["sync"],
    &["people", "import", "FILE"],
    &["operators"],
    &["serve", "--listen", "127.0.0.1:0"],
    &["alerts", "resolve", "1", "dismiss", "--reason", "x"],
    &["plan"],
    &["people"],
    &["alerts"],
    &["runs"],
];

/// The schema that the site's tables are in.
fn schema(site: &Site) -> &str {
    site.url.split_once("search_path]=").unwrap().1
}

/// How much there is of a directory: files, or tables.
fn there(site: &Site, backend: Backend) -> usize {
    if backend == Sqlite {
        let files = fs::read_dir(site.folder()).unwrap();
        return files
            .filter(|file| {
                file.as_ref().unwrap().file_name().to_string_lossy().starts_with("tenantry.db")
            })
            .count();
    }
    let sql =
        format!("SELECT 1 FROM information_schema.tables WHERE table_schema = '{}'", schema(site));
    query(&site.url, &sql).len()
}

/// Every command refuses, and nothing is there afterwards that was not before.
fn refused(site: &Site, backend: Backend) {
    let file = site.path("people.csv");
    fs::write(&file, "email,first_name,last_name\n").unwrap();
    let before = there(site, backend);
    for args in COMMANDS {
        let file = file.to_str().unwrap();
        let args: Vec<&str> =
            args.iter().map(|arg| if *arg == "FILE" { file } else { *arg }).collect();
        site.run(&args).exits(1).says(&SAYS);
        assert_eq!(there(site, backend), before, "{args:?}");
    }
    site.run(&["check"]).exits(1).prints(&["FAILED  database: ", "create = false"]);
    assert_eq!(there(site, backend), before);
}

#[rstest]
fn nothing_is_created(#[values(Sqlite, Postgres)] backend: Backend) {
    let Some(site) = Site::on(backend) else { return };
    let site = site.never_creating();
    site.feed(&crowd(5));
    refused(&site, backend);
    assert_eq!(there(&site, backend), 0);
    if backend == Sqlite {
        fs::write(site.path("tenantry.db"), "").unwrap();
        refused(&site, backend);
        fs::remove_file(site.path("tenantry.db")).unwrap();
    }
    // Once, on purpose.
    let first = site.command(&["sync"]).env("ENGINE__DATABASE__CREATE", "true").status().unwrap();
    assert!(first.success());
    assert_eq!(site.json(&["sync"])["counts"]["unchanged"], 5);
    site.run(&["check"]).exits(0).prints(&["ok      database: "]);
}

#[test]
fn a_postgresql_database_that_was_recreated_is_noticed() {
    let Some(site) = Site::on(Postgres) else { return };
    site.sync(&crowd(5));
    let site = site.never_creating();
    assert_eq!(site.json(&["sync"])["counts"]["unchanged"], 5);
    let schema = schema(&site);
    execute(&site.url, &format!("DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}"));
    refused(&site, Postgres);
    assert_eq!(there(&site, Postgres), 0);
}

#[test]
fn a_lost_sqlite_file_is_noticed_without_its_marker() {
    let site = Site::new();
    site.sync(&crowd(5));
    let site = site.never_creating();
    fs::remove_file(site.path("tenantry.db")).unwrap();
    fs::remove_file(site.path("tenantry.db.id")).unwrap();
    refused(&site, Sqlite);
    assert_eq!(there(&site, Sqlite), 0);
}

/// The console's own database may not be started either.
#[test]
fn the_database_of_operators_is_not_created() {
    let site = Site::new();
    site.sync(&crowd(5));
    let own = site.path("operators.db");
    let site =
        site.never_creating().set(&format!("[console]\ndatabase = \"sqlite://{}\"", own.display()));
    site.run(&["operators"]).exits(1).says(&["operators.db", "create = false"]);
    site.run(&["serve", "--listen", "127.0.0.1:0"]).exits(1).says(&["operators.db"]);
    assert!(!own.exists());
}
