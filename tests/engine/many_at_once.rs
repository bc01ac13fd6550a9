//! One alert about many residents, with one answer for all of them.

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{
    Backend, Postgres, Row, Site, Sqlite, alert, crowd, explained, homes, kinds, person,
};

/// Twenty residents, some of whom have a move-out date that contradicts their status.
fn contradicting(some: std::ops::Range<usize>, day: &str) -> Vec<Row> {
    let each = crowd(20).into_iter().enumerate();
    each.map(|(n, row)| if some.contains(&n) { row.move_out(day) } else { row }).collect()
}

fn only_alert(site: &Site, kind: &str) -> Value {
    let alerts = site.alerts();
    assert_eq!(kinds(&alerts), [kind]);
    alert(&alerts, kind).clone()
}

/// The IDs of the residents of the open alerts, an alert per entry.
fn asked(site: &Site) -> Vec<Value> {
    site.alerts().as_array().unwrap().iter().map(|alert| alert["residents"].clone()).collect()
}

fn live(site: &Site) -> usize {
    let people = site.people();
    let people = people.as_array().unwrap().iter();
    people.flat_map(homes).filter(|home| home.ends_with(" -")).count()
}

#[rstest]
fn wrong_move_out_dates_are_one_question(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&contradicting(0..0, ""));
    let report = site.sync(&contradicting(0..12, "2026-10-15"));
    assert_eq!(report["changes"], json!([]));
    let asked_about = only_alert(&site, "date_conflict");
    assert_eq!(asked_about["resolutions"], json!(["end-access", "keep-access", "dismiss"]));
    let count = |of: &Value| of.as_array().unwrap().len();
    let details = &asked_about["details"];
    assert_eq!(
        [&details["residents"], &details["accounts"], &details["residencies"]].map(count),
        [12, 12, 12]
    );
    let says = "12 residents have a move-out date in the PMS that contradicts their status";
    assert!(asked_about["message"].as_str().unwrap().starts_with(says), "{asked_about:#}");
    let id = asked_about["id"].as_str().unwrap();
    let first = "  In the PMS: t000000 First0 Last0, first0.last0@example.com, unit 100, current, move-out 2026-10-15";
    site.run(&["alerts", "show", id]).exits(0).prints(&[says, first]);
    explained(&site, "t000011", &["keep-access", "all of them"]);
    // The second sync finds nothing to say.
    assert_eq!(site.json(&["sync"])["alerts"][0]["id"], asked_about["id"]);

    // All of them stay, until somebody undoes the answer.
    let keep = || site.json(&["alerts", "resolve", id, "keep-access"]);
    keep();
    assert_eq!(site.json(&["sync"])["alerts"], json!([]));
    explained(&site, "t000011", &["the person stays"]);
    site.json(&["alerts", "undo", id]);
    site.json(&["sync"]);
    assert_eq!(only_alert(&site, "date_conflict")["id"], id);

    // The other answer ends the access of all, and can be undone too.
    site.json(&["alerts", "resolve", id, "end-access"]);
    assert_eq!(live(&site), 8);
    let people = site.people();
    assert_eq!(person(&people, "first3.last3@example.com")["status"], "inactive");
    assert_eq!(site.json(&["sync"])["changes"], json!([]));
    assert_eq!(site.alerts(), json!([]));
    site.json(&["alerts", "undo", id]);
    assert_eq!(live(&site), 20);

    // They stay after all. One date is corrected, another changes: a question about one.
    site.json(&["sync"]);
    keep();
    let mut rows = contradicting(1..12, "2026-10-15");
    rows[5] = rows[5].clone().move_out("2026-10-20");
    site.sync(&rows);
    assert_eq!(asked(&site), [json!(["t000005"])]);
}

#[rstest]
fn units_without_anybody_are_one_question(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let vacant = |range: std::ops::Range<usize>| {
        let unit = |n: usize| Row::new(&format!("v{n:02}"), "Vacant Unit", "1").email("");
        range
            .map(move |n| unit(n).name(&format!("Vacant{n} Unit{n}")).unit(&format!("{}", 500 + n)))
    };
    let feed = |range| -> Vec<Row> { crowd(20).into_iter().chain(vacant(range)).collect() };
    site.sync(&crowd(20));
    site.sync(&feed(0..12));
    let asked_about = only_alert(&site, "missing_email");
    let message = asked_about["message"].as_str().unwrap();
    let named = "12 residents have no email in the PMS: v00 Vacant0 Unit0 (unit 500)";
    assert!(message.starts_with(named) && message.ends_with("and 7 more."), "{message}");
    explained(&site, "v11", &["12 residents have no email"]);
    let id = asked_about["id"].as_str().unwrap();
    site.json(&["alerts", "resolve", id, "dismiss", "--reason", "vacant units"]);
    assert_eq!(site.json(&["sync"])["alerts"], json!([]));
    // One has been let, one is new: nobody asks about the others again.
    site.sync(&feed(1..13));
    assert_eq!(asked(&site), [json!(["v12"])]);
    // The next sync of all of them asks about the one that was away.
    site.sync(&feed(0..13));
    assert_eq!(asked(&site), [json!(["v12"]), json!(["v00"])]);
}
