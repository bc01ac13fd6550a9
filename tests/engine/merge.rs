//! `people merge`: two accounts of one person become one, and two again.

use rstest::rstest;
use serde_json::{Value, json};

use crate::{
    audit::agrees,
    harness::{Backend, Postgres, Row, Site, Sqlite, alert, emails, execute, homes, kinds, person},
};

const ANA: &str = "ana.ruiz@example.com";
const RUIZ: &str = "ruiz@example.com";

/// Ana Ruiz was entered a second time, under another email.
fn rows() -> [Row; 3] {
    [
        Row::new("t1", "Ana Ruiz", "101"),
        Row::new("t9", "Ana Ruiz", "204").email(RUIZ).with("phone", "312-555-0109"),
        Row::new("t2", "Ben Laurent", "102"),
    ]
}

/// Both records have an account.
fn twice(on: Backend) -> Option<Site> {
    let site = Site::on(on)?;
    site.sync(&rows());
    assert_eq!(emails(&site.people()), [ANA, "ben.laurent@example.com", RUIZ]);
    Some(site)
}

fn quiet(site: &Site, rows: &[Row]) {
    assert_eq!((&site.sync(rows)["changes"], site.alerts()), (&json!([]), json!([])));
}

#[rstest]
fn a_merge_is_shown_made_and_undone(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = twice(on) else { return };
    let before = (site.state(), site.json(&["runs"]));
    let merge = ["people", "merge", ANA, RUIZ];
    let planned = site.json(&merge);
    assert_eq!((&planned["applied"], &planned["run_id"]), (&json!(false), &Value::Null));
    assert_eq!(planned["keep"]["email"], ANA);
    assert_eq!(homes(&planned["other"]), ["maple-court t9 204 current -"]);
    assert_eq!(planned["counts"]["moved"], 1);
    let beyond = json!({"lives_at": [], "lived_at": [], "staff": false});
    assert_eq!(planned["beyond"], beyond);
    site.run(&merge).exits(0).prints(&[
        "delete",
        "gets: phone nothing -> +13125550109.",
        "1 residency would be moved, 1 account would be deleted.",
        "Nothing was changed. Run it again with --yes",
    ]);
    assert_eq!((site.state(), site.json(&["runs"])), before);

    let done = site.json(&["people", "merge", ANA, RUIZ, "--yes", "--by", "joan"]);
    assert_eq!((&done["applied"], &done["changes"]), (&json!(true), &planned["changes"]));
    let people = site.people();
    assert_eq!(emails(&people), [ANA, "ben.laurent@example.com"]);
    let ana = person(&people, ANA);
    assert_eq!(homes(ana), ["maple-court t1 101 current -", "maple-court t9 204 current -"]);
    assert_eq!((&ana["phone"], &ana["status"]), (&json!("+13125550109"), &json!("active")));
    agrees(&site);

    let run = done["run_id"].as_str().unwrap();
    let shown = site.json(&["runs", "show", run]);
    assert_eq!((&shown["kind"], &shown["asked_by"]), (&json!("merge"), &json!("joan")));
    assert_eq!((&shown["counts"]["linked"], &shown["counts"]["updated"]), (&json!(1), &json!(1)));
    assert_eq!(shown["changes"][0]["reason"], "merged");
    assert_eq!(site.json(&["runs"])[0]["id"], run);
    site.run(&["people", "show", RUIZ]).exits(1);

    quiet(&site, &rows());
    quiet(&site, &rows());
    let undone = site.json(&["undo", run]);
    assert_eq!((&undone["undid_kind"], &undone["undone"]), (&json!("merge"), &json!(3)));
    assert_eq!(undone["kept"], json!([]));
    assert_eq!(site.people(), before.0.0);
    agrees(&site);
    quiet(&site, &rows());
    site.run(&["undo", run]).exits(1).says(&["already been undone"]);
}

/// The accounts in the history of a person.
fn history(site: &Site, email: &str) -> Vec<String> {
    let shown = site.json(&["people", "show", email]);
    let changes = shown["history"].as_array().unwrap().iter();
    changes.map(|it| format!("{} {}", it["action"], it["account"]).replace('"', "")).collect()
}

#[rstest]
fn the_history_of_both_is_one(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = twice(on) else { return };
    let before = history(&site, ANA);
    assert_eq!(before, [format!("create {ANA}")]);
    let done = site.json(&["people", "merge", ANA, RUIZ, "--yes"]);
    let [create, both] = [format!("create {ANA}"), format!("create {RUIZ}")];
    let [moved, phone] = [format!("relink {ANA}"), format!("update {ANA}")];
    let deleted = format!("delete {RUIZ}");
    assert_eq!(history(&site, ANA), [create, both, moved, phone, deleted]);
    site.json(&["undo", done["run_id"].as_str().unwrap()]);
    assert!(!history(&site, ANA).contains(&format!("create {RUIZ}")));
    assert_eq!(history(&site, RUIZ)[0], format!("create {RUIZ}"));
}

