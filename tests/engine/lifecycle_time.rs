//! Time passes while the feed stays the same.

use rstest::rstest;
use serde_json::json;

use crate::harness::{Backend, Postgres, Row, Site, Sqlite, actions, homes, person};

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
