//! `properties`: what is in the database, another ID for a property, and its end.

use std::{fs, process::Command};

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{
    Backend, ENGINE, Output, Postgres, Row, Site, Sqlite, actions, alert, crowd, emails, homes,
    kinds, person,
};

/// Maple Court has three residents and an alert; its configuration says `maple-gardens` now.
fn renamed(on: Backend) -> Option<(Site, Site)> {
    let maple = Site::on(on)?;
    maple.sync(&rows());
    let gardens = maple.neighbour("maple-gardens");
    fs::remove_file(maple.toml()).unwrap();
    gardens.feed(&rows());
    Some((maple, gardens))
}

fn rows() -> [Row; 4] {
    [
        Row::new("t1", "Ana Ruiz", "101"),
        Row::new("t2", "Ben Ode", "102"),
        Row::new("t3", "Cleo Marsh", "103"),
        Row::new("t4", "No Mail", "104").email("noemail@example.com"),
    ]
}

/// Runs the engine for all files in the folder.
fn in_folder(site: &Site, args: &[&str]) -> Output {
    let mut command = Command::new(ENGINE);
    command.arg("--config").arg(site.folder()).args(["--today", "2026-11-02"]).args(args);
    Output::of(command.env("USER", "tester").output().unwrap())
}

/// The warning of `check` about properties that nothing feeds.
fn warnings(site: &Site) -> Vec<String> {
    let checks = site.json(&["check"]);
    let all = checks.as_array().unwrap().iter();
    let warned = all.filter(|check| check["warning"] == true);
    warned.map(|check| check["message"].as_str().unwrap().to_owned()).collect()
}

#[rstest]
fn a_new_id_in_the_configuration_is_noticed(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((_, gardens)) = renamed(on) else { return };
    let expected = "`maple-court` has 3 live residencies and nothing feeds it. If you renamed it, \
                    run `engine-cli properties rename maple-court maple-gardens`.";
    assert_eq!(warnings(&gardens), [expected]);
    gardens.run(&["check"]).exits(0).prints(&["warn    properties: `maple-court`", "hint: if it"]);

    // In a folder, it is reported once.
    let oak = gardens.neighbour("oak-court");
    oak.feed(&[Row::new("o1", "Lena Delgado", "7")]);
    let checks = in_folder(&gardens, &["check"]).exits(0).stdout;
    assert_eq!(checks.matches("nothing feeds it").count(), 1, "{checks}");
    fs::remove_file(oak.toml()).unwrap();

    let list = gardens.json(&["properties"]);
    let (maple, new) = (&list[0], &list[1]);
    assert_eq!((&maple["property"], &maple["fed"]), (&json!("maple-court"), &json!(false)));
    assert_eq!((&maple["live_residencies"], &maple["open_alerts"]), (&json!(3), &json!(1)));
    assert_eq!((&maple["fed_by"], &maple["in_database"]), (&Value::Null, &json!(true)));
    assert!(maple["last_complete_at"].as_str().unwrap().ends_with('Z'), "{maple}");
    assert_eq!((&new["property"], &new["fed"]), (&json!("maple-gardens"), &json!(true)));
    assert_eq!((&new["in_database"], &new["live_residencies"]), (&json!(false), &json!(0)));
    let text = gardens.run(&["properties"]).exits(0);
    text.prints(&["FED BY", " at ", "nothing", "maple-gardens.toml", "not in the database yet"]);
    text.prints(&[expected]);
}

