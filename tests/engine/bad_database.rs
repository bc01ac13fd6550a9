//! Unusable databases: each error says what to do.

use std::{
    fs,
    os::unix::fs::FileExt,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use rstest::rstest;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

use crate::harness::{Backend, Output, Postgres, Row, Site, Sqlite, crowd, database};

/// A site with changes that a sync would apply.
fn site(on: Backend) -> Option<Site> {
    let site = Site::on(on)?;
    site.sync(&crowd(20));
    site.feed(&crowd(25));
    Some(site)
}

#[rstest]
fn a_database_of_a_newer_version(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = site(on) else { return };
    let before = site.state();
    let newer =
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20991231_000001_later', 0)";
    database::execute(&site.url, newer);
    for command in [&["sync"][..], &["plan"], &["people"], &["undo", "0"]] {
        site.run(command).exits(1).says(&["newer version", "m20991231_000001_later", "install"]);
    }
    assert!(site.run(&["check"]).exits(1).stdout.contains("newer version"));
    database::execute(&site.url, "DELETE FROM seaql_migrations WHERE version LIKE 'm2099%'");
    assert_eq!(site.state(), before);
}

/// Locks out every other writer while `act` runs.
fn while_locked<T>(site: &Site, on: Backend, act: impl FnOnce(&DatabaseConnection) -> T) -> T {
    database::wait(async {
        let mut options = ConnectOptions::new(&site.url);
        options.max_connections(1);
        let db = Database::connect(options).await.unwrap();
        let lock = match on {
            Sqlite => "BEGIN IMMEDIATE",
            Postgres => "BEGIN; LOCK TABLE properties IN ACCESS EXCLUSIVE MODE",
        };
        db.execute_unprepared(lock).await.unwrap();
        let done = act(&db);
        db.execute_unprepared("ROLLBACK").await.unwrap();
        db.close().await.unwrap();
        done
    })
}

#[rstest]
fn a_database_that_another_process_has_locked(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = site(on) else { return };
    let before = site.state();
    let people = site.path("people.csv");
    fs::write(&people, "email,first_name,last_name\nana@example.com,Ana,Ruiz\n").unwrap();
    let refused = while_locked(&site, on, |_| {
        if on == Sqlite {
            assert_eq!(site.state(), before, "reading goes on");
        }
        site.run(&["people", "import", people.to_str().unwrap()])
    });
    refused.exits(1).says(&["in use by another process", "nothing was changed", "run again"]);
    assert_eq!(site.state(), before);
    assert_eq!(site.json(&["sync"])["counts"]["created"], 5);
}

#[rstest]
fn a_lock_that_is_soon_released_is_waited_for(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = site(on) else { return };
    let started = Instant::now();
    let sync = while_locked(&site, on, |_| {
        let mut command = site.command(&["--json", "sync"]);
        let sync = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        thread::sleep(Duration::from_secs(2));
        sync
    });
    let report = Output::of(sync.wait_with_output().unwrap()).exits(0).json();
    assert_eq!(report["counts"]["created"], 5);
    assert!(started.elapsed() >= Duration::from_secs(2));
}

#[test]
fn a_file_that_is_no_database() {
    let site = site(Sqlite).unwrap();
    let text = "Minutes of the tenants' meeting. ".repeat(200);
    fs::write(site.path("tenantry.db"), &text).unwrap();
    for command in ["sync", "plan", "people"] {
        site.run(&[command]).exits(1).says(&[
            "tenantry.db",
            "not a SQLite database",
            "[database] url",
        ]);
    }
    assert_eq!(fs::read_to_string(site.path("tenantry.db")).unwrap(), text);
}

#[test]
fn a_damaged_file() {
    let site = Site::new();
    site.sync(&crowd(500));
    site.feed(&crowd(510));
    let path = site.path("tenantry.db");
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    let pages = file.metadata().unwrap().len() / 4096;
    for page in 1..pages {
        file.write_all_at(&[0xAA; 2048], page * 4096).unwrap();
    }
    for command in ["sync", "plan", "people", "alerts", "runs"] {
        let refused = site.run(&[command]).exits(1);
        refused.says(&["tenantry.db", "damaged", "backup"]);
        assert!(!refused.stderr.contains("Last"), "{}", refused.stderr);
    }
}

#[rstest]
#[case::folder("sqlite://.", &["is a folder"])]
#[case::no_folder("sqlite://no/such/folder/x.db", &["folder does not exist"])]
fn a_url_that_leads_nowhere(#[case] url: &str, #[case] says: &[&str]) {
    let site = Site::new().with_url(url.into());
    site.feed(&crowd(3));
    site.run(&["sync"]).exits(1).says(says);
}

#[rstest]
#[case::scheme("mysql://root@db.example.com/doors", "neither sqlite nor postgres")]
#[case::none("doors", "no scheme")]
#[case::no_file("sqlite://", "does not name a file")]
fn a_url_that_is_none(#[case] url: &str, #[case] says: &str) {
    let site = Site::new().with_url(url.into());
    let hint = "write sqlite://FILE or postgres://USER@HOST/NAME";
    site.run(&["sync"]).exits(2).says(&["maple-court.toml:12: `database.url`", says, hint]);
}

#[test]
fn a_server_without_the_database() {
    let Some(site) = Site::on(Postgres) else { return };
    let (server, _) = site.url.split_once('?').unwrap();
    let (host, _) = server.rsplit_once('/').unwrap();
    let missing = format!("{host}/no_such_database");
    let site = site.with_url(missing);
    site.feed(&[Row::new("t1", "Ana Ruiz", "101")]);
    site.run(&["sync"]).exits(1).says(&["no_such_database", "does not exist", "createdb"]);
}