#[rstest]
fn homes_at_other_properties_move_too(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = twice(on) else { return };
    let oak = site.neighbour("oak-court");
    let there = [Row::new("o1", "Ana Ruiz", "7").email(RUIZ), Row::new("o2", "Lena Delgado", "8")];
    oak.sync(&there);
    let file = site.path("people.csv");
    let text = "email,first_name,last_name,unit,kind\nruiz@desk.example.com,Ana,Ruiz,,staff\n";
    std::fs::write(&file, text).unwrap();
    site.json(&["people", "import", file.to_str().unwrap()]);
    let before = (site.people(), oak.people());

    site.run(&["people", "merge", ANA, RUIZ])
        .exits(0)
        .prints(&["The person also lives at oak-court.", "2 residencies would be moved"]);
    let done = site.json(&["people", "merge", ANA, RUIZ, "--yes"]);
    assert_eq!(done["beyond"]["lives_at"], json!(["oak-court"]));
    let text = site.run(&["people", "merge", ANA, "ruiz@desk.example.com"]).exits(0);
    text.prints(&["belongs to staff", "kind resident -> staff"]);
    let staff = site.json(&["people", "merge", ANA, "ruiz@desk.example.com", "--yes"]);
    assert_eq!(staff["beyond"]["staff"], true);
    let people = oak.people();
    let ana = person(&people, ANA);
    assert_eq!(ana["kind"], "staff");
    assert_eq!(homes(ana).len(), 4);
    agrees(&site);
    // Oak's record has the other email, and nobody there has Ana's.
    oak.sync(&there);
    assert_eq!(kinds(&oak.alerts()), ["email_mismatch"]);

    // The first merge cannot be undone before the second.
    let [first, second] = [&done, &staff].map(|it| it["run_id"].as_str().unwrap());
    site.json(&["undo", second]);
    site.json(&["undo", first]);
    assert_eq!((site.people(), oak.people()), before);
    agrees(&site);
    quiet(&oak, &there);
}

#[rstest]
fn an_account_without_an_email_gets_one(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = twice(on) else { return };
    let id = person(&site.people(), ANA)["id"].as_str().unwrap().to_owned();
    execute(
        &site.url,
        &format!("UPDATE accounts SET email = NULL, email_key = NULL WHERE id = {id}"),
    );
    let before = site.people();
    let done = site.json(&["people", "merge", &id, RUIZ, "--yes"]);
    assert_eq!(person(&site.people(), RUIZ)["id"], id);
    let run = done["run_id"].as_str().unwrap();
    quiet(&site, &rows());
    site.json(&["undo", run]);
    assert_eq!(site.people(), before);
}

#[rstest]
fn an_alert_about_the_deleted_account_closes(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&rows());
    let file = site.path("people.csv");
    std::fs::write(&file, "email,first_name,last_name,unit\nold@example.com,Ben,Laurent,305\n")
        .unwrap();
    site.json(&["people", "import", file.to_str().unwrap()]);
    let cleo = || Row::new("t3", "Cleo Marsh", "305").email("old@example.com");
    let [first, second, ben] = rows();
    let feed = [first, second, ben, cleo()];
    site.sync(&feed);
    let about_ben = alert(&site.alerts(), "name_mismatch")["accounts"].clone();
    assert_eq!(about_ben, json!(["old@example.com"]));
    site.json(&["people", "merge", "ben.laurent@example.com", "old@example.com", "--yes"]);
    site.sync(&feed);
    assert!(!kinds(&site.alerts()).contains(&"name_mismatch".to_owned()));
    let people = site.people();
    assert_eq!(person(&people, "old@example.com")["first_name"], "Cleo");
}

#[rstest]
fn what_cannot_be_merged_is_refused(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = twice(on) else { return };
    let elm = site.neighbour("elm-court");
    let before = site.people();
    let id = person(&before, ANA)["id"].as_str().unwrap().to_owned();
    let refused = |site: &Site, pair: [&str; 2], code: i32, says: &[&str]| {
        for yes in [&[][..], &["--yes"]] {
            let args: Vec<&str> =
                ["people", "merge"].iter().chain(&pair).chain(yes).copied().collect();
            site.run(&args).exits(code).says(says);
        }
    };
    refused(&site, [ANA, &id], 2, &["the same account", "nothing to do"]);
    refused(&site, [ANA, "x@example.com"], 1, &["the other account is not", "people --search"]);
    refused(&site, ["999", ANA], 1, &["the account to keep is not in the directory"]);
    refused(&elm, [ANA, RUIZ], 2, &["only at maple-court", "--config"]);
    assert_eq!(site.people(), before);

    // Somebody else has the email by now.
    let done = site.json(&["people", "merge", ANA, RUIZ, "--yes"]);
    let file = site.path("people.csv");
    std::fs::write(&file, format!("email,first_name,last_name,unit\n{RUIZ},Eva,Sand,7\n")).unwrap();
    let imported = site.json(&["people", "import", file.to_str().unwrap()]);
    let run = done["run_id"].as_str().unwrap();
    site.run(&["undo", run]).exits(1).says(&["another account has the email now"]);
    site.json(&["undo", imported["run_id"].as_str().unwrap()]);
    site.json(&["undo", run]);
    assert_eq!(site.people(), before);

    // After a move-out, nothing says any more which account has access.
    let done = site.json(&["people", "merge", ANA, RUIZ, "--yes"]);
    let run = done["run_id"].as_str().unwrap();
    let [first, second, ben] = rows();
    site.sync(&[first, second.status("Past"), ben]);
    site.run(&["undo", run]).exits(1).says(&["cannot be undone", "changed since: ended on"]);
}
