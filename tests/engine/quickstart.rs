//! The quickstart does what it shows: three days at Maple Court.

use std::{collections::BTreeSet, fs, path::Path};

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{Backend, Output, Postgres, Site, Sqlite, actions, homes, person};

const KINDS: [&str; 9] = [
    "account_conflict",
    "duplicate_email",
    "email_mismatch",
    "identity_changed",
    "invalid_record",
    "missing_email",
    "missing_from_pms",
    "name_mismatch",
    "unknown_status",
];

/// Copies the example's files to the folder of a site.
fn copied(site: &Site) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/quickstart");
    for entry in fs::read_dir(example).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), site.folder().join(entry.file_name())).unwrap();
    }
    fs::copy(site.path("quickstart.toml"), site.toml()).unwrap();
}

fn on_day(site: &Site, day: &str, args: &[&str], code: i32) -> Value {
    let mut command = site.command(&["--json"]);
    command.args(args).env("ENGINE__DATABASE__URL", &site.url);
    command.env("ENGINE__CONNECTOR__PATH", format!("residents-{day}.csv"));
    Output::of(command.output().unwrap()).exits(code).json()
}

#[rstest]
fn three_days_at_maple_court(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(mut site) = Site::on(on) else { return };
    site.today = "2026-11-24".into();
    copied(&site);
    let people = site.path("people.csv");
    let imported = on_day(&site, "monday", &["people", "import", people.to_str().unwrap()], 0);
    assert_eq!(imported["counts"]["created"], 20);

    let plan = on_day(&site, "monday", &["plan"], 0);
    let monday = on_day(&site, "monday", &["sync"], 0);
    assert_eq!(actions(&plan), actions(&monday));
    assert_eq!(monday["counts"]["in_scope"], 58);
    assert_eq!(monday["counts"]["linked"], 15);

    let tuesday = on_day(&site, "tuesday", &["sync"], 0);
    let expected = [
        "create t0001096",
        "end t0001004",
        "update t0001003",
        "update t0001007",
        "update t0001008",
    ];
    assert_eq!(actions(&tuesday), expected);

    let raised = |alerts: Value| -> BTreeSet<String> {
        let kind = |alert: &Value| alert["kind"].as_str().unwrap().to_owned();
        alerts.as_array().unwrap().iter().map(kind).collect()
    };
    let alerts = on_day(&site, "tuesday", &["alerts"], 0);
    assert_eq!(raised(alerts), BTreeSet::from(KINDS.map(str::to_owned)));

    let held = on_day(&site, "wednesday", &["sync"], 3);
    assert_eq!((&held["outcome"], &held["counts"]["ended"]), (&json!("held"), &json!(0)));

    let people = on_day(&site, "tuesday", &["people"], 0);
    let home = |email: &str| homes(person(&people, email));
    assert_eq!(home("dov.petrov@example.com"), ["maple-court t0001003 609 current -"]);
    assert_eq!(home("elif.vega@example.com"), ["maple-court t0001004 105 past 2026-11-20"]);
    assert_eq!(person(&people, "elif.vega@example.com")["status"], "inactive");
    assert_eq!(home("kofi.mensah@example.com"), ["maple-court t0001010 201 current -"]);
    let two = ["maple-court t0001005 106 current -", "maple-court t0001090 608 current -"];
    assert_eq!(home("femi.adeyemi@example.com"), two);

    let alerts = on_day(&site, "tuesday", &["alerts"], 0);
    assert!(raised(alerts.clone()).contains("safety_hold"));
    let couple = alerts.as_array().unwrap().iter().find(|alert| alert["kind"] == "duplicate_email");
    assert_eq!(couple.unwrap()["residents"], json!(["t0001050", "t0001051"]));
    let why = on_day(&site, "tuesday", &["explain", "t0001050"], 0);
    assert!(why["explanation"].to_string().contains("hansen.family@example.com"), "{why}");
}
