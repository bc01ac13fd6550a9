//! The exports example does what it shows.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{ENGINE, Output, homes, kinds, person};

/// Copies the example's files to a folder.
fn copied() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/exports");
    for entry in fs::read_dir(example).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

fn run(folder: &Path, toml: &str, today: &str, feed: &str, args: &[&str]) -> Value {
    let mut command = Command::new(ENGINE);
    command.arg("--json").arg("--config").arg(folder.join(toml)).args(["--today", today]);
    command.args(args).current_dir(folder).env("ENGINE__CONNECTOR__PATH", feed);
    Output::of(command.output().unwrap()).exits(0).json()
}

#[test]
fn a_rent_roll_keeps_the_directory_true() {
    let folder = copied();
    let run =
        |args: &[&str]| run(folder.path(), "maple-court.toml", "2026-11-23", "rent-roll.csv", args);
    run(&["people", "import", "people.csv"]);
    run(&["sync"]);
    let people = run(&["people"]);
    let home = |email| homes(person(&people, email));
    assert_eq!(home("ingrid.solberg@example.com"), ["maple-court t0040001 0101 current -"]);
    assert_eq!(home("tomas.lindqvist@example.com"), ["maple-court t0040002 0102 notice -"]);
    // Dov has moved out: he is not linked, and his manual residency stays.
    assert_eq!(home("dov.katz@example.com"), ["maple-court - 103 current -"]);
    // Ida and Nadia have no email.
    assert_eq!(kinds(&run(&["alerts"])), ["missing_email", "missing_email"]);
}

#[test]
fn absence_from_a_directory_without_ids_ends_nothing() {
    let folder = copied();
    let run = |day: &str, today, args: &[&str]| {
        let feed = format!("directory-{day}.csv");
        run(folder.path(), "birch-row.toml", today, &feed, args)
    };
    run("monday", "2026-11-23", &["sync"]);
    assert_eq!(run("monday", "2026-11-23", &["alerts"]), json!([]));
    run("tuesday", "2026-12-01", &["sync"]);
    let people = run("tuesday", "2026-12-01", &["people"]);
    let live = |email| -> Vec<String> {
        let homes = homes(person(&people, email));
        let unit = |home: &String| home.split(' ').nth(2).map(str::to_owned);
        homes.iter().filter(|home| home.ends_with('-')).filter_map(unit).collect()
    };
    assert_eq!(live("amara.diallo@example.com"), ["1"]);
    let mut eve = live("eve.novak@example.com");
    eve.sort();
    assert_eq!(eve, ["2", "5"]);
    assert!(live("finn.berg@example.com").is_empty(), "left as announced");
    assert!(live("quinn.abbott@example.com").is_empty(), "past");
    assert_eq!(kinds(&run("tuesday", "2026-12-01", &["alerts"])), ["missing_from_pms"]);
}
