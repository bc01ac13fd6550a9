//! What a residency keeps of the lease, and of its end.

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{
    Backend, Postgres, Row, Site, Sqlite, actions, crowd, database, kinds, person,
};

fn ana() -> Row {
    Row::new("t1", "Ana Ruiz", "101")
        .status("Current resident")
        .with("role", "Roommate")
        .with("household_id", "h1")
}

fn ben() -> Row {
    Row::new("t2", "Ben Laurent", "102")
}

/// The only residency of Ana.
fn home(site: &Site) -> Value {
    person(&site.people(), "ana.ruiz@example.com")["residencies"][0].clone()
}

fn lease(site: &Site) -> [Value; 3] {
    let home = home(site);
    ["role", "household_id", "pms_status"].map(|key| home[key].clone())
}

fn end(site: &Site) -> [Value; 2] {
    let home = home(site);
    ["end_reason", "last_live_status"].map(|key| home[key].clone())
}

/// The same property, with words for statuses.
fn site(on: Backend) -> Option<Site> {
    let words = "\"Current resident\" = \"current\"\n\"Left the building\" = \"past\"";
    Some(Site::on(on)?.set(&format!("[connector.statuses]\n{words}")))
}

#[rstest]
fn the_lease_is_shown_and_followed(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = site(on) else { return };
    site.sync(&[ana(), ben()]);
    assert_eq!(lease(&site), [json!("roommate"), json!("h1"), json!("Current resident")]);
    assert_eq!(end(&site), [json!(null), json!(null)]);
    let shown = site.run(&["people", "show", "ana.ruiz@example.com"]).exits(0);
    shown.prints(&["current (\"Current resident\" in the PMS), roommate role, household h1"]);

    let promoted = ana().with("role", "").with("household_id", "h2");
    let report = site.sync(&[promoted.clone(), ben()]);
    assert_eq!(actions(&report), ["update t1"]);
    let fields = json!({"household_id": ["h1", "h2"], "role": ["roommate", "primary"]});
    assert_eq!(report["changes"][0]["fields"], fields);
    assert_eq!(lease(&site)[0], "primary");
    assert_eq!(actions(&site.sync(&[promoted, ben()])), [] as [&str; 0]);
    assert_eq!(site.alerts(), json!([]));

    site.json(&["undo", report["run_id"].as_str().unwrap()]);
    assert_eq!(lease(&site), [json!("roommate"), json!("h1"), json!("Current resident")]);
}

#[rstest]
fn an_end_says_why_and_a_return_forgets_it(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = site(on) else { return };
    site.sync(&[ana(), ben()]);
    let before = site.people();
    let report = site.sync(&[ana().status("Left the building").move_out("2026-10-31"), ben()]);
    let fields = &report["changes"][0]["fields"];
    assert!(fields.get("end_reason").is_none(), "the change's reason says it: {report}");
    assert_eq!(end(&site), [json!("out_of_scope"), json!("current")]);
    let shown = site.run(&["people", "show", "ana.ruiz@example.com"]).exits(0);
    shown.prints(&["ended 2026-10-31 (moved out)"]);
    let export = site.run(&["people", "export"]).exits(0);
    export.prints(&["Left the building,roommate,h1,,out_of_scope,current"]);

    let back = site.sync(&[ana(), ben()]);
    assert_eq!((actions(&back), site.people()), (vec!["link t1".to_owned()], before));
    site.json(&["undo", back["run_id"].as_str().unwrap()]);
    assert_eq!(end(&site), [json!("out_of_scope"), json!("current")]);
}

#[rstest]
fn what_a_person_ends_says_so(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = site(on) else { return };
    site.sync(&[ana(), ben()]);
    site.sync(&[ben()]);
    let id = site.alerts()[0]["id"].as_str().unwrap().to_owned();
    site.json(&["alerts", "resolve", &id, "end-access"]);
    assert_eq!(end(&site), [json!("resolution"), json!("current")]);
    site.json(&["alerts", "undo", &id]);
    assert_eq!(end(&site), [json!(null), json!(null)]);
    let oak = site.neighbour("oak-court");
    oak.json(&["properties", "retire", "maple-court", "--yes"]);
    assert_eq!(end(&site), [json!("retired"), json!("current")]);
}

/// As in a database that an earlier version has filled. Its next sync looks at every record again,
/// as it does after any change of what counts.
fn upgraded(site: Site) -> Site {
    database::execute(
        &site.url,
        "UPDATE residencies SET property_code = NULL, household_id = NULL, role = NULL, pms_status = NULL",
    );
    site.set("[sync]\nplaceholder_emails = [\"nobody\"]")
}

#[rstest]
fn one_sync_after_an_upgrade_fills_it_in(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let mut rows = crowd(40);
    rows.push(ana().status("Current"));
    site.sync(&rows);
    let site = upgraded(site);
    assert_eq!(lease(&site), [json!(null), json!(null), json!(null)]);
    let planned = site.json(&["plan"]);
    let report = site.sync(&rows);
    assert_eq!(report["outcome"], "completed");
    assert_eq!(
        (&report["counts"]["updated"], &report["changes"]),
        (&json!(41), &planned["changes"])
    );
    assert_eq!(lease(&site), [json!("roommate"), json!("h1"), json!("Current")]);
    assert_eq!(site.alerts(), json!([]));
    assert_eq!(actions(&site.sync(&rows)), [] as [&str; 0]);
    assert_eq!(actions(&site.json(&["plan"])), [] as [&str; 0]);
    crate::audit::agrees(&site);
}

#[rstest]
fn a_feed_that_loses_half_of_its_roles_keeps_them(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let rows = |lost: usize| -> Vec<Row> {
        let with_role = |(n, row): (usize, Row)| match n < lost {
            true => row,
            false => row.with("role", "Occupant"),
        };
        crowd(20).into_iter().enumerate().map(with_role).collect()
    };
    site.sync(&rows(0));
    site.feed(&rows(10));
    site.run(&["sync"]).exits(3).prints(&["role of 10 residents would be cleared"]);
    assert_eq!(kinds(&site.alerts()), ["safety_hold"]);
    let people = site.people();
    let first = person(&people, "first0.last0@example.com");
    assert_eq!(first["residencies"][0]["role"], "occupant");
    site.sync(&rows(0));
    assert_eq!(site.alerts(), json!([]));
}
