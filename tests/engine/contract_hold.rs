//! Safety holds: a sync that would end too many residencies applies nothing until
//! somebody confirms exactly those changes.

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{Backend, Postgres, Row, Site, Sqlite, actions, alert, crowd, kinds};

/// A feed in which the first `gone` of twelve people have moved out.
fn without(gone: usize) -> Vec<Row> {
    let leave = |(n, row): (usize, Row)| if n < gone { row.status("Past") } else { row };
    crowd(12).into_iter().enumerate().map(leave).collect()
}

/// A site whose last sync was held because of six people, and the run's ID.
fn held(on: Backend) -> Option<(Site, String)> {
    let site = Site::on(on)?;
    site.sync(&without(0));
    site.feed(&without(6));
    let report = site.run(&["--json", "sync"]).exits(3).json();
    let run = report["run_id"].as_str().unwrap().to_owned();
    Some((site, run))
}

fn live(site: &Site) -> usize {
    let people = site.people();
    people.as_array().unwrap().iter().filter(|person| person["status"] == "active").count()
}

fn confirm(site: &Site, run: &str, code: i32) -> Value {
    let output = site.run(&["--json", "sync", "--confirm", run]).exits(code);
    if code == 1 { json!(output.stderr) } else { output.json() }
}

#[rstest]
fn too_many_ends_are_held_with_their_names(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&without(0));
    let before = site.people();
    site.feed(&without(6));
    let plan = site.run(&["--json", "plan"]).exits(0).json();
    assert_eq!(plan["outcome"], "held");
    site.run(&["plan", "--detailed-exitcode"]).exits(3);
    assert_eq!(site.alerts(), json!([]), "a plan opens no alert");

    let report = site.run(&["--json", "sync"]).exits(3).json();
    assert_eq!((&report["outcome"], &report["changes"]), (&json!("held"), &json!([])));
    assert_eq!(report["counts"]["ended"], 0);
    assert_eq!(report["held_changes"].as_array().unwrap().len(), 6);
    assert_eq!(site.people(), before);
    let alerts = site.alerts();
    assert_eq!(kinds(&alerts), ["safety_hold"]);
    let hold = alert(&alerts, "safety_hold");
    assert_eq!(hold["residents"].as_array().unwrap().len(), 6);
    let people = hold["details"]["people"].as_array().unwrap();
    assert_eq!(people[0]["name"], "First0 Last0");
    assert_eq!(people.len(), 6);
    let runs = site.json(&["runs"]);
    assert_eq!((&runs[0]["outcome"], &runs[0]["id"]), (&json!("held"), &report["run_id"]));

    let text = site.run(&["sync"]).exits(3).stdout;
    assert!(text.contains("HELD") && text.contains("sync --confirm"), "{text}");
}

#[rstest]
fn a_held_sync_is_confirmed_exactly_once(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((site, run)) = held(on) else { return };
    let report = confirm(&site, &run, 0);
    assert_eq!(report["counts"]["ended"], 6);
    assert_eq!(report["outcome"], "completed");
    assert_eq!((live(&site), site.alerts()), (6, json!([])));
    let before = site.state();
    let refused = confirm(&site, &run, 1);
    assert!(refused.as_str().unwrap().contains("already confirmed"), "{refused}");
    assert_eq!(site.state(), before);
}

#[rstest]
fn the_alert_confirms_as_well(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((site, _)) = held(on) else { return };
    let alerts = site.alerts();
    let id = alert(&alerts, "safety_hold")["id"].as_str().unwrap();
    site.json(&["alerts", "resolve", id, "confirm"]);
    assert_eq!((live(&site), site.alerts()), (6, json!([])));
}

#[rstest]
fn a_confirmation_of_something_else_is_held_again(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((site, run)) = held(on) else { return };
    site.feed(&without(7));
    let report = confirm(&site, &run, 3);
    assert_ne!(report["run_id"], json!(run));
    assert_eq!(live(&site), 12);
    let alerts = site.alerts();
    assert_eq!(alert(&alerts, "safety_hold")["residents"].as_array().unwrap().len(), 7);
    // Now the new run is the one to confirm.
    let report = confirm(&site, report["run_id"].as_str().unwrap(), 0);
    assert_eq!((&report["counts"]["ended"], live(&site)), (&json!(7), 5));
}

#[rstest]
fn a_confirmation_that_nothing_asks_for_is_refused(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((site, run)) = held(on) else { return };
    site.feed(&without(2));
    let refused = confirm(&site, &run, 1);
    assert!(refused.as_str().unwrap().contains("the roster has changed"), "{refused}");
    assert_eq!(live(&site), 12);
    let report = site.json(&["sync"]);
    assert_eq!(actions(&report), ["end t000000", "end t000001"]);
    assert_eq!(site.alerts(), json!([]));
    for (id, why) in [("0000", "no run"), (report["run_id"].as_str().unwrap(), "not held")] {
        let refused = confirm(&site, id, 1);
        assert!(refused.as_str().unwrap().contains(why), "{refused}");
    }
}

#[rstest]
fn yesterdays_ends_count_with_todays(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&without(0));
    assert_eq!(site.sync(&without(3))["counts"]["ended"], 3);
    site.feed(&without(6));
    site.run(&["sync"]).exits(3);
    let site = site.set("[sync.safety]\nmin_ended = 6");
    assert_eq!(site.json(&["sync"])["counts"]["ended"], 3);
}

#[rstest]
fn nobody_in_scope_is_always_held(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let site = site.set("[sync.safety]\nmin_ended = 1000\nmax_ended_percent = 100");
    site.sync(&crowd(3));
    for feed in [Vec::new(), crowd(3).into_iter().map(|row| row.status("Past")).collect()] {
        site.feed(&feed);
        site.run(&["sync"]).exits(3);
        assert_eq!((live(&site), kinds(&site.alerts())), (3, vec!["safety_hold".to_owned()]));
    }
    // The hold is not forgotten, and its alert closes by itself.
    site.sync(&crowd(3));
    assert_eq!(site.alerts(), json!([]));
}
