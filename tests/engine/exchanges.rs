//! Addresses that the PMS gives to somebody else.

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{Backend, Postgres, Row, Site, Sqlite, alert, kinds, person};

const ANA: &str = "ana.ruiz@example.com";
const BEN: &str = "ben.laurent@example.com";

fn ana() -> Row {
    Row::new("t1", "Ana Ruiz", "101")
}

fn ben() -> Row {
    Row::new("t2", "Ben Laurent", "102")
}

fn chika() -> Row {
    Row::new("t3", "Chika Farouk", "103")
}

fn of<'a>(alerts: &'a Value, kind: &str, resident: &str) -> &'a Value {
    let list = alerts.as_array().unwrap();
    let found = list.iter().find(|it| it["kind"] == kind && it["residents"] == json!([resident]));
    found.unwrap_or_else(|| panic!("no {kind} about {resident} in {alerts:#}"))
}

fn id(alert: &Value) -> String {
    alert["id"].as_str().unwrap().to_owned()
}

fn name<'a>(people: &'a Value, email: &str) -> &'a str {
    person(people, email)["first_name"].as_str().unwrap()
}

#[rstest]
fn two_emails_are_exchanged_by_one_answer_and_one_undo(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on).map(Site::without_limits) else { return };
    site.sync(&[ana(), ben(), chika()]);
    let exchanged = [ana().email(BEN), ben().email(ANA), chika()];
    site.sync(&exchanged);
    let alerts = site.alerts();
    let asked = of(&alerts, "email_mismatch", "t1");
    let answers = json!(["create-separate", "use-pms-email", "dismiss"]);
    assert_eq!(asked["resolutions"], answers);
    let before = site.people();
    let id = id(asked);
    site.json(&["alerts", "resolve", &id, "use-pms-email"]);
    let people = site.people();
    assert_eq!((name(&people, BEN), name(&people, ANA)), ("Ana", "Ben"));
    site.json(&["alerts", "undo", &id]);
    assert_eq!(site.people(), before);
    site.json(&["alerts", "resolve", &id, "use-pms-email"]);
    assert_eq!(site.sync(&exchanged)["changes"], json!([]));
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn a_ring_of_three_is_one_answer(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on).map(Site::without_limits) else { return };
    site.sync(&[ana(), ben(), chika()]);
    let third = chika().cell("email").to_owned();
    let turned = [ana().email(BEN), ben().email(&third), chika().email(ANA)];
    site.sync(&turned);
    let asked = id(of(&site.alerts(), "email_mismatch", "t2"));
    site.json(&["alerts", "resolve", &asked, "use-pms-email"]);
    let people = site.people();
    let names = [BEN, &third, ANA].map(|email| name(&people, email));
    assert_eq!(names, ["Ana", "Ben", "Chika"]);
    assert_eq!(site.sync(&turned)["changes"], json!([]));
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn the_next_tenant_uses_the_mailbox_of_the_last(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on).map(Site::without_limits) else { return };
    site.sync(&[ana(), ben()]);
    site.sync(&[ana().status("Past"), ben()]);
    let next = || Row::new("t9", "Lena Voss", "101").email(ANA);
    site.sync(&[next(), ben()]);
    let alerts = site.alerts();
    let asked = alert(&alerts, "name_mismatch");
    assert_eq!(asked["resolutions"], json!(["merge", "create-separate", "dismiss"]));
    let (before, id) = (site.people(), id(asked));
    site.json(&["alerts", "resolve", &id, "create-separate"]);
    assert_eq!(name(&site.people(), ANA), "Lena");
    site.json(&["alerts", "undo", &id]);
    assert_eq!(site.people(), before);
    site.json(&["alerts", "resolve", &id, "create-separate"]);
    assert_eq!(site.sync(&[next(), ben()])["alerts"], json!([]));
}

#[rstest]
fn the_familys_address_goes_from_his_record_to_hers(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on).map(Site::without_limits) else { return };
    site.sync(&[ana(), ben()]);
    let hers = || Row::new("t9", "Lena Laurent", "102").email(BEN);
    // As long as his record has it too, they share it.
    site.sync(&[ana(), ben(), hers()]);
    assert_eq!(kinds(&site.alerts()), ["duplicate_email"]);
    let told = [ana(), ben().email(""), hers()];
    site.sync(&told);
    let alerts = site.alerts();
    let asked = alert(&alerts, "account_conflict");
    assert_eq!(asked["resolutions"], json!(["release-address", "dismiss"]));
    site.json(&["alerts", "resolve", &id(asked), "release-address"]);
    site.sync(&told);
    let people = site.people();
    assert_eq!(name(&people, BEN), "Lena");
    let his = people.as_array().unwrap().iter().find(|it| it["first_name"] == "Ben").unwrap();
    assert_eq!((&his["email"], &his["status"]), (&json!(null), &json!("active")));
    // His first address in the PMS is his account's.
    site.sync(&[ana(), ben().email("laurent@example.com"), hers()]);
    assert_eq!(name(&site.people(), "laurent@example.com"), "Ben");
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn an_answer_that_would_fail_is_not_offered(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on).map(Site::without_limits) else { return };
    site.sync(&[ana(), ben(), chika()]);
    let told = [ana().email(BEN), ben().name("Eve Sand").email("eve@example.com"), chika()];
    site.sync(&told);
    let alerts = site.alerts();
    let first = of(&alerts, "identity_changed", "t2");
    let asked = of(&alerts, "email_mismatch", "t1");
    assert_eq!(asked["resolutions"], json!(["dismiss"]));
    let refused = site.run(&["alerts", "resolve", &id(asked), "use-pms-email"]).exits(1);
    assert!(refused.stderr.contains(&format!("settle alert {} first", id(first))));
    site.json(&["alerts", "resolve", &id(first), "same-person"]);
    site.json(&["alerts", "resolve", &id(asked), "use-pms-email"]);
    assert_eq!(site.sync(&told)["alerts"], json!([]));
}
