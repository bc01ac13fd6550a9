//! Identity: changes of PMS IDs, names and emails.

use rstest::rstest;
use serde_json::json;

use crate::harness::{
    Backend, Postgres, Row, Site, Sqlite, actions, alert, emails, homes, kinds, person,
};

fn ana() -> Row {
    Row::new("t1", "Ana Ruiz", "101")
}

fn ben() -> Row {
    Row::new("t2", "Ben Laurent", "101").with("role", "Roommate")
}

#[rstest]
fn the_departed_tenants_code_goes_to_the_roommate(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    let report = site.sync(&[ben().id("t1").with("role", "")]);
    assert_eq!(actions(&report), ["end t1", "relink t1"]);
    assert_eq!(site.alerts(), json!([]));
    let people = site.people();
    let ana = person(&people, "ana.ruiz@example.com");
    assert_eq!(
        (ana["status"].as_str(), &ana["residencies"][0]["external_id"]),
        (Some("inactive"), &json!(null))
    );
    assert_eq!(ana["residencies"][0]["ended_on"], "2026-11-02");
    let ben = person(&people, "ben.laurent@example.com");
    assert_eq!(homes(ben), ["maple-court t1 101 current -"]);
}

#[rstest]
fn a_stranger_behind_an_id_waits_for_an_answer(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    let before = site.people();
    let report = site.sync(&[Row::new("t1", "Ivan Horvat", "303"), ben()]);
    assert_eq!(actions(&report), [] as [&str; 0]);
    assert_eq!(alert(&site.alerts(), "identity_changed")["residents"], json!(["t1"]));
    assert_eq!(site.people(), before);
}

#[rstest]
fn a_new_id_that_the_pms_reports_moves_the_link(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana()]);
    let report = site.sync(&[ana().id("r900").with("previous_external_id", "t1")]);
    assert_eq!(actions(&report), ["relink r900"]);
    let people = site.people();
    assert_eq!(homes(person(&people, "ana.ruiz@example.com")), ["maple-court r900 101 current -"]);
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn a_renumbered_roster_ends_and_makes_nobody(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let people: Vec<Row> = (0..12)
        .map(|n| Row::new(&format!("t{n}"), &format!("First{n} Last{n}"), &n.to_string()))
        .collect();
    site.sync(&people);
    let renumbered: Vec<Row> =
        people.iter().enumerate().map(|(n, row)| row.clone().id(&format!("r{n}"))).collect();
    let report = site.sync(&renumbered);
    assert_eq!(report["outcome"], "completed");
    assert_eq!(report["counts"]["ended"], 0);
    assert_eq!(report["counts"]["linked"], 12);
    assert_eq!(site.people().as_array().unwrap().len(), 12);
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn a_married_name_with_the_same_email_is_followed(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana()]);
    let report = site.sync(&[ana().name("Ana Delgado")]);
    assert_eq!(actions(&report), ["update t1"]);
    let people = site.people();
    assert_eq!(person(&people, "ana.ruiz@example.com")["last_name"], "Delgado");
}

#[rstest]
fn no_email_links_to_the_same_name_in_the_same_unit(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let file = site.path("people.csv");
    std::fs::write(&file, "email,first_name,last_name,unit\nvera@example.com,Vera,Sokol,605\n")
        .unwrap();
    site.json(&["people", "import", file.to_str().unwrap()]);
    let report = site.sync(&[Row::new("t7", "Vera Sokol", "605").email("noemail@example.com")]);
    assert_eq!(actions(&report), ["link t7"]);
    let people = site.people();
    assert_eq!(homes(person(&people, "vera@example.com")), ["maple-court t7 605 current -"]);
}

#[rstest]
fn units_that_an_old_list_writes_differently_end_with_the_move_out(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let Some(site) = Site::on(on) else { return };
    let site = site.without_limits();
    let file = site.path("people.csv");
    let list = "email,first_name,last_name,unit\n\
        nina@example.com,Nina,Sokol,12-C\n\
        omar@example.com,Omar,Haddad,Bldg 2 Unit 7\n";
    std::fs::write(&file, list).unwrap();
    site.json(&["people", "import", file.to_str().unwrap()]);
    let nina = Row::new("t1", "Nina Sokol", "12C").email("nina@example.com");
    let omar = Row::new("t2", "Omar Haddad", "7").with("building", "2").email("omar@example.com");
    let report = site.sync(&[nina.clone(), omar.clone(), ana().id("t3")]);
    assert_eq!(actions(&report), ["create t3", "link t1", "link t2"]);
    let people = site.people();
    assert_eq!(homes(person(&people, "nina@example.com")), ["maple-court t1 12C current -"]);
    site.sync(&[nina.status("Past"), omar.status("Past"), ana().id("t3")]);
    let people = site.people();
    for email in ["nina@example.com", "omar@example.com"] {
        assert_eq!(person(&people, email)["status"], "inactive");
    }
}

#[rstest]
fn an_email_of_somebody_elses_account_is_a_conflict(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let moved_on = ana().email("ana.new@example.com");
    site.sync(&[ana()]);
    let report = site.sync(&[
        moved_on.clone(),
        Row::new("t8", "Hannah Stein", "108").email("ana.ruiz@example.com"),
    ]);
    assert_eq!(kinds(&report["alerts"]), ["account_conflict", "email_mismatch"]);
    assert_eq!(emails(&site.people()), ["ana.ruiz@example.com"]);
    // Resolving the other resident's alert frees the email.
    let alerts = site.alerts();
    let id = alert(&alerts, "email_mismatch")["id"].as_str().unwrap();
    site.json(&["alerts", "resolve", id, "use-pms-email"]);
    let report = site.json(&["sync"]);
    assert_eq!(actions(&report), ["create t8"]);
    assert_eq!(site.alerts(), json!([]));
    assert_eq!(emails(&site.people()), ["ana.new@example.com", "ana.ruiz@example.com"]);
}
