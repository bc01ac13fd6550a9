//! What the files of a portfolio say twice: nothing is resolved by their order.

use std::fs;

use rstest::rstest;
use serde_json::json;

use crate::{
    harness::{Backend, Output, Postgres, Row, Sqlite},
    portfolio::{Portfolio, three},
};

/// The IDs of the people in the directory, by the directory of cedar, which is always healthy.
fn live(all: &Portfolio) -> Vec<String> {
    let people = all.run_file("cedar", &["--json", "properties"]).exits(0).json();
    let live = people.as_array().unwrap().iter().map(|property| {
        format!("{} {}", property["property"].as_str().unwrap(), property["live_residencies"])
    });
    live.collect()
}

/// Each of these is said by one of several errors.
#[track_caller]
fn tells(told: &Output, words: &[&str]) {
    for word in words {
        assert!(told.stderr.contains(word), "{word:?} is not in:\n{}", told.stderr);
    }
}

fn write(all: &Portfolio, file: &str, text: &str) {
    fs::write(all.path().join(file), text).unwrap();
}

#[rstest]
fn every_file_that_shares_an_id_is_refused(#[values(Sqlite, Postgres)] backend: Backend) {
    let Some(all) = three(backend) else { return };
    all.run(&["sync"]).exits(0);
    let before = live(&all);
    // The file of birch was made from the one of ash, and the ID was forgotten.
    write(&all, "birch.toml", "[property]\nid = \"ash\"\n[connector]\npath = \"birch.csv\"\n");
    let told = all.run(&["sync"]).exits(4);
    tells(&told, &["ash.toml:2: `property.id`", "birch.toml:2: `property.id`", "its own ID"]);
    assert_eq!(live(&all), before);
    let synced = all.json(&["sync"], 4);
    let done: Vec<_> =
        synced["properties"].as_array().unwrap().iter().map(|p| &p["outcome"]).collect();
    assert_eq!(done, [&json!("completed"), &json!("failed"), &json!("failed")]);
    // Each of the files alone still is a property.
    all.run_file("ash", &["plan"]).exits(0);
}

#[rstest]
#[case::unknown_key("nmae = \"Ash\"\n[connector]\npath = \"ash.csv\"\n", "nmae")]
#[case::unset_variable(
    "[connector]\npath = \"${NOT_SET_ANYWHERE}\"\n",
    "NOT_SET_ANYWHERE is not set"
)]
fn a_broken_file_shares_its_id_too(#[case] mistake: &str, #[case] says: &str) {
    let all = three(Sqlite).unwrap();
    all.run(&["sync"]).exits(0);
    let before = live(&all);
    // Now ash is fed by the file of birch, and its own cannot be used.
    write(&all, "ash.toml", &format!("[property]\nid = \"ash\"\n{mistake}"));
    write(&all, "birch.toml", "[property]\nid = \"ash\"\n[connector]\npath = \"birch.csv\"\n");
    tells(&all.run(&["sync"]).exits(4), &[says, "birch.toml:2: `property.id`"]);
    assert_eq!(live(&all), before);
}

#[test]
fn an_id_in_two_databases_is_not_one_property() {
    let all = three(Sqlite).unwrap();
    write(
        &all,
        "birch.toml",
        "[property]\nid = \"ash\"\n[connector]\npath = \"birch.csv\"\n[database]\nurl = \"sqlite://b.db\"\n",
    );
    let told = all.run(&["sync"]).exits(4);
    tells(&told, &["ash.toml:2", "birch.toml:2", "none of these files is used"]);
    assert!(!all.path().join("b.db").exists());
}

#[test]
fn a_variable_does_not_name_every_property() {
    let all = three(Sqlite).unwrap();
    let env = [("ENGINE__PROPERTY__ID", "ash")];
    let told = all.run_with(&env, &["sync"]).exits(2);
    tells(
        &told,
        &["ash.toml", "birch.toml", "cedar.toml", "ENGINE__PROPERTY__ID", "unset the variable"],
    );
    assert_eq!(live(&all), ["ash 0", "birch 0", "cedar 0"].map(String::from)[2..]);
}

#[test]
fn the_defaults_do_not_name_every_property() {
    let all = Portfolio::new(
        "[property]\nid = \"ash\"\ntimezone = \"America/Chicago\"\n[connector]\nkind = \"csv\"\n[database]\nurl = \"sqlite://x.db\"\n",
    );
    write(&all, "one.toml", "[connector]\npath = \"one.csv\"\n");
    write(&all, "two.toml", "[connector]\npath = \"two.csv\"\n");
    let told = all.run(&["sync"]).exits(2);
    tells(&told, &["one.toml: `property.id`, which comes from", "defaults.toml", "two.toml:"]);
}

#[test]
fn a_file_that_is_named_twice_is_one_file() {
    let all = three(Sqlite).unwrap();
    let file = all.path().join("ash.toml");
    let synced = all.json(
        &["sync", "--config", all.path().to_str().unwrap(), "--config", file.to_str().unwrap()],
        0,
    );
    assert_eq!(synced["properties"].as_array().unwrap().len(), 3);
}

#[test]
fn a_broken_common_file_stops_its_own_folder_only() {
    let (all, other) = (three(Sqlite).unwrap(), Portfolio::new("= not TOML"));
    other.property("elm", &[Row::new("e1", "Eli Ross", "1")]);
    let folder = other.path().to_str().unwrap();
    all.run(&["sync", "--config", all.path().to_str().unwrap(), "--config", folder])
        .exits(4)
        .prints(&["ash", "birch", "cedar"])
        .says(&["defaults.toml:1"]);
}

#[rstest]
#[case::url("url = \"https://a.example.com\"", "url = \"https://b.example.com\"", "`console.url`")]
#[case::database(
    "database = \"sqlite://a.db\"",
    "database = \"sqlite://b.db\"",
    "`console.database`"
)]
fn files_that_want_different_consoles(#[case] one: &str, #[case] other: &str, #[case] says: &str) {
    let all = three(Sqlite).unwrap();
    for (id, console) in [("ash", one), ("birch", other)] {
        let file = format!("{id}.toml");
        let text = fs::read_to_string(all.path().join(&file)).unwrap();
        write(&all, &file, &format!("{text}[console]\n{console}\n"));
    }
    all.run(&["operators"]).exits(2).says(&["birch.toml", says, "ash.toml", "defaults.toml"]);
    all.run(&["serve", "--listen", "127.0.0.1:0"]).exits(2).says(&["birch.toml", says]);
    // The properties have nothing to do with it; `check` names it.
    all.run(&["sync"]).exits(0);
    all.run(&["check"]).exits(4).prints(&["FAILED  console: ", says]);
}
