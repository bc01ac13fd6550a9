//! Safety holds: what goes beyond a limit waits until somebody confirms it, and everything else is
//! applied.

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
fn a_confirmation_applies_what_it_showed_whatever_has_changed(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let Some((site, run)) = held(on) else { return };
    // One more leaves before the manager answers. That one is within the limit.
    site.feed(&without(7));
    let report = confirm(&site, &run, 0);
    assert_eq!((&report["counts"]["ended"], live(&site)), (&json!(7), 5));
    let given = json!({"run": run, "confirmed": 6, "applied": 6, "waiting": 0, "lapsed": 0});
    assert_eq!(report["confirmation"], given);
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn what_nobody_confirmed_is_held_again(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((site, run)) = held(on) else { return };
    site.feed(&without(11));
    let report = confirm(&site, &run, 3);
    assert_eq!((&report["counts"]["ended"], live(&site)), (&json!(6), 6));
    let alerts = site.alerts();
    let hold = alert(&alerts, "safety_hold");
    assert_eq!(hold["residents"].as_array().unwrap().len(), 5);
    // Now the new run is the one to confirm.
    let report = confirm(&site, report["run_id"].as_str().unwrap(), 0);
    assert_eq!((&report["counts"]["ended"], live(&site)), (&json!(5), 1));
}

#[rstest]
fn a_confirmation_that_nothing_asks_for_lapses(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((site, run)) = held(on) else { return };
    site.feed(&without(2));
    let report = confirm(&site, &run, 0);
    assert_eq!(actions(&report), ["end t000000", "end t000001"]);
    assert_eq!(report["confirmation"]["lapsed"], 4);
    assert_eq!((live(&site), site.alerts()), (10, json!([])));
    site.feed(&without(8));
    site.run(&["sync"]).exits(3);
    for (id, why) in [("0000", "no run"), (report["run_id"].as_str().unwrap(), "not held")] {
        let refused = confirm(&site, id, 1);
        assert!(refused.as_str().unwrap().contains(why), "{refused}");
    }
}

#[rstest]
fn a_confirmation_outlives_a_failed_sync(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((site, run)) = held(on) else { return };
    site.feed_bytes(b"not,a\nroster");
    let refused = confirm(&site, &run, 1);
    assert!(refused.as_str().unwrap().contains("The confirmation is saved"), "{refused}");
    let report = site.sync(&without(6));
    assert_eq!((&report["counts"]["ended"], live(&site)), (&json!(6), 6));
    let closed = site.json(&["alerts", "--all"]);
    assert_eq!(closed[0]["closed_by"], "tester");
}

#[rstest]
fn earlier_ends_of_a_day_count(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&without(0));
    assert_eq!(site.sync(&without(3))["counts"]["ended"], 3);
    site.feed(&without(6));
    site.run(&["sync"]).exits(3);
    let site = site.set("[sync.safety]\nended = { min = 6 }");
    assert_eq!(site.json(&["sync"])["counts"]["ended"], 3);
}

#[rstest]
fn newcomers_do_not_wait_for_held_or_confirmed_ends(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((site, run)) = held(on) else { return };
    let turn_day = |gone: usize| [without(gone), vec![Row::new("n1", "Nia New", "901")]].concat();
    site.feed(&turn_day(6));
    let report = site.run(&["--json", "sync"]).exits(3).json();
    assert_eq!(actions(&report), ["create n1"]);
    site.feed(&turn_day(6));
    let report = confirm(&site, &run, 0);
    assert_eq!(report["counts"]["ended"], 6);
    // An hour later one more leaves, which the confirmed ends do not stand in the way of.
    site.feed(&turn_day(7));
    assert_eq!(site.json(&["sync"])["counts"]["ended"], 1);
}

#[rstest]
fn other_harms_are_held_and_the_right_file_puts_everything_back(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&crowd(30));
    let before = site.people();
    let swapped = |count: usize| -> Vec<Row> {
        let rows = crowd(count).into_iter().enumerate();
        rows.map(|(n, row)| row.unit(&(500 - n).to_string())).collect()
    };
    let strangers: Vec<Row> = crowd(75);
    let nameless: Vec<Row> = crowd(30).into_iter().map(|row| row.with("first_name", "")).collect();
    let renamed: Vec<Row> = crowd(30).into_iter().map(|row| row.name("Same Name")).collect();
    let few: Vec<Row> = crowd(10);
    for (lie, harm) in [
        (swapped(30), "moved"),
        (strangers, "let_in"),
        (nameless, "whole_roster"),
        (renamed, "renamed"),
        (few, "whole_roster"),
    ] {
        site.feed(&lie);
        let plan = site.run(&["--json", "plan"]).exits(0).json();
        let report = site.run(&["--json", "sync"]).exits(3).json();
        assert_eq!(report["held_changes"], plan["held_changes"], "{harm}");
        assert_eq!(report["changes"], json!([]), "{harm}");
        let alerts = site.alerts();
        assert_eq!(kinds(&alerts), ["safety_hold"], "{harm}");
        assert_eq!(alert(&alerts, "safety_hold")["details"]["harm"], harm);
        assert_eq!(alert(&alerts, "safety_hold")["resolutions"], json!(["confirm"]));
        assert_eq!(site.people(), before, "{harm}");
        site.run(&["sync"]).exits(3).prints(&["HELD: ", "sync --confirm"]);
        site.sync(&crowd(30));
        assert_eq!((site.people(), site.alerts()), (before.clone(), json!([])), "{harm}");
    }
}

#[rstest]
fn many_missing_are_one_alert_and_one_answer(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&crowd(30));
    site.sync(&crowd(20));
    let alerts = site.alerts();
    assert_eq!(kinds(&alerts), ["missing_from_pms"]);
    let missing = alert(&alerts, "missing_from_pms");
    assert_eq!(missing["residents"].as_array().unwrap().len(), 10);
    assert!(missing["message"].as_str().unwrap().starts_with("10 residents are no longer"));
    let id = missing["id"].as_str().unwrap();
    site.run(&["alerts", "show", id]).exits(0).prints(&["t000020 First20 Last20"]);
    site.json(&["alerts", "resolve", id, "end-access"]);
    assert_eq!((live(&site), site.alerts()), (20, json!([])));
    site.json(&["alerts", "undo", id]);
    assert_eq!(live(&site), 30);
}

#[rstest]
fn the_roster_of_another_property_is_held(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&crowd(12));
    let south = site.neighbour("south");
    south.feed(&crowd(12));
    let report = south.run(&["--json", "sync"]).exits(3).json();
    assert_eq!(report["changes"], json!([]));
    let alerts = south.alerts();
    let hold = alert(&alerts, "safety_hold");
    assert_eq!(hold["details"]["suspicion"], "other_property");
    assert!(hold["message"].as_str().unwrap().contains("live at another property"), "{hold}");
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
