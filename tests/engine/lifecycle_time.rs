//! Time passes while the feed stays the same.

use rstest::rstest;
use serde_json::json;

use crate::harness::{
    Backend, Postgres, Row, Site, Sqlite, actions, alert, explained, homes, kinds, person,
};

fn ana() -> Row {
    Row::new("t1", "Ana Ruiz", "101")
}

fn leaving() -> Row {
    Row::new("t2", "Ben Laurent", "102").status("Notice").move_out("2026-11-10")
}

#[rstest]
fn an_announced_move_out_ends_access_when_its_day_has_passed(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let Some(mut site) = Site::on(on) else { return };
    site.sync(&[ana(), leaving()]);
    for day in ["2026-11-02", "2026-11-09", "2026-11-10"] {
        site.today = day.into();
        assert_eq!(site.json(&["sync"])["changes"], json!([]), "on {day}");
    }
    site.today = "2026-11-11".into();
    assert_eq!(actions(&site.json(&["plan"])), ["end t2"]);
    assert_eq!(actions(&site.json(&["sync"])), ["end t2"]);
    let people = site.people();
    let ben = person(&people, "ben.laurent@example.com");
    assert_eq!(ben["residencies"][0]["ended_on"], "2026-11-10");
    assert_eq!(ben["status"], "inactive");
    assert_eq!(site.json(&["sync"])["changes"], json!([]));
}

