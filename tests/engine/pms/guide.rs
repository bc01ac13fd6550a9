//! docs/rest-profiles.md shows the files of the example, and they work.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tenantry_fakes::{Fake, Served};

use crate::harness::{ENGINE, Output, person};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn example(name: &str) -> String {
    fs::read_to_string(root().join("examples/rest").join(name)).unwrap()
}

/// The files in the guide, with their names.
fn shown() -> Vec<(String, String)> {
    let guide = fs::read_to_string(root().join("docs/rest-profiles.md")).unwrap();
    let blocks = guide.split("\n```").skip(1).step_by(2);
    blocks
        .map(|block| {
            let (fence, text) = block.split_once('\n').unwrap();
            (fence.split_once(' ').unwrap().1.to_owned(), text.to_owned())
        })
        .collect()
}

#[test]
fn the_guide_shows_the_example() {
    let shown = shown();
    let names: Vec<&str> = shown.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["people-1.json", "units.json", "harborline.toml", "maple-court.toml"]);
    let mut lines = 0;
    for (name, text) in &shown {
        assert_eq!(text, example(name).trim_end(), "{name}");
        lines += if name.ends_with(".toml") { text.lines().count() } else { 0 };
    }
    assert!(lines < 100, "{lines} lines");
}

#[test]
fn what_the_guide_shows_syncs() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in shown() {
        fs::write(folder.path().join(name), text).unwrap();
    }
    for name in ["answers.toml", "token.json", "people-2.json"] {
        fs::write(folder.path().join(name), example(name)).unwrap();
    }
    let fake = Fake::start(Served::open(&folder.path().join("answers.toml")).unwrap());
    let run = |args: &[&str]| -> Value {
        let mut command = Command::new(ENGINE);
        command
            .arg("--json")
            .arg("--config")
            .arg(folder.path().join("maple-court.toml"))
            .args(["--today", "2026-11-23"])
            .args(args)
            .env("ENGINE__CONNECTOR__URL", format!("{}/v2", fake.url()))
            .env("HARBORLINE_SECRET", "demo-secret");
        Output::of(command.output().unwrap()).exits(0).json()
    };
    let check = run(&["check"]);
    assert_eq!(check[1]["message"], "Harborline: 4 people of MC, units: OK");
    let synced = run(&["sync"]);
    assert_eq!(
        (&synced["counts"]["fetched"], &synced["counts"]["created"]),
        (&3.into(), &3.into())
    );
    let people = run(&["people"]);
    let ada = person(&people, "ada.okafor@example.com");
    assert_eq!(ada["phone"], "+15550101002");
    assert_eq!(ada["residencies"][0]["building"], "North");
    assert_eq!(ada["residencies"][0]["unit"], "101");
    let bo = person(&people, "bo.lindqvist@example.com");
    assert_eq!(bo["residencies"][0]["status"], "notice");
    assert_eq!(bo["residencies"][0]["unit"], "102");
    let requests = fake.requests();
    let people = requests.iter().filter(|seen| seen.path == "/v2/people");
    assert!(people.clone().count() > 0);
    assert!(people.clone().all(|seen| seen.header("authorization") == Some("Bearer demo-token")));
}
