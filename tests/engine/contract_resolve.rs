//! Every answer to every kind of alert. Afterwards a sync has nothing left to do.

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{
    Backend, Postgres, Row, Site, Sqlite, actions, alert, emails, homes, kinds, person,
};

fn ana() -> Row {
    Row::new("t1", "Ana Ruiz", "101")
}

fn ben() -> Row {
    Row::new("t2", "Ben Laurent", "102")
}

fn import(site: &Site, rows: &str) {
    let file = site.path("people.csv");
    std::fs::write(&file, format!("email,first_name,last_name,unit\n{rows}\n")).unwrap();
    site.json(&["people", "import", file.to_str().unwrap()]);
}

/// Answers the only alert of a kind.
fn answer(site: &Site, kind: &str, answer: &[&str]) -> Value {
    let alerts = site.alerts();
    let id = alert(&alerts, kind)["id"].as_str().unwrap();
    let args: Vec<&str> =
        ["alerts", "resolve", id].into_iter().chain(answer.iter().copied()).collect();
    let done = site.json(&args);
    assert_eq!((&done["state"], &done["closed_by"]), (&json!("closed"), &json!("tester")));
    let shown = site.json(&["alerts", "show", id]);
    assert_eq!((&shown["state"], &shown["resolution"]), (&json!("closed"), &json!(answer[0])));
    done
}

/// Checks that a sync does not change anything after an answer.
#[track_caller]
fn changes_nothing_more(site: &Site) {
    let before = site.people();
    assert_eq!(site.json(&["sync"])["changes"], json!([]));
    assert_eq!(site.people(), before);
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn name_mismatch_merge(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    import(&site, "ana.ruiz@example.com,Anna,Ruitz,101");
    site.sync(&[ana(), ben()]);
    answer(&site, "name_mismatch", &["merge"]);
    let people = site.people();
    let ana = person(&people, "ana.ruiz@example.com");
    assert_eq!((&ana["first_name"], &ana["last_name"]), (&json!("Ana"), &json!("Ruiz")));
    assert_eq!(homes(ana), ["maple-court t1 101 current -"]);
    changes_nothing_more(&site);
}

#[rstest]
#[case::kept(&["create-separate"], &["ana.ruiz@example.com", "old@example.com"])]
#[case::deleted(&["create-separate", "--delete-old"], &["ana.ruiz@example.com"])]
fn email_mismatch_create_separate(
    #[values(Sqlite, Postgres)] on: Backend,
    #[case] resolution: &[&str],
    #[case] left: &[&str],
) {
    let Some(site) = Site::on(on) else { return };
    import(&site, "old@example.com,Ana,Ruiz,101");
    site.sync(&[ana()]);
    answer(&site, "email_mismatch", resolution);
    let people = site.people();
    assert_eq!(emails(&people), left);
    assert_eq!(homes(person(&people, "ana.ruiz@example.com")), ["maple-court t1 101 current -"]);
    changes_nothing_more(&site);
}

#[rstest]
fn email_mismatch_use_pms_email(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    import(&site, "old@example.com,Ana,Ruiz,101");
    let id = site.people()[0]["id"].clone();
    site.sync(&[ana()]);
    answer(&site, "email_mismatch", &["use-pms-email"]);
    let people = site.people();
    let ana = person(&people, "ana.ruiz@example.com");
    assert_eq!(ana["id"], id, "the account and its history stay");
    assert_eq!(homes(ana), ["maple-court t1 101 current -"]);
    changes_nothing_more(&site);
}

#[rstest]
#[case::use_pms_email("use-pms-email", None)]
#[case::create_separate("create-separate", Some("inactive"))]
fn email_mismatch_of_a_linked_resident(
    #[values(Sqlite, Postgres)] on: Backend,
    #[case] resolution: &str,
    #[case] old: Option<&str>,
) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana()]);
    site.sync(&[ana().email("new@example.com")]);
    answer(&site, "email_mismatch", &[resolution]);
    let people = site.people();
    assert_eq!(emails(&people), ["new@example.com"]);
    // The old account stays, without a residency.
    match old {
        None => drop(site.run(&["people", "show", "ana.ruiz@example.com"]).exits(1)),
        Some(status) => {
            let old = site.json(&["people", "show", "ana.ruiz@example.com"]);
            assert_eq!((&old["status"], &old["residencies"]), (&json!(status), &json!([])));
        }
    }
    assert_eq!(homes(person(&people, "new@example.com")), ["maple-court t1 101 current -"]);
    changes_nothing_more(&site);
}

#[rstest]
fn several_candidates_need_a_choice(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    import(&site, "old@example.com,Ana,Ruiz,101\nolder@example.com,Ana,Ruiz,305");
    site.sync(&[ana()]);
    let alerts = site.alerts();
    let id = alert(&alerts, "email_mismatch")["id"].as_str().unwrap();
    site.run(&["alerts", "resolve", id, "use-pms-email"]).exits(1).says(&["--account EMAIL"]);
    answer(&site, "email_mismatch", &["use-pms-email", "--account", "older@example.com"]);
    assert_eq!(emails(&site.people()), ["ana.ruiz@example.com", "old@example.com"]);
    changes_nothing_more(&site);
}

#[rstest]
fn identity_changed_same_person(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    let id = person(&site.people(), "ana.ruiz@example.com")["id"].clone();
    site.sync(&[Row::new("t1", "Ana Delgado", "101"), ben()]);
    answer(&site, "identity_changed", &["same-person"]);
    let people = site.people();
    let ana = person(&people, "ana.delgado@example.com");
    assert_eq!((&ana["id"], &ana["last_name"]), (&id, &json!("Delgado")));
    changes_nothing_more(&site);
}

#[rstest]
fn identity_changed_new_person(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    site.sync(&[Row::new("t1", "Ivan Horvat", "101"), ben()]);
    answer(&site, "identity_changed", &["new-person"]);
    let people = site.people();
    assert_eq!(homes(person(&people, "ivan.horvat@example.com")), ["maple-court t1 101 current -"]);
    let old = person(&people, "ana.ruiz@example.com");
    assert_eq!(
        (&old["status"], &old["residencies"][0]["ended_on"]),
        (&json!("inactive"), &json!("2026-11-02"))
    );
    changes_nothing_more(&site);
}

#[rstest]
fn missing_from_pms_end_access(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    site.sync(&[ana()]);
    answer(&site, "missing_from_pms", &["end-access"]);
    let people = site.people();
    let ben = person(&people, "ben.laurent@example.com");
    assert_eq!(ben["status"], "inactive");
    assert_eq!(homes(ben), ["maple-court t2 102 past 2026-11-02"]);
    changes_nothing_more(&site);
}

#[rstest]
fn a_dismissal_is_remembered_while_the_facts_stand(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let couple = [ana(), Row::new("t3", "Luis Ruiz", "101").email("ana.ruiz@example.com")];
    site.sync(&couple);
    answer(&site, "duplicate_email", &["dismiss", "--reason", "they share it on purpose"]);
    changes_nothing_more(&site);
    // Something else changes, but not the facts of the alert.
    let [first, second] = couple.clone();
    let report = site.sync(&[first.clone(), second.clone(), ben()]);
    assert_eq!(actions(&report), ["create t2"]);
    assert_eq!(site.alerts(), json!([]));
    // The facts change: the alert opens again.
    site.sync(&[first, second.name("Luis Ruis"), ben()]);
    assert_eq!(kinds(&site.alerts()), ["duplicate_email"]);
}
