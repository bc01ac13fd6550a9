//! Undoing answers to alerts.

use rstest::rstest;
use serde_json::json;

use crate::harness::{Backend, Postgres, Row, Site, Sqlite, alert};

fn import(site: &Site, rows: &str) {
    let file = site.path("people.csv");
    std::fs::write(&file, format!("email,first_name,last_name,unit\n{rows}\n")).unwrap();
    site.json(&["people", "import", file.to_str().unwrap()]);
}

#[rstest]
#[case::merge("ana.ruiz@example.com,Anna,Ruitz,101", "name_mismatch", &["merge"])]
#[case::separate("old@example.com,Ana,Ruiz,101", "email_mismatch", &["create-separate"])]
#[case::deleted("old@example.com,Ana,Ruiz,101", "email_mismatch", &["create-separate", "--delete-old"])]
#[case::email("old@example.com,Ana,Ruiz,101", "email_mismatch", &["use-pms-email"])]
#[case::dismissed("old@example.com,Ana,Ruiz,101", "email_mismatch", &["dismiss", "--reason", "later"])]
fn an_answer_and_its_undo_leave_everything_as_it_was(
    #[case] account: &str,
    #[case] kind: &str,
    #[case] answer: &[&str],
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let Some(site) = Site::on(on) else { return };
    import(&site, account);
    let rows = [Row::new("t1", "Ana Ruiz", "101"), Row::new("t2", "Ben Laurent", "102")];
    site.sync(&rows);
    let before = site.state();
    let id = alert(&site.alerts(), kind)["id"].as_str().unwrap().to_owned();
    let args: Vec<&str> =
        ["alerts", "resolve", &id].into_iter().chain(answer.iter().copied()).collect();
    site.json(&args);
    assert_ne!(site.state(), before);

    let undone = site.json(&["alerts", "undo", &id, "--by", "luis"]);
    assert_eq!((&undone["state"], &undone["undid"]), (&json!("open"), &json!(answer[0])));
    assert_eq!(site.state(), before);
    // The alert stays open: the dismissal has been forgotten.
    site.sync(&rows);
    assert_eq!(site.alerts(), before.1);
    site.run(&["alerts", "undo", &id]).exits(1).says(&[&id]);
    // And it can be answered again.
    site.json(&args);
    site.sync(&rows);
    assert_eq!(site.alerts(), json!([]));
}

#[rstest]
fn what_was_built_upon_stays(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    import(&site, "ana.ruiz@example.com,Anna,Ruitz,101");
    site.sync(&[Row::new("t1", "Ana Ruiz", "101")]);
    let id = alert(&site.alerts(), "name_mismatch")["id"].as_str().unwrap().to_owned();
    site.json(&["alerts", "resolve", &id, "merge"]);
    site.sync(&[Row::new("t1", "Ana Maria Ruiz", "101").email("ana.ruiz@example.com")]);
    let before = site.state();
    site.run(&["alerts", "undo", &id]).exits(1).says(&["changed since"]);
    assert_eq!(site.state(), before);
    site.run(&["alerts", "undo", "99"]).exits(1).says(&["99"]);
}
