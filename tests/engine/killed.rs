//! A sync that is killed at any moment has happened completely or not at all, and
//! the next one completes.

use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rstest::rstest;
use serde_json::Value;

use crate::harness::{Backend, Postgres, Row, Site, Sqlite, crowd, database};

const PEOPLE: usize = 4000;

/// When the sync is killed, as fractions of its duration.
const MOMENTS: u32 = 30;

fn monday() -> Vec<Row> {
    let mut rows = crowd(PEOPLE);
    // Some people share an email until Tuesday.
    for n in (0..PEOPLE).step_by(100) {
        rows[n] = rows[n].clone().email(&format!("shared{}@example.com", n / 200));
    }
    rows
}

/// Half of the people change, some move out, some are missing, some are new.
fn tuesday() -> Vec<Row> {
    let change = |(n, row): (usize, Row)| match n {
        n if n % 50 == 1 => row.status("Past").move_out("2026-11-01"),
        n if n % 70 == 2 => row.email(&format!("other{n}@example.com")),
        n if n % 2 == 0 => row.unit(&format!("X{n}")),
        _ => row,
    };
    let rows = crowd(PEOPLE + 500).into_iter().enumerate().skip(20);
    rows.map(change).collect()
}

/// People and alerts, without times.
fn state(site: &Site) -> (Value, Value) {
    let (people, mut alerts) = site.state();
    for alert in alerts.as_array_mut().unwrap() {
        for key in ["opened_at", "closed_at"] {
            alert[key] = Value::Bool(alert[key].is_null());
        }
    }
    (people, alerts)
}

/// The tables, in an order that satisfies the foreign keys.
fn tables(site: &Site) -> Vec<String> {
    let sql = "SELECT table_name::text FROM information_schema.tables \
               WHERE table_schema = current_schema() AND table_name NOT LIKE 'saved_%' \
               ORDER BY table_name <> 'properties', table_name";
    let rows = database::query(&site.url, sql);
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// Saves the directory, to be restored later.
fn save(site: &Site, on: Backend) {
    match on {
        Sqlite => drop(fs::copy(site.path("tenantry.db"), site.path("saved.db")).unwrap()),
        Postgres => {
            let copy = |name| format!("CREATE TABLE saved_{name} AS SELECT * FROM {name};");
            let sql: String = tables(site).into_iter().map(copy).collect();
            database::execute(&site.url, &sql);
        }
    }
}

/// Restores the saved directory.
fn restore(site: &Site, on: Backend) {
    match on {
        Sqlite => {
            for side in ["tenantry.db-wal", "tenantry.db-shm"] {
                let _ = fs::remove_file(site.path(side));
            }
            fs::copy(site.path("saved.db"), site.path("tenantry.db")).unwrap();
        }
        Postgres => {
            let tables = tables(site);
            let fill = |name| format!("INSERT INTO {name} SELECT * FROM saved_{name};");
            let empty = format!("TRUNCATE {};", tables.join(", "));
            let fill: String = tables.iter().map(fill).collect();
            database::execute(&site.url, &(empty + fill.as_str()));
        }
    }
}

fn start(site: &Site) -> Command {
    let mut command = site.command(&["sync"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[rstest]
fn a_killed_sync_is_all_or_nothing(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let site = site.without_limits();
    site.sync(&monday());
    site.feed(&tuesday());
    let before = state(&site);
    save(&site, on);
    let started = Instant::now();
    assert!(start(&site).status().unwrap().success());
    let mut whole = started.elapsed();
    let after = state(&site);
    assert_ne!(before, after);

    let mut killed = 0;
    for moment in 1..=MOMENTS {
        restore(&site, on);
        let mut sync = start(&site).spawn().unwrap();
        let slept = whole * moment / MOMENTS;
        thread::sleep(slept);
        sync.kill().unwrap();
        if sync.wait().unwrap().success() {
            // A machine that was busy before may now be faster.
            whole = slept;
        } else {
            killed += 1;
        }
        let is_whole = || [&before, &after].contains(&&state(&site));
        // The server may still commit for the killed process while this reads.
        let whole = is_whole() || {
            thread::sleep(Duration::from_millis(500));
            is_whole()
        };
        assert!(whole, "half a sync is left of one killed at {moment}/{MOMENTS}");
        site.json(&["sync"]);
        assert!(state(&site) == after, "the sync after one killed at {moment}/{MOMENTS}");
    }
    assert!(killed >= MOMENTS / 2, "only {killed} of {MOMENTS} were killed before they ended");
}

/// Killed during the first sync, when not even the tables exist.
#[rstest]
fn a_killed_first_sync_is_all_or_nothing(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(reference) = Site::on(on) else { return };
    reference.feed(&monday());
    let before = state(&reference);
    let started = Instant::now();
    assert!(start(&reference).status().unwrap().success());
    let whole = started.elapsed();
    let after = state(&reference);
    for moment in 1..=10 {
        let site = Site::on(on).unwrap();
        site.feed(&monday());
        let mut sync = start(&site).spawn().unwrap();
        thread::sleep(whole * moment / 10);
        sync.kill().unwrap();
        sync.wait().unwrap();
        let now = state(&site);
        assert!(now == before || now == after || state(&site) == after, "killed at {moment}/10");
        site.json(&["sync"]);
        assert!(state(&site) == after, "the sync after one killed at {moment}/10");
    }
}
