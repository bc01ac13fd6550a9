//! `sync.without_email = "create"`: people whom only the email keeps out.

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{
    Backend, Postgres, Row, Site, Sqlite, actions, alert, explained, homes, kinds, person,
};

const CREATE: &str = "[sync]\nwithout_email = \"create\"";

fn ben() -> Row {
    Row::new("t2", "Ben Laurent", "102")
}

fn noah(email: &str) -> Row {
    Row::new("t3", "Noah Reyes", "204").email(email)
}

fn hansens(erik: &str) -> [Row; 2] {
    let nora = Row::new("t4", "Nora Hansen", "601").email("hansen.family@example.com");
    [nora, Row::new("t5", "Erik Hansen", "601").email(erik)]
}

fn house(noah_email: &str, erik: &str) -> Vec<Row> {
    let [nora, erik] = hansens(erik);
    vec![ben(), noah(noah_email), nora, erik]
}

const FAMILY: &str = "hansen.family@example.com";

/// The accounts without an email, as `First Last: residencies`.
fn without_email(site: &Site) -> Vec<String> {
    let people = site.people();
    let nobodys = people.as_array().unwrap().iter().filter(|it| it["email"].is_null());
    let mut told: Vec<String> = nobodys
        .map(|it| {
            let name = |part: &str| it[part].as_str().unwrap().to_owned();
            format!("{} {}: {}", name("first_name"), name("last_name"), homes(it).join(", "))
        })
        .collect();
    told.sort();
    told
}

fn message(site: &Site, kind: &str) -> String {
    alert(&site.alerts(), kind)["message"].as_str().unwrap().to_owned()
}

#[rstest]
fn they_get_accounts_at_once_and_their_addresses_later(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    // By default they wait.
    assert_eq!(actions(&site.sync(&house("", FAMILY))), ["create t2"]);
    assert_eq!(
        message(&site, "missing_email"),
        "t3 Noah Reyes (unit 204) has no email in the PMS."
    );
    assert!(message(&site, "duplicate_email").ends_with("t5 Erik Hansen (unit 601)."));

    // The feed is unchanged: the setting takes effect all the same.
    let site = site.set(CREATE);
    let before = site.people();
    let planned = site.json(&["plan"]);
    site.run(&["plan"]).exits(0).prints(&["no email", "Noah Reyes, unit 204"]);
    let report = site.json(&["sync"]);
    assert_eq!(planned["changes"], report["changes"]);
    assert_eq!(actions(&report), ["create t3", "create t4", "create t5"]);
    assert_eq!(report["outcome"], "completed");
    let made = report["run_id"].as_str().unwrap().to_owned();
    let noah = &report["changes"][0]["fields"];
    assert_eq!((&noah["email"], &noah["first_name"][1]), (&Value::Null, &json!("Noah")));
    assert_eq!(
        without_email(&site),
        [
            "Erik Hansen: maple-court t5 601 current -",
            "Noah Reyes: maple-court t3 204 current -",
            "Nora Hansen: maple-court t4 601 current -",
        ]
    );
    // The alerts stay open, and say so.
    assert_eq!(kinds(&site.alerts()), ["duplicate_email", "missing_email"]);
    assert_eq!(
        message(&site, "missing_email"),
        "t3 Noah Reyes (unit 204) has access, but no email in the PMS."
    );
    let all = "All of them have access without it.";
    assert!(message(&site, "duplicate_email").ends_with(all));
    let missing = alert(&site.alerts(), "missing_email")["details"].clone();
    assert_eq!(missing["has_access"], true);
    let shared = alert(&site.alerts(), "duplicate_email")["details"].clone();
    assert_eq!(shared["without_email"], json!(["t4", "t5"]));
    explained(&site, "t3", &["has access, but no email", "gives it to the account"]);
    explained(&site, "t5", &[all, "people merge"]);
    let again = site.json(&["sync"]);
    assert_eq!(again["changes"], json!([]));
    let states: Vec<&Value> =
        again["alerts"].as_array().unwrap().iter().map(|alert| &alert["state"]).collect();
    assert_eq!(states, ["open", "open"]);
    // Undone, nothing is left of it.
    site.json(&["undo", &made]);
    assert_eq!(site.people(), before);
    assert_eq!(actions(&site.json(&["sync"])), ["create t3", "create t4", "create t5"]);

    // The PMS is corrected: everybody gets their own address, and nothing is left to ask.
    let report = site.sync(&house("noah@example.com", "erik@example.com"));
    assert_eq!(actions(&report), ["update t3", "update t4", "update t5"]);
    assert_eq!(site.alerts(), json!([]));
    let people = site.people();
    for (email, home) in [
        ("noah@example.com", "maple-court t3 204 current -"),
        (FAMILY, "maple-court t4 601 current -"),
        ("erik@example.com", "maple-court t5 601 current -"),
    ] {
        assert_eq!(homes(person(&people, email)), [home]);
    }
    site.json(&["undo", report["run_id"].as_str().unwrap()]);
    assert_eq!(without_email(&site).len(), 3);
}

