//! The life of a tenancy over several syncs.

use rstest::rstest;
use serde_json::json;

use crate::harness::{
    Backend, Postgres, Row, Site, Sqlite, actions, alert, emails, homes, kinds, person,
};

fn ana() -> Row {
    Row::new("t1", "Ana Ruiz", "101")
}

fn ben() -> Row {
    Row::new("t2", "Ben Laurent", "102")
}

#[rstest]
fn a_transfer_moves_the_residency(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    let report = site.sync(&[ana().unit("205"), ben()]);
    assert_eq!(actions(&report), ["update t1"]);
    assert_eq!(report["changes"][0]["fields"], json!({"unit": ["101", "205"]}));
    let people = site.people();
    assert_eq!(homes(person(&people, "ana.ruiz@example.com")), ["maple-court t1 205 current -"]);
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn a_transfer_under_a_new_code_is_one_account(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana()]);
    let gone = ana().status("Past").move_out("2026-10-31");
    let report = site.sync(&[gone, ana().id("t9").unit("205").with("move_in", "2026-11-01")]);
    assert_eq!(actions(&report), ["end t1", "link t9"]);
    let people = site.people();
    assert_eq!(emails(&people), ["ana.ruiz@example.com"]);
    let ana = person(&people, "ana.ruiz@example.com");
    assert_eq!(ana["status"], "active");
    assert_eq!(homes(ana), ["maple-court t1 101 past 2026-10-31", "maple-court t9 205 current -"]);
}

#[rstest]
fn a_move_out_ends_access_and_a_return_gives_it_back(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    let before = site.people();
    let report = site.sync(&[ana().status("Past").move_out("2026-10-31"), ben()]);
    assert_eq!(actions(&report), ["end t1"]);
    let people = site.people();
    let gone = person(&people, "ana.ruiz@example.com");
    assert_eq!(gone["status"], "inactive");
    assert_eq!(homes(gone), ["maple-court t1 101 past 2026-10-31"]);
    assert_eq!(person(&people, "ben.laurent@example.com")["status"], "active");

    let report = site.sync(&[ana(), ben()]);
    assert_eq!(actions(&report), ["link t1"]);
    assert_eq!(site.people(), before);
}

#[rstest]
fn a_move_out_without_a_date_ends_on_the_day_of_the_run(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana()]);
    site.sync(&[ana().status("Cancelled"), ben()]);
    let people = site.people();
    let ana = person(&people, "ana.ruiz@example.com");
    assert_eq!(homes(ana), ["maple-court t1 101 cancelled 2026-11-02"]);
}

#[rstest]
fn a_couple_with_one_email_waits_until_the_pms_is_corrected(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let Some(site) = Site::on(on) else { return };
    let nora = Row::new("t5", "Nora Hansen", "601").email("hansen@example.com");
    let erik = Row::new("t6", "Erik Hansen", "601").email("Hansen@Example.com ");
    let report = site.sync(&[ana(), nora.clone(), erik.clone()]);
    assert_eq!(actions(&report), ["create t1"]);
    assert_eq!(report["counts"]["held_back"], 2);
    let alerts = site.alerts();
    assert_eq!(alert(&alerts, "duplicate_email")["residents"], json!(["t5", "t6"]));

    let report = site.sync(&[ana(), nora, erik.email("erik@example.com")]);
    assert_eq!(actions(&report), ["create t5", "create t6"]);
    assert_eq!(report["alerts"][0]["state"], "closed");
    assert_eq!(site.alerts(), json!([]));
    assert_eq!(
        emails(&site.people()),
        ["ana.ruiz@example.com", "erik@example.com", "hansen@example.com"]
    );
}

#[rstest]
fn a_dispute_holds_names_and_not_units(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let site = site.without_limits();
    site.sync(&[ana(), ben()]);
    let report = site.sync(&[
        ana().unit("205").with("phone", "555-0199"),
        ben().email("ana.ruiz@example.com").unit("206"),
    ]);
    assert_eq!(kinds(&report["alerts"]), ["duplicate_email"]);
    let people = site.people();
    let ana = person(&people, "ana.ruiz@example.com");
    assert_eq!(homes(ana), ["maple-court t1 205 current -"]);
    assert_eq!(ana["phone"], json!(null));
    let ben = person(&people, "ben.laurent@example.com");
    assert_eq!(homes(ben), ["maple-court t2 206 current -"]);
}

#[rstest]
fn a_dispute_does_not_hold_a_move_out(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let other = ana().email("other@example.com");
    site.sync(&[ana(), ben()]);
    site.sync(&[other.clone(), ben()]);
    assert_eq!(kinds(&site.alerts()), ["email_mismatch"]);
    let report = site.sync(&[other.status("Past").move_out("2026-11-01"), ben()]);
    assert_eq!(actions(&report), ["end t1"]);
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn a_second_sync_of_the_same_feed_does_nothing(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let rows = [ana(), ben(), Row::new("t3", "Chika Farouk", "103").email("")];
    let first = site.sync(&rows);
    let before = site.state();
    let second = site.json(&["sync"]);
    assert_eq!(second["changes"], json!([]));
    assert_eq!(second["outcome"], "completed");
    assert_eq!(second["counts"]["unchanged"], 2);
    assert_eq!(second["counts"]["held_back"], 1);
    assert_eq!(kinds(&second["alerts"]), ["missing_email"]);
    assert_eq!(second["alerts"][0]["state"], "open");
    assert_eq!(second["alerts"][0]["id"], first["alerts"][0]["id"]);
    assert_eq!(site.state(), before);
    assert_eq!(site.json(&["runs"]).as_array().unwrap().len(), 2);
    // The same rows in another order are the same feed, too.
    let shuffled = site.sync(&[rows[2].clone(), rows[0].clone(), rows[1].clone()]);
    assert_eq!(shuffled["changes"], json!([]));
    assert_eq!(site.state(), before);
}
