//! Who is in scope, and what happens to residents who leave the scope or the
//! roster.

use rstest::rstest;
use serde_json::json;

use crate::harness::{
    Backend, Postgres, Row, Site, Sqlite, actions, alert, emails, explained, homes, kinds, person,
};

fn ana() -> Row {
    Row::new("t1", "Ana Ruiz", "101")
}

fn ben() -> Row {
    Row::new("t2", "Ben Laurent", "102")
}

#[rstest]
fn applicants_guarantors_and_minors_are_not_in_scope(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let rows = [
        ana(),
        ben().status("Applicant"),
        Row::new("t3", "Chika Farouk", "103").with("role", "Guarantor"),
        Row::new("t4", "Dov Petrov", "104").with("role", "Minor"),
        Row::new("t5", "Elif Vega", "105").status("Denied"),
        Row::new("t6", "Femi Bello", "106").status("Future"),
    ];
    let report = site.sync(&rows);
    assert_eq!(actions(&report), ["create t1", "create t6"]);
    assert_eq!(report["counts"]["in_scope"], 2);

    let site = site.set("[sync]\ninclude_roles = [\"guarantor\"]");
    let report = site.json(&["sync"]);
    assert_eq!(actions(&report), ["create t3"]);
}

#[rstest]
fn an_excluded_status_ends_access(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben().status("Notice")]);
    let site = site.set("[sync]\nexclude_statuses = [\"NOTICE\"]");
    let report = site.json(&["sync"]);
    assert_eq!(actions(&report), ["end t2"]);
    let people = site.people();
    assert_eq!(person(&people, "ben.laurent@example.com")["status"], "inactive");
}

#[rstest]
fn a_word_of_the_pms_can_be_excluded(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let site = site.set("[sync]\nexclude_statuses = [\"model unit\"]\n[connector.statuses]\n\"Model Unit\" = \"current\"");
    let report = site.sync(&[ana(), ben().status("Model Unit")]);
    assert_eq!(actions(&report), ["create t1"]);
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn an_unknown_status_is_never_dropped(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    let before = site.people();
    let report =
        site.sync(&[ana(), ben().status("Skip"), Row::new("t3", "Eve Sand", "103").status("Skip")]);
    assert_eq!(kinds(&report["alerts"]), ["unknown_status"]);
    assert_eq!(alert(&site.alerts(), "unknown_status")["residents"], json!(["t2", "t3"]));
    assert_eq!(site.people(), before);
    let site = site.set("[connector.statuses]\nSkip = \"current\"");
    assert_eq!(actions(&site.json(&["sync"])), ["create t3", "update t2"]);
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn an_unknown_role_lets_nobody_in_and_ends_nobody(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    let before = site.people();
    let sitter = |row: Row, word: &str| row.with("role", word);
    let eve = || Row::new("t3", "Eve Sand", "103");
    let moved = Row::new("t2", "Ben Laurent", "204");
    let feed = [ana(), sitter(moved, "House sitter"), sitter(eve(), "HOUSE SITTER")];
    let report = site.sync(&feed);
    assert_eq!(kinds(&report["alerts"]), ["unknown_role"]);
    assert_eq!(site.people(), before);
    let alerts = site.alerts();
    let asked = alert(&alerts, "unknown_role");
    assert_eq!(asked["residents"], json!(["t2", "t3"]));
    assert_eq!(asked["details"]["pms_role"], "House sitter");
    let message = asked["message"].as_str().unwrap();
    assert!(message.contains("Eve Sand (unit 103)"), "{message}");
    assert_eq!(site.json(&["sync"])["changes"], json!([]));
    explained(&site, "t3", &["House sitter", "unknown_role"]);
    // The role says nothing about a status that gives no access.
    let left = [ana(), sitter(ben(), "House sitter").status("Past"), sitter(eve(), "House sitter")];
    assert_eq!(actions(&site.sync(&left)), ["end t2"]);
    let site = site.set("[connector.roles]\n\"house sitter\" = \"occupant\"");
    assert_eq!(actions(&site.json(&["sync"])), ["create t3", "update t2"]);
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn a_missing_resident_keeps_access_until_somebody_decides(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    let before = site.people();
    for _ in 0..3 {
        let report = site.sync(&[ana()]);
        assert_eq!(actions(&report), [] as [&str; 0]);
    }
    assert_eq!(alert(&site.alerts(), "missing_from_pms")["residents"], json!(["t2"]));
    assert_eq!(site.people(), before);
    site.sync(&[ana(), ben()]);
    assert_eq!(site.alerts(), json!([]));
    assert_eq!(site.people(), before);
}

#[rstest]
fn with_end_access_a_missing_resident_ends_after_some_rosters(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let Some(site) = Site::on(on) else { return };
    let site = site.set("[sync]\non_missing = \"end_access\"\nmissing_runs = 3");
    site.sync(&[ana(), ben()]);
    for run in 1..=2 {
        let report = site.sync(&[ana()]);
        assert_eq!(actions(&report), [] as [&str; 0], "roster {run}");
        assert_eq!(kinds(&site.alerts()), ["missing_from_pms"]);
    }
    let plan = site.json(&["plan"]);
    let report = site.sync(&[ana()]);
    assert_eq!(actions(&plan), actions(&report));
    assert_eq!(actions(&report), ["end t2"]);
    let people = site.people();
    assert_eq!(
        homes(person(&people, "ben.laurent@example.com")),
        ["maple-court t2 102 past 2026-11-02"]
    );
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn a_plan_does_not_count_as_a_roster_without_somebody(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let site = site.set("[sync]\non_missing = \"end_access\"\nmissing_runs = 2");
    site.sync(&[ana(), ben()]);
    site.feed(&[ana()]);
    for _ in 0..3 {
        assert_eq!(site.json(&["plan"])["changes"], json!([]));
    }
    assert_eq!(site.json(&["sync"])["changes"], json!([]));
}

#[rstest]
fn staff_are_never_made_inactive(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let file = site.path("people.csv");
    let text = "email,first_name,last_name,unit,kind\nana.ruiz@example.com,Ana,Ruiz,101,staff\n";
    std::fs::write(&file, text).unwrap();
    site.json(&["people", "import", file.to_str().unwrap()]);
    assert_eq!(actions(&site.sync(&[ana(), ben()])), ["create t2", "link t1"]);
    assert_eq!(actions(&site.sync(&[ana().status("Past"), ben()])), ["end t1"]);
    let people = site.people();
    let ana = person(&people, "ana.ruiz@example.com");
    assert_eq!((&ana["kind"], &ana["status"]), (&json!("staff"), &json!("active")));
    assert_eq!(emails(&people).len(), 2);
}
