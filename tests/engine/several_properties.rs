//! Several properties that share one directory.

use rstest::rstest;
use serde_json::json;

use crate::harness::{
    Backend, Postgres, Row, Site, Sqlite, actions, alert, emails, homes, kinds, person,
};

fn ana() -> Row {
    Row::new("t1", "Ana Ruiz", "101")
}

#[rstest]
fn one_person_in_two_properties_is_one_account(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(maple) = Site::on(on) else { return };
    let oak = maple.neighbour("oak-court");
    maple.sync(&[ana()]);
    // The other PMS has its own IDs.
    let report = oak.sync(&[ana().id("77").unit("9"), Row::new("t1", "Kofi Mensah", "10")]);
    assert_eq!(actions(&report), ["create t1", "link 77"]);
    let people = oak.people();
    let both = ["maple-court t1 101 current -", "oak-court 77 9 current -"];
    assert_eq!(homes(person(&people, "ana.ruiz@example.com")), both);
    assert_eq!(emails(&maple.people()), ["ana.ruiz@example.com"]);

    // If somebody leaves one property, the account stays active for the other.
    let kofi = Row::new("t1", "Kofi Mensah", "10");
    oak.sync(&[ana().id("77").unit("9").status("Past"), kofi.clone()]);
    let people = maple.people();
    assert_eq!(person(&people, "ana.ruiz@example.com")["status"], "active");
    maple.sync(&[ana().status("Past"), Row::new("t2", "Lena Delgado", "7")]);
    let people = maple.people();
    assert_eq!(person(&people, "ana.ruiz@example.com")["status"], "inactive");
    // Coming back to either makes the account active again.
    oak.sync(&[ana().id("77").unit("9"), kofi]);
    assert_eq!(person(&maple.people(), "ana.ruiz@example.com")["status"], "active");
}

#[rstest]
fn an_email_of_another_propertys_resident_is_a_conflict(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(maple) = Site::on(on) else { return };
    let oak = maple.neighbour("oak-court");
    maple.sync(&[ana()]);
    let before = maple.state();
    let report = oak.sync(&[Row::new("5", "Grace Bianchi", "5").email("ana.ruiz@example.com")]);
    assert_eq!(kinds(&report["alerts"]), ["account_conflict"]);
    assert_eq!(oak.people(), json!([]));
    assert_eq!(maple.state(), before);

    // The other property's PMS is corrected, so the unchanged feed of this
    // property still has to be processed.
    maple.sync(&[ana().email("ana@example.com")]);
    let alerts = maple.alerts();
    let id = alert(&alerts, "email_mismatch")["id"].as_str().unwrap();
    maple.json(&["alerts", "resolve", id, "use-pms-email"]);
    assert_eq!(actions(&oak.json(&["sync"])), ["create 5"]);
    assert_eq!(oak.alerts(), json!([]));
}

#[rstest]
fn what_one_property_misses_is_nothing_to_another(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(maple) = Site::on(on) else { return };
    let oak = maple.neighbour("oak-court");
    let people: Vec<Row> = crate::harness::crowd(20);
    maple.sync(&people);
    let report = oak.sync(&[Row::new("1", "Hugo Singh", "1")]);
    assert_eq!(actions(&report), ["create 1"]);
    assert_eq!(report["outcome"], "completed");
    assert_eq!(maple.json(&["sync"])["changes"], json!([]));
    assert_eq!(maple.json(&["runs"]).as_array().unwrap().len(), 2);
    assert_eq!(oak.json(&["runs"]).as_array().unwrap().len(), 1);
}
