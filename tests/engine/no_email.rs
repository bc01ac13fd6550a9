//! Accounts without an email, in everything that shows or chooses one.

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{
    Backend, Postgres, Row, Site, Sqlite, alert, emails, execute, explained, homes, person,
};

/// Takes the email of an account away, as an answer does that frees the address.
fn release(site: &Site, email: &str) -> String {
    let id = person(&site.people(), email)["id"].as_str().unwrap().to_owned();
    let sql = format!("UPDATE accounts SET email = NULL, email_key = NULL WHERE id = {id}");
    execute(&site.url, &sql);
    id
}

#[track_caller]
fn prints(site: &Site, args: &[&str], part: &str) {
    let printed = site.run(args).exits(0).stdout;
    assert!(printed.contains(part), "{part:?} is not in:\n{printed}");
}

#[rstest]
fn the_first_address_that_nobody_has_goes_to_the_account(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let ana = |email: &str| Row::new("t1", "Ana Ruiz", "101").email(email);
    let ben = || Row::new("t2", "Ben Laurent", "102");
    site.sync(&[ana("ana.ruiz@example.com"), ben()]);
    let id = release(&site, "ana.ruiz@example.com");

    let nobody = |people: &Value| people.as_array().unwrap().iter().any(|it| it["email"].is_null());
    assert!(nobody(&site.people()));
    let shown = site.json(&["people", "show", &id]);
    assert_eq!((&shown["first_name"], &shown["email"]), (&json!("Ana"), &Value::Null));
    prints(&site, &["people", "show", &id], "email -");
    site.run(&["people", "show", "ana.ruiz@example.com"]).exits(1);
    prints(&site, &["people", "--search", "ruiz"], "Ana Ruiz  -");
    prints(&site, &["people", "export"], "\n,Ana,Ruiz,");

    // Ana still lives there, whatever the PMS has for her.
    assert_eq!(site.sync(&[ana(""), ben()])["counts"]["held_back"], 0);
    assert_eq!(site.alerts(), json!([]));
    explained(&site, "t1", &["no email)", "the PMS and the directory agree"]);

    // Ben's address is Ben's.
    let theirs = [ana("ben.laurent@example.com"), ben().email("")];
    site.sync(&theirs);
    let alerts = site.alerts();
    let asked = alert(&alerts, "email_mismatch");
    assert_eq!(asked["accounts"], json!([id]));
    assert_eq!(asked["details"]["candidates"][0]["email"], Value::Null);
    let message = asked["message"].as_str().unwrap();
    assert!(message.contains("which another account has, and no email"), "{message}");
    let number = asked["id"].as_str().unwrap();
    let has_id = format!("Ana Ruiz, no email, ID {id}, ");
    prints(&site, &["alerts", "show", number], &has_id);

    site.feed(&[ana("new@example.com"), ben().email("")]);
    let planned = site.json(&["plan"]);
    assert_eq!(planned["changes"][0]["account"], id);
    let report = site.sync(&[ana("new@example.com"), ben().email("")]);
    assert_eq!(report["changes"][0]["fields"], json!({"email": [null, "new@example.com"]}));
    assert_eq!(site.alerts(), json!([]));
    let people = site.people();
    let ana = person(&people, "new@example.com");
    assert_eq!(ana["id"], id);
    assert_eq!(homes(ana), ["maple-court t1 101 current -"]);
    let run = report["run_id"].as_str().unwrap();
    site.run(&["undo", run]).exits(0);
    assert!(nobody(&site.people()));
}

#[rstest]
fn an_account_without_an_email_is_chosen_by_its_id(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let file = site.path("people.csv");
    let rows = "email,first_name,last_name,unit\nold@example.com,Ana,Ruiz,101\n\
                older@example.com,Ana,Ruiz,305\n";
    std::fs::write(&file, rows).unwrap();
    site.json(&["people", "import", file.to_str().unwrap()]);
    let id = release(&site, "old@example.com");
    let rows = [Row::new("t1", "Ana Ruiz", "101")];
    site.sync(&rows);
    let alerts = site.alerts();
    let number = alert(&alerts, "email_mismatch")["id"].as_str().unwrap();
    let resolve = ["alerts", "resolve", number, "use-pms-email"];
    site.run(&resolve).exits(1).says(&["--account ID"]);
    let chosen = |account: &str| {
        let mut args = resolve.to_vec();
        args.extend(["--account", account]);
        site.run(&args)
    };
    chosen("old@example.com").exits(1).says(&["does not name that account"]);
    chosen(&id).exits(0);
    assert_eq!(emails(&site.people()), ["ana.ruiz@example.com", "older@example.com"]);
    let given = person(&site.people(), "ana.ruiz@example.com")["id"].clone();
    assert_eq!(given, id);
    site.json(&["alerts", "undo", number]);
    assert_eq!(site.json(&["people", "show", &id])["email"], Value::Null);
}