#[rstest]
fn who_is_missing_after_the_announced_day_has_left(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(mut site) = Site::on(on) else { return };
    site.sync(&[ana(), leaving()]);
    site.today = "2026-11-08".into();
    site.sync(&[ana()]);
    assert_eq!(site.alerts()[0]["kind"], "missing_from_pms");
    site.today = "2026-11-12".into();
    assert_eq!(actions(&site.json(&["sync"])), ["end t2"]);
    let people = site.people();
    let ben = person(&people, "ben.laurent@example.com");
    assert_eq!(homes(ben), ["maple-court t2 102 past 2026-11-10"]);
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn a_lease_that_has_run_out_goes_on_month_to_month(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(mut site) = Site::on(on) else { return };
    site.sync(&[ana()]);
    site.today = "2027-06-01".into();
    assert_eq!(site.json(&["sync"])["changes"], json!([]));
    let people = site.people();
    assert_eq!(homes(person(&people, "ana.ruiz@example.com")), ["maple-court t1 101 current -"]);
}

#[rstest]
fn a_move_out_that_is_put_off_keeps_access(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(mut site) = Site::on(on) else { return };
    site.sync(&[ana(), leaving()]);
    let report = site.sync(&[ana(), leaving().move_out("2026-12-20")]);
    assert_eq!(report["changes"][0]["fields"], json!({"move_out": ["2026-11-10", "2026-12-20"]}));
    site.today = "2026-11-30".into();
    assert_eq!(site.json(&["sync"])["changes"], json!([]));
    site.today = "2026-12-21".into();
    assert_eq!(actions(&site.json(&["sync"])), ["end t2"]);
}

#[rstest]
fn a_namesake_keeps_a_newcomer_out_for_ninety_days(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(mut site) = Site::on(on) else { return };
    site.sync(&[ana()]);
    let newcomer = Row::new("t9", "Ana Ruiz", "909").email("another.ana@example.com");
    let feed = [ana().status("Past").move_out("2026-11-01"), newcomer];
    assert_eq!(actions(&site.sync(&feed)), ["end t1"]);
    assert_eq!(site.alerts()[0]["kind"], "email_mismatch");
    site.today = "2027-01-30".into();
    assert_eq!(site.json(&["sync"])["changes"], json!([]));
    // The feed is still the same.
    site.today = "2027-01-31".into();
    assert_eq!(actions(&site.json(&["sync"])), ["create t9"]);
    assert_eq!(site.alerts(), json!([]));
}

/// Resolves the only open alert.
fn answer(site: &Site, with: &[&str]) -> String {
    let alerts = site.alerts();
    let id = alert(&alerts, "date_conflict")["id"].as_str().unwrap().to_owned();
    let args = ["alerts", "resolve", &id];
    site.json(&args.into_iter().chain(with.iter().copied()).collect::<Vec<_>>());
    id
}

#[rstest]
fn a_current_resident_with_a_move_out_that_nobody_announced_is_asked_about(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let Some(site) = Site::on(on) else { return };
    let ben = || Row::new("t2", "Ben Laurent", "102");
    site.sync(&[ana(), ben()]);
    let before = site.people();
    // Chika is new, and has left already.
    let feed = [
        ana(),
        ben().move_out("2026-10-15"),
        Row::new("t3", "Chika Farouk", "103").move_out("2026-10-20"),
    ];
    let report = site.sync(&feed);
    assert_eq!(actions(&report), [] as [&str; 0]);
    assert_eq!(kinds(&site.alerts()), ["date_conflict", "date_conflict"]);
    assert_eq!(site.people(), before);
    let alerts = site.alerts();
    let of = |id: &str| {
        let all = alerts.as_array().unwrap();
        all.iter().find(|alert| alert["residents"][0] == id).unwrap()
    };
    let (ben_alert, chika) = (of("t2"), of("t3"));
    assert_eq!(ben_alert["resolutions"], json!(["end-access", "keep-access", "dismiss"]));
    assert_eq!(chika["resolutions"], json!(["dismiss"]));
    let says = ["Ben Laurent (unit 102)", "Current", "2026-10-15", "access continues"];
    let message = ben_alert["message"].as_str().unwrap();
    assert!(says.iter().all(|part| message.contains(part)), "{message}");
    explained(&site, "t2", &["contradict each other", "keep-access", "2026-10-15"]);
    let chika = chika["id"].as_str().unwrap();
    let refused = site.run(&["alerts", "resolve", chika, "keep-access"]);
    refused.exits(2).says(&["dismiss"]);
    site.json(&["alerts", "resolve", chika, "dismiss", "--reason", "ask the office"]);

    let id = answer(&site, &["keep-access"]);
    assert_eq!(site.people(), before);
    assert_eq!(site.json(&["sync"])["alerts"], json!([]));
    explained(&site, "t2", &["the person stays"]);
    // An undo brings the question back, and the other answer settles it.
    site.json(&["alerts", "undo", &id]);
    site.json(&["sync"]);
    answer(&site, &["end-access"]);
    assert_eq!(site.json(&["sync"])["changes"], json!([]));
    assert_eq!(site.alerts(), json!([]));
    let people = site.people();
    let ben_account = person(&people, "ben.laurent@example.com");
    assert_eq!(homes(ben_account), ["maple-court t2 102 past 2026-11-02"]);
    // The PMS corrects itself.
    assert_eq!(actions(&site.sync(&[ana(), ben()])), ["link t2"]);
}

#[rstest]
fn keeping_access_ends_with_the_date(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(mut site) = Site::on(on) else { return };
    let ben = |day: &str| Row::new("t2", "Ben Laurent", "102").move_out(day);
    site.sync(&[ana(), Row::new("t2", "Ben Laurent", "102")]);
    site.sync(&[ana(), ben("2026-10-15")]);
    answer(&site, &["keep-access"]);
    site.today = "2026-11-20".into();
    assert_eq!(site.sync(&[ana(), ben("2026-10-15")])["alerts"], json!([]));
    site.sync(&[ana(), ben("2026-11-15")]);
    assert_eq!(kinds(&site.alerts()), ["date_conflict"]);
    // A date ahead is announced, and ends the access when it has passed.
    site.sync(&[ana(), ben("2026-11-25")]);
    assert_eq!(site.alerts(), json!([]));
    site.today = "2026-11-26".into();
    assert_eq!(actions(&site.json(&["sync"])), ["end t2"]);
}

#[rstest]
fn a_move_out_before_the_move_in_is_of_an_earlier_stay(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let back = Row::new("t2", "Ben Laurent", "102").with("move_in", "2026-05-01");
    let report = site.sync(&[ana(), back.move_out("2024-08-31")]);
    assert_eq!(actions(&report), ["create t1", "create t2"]);
    assert_eq!(site.alerts(), json!([]));
    let people = site.people();
    let home = &person(&people, "ben.laurent@example.com")["residencies"][0];
    assert_eq!((&home["move_in"], &home["move_out"]), (&json!("2026-05-01"), &json!(null)));
}
