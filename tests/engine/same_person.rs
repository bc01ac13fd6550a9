//! Whether records and accounts are one person: double entries, weddings, transfers, namesakes, and
//! records that somebody typed over.

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{
    Backend, Postgres, Row, Site, Sqlite, actions, alert, explained, kinds, person,
};

fn ana() -> Row {
    Row::new("t1", "Ana Ruiz", "101")
}

fn ben() -> Row {
    Row::new("t2", "Ben Laurent", "102")
}

fn answer(site: &Site, kind: &str, answer: &str) -> String {
    let id = alert(&site.alerts(), kind)["id"].as_str().unwrap().to_owned();
    site.json(&["alerts", "resolve", &id, answer]);
    id
}

/// The IDs and units in which somebody lives.
fn units(site: &Site, email: &str) -> Vec<String> {
    let people = site.people();
    let homes = person(&people, email)["residencies"].as_array().unwrap();
    let live = homes.iter().filter(|home| home["ended_on"].is_null());
    let line = |home: &Value| {
        format!("{}@{}", home["external_id"].as_str().unwrap(), home["unit"].as_str().unwrap())
    };
    live.map(line).collect()
}

#[rstest]
fn one_person_under_two_names(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let email = ana().cell("email").to_owned();
    let married = || Row::new("t9", "Ana Ortega", "101").email(&email);
    site.sync(&[ana(), ben()]);
    site.sync(&[ana(), married(), ben()]);
    let id = answer(&site, "duplicate_email", "one-person");
    let report = site.sync(&[ana(), married(), ben()]);
    assert_eq!(actions(&report), ["link t9"]);
    assert_eq!(units(&site, &email), ["t1@101", "t9@101"]);
    assert_eq!(site.sync(&[ana(), married(), ben()])["changes"], json!([]));
    explained(&site, "t9", &["one-person"]);
    // Without the answer, they are two people again.
    site.json(&["alerts", "undo", &id]);
    site.sync(&[ana(), married(), ben()]);
    assert_eq!(kinds(&site.alerts()), ["duplicate_email"]);
}

#[rstest]
fn a_record_that_is_typed_over_in_two_steps(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let email = ana().cell("email").to_owned();
    site.sync(&[ana(), ben()]);
    let eve = || ana().name("Eve Sand").email(&email);
    assert_eq!(site.sync(&[eve(), ben()])["changes"], json!([]));
    assert_eq!(kinds(&site.alerts()), ["name_mismatch"]);
    let eve = || ana().name("Eve Sand").email("eve@example.com");
    site.sync(&[eve(), ben()]);
    assert_eq!(kinds(&site.alerts()), ["identity_changed"]);
    answer(&site, "identity_changed", "new-person");
    assert_eq!(site.sync(&[eve(), ben()])["changes"], json!([]));
    assert_eq!(person(&site.people(), &email)["status"], "inactive");
    assert_eq!(units(&site, "eve@example.com"), ["t1@101"]);
}

#[rstest]
fn an_id_that_is_reused_after_its_owner_left(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    site.sync(&[ana().status("Past"), ben()]);
    let before = site.people();
    let eve = || Row::new("t1", "Eve Sand", "204");
    let report = site.sync(&[eve(), ben()]);
    assert_eq!((actions(&report).len(), site.alerts()), (2, json!([])), "{report}");
    assert_eq!(units(&site, eve().cell("email")), ["t1@204"]);
    site.json(&["undo", report["run_id"].as_str().unwrap()]);
    assert_eq!(site.people(), before);
}

#[rstest]
fn a_transfer_that_was_entered_as_a_new_person(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let ana = || ana().with("phone", "(206) 555-0101");
    site.sync(&[ana(), ben()]);
    let moved = || Row::new("t9", "Ana Ruiz", "204").email("ruiz@example.com");
    let moved = || moved().with("phone", "206-555-0101");
    site.sync(&[ana(), moved(), ben()]);
    assert_eq!(kinds(&site.alerts()), ["email_mismatch"]);
    answer(&site, "email_mismatch", "use-pms-email");
    assert_eq!(site.sync(&[ana(), moved(), ben()])["changes"], json!([]));
    assert_eq!(site.alerts(), json!([]));
    assert_eq!(units(&site, "ruiz@example.com"), ["t1@101", "t9@204"]);
}
