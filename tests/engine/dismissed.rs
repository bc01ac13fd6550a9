//! How long a dismissal holds, and what counts as seen from then on.

use rstest::rstest;
use serde_json::json;

use crate::harness::{
    Backend, Postgres, Row, Site, Sqlite, actions, alert, crowd, explained, kinds,
};

fn ana() -> Row {
    Row::new("t1", "Ana Ruiz", "101")
}

fn ben() -> Row {
    Row::new("t2", "Ben Laurent", "102")
}

/// Dismisses the only open alert of a kind.
fn dismiss(site: &Site, kind: &str) -> String {
    let id = alert(&site.alerts(), kind)["id"].as_str().unwrap().to_owned();
    site.json(&["alerts", "resolve", &id, "dismiss", "--reason", "known"]);
    id
}

#[rstest]
fn who_was_back_and_is_missing_again_is_a_new_alert(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    site.sync(&[ana()]);
    dismiss(&site, "missing_from_pms");
    for _ in 0..2 {
        assert_eq!(site.sync(&[ana()])["alerts"], json!([]));
    }
    explained(&site, "t2", &["not in the PMS's roster", "dismissed"]);
    // A feed that cannot be read proves nothing.
    site.feed_bytes(b"nothing");
    site.run(&["sync"]).exits(1);
    assert_eq!(site.sync(&[ana()])["alerts"], json!([]));
    let back = site.sync(&[ana(), ben()]);
    assert_eq!((actions(&back), &back["alerts"]), (Vec::<String>::new(), &json!([])));
    site.sync(&[ana()]);
    assert_eq!(kinds(&site.alerts()), ["missing_from_pms"]);
}

#[rstest]
fn a_held_sync_ends_no_dismissal(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let house = crowd(30);
    site.sync(&house);
    site.sync(&house[1..]);
    dismiss(&site, "missing_from_pms");
    let gone: Vec<Row> = house.iter().map(|row| row.clone().status("Past")).collect();
    site.feed(&gone);
    site.run(&["sync"]).exits(3);
    let report = site.sync(&house[1..]);
    assert_eq!(kinds(&site.alerts()), [] as [&str; 0], "{report}");
}

#[rstest]
fn undoing_the_run_that_ended_a_dismissal_brings_it_back(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    site.sync(&[ana()]);
    dismiss(&site, "missing_from_pms");
    let chika = Row::new("t3", "Chika Farouk", "103");
    let wrong = site.sync(&[ana(), ben(), chika]);
    site.json(&["undo", wrong["run_id"].as_str().unwrap()]);
    site.sync(&[ana()]);
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn what_was_dismissed_counts_as_seen(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    let email = || ana().email("ruiz@example.com");
    site.sync(&[email(), ben()]);
    let id = dismiss(&site, "email_mismatch");
    assert_eq!(site.sync(&[email(), ben()])["alerts"], json!([]));
    explained(&site, "t1", &["dismissed"]);
    // Now only the name is new: nobody asks whether it is another person.
    site.sync(&[email().name("Eve Sand").email("ruiz@example.com"), ben()]);
    assert_eq!(kinds(&site.alerts()), ["email_mismatch"]);
    site.sync(&[ana(), ben()]);
    assert_eq!(site.alerts(), json!([]));
    // It can still be undone, and the next sync finds that the cause has gone.
    let undone = site.json(&["alerts", "undo", &id]);
    assert_eq!(undone["state"], "open");
    site.sync(&[ana(), ben()]);
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn an_undone_dismissal_asks_again_with_what_was_seen_before(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    let eve = || Row::new("t1", "Eve Sand", "101");
    site.sync(&[eve(), ben()]);
    let id = dismiss(&site, "identity_changed");
    assert_eq!(site.sync(&[eve(), ben()])["alerts"], json!([]));
    site.json(&["alerts", "undo", &id]);
    assert_eq!(site.sync(&[eve(), ben()])["changes"], json!([]));
    assert_eq!(kinds(&site.alerts()), ["identity_changed"]);
    site.json(&["alerts", "resolve", &id, "new-person"]);
    assert_eq!(site.sync(&[eve(), ben()])["changes"], json!([]));
    assert_eq!(site.alerts(), json!([]));
}
