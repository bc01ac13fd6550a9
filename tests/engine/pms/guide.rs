//! docs/rest-profiles.md shows the files of the example, and they work.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;
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

/// The files of the guide in a folder, and the server that they are about.
struct Guide {
    folder: TempDir,
    fake: Fake<Served>,
}

impl Guide {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in shown() {
            fs::write(folder.path().join(name), text).unwrap();
        }
        for name in ["answers.toml", "token.json", "people-2.json"] {
            fs::write(folder.path().join(name), example(name)).unwrap();
        }
        let fake = Fake::start(Served::open(&folder.path().join("answers.toml")).unwrap());
        Self { folder, fake }
    }

    fn run(&self, args: &[&str]) -> Value {
        let mut command = Command::new(ENGINE);
        command
            .arg("--json")
            .arg("--config")
            .arg(self.folder.path().join("maple-court.toml"))
            .args(["--today", "2026-11-23"])
            .args(args)
            .env("ENGINE__CONNECTOR__URL", format!("{}/v2", self.fake.url()))
            .env("HARBORLINE_SECRET", "demo-secret");
        Output::of(command.output().unwrap()).exits(0).json()
    }

    /// The warnings of `check`.
    fn warnings(&self) -> Vec<String> {
        let checks = self.run(&["check"]);
        let warned = checks.as_array().unwrap().iter().filter(|check| check["warning"] == true);
        warned.map(|check| check["message"].as_str().unwrap().to_owned()).collect()
    }

    /// Replaces a text in a file.
    fn edit(&self, file: &str, from: &str, to: &str) {
        let file = self.folder.path().join(file);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(file, text.replacen(from, to, 1)).unwrap();
    }
}

#[test]
fn a_check_names_paths_without_a_value() {
    let guide = Guide::new();
    let before = guide.warnings();
    assert!(before.iter().all(|message| !message.contains("email")), "{before:?}");
    guide.edit("harborline.toml", "$.person.mail", "$.person.email");
    let email = "email never has a value; it is read from $.person.email";
    assert!(guide.warnings().contains(&email.to_owned()), "{:?}", guide.warnings());
}

#[test]
fn a_check_names_properties_without_a_record() {
    let guide = Guide::new();
    let absent = "no record is of the PMS property \"OC\"".to_owned();
    assert!(!guide.warnings().contains(&absent));
    guide.edit("maple-court.toml", "properties = [\"MC\"]", "properties = [\"MC\", \"OC\"]");
    assert!(guide.warnings().contains(&absent), "{:?}", guide.warnings());
}

#[test]
fn what_the_guide_shows_syncs() {
    let guide = Guide::new();
    let run = |args: &[&str]| guide.run(args);
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
    let requests = guide.fake.requests();
    let people = requests.iter().filter(|seen| seen.path == "/v2/people");
    assert!(people.clone().count() > 0);
    assert!(people.clone().all(|seen| seen.header("authorization") == Some("Bearer demo-token")));
}
