//! Undoing runs.

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{Backend, Postgres, Row, Site, Sqlite, actions, crowd, emails, homes, person};

fn ana() -> Row {
    Row::new("t1", "Ana Ruiz", "101")
}

fn ben() -> Row {
    Row::new("t2", "Ben Laurent", "102")
}

fn chika() -> Row {
    Row::new("t3", "Chika Farouk", "103")
}

fn run_of(report: &Value) -> &str {
    report["run_id"].as_str().unwrap()
}

#[rstest]
fn a_run_and_its_undo_leave_the_directory_as_it_was(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben(), chika()]);
    let before = site.people();
    // A transfer, a new phone, a move-out, an ID taken over by a new person, a newcomer.
    let tuesday = [
        ana().unit("205").with("phone", "312-555-0101"),
        ben().status("Past").move_out("2026-11-01"),
        chika().id("t9").with("previous_external_id", "t3"),
        Row::new("t4", "Dov Petrov", "104"),
    ];
    let report = site.sync(&tuesday);
    assert_eq!(actions(&report), ["create t4", "end t2", "relink t9", "update t1"]);
    let after = site.people();

    let undone = site.json(&["undo", run_of(&report), "--by", "joan"]);
    assert_eq!((&undone["undone"], &undone["kept"]), (&json!(4), &json!([])));
    assert_eq!(site.people(), before);
    let runs = site.json(&["runs"]);
    assert_eq!((&runs[0]["id"], &runs[0]["kind"]), (&undone["run_id"], &json!("undo")));
    assert_eq!(runs[1]["undone_by"], undone["run_id"]);
    let shown = site.json(&["people", "show", "ana.ruiz@example.com"]);
    assert_eq!(shown["history"].as_array().unwrap().last().unwrap()["by"], "joan");

    // The PMS still says the same, so the next sync does the same.
    let again = site.sync(&tuesday);
    assert_eq!(actions(&again), actions(&report));
    let essence = |people: &Value| -> Vec<Vec<String>> {
        people.as_array().unwrap().iter().map(homes).collect()
    };
    assert_eq!(essence(&site.people()), essence(&after));
}

#[rstest]
fn an_id_that_somebody_took_over_goes_back(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    // Ben has an account with a manual residency.
    let file = site.path("people.csv");
    std::fs::write(
        &file,
        "email,first_name,last_name,unit\nben.laurent@example.com,Ben,Laurent,505\n",
    )
    .unwrap();
    site.json(&["people", "import", file.to_str().unwrap()]);
    site.sync(&[ana()]);
    let before = site.people();
    let report = site.sync(&[ben().id("t1")]);
    assert_eq!(actions(&report), ["end t1", "link t1"]);
    let undone = site.json(&["undo", run_of(&report)]);
    assert_eq!((&undone["undone"], &undone["kept"]), (&json!(2), &json!([])));
    assert_eq!(site.people(), before);
    assert_eq!(actions(&site.sync(&[ben().id("t1")])), ["end t1", "link t1"]);
}

#[rstest]
fn the_first_sync_can_be_taken_back(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let rows = crowd(300);
    let report = site.sync(&rows);
    let undone = site.json(&["undo", &run_of(&report)[..13]]);
    assert_eq!(undone["undone"], 300);
    assert_eq!(site.people(), json!([]));
    assert_eq!(site.sync(&rows)["counts"]["created"], 300);
}

#[rstest]
fn what_something_later_has_touched_is_kept_and_named(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let first = site.sync(&[ana(), ben()]);
    site.sync(&[ana().unit("205"), ben()]);
    let undone = site.json(&["undo", run_of(&first)]);
    assert_eq!(undone["undone"], 1);
    let kept = undone["kept"].as_array().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (&kept[0]["external_id"], &kept[0]["account"]),
        (&json!("t1"), &json!("ana.ruiz@example.com"))
    );
    assert!(kept[0]["why"].as_str().unwrap().contains("changed since"), "{}", kept[0]);
    let people = site.people();
    assert_eq!(emails(&people), ["ana.ruiz@example.com"]);
    assert_eq!(homes(person(&people, "ana.ruiz@example.com")), ["maple-court t1 205 current -"]);
    // The next sync adds the same people again.
    assert_eq!(actions(&site.json(&["sync"])), ["create t2"]);
}

#[rstest]
fn a_later_answer_is_not_undone_with_the_run(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.sync(&[ana(), ben()]);
    let report = site.sync(&[ana().email("new@example.com").unit("205"), ben()]);
    let id = site.alerts()[0]["id"].as_str().unwrap().to_owned();
    site.json(&["alerts", "resolve", &id, "use-pms-email"]);
    let undone = site.json(&["undo", run_of(&report)]);
    assert_eq!(undone["undone"], 1);
    let people = site.people();
    assert_eq!(homes(person(&people, "new@example.com")), ["maple-court t1 101 current -"]);
}

#[rstest]
fn what_cannot_be_undone_is_refused(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let report = site.sync(&crowd(12));
    let undone = site.json(&["undo", run_of(&report)]);
    site.feed_bytes(b"");
    site.run(&["sync"]).exits(1);
    let failed = site.json(&["runs"])[0]["id"].as_str().unwrap().to_owned();
    let before = site.state();
    let refused = |id: &str, says: &str| site.run(&["undo", id]).exits(1).says(&[says]);
    refused(run_of(&report), "already been undone");
    refused(run_of(&undone), "itself an undo");
    refused(&failed, "changed nothing");
    refused("ffff", "no run");
    refused("0", "more than one run");
    let oak = site.neighbour("oak-court");
    oak.run(&["undo", run_of(&report)]).exits(1).says(&["maple-court"]);
    assert_eq!(site.state(), before);
}

#[rstest]
fn an_undo_locks_nobody_out_of_another_home(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(maple) = Site::on(on) else { return };
    let oak = maple.neighbour("oak-court");
    maple.sync(&[ana(), ben()]);
    maple.sync(&[ana().status("Past"), ben()]);
    assert_eq!(person(&maple.people(), "ana.ruiz@example.com")["status"], "inactive");
    // She comes back to one property and also moves into another.
    let report = maple.sync(&[ana(), ben()]);
    oak.sync(&[ana().id("77").unit("9")]);
    maple.json(&["undo", run_of(&report)]);
    let people = maple.people();
    let ana = person(&people, "ana.ruiz@example.com");
    assert_eq!(ana["status"], "active");
    assert_eq!(homes(ana).iter().filter(|home| home.ends_with('-')).count(), 1, "{ana}");
}
