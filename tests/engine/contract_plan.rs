//! Plans: a plan changes nothing, and a sync does exactly what it says.

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{Backend, Postgres, Row, Site, Sqlite, actions, database};

fn monday() -> [Row; 5] {
    [
        Row::new("t1", "Ana Ruiz", "101"),
        Row::new("t2", "Ben Laurent", "102"),
        Row::new("t3", "Chika Farouk", "103"),
        Row::new("t4", "Dov Petrov", "104").email(""),
        Row::new("t5", "Elif Vega", "105"),
    ]
}

/// A transfer, a move-out, a missing resident, a new one, a corrected email.
fn tuesday() -> [Row; 5] {
    let [ana, ben, _, dov, elif] = monday();
    [
        ana.unit("205"),
        ben.status("Past").move_out("2026-11-01"),
        dov.email("dov@example.com"),
        elif.email("other@example.com"),
        Row::new("t6", "Femi Bello", "106"),
    ]
}

/// The part of a report that a plan and a sync share. Only a sync's alerts have
/// IDs.
fn essence(report: &Value) -> Value {
    let mut report = report.clone();
    report.as_object_mut().unwrap().remove("run_id");
    for alert in report["alerts"].as_array_mut().unwrap() {
        if alert["state"] == "opened" {
            alert["id"] = json!(null);
        }
    }
    report
}

#[rstest]
fn a_sync_does_what_the_plan_says(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&monday());
    site.feed(&tuesday());
    let plan = site.json(&["plan"]);
    assert_eq!(actions(&plan), ["create t4", "create t6", "end t2", "update t1"]);
    assert_eq!(plan, essence(&plan), "a plan has no run, and its new alerts no id");
    let sync = site.json(&["sync"]);
    assert_eq!(essence(&sync), plan);
    let again = site.json(&["plan"]);
    assert_eq!(again["changes"], json!([]));
}

#[test]
fn before_the_first_sync_a_plan_makes_no_database() {
    let site = Site::new();
    site.feed(&monday());
    let plan = site.json(&["plan"]);
    assert_eq!(plan["counts"]["created"], 4);
    for name in ["tenantry.db", "tenantry.db-wal", "tenantry.db-shm"] {
        assert!(!site.path(name).exists(), "{name}");
    }
    assert_eq!(essence(&site.json(&["sync"])), plan);
}

#[rstest]
fn a_plan_changes_nothing(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&monday());
    let before = (site.state(), site.json(&["runs"]), counts_of_rows(&site));
    site.feed(&tuesday());
    site.json(&["plan"]);
    site.json(&["explain", "t5"]);
    site.run(&["check"]).exits(0);
    site.run(&["fetch"]).exits(0);
    assert_eq!((site.state(), site.json(&["runs"]), counts_of_rows(&site)), before);
}

fn counts_of_rows(site: &Site) -> Vec<i64> {
    let tables =
        ["accounts", "residencies", "alerts", "runs", "changes", "decisions", "properties"];
    let count = |table| {
        let rows = database::query(&site.url, &format!("SELECT count(*) FROM {table}"));
        rows[0].try_get_by_index(0).unwrap()
    };
    tables.into_iter().map(count).collect()
}

#[rstest]
fn the_exit_code_tells_whether_there_is_something_to_do(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&monday());
    site.run(&["plan", "--detailed-exitcode"]).exits(0);
    site.feed(&tuesday());
    site.run(&["plan"]).exits(0);
    site.run(&["plan", "--detailed-exitcode"]).exits(10);
    site.run(&["sync"]).exits(0);
    site.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[rstest]
fn a_plan_on_file_is_applied_exactly_once(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&monday());
    site.feed(&tuesday());
    let file = site.path("tuesday.plan");
    let file = file.to_str().unwrap();
    let plan = site.json(&["plan", "--out", file]);
    let sync = site.json(&["sync", "--plan", file]);
    assert_eq!(essence(&sync), plan);
    let before = site.state();
    site.run(&["sync", "--plan", file]).exits(1).says(&[
        "out of date",
        "nothing was applied",
        "plan again",
    ]);
    assert_eq!(site.state(), before);
}

#[rstest]
fn a_plan_that_no_longer_fits_is_refused_with_what_moved(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&monday());
    site.feed(&tuesday());
    let file = site.path("tuesday.plan");
    let file = file.to_str().unwrap();
    site.json(&["plan", "--out", file]);
    let before = site.state();
    let [ana, ben, dov, elif, _] = tuesday();
    site.feed(&[ana.unit("207"), ben, dov, elif, Row::new("t7", "Grace Bianchi", "107")]);
    let refused = site.run(&["sync", "--plan", file]).exits(1);
    refused.says(&[
        "no longer: create t6",
        "now: create t7",
        "no longer: update t1",
        "now: update t1",
    ]);
    assert!(!refused.stderr.contains("t2"), "{}", refused.stderr);
    assert_eq!(site.state(), before);
    assert_eq!(site.json(&["runs"])[0]["outcome"], "failed");
}

#[test]
fn what_is_no_plan_of_this_property_is_refused() {
    let site = Site::new();
    site.feed(&monday());
    let file = site.path("a.plan");
    let file = file.to_str().unwrap();
    site.run(&["sync", "--plan", file]).exits(2).says(&["a.plan", "cannot be read"]);
    std::fs::write(file, "{\n\"plan\": 7}").unwrap();
    site.run(&["sync", "--plan", file]).exits(2).says(&["a.plan:2", "not a plan"]);
    let oak = site.neighbour("oak-court");
    oak.feed(&monday());
    oak.json(&["plan", "--out", file]);
    site.run(&["sync", "--plan", file]).exits(1).says(&["oak-court", "maple-court"]);
    site.run(&["sync", "--plan", file, "--confirm", "x"]).exits(2);
    assert_eq!(site.people(), json!([]));
}
