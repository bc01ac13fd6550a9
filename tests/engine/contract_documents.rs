//! The JSON documents: scripts rely on their keys.

use std::process::Stdio;

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{Backend, Output, Postgres, Row, Site, Sqlite, alert, crowd, keys, person};

const COUNTS: [&str; 8] =
    ["created", "ended", "fetched", "held_back", "in_scope", "linked", "unchanged", "updated"];

fn rows() -> [Row; 3] {
    [
        Row::new("t1", "Ana Ruiz", "101").with("phone", "(312) 555-0101").with("building", "B"),
        Row::new("t2", "Nora Hansen", "601").email("hansen@example.com"),
        Row::new("t3", "Erik Hansen", "601").email("hansen@example.com"),
    ]
}

/// Keys that must exist; more may be added.
#[track_caller]
fn has(object: &Value, expected: &[&str]) {
    let all = keys(object);
    for key in expected {
        assert!(all.contains(key), "no {key:?} in {object:#}");
    }
}

#[rstest]
fn a_plan_and_a_sync(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.feed(&rows());
    let plan = site.json(&["plan"]);
    has(&plan, &["property", "outcome", "counts", "changes", "alerts"]);
    assert!(plan.get("run_id").is_none());
    let sync = site.json(&["sync"]);
    has(&sync, &["property", "run_id", "outcome", "counts", "changes", "alerts"]);
    assert_eq!((&sync["property"], &sync["outcome"]), (&json!("maple-court"), &json!("completed")));
    assert_eq!(keys(&sync["counts"]), COUNTS);
    assert_eq!(
        sync["counts"],
        json!({"fetched": 3, "in_scope": 3, "created": 1, "linked": 0, "updated": 0, "ended": 0,
               "unchanged": 0, "held_back": 2})
    );
    let change = &sync["changes"][0];
    has(change, &["action", "external_id", "account", "fields"]);
    assert_eq!(
        (&change["action"], &change["account"]),
        (&json!("create"), &json!("ana.ruiz@example.com"))
    );
    assert_eq!(change["fields"]["unit"], json!([null, "101"]));
    let alert = &sync["alerts"][0];
    has(alert, &["id", "kind", "state", "residents", "accounts", "message"]);
    assert_eq!((&alert["state"], &alert["residents"]), (&json!("opened"), &json!(["t2", "t3"])));
    assert!(alert["id"].is_string());
}

#[rstest]
fn people_with_their_residencies(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&rows());
    let people = site.people();
    let ana = person(&people, "ana.ruiz@example.com");
    assert!(ana["id"].is_string());
    let mut shown = ana.clone();
    shown.as_object_mut().unwrap().remove("id");
    assert_eq!(
        shown,
        json!({
            "email": "ana.ruiz@example.com", "first_name": "Ana", "last_name": "Ruiz",
            "phone": "+13125550101", "kind": "resident", "status": "active",
            "residencies": [{
                "property": "maple-court", "external_id": "t1", "lease_id": null, "building": "B",
                "unit": "101", "status": "current", "pms_status": "Current", "role": "primary",
                "household_id": null, "property_code": null, "lease_start": "2026-01-01",
                "lease_end": "2026-12-31", "move_in": "2026-01-03", "move_out": null,
                "ended_on": null, "end_reason": null, "last_live_status": null
            }]
        })
    );
    let shown = site.json(&["people", "show", "ana.ruiz@example.com"]);
    assert_eq!(shown["residencies"], ana["residencies"]);
    has(&shown["history"][0], &["action", "fields", "reason", "at", "by", "run_id"]);
    assert_eq!(site.json(&["people", "show", ana["id"].as_str().unwrap()]), shown);
}

