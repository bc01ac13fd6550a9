//! One property of a folder: by its ID, or by its file.

use std::fs;

use rstest::rstest;
use serde_json::json;

use crate::{
    harness::{Backend, Postgres, Row, Sqlite},
    portfolio::{Portfolio, three},
};

#[rstest]
fn every_command_takes_a_property(#[values(Sqlite, Postgres)] backend: Backend) {
    let Some(all) = three(backend) else { return };
    all.property("birch", &[Row::new("b1", "Cleo Marsh", "1").email("")]);
    assert_eq!(all.json(&["--property", "birch", "plan"], 0)["property"], "birch");
    assert_eq!(all.json(&["sync", "--property", "ash"], 0)["property"], "ash");
    all.run(&["sync"]).exits(0);
    let two = all.json(&["check", "--property", "ash", "--property", "cedar"], 0);
    let ids: Vec<_> =
        two["properties"].as_array().unwrap().iter().map(|p| &p["property"]).collect();
    assert_eq!(ids, [&json!("ash"), &json!("cedar")]);
    let alerts = all.json(&["alerts", "--property", "birch"], 0);
    let alert = alerts[0]["id"].as_str().unwrap();
    for args in [
        &["fetch"][..],
        &["plan", "--out", "/dev/null"],
        &["people"],
        &["people", "export"],
        &["explain", "b1"],
        &["alerts", "show", alert],
        &["alerts", "resolve", alert, "dismiss", "--reason", "she has none"],
        &["alerts", "undo", alert],
        &["runs"],
        &["properties"],
    ] {
        let args: Vec<&str> = args.iter().chain(&["--property", "birch"]).copied().collect();
        all.run(&args).exits(0);
    }
    let listed = all.json(&["properties", "--property", "birch"], 0);
    assert_eq!(listed.as_array().unwrap().len(), 1);
    let run = all.json(&["runs", "--property", "ash"], 0)[1]["id"].as_str().unwrap().to_owned();
    all.run(&["runs", "show", &run, "--property", "ash"]).exits(0);
    all.run(&["undo", &run, "--property", "ash"]).exits(0);
}

#[test]
fn a_property_that_is_not_there_is_named() {
    let all = three(Sqlite).unwrap();
    let told = all.run(&["sync", "--property", "brich"]).exits(2);
    told.says(&["no property `brich`", "did you mean `birch`?", "ash, birch, cedar"]);
    // It may be in a file that cannot be read.
    fs::write(all.path().join("birch.toml"), "[property\n").unwrap();
    all.run(&["sync", "--property", "birch"]).exits(2).says(&["birch.toml:1", "not valid TOML"]);
    let text = "[property]\nid = \"birch\"\nnmae = \"Birch\"\n[connector]\npath = \"birch.csv\"\n";
    fs::write(all.path().join("birch.toml"), text).unwrap();
    all.run(&["sync", "--property", "birch"]).exits(2).says(&["birch.toml:3", "`name`"]);
    // The others are none of its business.
    all.run(&["sync", "--property", "ash"]).exits(0);
}

#[test]
fn a_file_uses_the_defaults_of_its_folder() {
    let all = three(Sqlite).unwrap();
    assert_eq!(all.run_file("ash", &["--json", "sync"]).exits(0).json()["property"], "ash");
    all.run_file("ash", &["explain", "a1"]).exits(0);
    let told = all.run_file("defaults", &["sync"]).exits(2);
    told.says(&["what the properties of its folder share", "pass its folder"]);
}

#[test]
fn what_a_message_says_to_run_can_be_run() {
    let all = three(Sqlite).unwrap();
    all.property("birch", &[Row::new("b1", "Cleo Marsh", "1").email("")]);
    all.run(&["sync"]).exits(0);
    let alert =
        all.json(&["alerts", "--property", "birch"], 0)[0]["id"].as_str().unwrap().to_owned();
    let shown = all.run(&["alerts", "show", &alert, "--property", "birch"]).exits(0).stdout;
    // Asked of another property, the message says of which to ask.
    let elsewhere =
        all.run(&["alerts", "resolve", &alert, "dismiss", "--reason", "x", "--property", "ash"]);
    elsewhere.exits(2).says(&["--property birch"]);
    let line = shown.lines().find(|line| line.contains("engine-cli --config")).unwrap();
    let args = line.trim().strip_prefix("engine-cli ").unwrap().replace("TEXT", "unknown");
    let mut command = std::process::Command::new(crate::harness::ENGINE);
    crate::harness::Output::of(command.args(args.split(' ')).output().unwrap()).exits(0);
}

#[test]
fn a_missing_key_is_named_as_it_is_written() {
    let all = Portfolio::new("[connector]\nkind = \"csv\"\n[database]\nurl = \"sqlite://x.db\"\n");
    all.property("ash", &[]);
    let told = all.run(&["plan"]).exits(2);
    told.says(&["ash.toml:1: `property.timezone`: this key is missing"]);
    assert!(!told.stderr.contains("property.property"), "{}", told.stderr);
}