#[rstest]
fn a_rename_keeps_everything(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((maple, gardens)) = renamed(on) else { return };
    maple.neighbour("maple-court");
    maple.json(&["alerts", "resolve", "1", "dismiss", "--reason", "she has none"]);
    let before = (maple.state(), maple.json(&["runs"]));
    fs::remove_file(maple.toml()).unwrap();
    // A first sync under the new ID fails, and leaves a run.
    gardens.feed_bytes(b"");
    gardens.run(&["sync"]).exits(1);

    let done = gardens.json(&["properties", "rename", "maple-court", "maple-gardens"]);
    assert_eq!((&done["live_residencies"], &done["fed"]), (&json!(3), &json!(true)));
    let ours = |value: &Value| {
        let text = value.to_string().replace("maple-gardens", "maple-court");
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let (people, alerts) = gardens.state();
    assert_eq!((ours(&people), ours(&alerts)), before.0);
    let runs = gardens.json(&["runs"]);
    assert_eq!(runs.as_array().unwrap().len(), 2, "the failed run is in the history");
    assert_eq!(ours(&runs[1]), before.1[0]);
    gardens.feed(&rows());
    assert_eq!(warnings(&gardens), [] as [&str; 0]);

    // The dismissal holds, and nobody is linked again.
    let synced = gardens.json(&["sync"]);
    assert_eq!((actions(&synced), kinds(&gardens.alerts())), (vec![], vec![]));
    assert_eq!(synced["counts"]["unchanged"], 3);
    // What an old run did can still be undone.
    let undone = gardens.json(&["undo", runs[1]["id"].as_str().unwrap()]);
    assert_eq!(undone["undone"], 3);
}

#[rstest]
fn the_first_sync_under_a_new_id_is_held_until_the_property_is_renamed(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let Some((_, gardens)) = renamed(on) else { return };
    let held = gardens.run(&["--json", "sync"]).exits(3).json();
    assert_eq!(held["changes"], json!([]));
    let alerts = gardens.alerts();
    let hold = alert(&alerts, "safety_hold");
    assert_eq!(hold["details"]["suspicion"], "other_property");
    assert!(hold["message"].as_str().unwrap().contains("another property, maple-court"), "{hold}");

    gardens.json(&["properties", "rename", "maple-court", "maple-gardens"]);
    let synced = gardens.json(&["sync"]);
    assert_eq!(
        (actions(&synced), kinds(&gardens.alerts())),
        (vec![], vec!["missing_email".into()])
    );
    let people = gardens.people();
    assert_eq!(homes(&people[0]).len(), 1, "nobody is linked twice: {people}");
}

#[rstest]
fn a_rename_that_does_not_fit_is_refused(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((maple, gardens)) = renamed(on) else { return };
    let oak = maple.neighbour("oak-court");
    oak.sync(&[Row::new("o1", "Lena Delgado", "7")]);
    let before = maple.neighbour("maple-court").state();
    fs::remove_file(maple.toml()).unwrap();
    let refused = |args: &[&str], code: i32, says: &[&str]| {
        let args: Vec<&str> = ["properties", "rename"].iter().chain(args).copied().collect();
        in_folder(&gardens, &args).exits(code).says(says);
    };
    refused(&["maple-cuort", "maple-gardens"], 2, &["did you mean `maple-court`?"]);
    refused(&["zz", "maple-gardens"], 2, &["`zz`", "`properties` lists them"]);
    refused(&["maple-court", "oak-court"], 1, &["oak-court", "1 live residenc", "nothing was"]);
    let set = "set `id = \"elm\"` under [property] in ";
    refused(&["oak-court", "elm"], 2, &["oak-court.toml still feeds `oak-court`", set]);
    refused(&["maple-court", " "], 2, &["blank"]);
    refused(&["maple-court", "maple-court"], 2, &["already"]);
    fs::write(gardens.path("broken.toml"), "[property").unwrap();
    refused(&["maple-court", "maple-gardens"], 2, &["broken.toml", "correct it first"]);
    fs::remove_file(gardens.path("broken.toml")).unwrap();
    assert_eq!(maple.neighbour("maple-court").state(), before);
}

#[rstest]
fn operators_keep_their_property(#[values(Sqlite, Postgres)] on: Backend) {
    let Some((maple, gardens)) = renamed(on) else { return };
    let oak = maple.neighbour("oak-court");
    maple.neighbour("maple-court");
    let add = |name: &str, properties: &[&str]| {
        let mut command = Command::new(ENGINE);
        command.arg("--config").arg(oak.folder()).args(["operators", "add", name]);
        command.args(["--role", "viewer"]);
        for id in properties {
            command.args(["--property", id]);
        }
        let mut child = command.stdin(std::process::Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut input, b"four blue lamps\n").unwrap();
        drop(input);
        assert!(child.wait().unwrap().success());
    };
    add("ana", &["maple-court", "oak-court"]);
    add("bo", &["oak-court"]);
    add("cy", &["maple-court", "maple-gardens"]);
    add("di", &[]);
    fs::remove_file(maple.toml()).unwrap();
    let done = gardens.json(&["properties", "rename", "maple-court", "maple-gardens"]);
    assert_eq!(done["operators"], 2);
    let rights = gardens.json(&["operators"]);
    let seen: Vec<&Value> =
        rights.as_array().unwrap().iter().map(|operator| &operator["properties"]).collect();
    let gardens = "maple-gardens";
    assert_eq!(
        seen,
        [&json!([gardens, "oak-court"]), &json!(["oak-court"]), &json!([gardens]), &Value::Null]
    );
}

#[rstest]
fn a_retired_property_ends_after_a_preview(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(maple) = Site::on(on) else { return };
    let oak = maple.neighbour("oak-court");
    maple.sync(&rows());
    // Ana also lives at the other property, and Joan works at this one.
    oak.sync(&[Row::new("o1", "Ana Ruiz", "7").email("ana.ruiz@example.com")]);
    let file = maple.path("people.csv");
    fs::write(&file, "email,first_name,last_name,kind\ndesk@example.com,Joan,Park,staff\n")
        .unwrap();
    maple.json(&["people", "import", file.to_str().unwrap()]);
    let before = maple.state();
    let fed = maple.toml();
    let text = fs::read_to_string(&fed).unwrap();
    in_folder(&oak, &["properties", "retire", "maple-court"])
        .exits(2)
        .says(&["maple-court.toml feeds `maple-court`", "take that file out"]);
    fs::remove_file(&fed).unwrap();

    let planned = oak.json(&["properties", "retire", "maple-court"]);
    assert_eq!((&planned["applied"], &planned["run_id"]), (&json!(false), &Value::Null));
    assert_eq!(planned["counts"], json!({"ended": 4, "deactivated": 2, "alerts": 1}));
    oak.run(&["properties", "retire", "maple-court"]).exits(0).prints(&[
        "ana.ruiz@example.com",
        "4 residencies would be ended",
        "--yes",
    ]);
    fs::write(&fed, &text).unwrap();
    assert_eq!(maple.state(), before);
    fs::remove_file(&fed).unwrap();

    let done = oak.json(&["properties", "retire", "maple-court", "--yes", "--by", "joan"]);
    assert_eq!((&done["counts"], &done["changes"]), (&planned["counts"], &planned["changes"]));
    let run = done["run_id"].as_str().unwrap();
    let shown = oak.json(&["runs", "show", run]);
    assert_eq!((&shown["kind"], &shown["asked_by"]), (&json!("retire"), &json!("joan")));
    assert_eq!(shown["counts"]["ended"], 4);
    fs::write(&fed, &text).unwrap();
    let people = maple.people();
    let status = |email: &str| person(&people, email)["status"].as_str().unwrap();
    assert_eq!(status("ana.ruiz@example.com"), "active");
    assert_eq!(status("ben.ode@example.com"), "inactive");
    assert_eq!(status("desk@example.com"), "active");
    let ben = homes(person(&people, "ben.ode@example.com"));
    assert_eq!(ben, ["maple-court t2 102 past 2026-11-02"]);
    let closed = maple.json(&["alerts", "--all"]);
    assert_eq!(alert(&closed, "missing_email")["closed_by"], "joan");
    fs::remove_file(&fed).unwrap();
    assert_eq!(warnings(&oak), [] as [&str; 0]);
    oak.run(&["properties", "retire", "maple-court", "--yes"])
        .exits(0)
        .prints(&["Nothing is live at `maple-court`", "nothing was changed"]);

    // No file is the property's own, so any of its database will do.
    let undone = in_folder(&oak, &["--json", "undo", run]).exits(0).json();
    assert_eq!((&undone["undone"], &undone["kept"]), (&json!(4), &json!([])));
    fs::write(&fed, &text).unwrap();
    assert_eq!(maple.people(), before.0);
    // What a person ended does not count as ended by syncs.
    assert_eq!(actions(&maple.json(&["sync"])), [] as [&str; 0]);
}

#[rstest]
fn who_was_retired_by_mistake_comes_back_once_that_is_confirmed(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let Some((maple, gardens)) = renamed(on) else { return };
    gardens.json(&["properties", "retire", "maple-court", "--yes"]);
    let back = maple.neighbour("maple-court");
    back.feed(&rows());
    let held = back.run(&["--json", "sync"]).exits(3).json();
    assert_eq!(kinds(&held["alerts"]), ["missing_email", "safety_hold"]);
    let report = back.json(&["sync", "--confirm", held["run_id"].as_str().unwrap()]);
    assert_eq!(report["counts"]["held_back"], 1);
    let people = back.people();
    assert_eq!(homes(person(&people, "ana.ruiz@example.com")), ["maple-court t1 101 current -"]);
}

#[test]
fn a_portfolio_with_a_file_that_cannot_be_used_is_listed() {
    let site = Site::new();
    site.sync(&crowd(3));
    fs::write(site.path("broken.toml"), "[property").unwrap();
    let listed = in_folder(&site, &["--json", "properties"]).exits(4);
    assert!(listed.stderr.contains("broken.toml"), "{}", listed.stderr);
    assert_eq!(listed.json()[0]["fed"], true);
    let elsewhere = site.neighbour("oak-court");
    fs::remove_file(site.toml()).unwrap();
    let listed = in_folder(&elsewhere, &["--json", "properties"]).exits(4).json();
    assert_eq!((&listed[0]["property"], &listed[0]["fed"]), (&json!("maple-court"), &Value::Null));
    assert_eq!(emails(&elsewhere.people()), [] as [&str; 0]);
}