#[rstest]
fn alerts_open_and_closed(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&rows());
    let open = site.alerts();
    let open = alert(&open, "duplicate_email");
    has(
        open,
        &[
            "id",
            "property",
            "kind",
            "state",
            "residents",
            "accounts",
            "message",
            "details",
            "resolutions",
            "opened_at",
            "closed_at",
            "closed_by",
        ],
    );
    assert_eq!((&open["state"], &open["property"]), (&json!("open"), &json!("maple-court")));
    assert_eq!(open["resolutions"], json!(["one-person", "dismiss"]));
    assert!(open["opened_at"].as_str().unwrap().ends_with('Z'));
    assert_eq!((&open["closed_at"], &open["closed_by"]), (&json!(null), &json!(null)));
    let id = open["id"].as_str().unwrap();
    assert_eq!(site.json(&["alerts", "show", id]), *open);

    site.sync(&rows()[..2]);
    assert_eq!(site.alerts(), json!([]));
    let all = site.json(&["alerts", "--all"]);
    let closed = alert(&all, "duplicate_email");
    assert_eq!((&closed["state"], &closed["closed_by"]), (&json!("closed"), &json!("sync")));
    assert!(closed["closed_at"].as_str().unwrap().ends_with('Z'));
}

#[rstest]
fn runs_that_completed_and_that_failed(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let sync = site.sync(&rows());
    site.feed_bytes(b"");
    site.run(&["sync"]).exits(1);
    let runs = site.json(&["runs"]);
    assert_eq!(runs.as_array().unwrap().len(), 2);
    has(&runs[0], &["id", "property", "started_at", "finished_at", "outcome", "counts", "error"]);
    assert_eq!(runs[0]["outcome"], "failed");
    assert!(runs[0]["error"].as_str().unwrap().contains("is empty"));
    assert_eq!((&runs[1]["outcome"], &runs[1]["error"]), (&json!("completed"), &json!(null)));
    assert_eq!((&runs[1]["id"], &runs[1]["counts"]), (&sync["run_id"], &sync["counts"]));
    let shown = site.json(&["runs", "show", sync["run_id"].as_str().unwrap()]);
    assert_eq!((&shown["id"], &shown["changes"]), (&sync["run_id"], &sync["changes"]));
}

#[rstest]
fn nothing_yet_is_an_empty_list(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    for command in ["people", "alerts", "runs"] {
        assert_eq!(site.json(&[command]), json!([]), "{command}");
    }
}

#[test]
fn tables_are_on_stdout_and_open_with_the_last_sync() {
    let site = Site::new();
    for command in ["people", "alerts"] {
        let text = site.run(&[command]).exits(0).stdout;
        assert!(text.starts_with("Test Court: never synced."), "{text}");
    }
    site.sync(&rows());
    for command in ["people", "alerts"] {
        let text = site.run(&[command]).exits(0).stdout;
        assert!(text.starts_with("Test Court: last complete sync 2"), "{text}");
        assert!(text.lines().next().unwrap().ends_with("; 1 open alert."), "{text}");
    }
    assert!(site.run(&["people"]).stdout.contains("ana.ruiz@example.com"));
    assert!(site.run(&["runs"]).exits(0).stdout.contains("completed"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let site = Site::new();
    site.feed(&crowd(2000));
    for args in [&["--json", "plan"][..], &["fetch"], &["--json", "sync"], &["people"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = site.command(args);
        let done = Output::of(command.stdout(writer).stderr(Stdio::piped()).output().unwrap());
        assert_eq!((done.code, done.stderr.contains("error")), (0, false), "{}", done.stderr);
    }
    assert_eq!(site.people().as_array().unwrap().len(), 2000);
}

#[test]
fn a_fetch_is_one_object_a_line() {
    let site = Site::new();
    site.feed(&rows());
    let text = site.run(&["fetch"]).exits(0).stdout;
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    let first = &lines[0];
    has(first, &["external_id", "lease_id", "email", "unit", "status", "move_out", "role"]);
    assert_eq!((&first["external_id"], &first["move_out"]), (&json!("t1"), &json!(null)));
    assert_eq!((&first["move_in"], &first["status"]), (&json!("2026-01-03"), &json!("current")));
}