#[rstest]
fn one_person_is_merged_before_it_is_said(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let site = site.set(CREATE);
    let ana = || Row::new("t6", "Ana Ruiz", "101").email("ana@example.com");
    let married = || ana().id("t7").name("Ana Ortega");
    let both = [ben(), ana(), married()];
    site.sync(&both);
    assert_eq!(without_email(&site).len(), 2);
    let asked = site.alerts();
    let asked = alert(&asked, "duplicate_email");
    assert_eq!(asked["resolutions"], json!(["dismiss"]));
    let number = asked["id"].as_str().unwrap();
    let answer = ["alerts", "resolve", number, "one-person"];
    site.run(&answer).exits(1).says(&["different accounts", "people merge KEEP OTHER"]);

    let people = site.people();
    let account = |first: &str, last: &str| {
        let mut all = people.as_array().unwrap().iter();
        let found = all.find(|it| it["first_name"] == first && it["last_name"] == last).unwrap();
        found["id"].as_str().unwrap().to_owned()
    };
    let (keep, other) = (account("Ana", "Ruiz"), account("Ana", "Ortega"));
    site.json(&["people", "merge", &keep, &other, "--yes"]);
    let again = site.json(&["sync"]);
    assert_eq!(
        (&again["changes"], kinds(&site.alerts())),
        (&json!([]), vec!["duplicate_email".into()])
    );
    site.json(&answer);
    assert_eq!(actions(&site.json(&["sync"])), ["update t6"]);
    assert_eq!(site.alerts(), json!([]));
    let people = site.people();
    let ana = person(&people, "ana@example.com");
    assert_eq!(homes(ana), ["maple-court t6 101 current -", "maple-court t7 101 current -"]);
}

#[rstest]
fn whoever_may_have_an_account_waits(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let site = site.set(CREATE);
    let file = site.path("people.csv");
    let rows = "email,first_name,last_name,unit\nold@example.com,Noah,Reyes,305\n";
    std::fs::write(&file, rows).unwrap();
    site.json(&["people", "import", file.to_str().unwrap()]);
    assert_eq!(actions(&site.sync(&[ben(), noah("")])), ["create t2"]);
    assert_eq!(
        message(&site, "missing_email"),
        "t3 Noah Reyes (unit 204) has no email in the PMS."
    );
    assert_eq!(alert(&site.alerts(), "missing_email")["details"].get("has_access"), None);
}

#[rstest]
fn too_many_newcomers_wait_for_a_confirmation(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let site = site.set(&format!("{CREATE}\n[sync.safety]\nlet_in = {{ min = 1, percent = 0 }}"));
    site.sync(&[ben()]);
    site.feed(&house("", FAMILY));
    let held = site.run(&["sync", "--json"]).exits(3).json();
    assert_eq!(held["changes"], json!([]));
    assert!(!message(&site, "missing_email").contains("has access"));
    site.json(&["sync", "--confirm", held["run_id"].as_str().unwrap()]);
    assert_eq!(without_email(&site).len(), 3);
    assert!(message(&site, "missing_email").contains("has access, but no email"));
}
