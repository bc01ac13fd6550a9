//! Syncs by machines whose clocks are wrong: what came later counts as later, and
//! nothing waits for a date.

use std::{process::Stdio, thread, time::Duration};

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{
    Backend, Output, Postgres, Row, Site, Sqlite, Wrong, emails, latest, misdate,
};

fn ids(runs: &Value) -> Vec<&str> {
    runs.as_array().unwrap().iter().map(|run| run["id"].as_str().unwrap()).collect()
}

fn ana() -> Row {
    Row::new("t1", "Ana Ruiz", "101")
}

fn ben() -> Row {
    Row::new("t2", "Ben Ode", "102")
}

/// A property with Ana, synced by a clock that was wrong.
fn site(on: Backend, wrong: Wrong) -> Option<Site> {
    let site = Site::on(on)?;
    site.sync(&[ana()]);
    misdate(&site, on, wrong);
    Some(site)
}

const IN_THE_FUTURE: &str = "which is in the future; check this machine's clock";

#[rstest]
fn a_sync_dated_in_the_future_stops_nothing(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = site(on, Wrong::Ahead) else { return };
    for command in ["people", "alerts"] {
        let page = site.run(&[command]).exits(0);
        page.prints(&["last complete sync dated ", IN_THE_FUTURE, "no open alerts"]);
        assert!(!page.stdout.contains("just now"), "{}", page.stdout);
    }
    site.run(&["check"]).exits(1).prints(&["FAILED  clock", IN_THE_FUTURE]);

    site.feed(&[ana(), ben()]);
    let mut sync = site.command(&["sync"]);
    let sync = Output::of(sync.env("RUST_LOG", "warn").output().unwrap()).exits(0);
    let warning = "the sync before this one is dated ";
    assert!(sync.stderr.contains("WARN") && sync.stderr.contains(warning), "{}", sync.stderr);
    sync.prints(&[warning, "1 created"]);
    let runs = site.json(&["runs"]);
    let [id, ahead] = ids(&runs)[..] else { panic!("{runs}") };
    assert_eq!(ahead, Wrong::Ahead.id());
    sync.prints(&[&format!("Run {id} completed")]);
    assert_eq!(latest(&site)["id"], id);

    site.run(&["people"]).exits(0).prints(&["(just now)"]);
    let check = site.run(&["check"]).exits(0);
    assert!(!check.stdout.contains("clock"), "{}", check.stdout);
    // It is over: the next one is quiet, too.
    site.json(&["sync"]);
    assert_eq!(emails(&site.people()), ["ana.ruiz@example.com", "ben.ode@example.com"]);
}

#[rstest]
fn a_sync_by_a_clock_that_is_behind_is_still_the_latest(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let first = site.sync(&[ana()]);
    site.sync(&[ana(), ben()]);
    misdate(&site, on, Wrong::Behind);
    assert_eq!(ids(&site.json(&["runs"])), [Wrong::Behind.id(), first["run_id"].as_str().unwrap()]);
    site.run(&["people"]).exits(0).prints(&["(30 days ago)"]);
    let third = site.json(&["sync"]);
    assert_eq!((&third["outcome"], &latest(&site)["id"]), (&json!("completed"), &third["run_id"]));
    // Undoing the sync that added Ben still finds what it did.
    site.run(&["undo", Wrong::Behind.id()]).exits(0);
    assert_eq!(emails(&site.people()), ["ana.ruiz@example.com"]);
    assert_eq!(latest(&site)["kind"], "undo");
}

#[rstest]
#[case::ahead(Wrong::Ahead)]
#[case::behind(Wrong::Behind)]
fn a_sync_during_the_fetch_is_noticed_whatever_its_clock_says(
    #[case] wrong: Wrong,
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let settle = |site: Site, seconds: &str| {
        site.fed_by(&format!("kind = \"csv\"\npath = \"maple-*.csv\"\nsettle = \"{seconds}\""))
    };
    let Some(site) = Site::on(on) else { return };
    let site = settle(site, "4s");
    site.feed(&[ana()]);
    site.json(&["check"]);
    let mut slow = site.command(&["--json", "sync"]);
    slow.env("RUST_LOG", "info").stdout(Stdio::piped()).stderr(Stdio::piped());
    let slow = slow.spawn().unwrap();
    // The first one waits for the file to settle.
    thread::sleep(Duration::from_secs(1));
    let site = settle(site, "0s");
    site.json(&["sync"]);
    misdate(&site, on, wrong);
    site.feed(&[ana(), ben()]);
    let slow = Output::of(slow.wait_with_output().unwrap()).exits(0);
    assert!(slow.stderr.contains("fetching again"), "{}", slow.stderr);
    assert_eq!(slow.json()["counts"]["created"], 1);
    assert_eq!(slow.json()["counts"]["unchanged"], 1);
    assert_eq!(site.json(&["runs"]).as_array().unwrap().len(), 2, "one run for each");
}

/// Two schedules at the same minute: the second need not read the PMS again.
#[test]
fn the_same_roster_is_not_fetched_again() {
    let site = Site::new();
    site.sync(&[ben()]);
    site.feed(&[ana(), ben()]);
    let site = site.fed_by("kind = \"csv\"\npath = \"maple-*.csv\"\nsettle = \"5s\"");
    let mut slow = site.command(&["sync"]);
    let slow = slow.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    thread::sleep(Duration::from_secs(2));
    let site = site.fed_by("kind = \"csv\"\npath = \"maple-court.csv\"");
    assert_eq!(site.json(&["sync"])["counts"]["created"], 1);
    let slow = Output::of(slow.wait_with_output().unwrap()).exits(0);
    let said = format!("{}{}", slow.stdout, slow.stderr);
    assert!(said.contains("2 unchanged") && said.contains("applied the same roster"), "{said}");
}
