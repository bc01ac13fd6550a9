//! Shapes of exports and answers as people describe them, if their folder is there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tenantry_fakes::fixtures;

use crate::harness::Site;

/// The folder with the cases, if this machine has it.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/field");
    folder.is_dir().then_some(folder)
}

fn names(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names
}

#[test]
fn every_shape_gives_what_is_expected() {
    let Some(root) = folder() else {
        crate::harness::skip("the shapes from the field are not here");
        return;
    };
    let mut count = 0;
    for folder in names(&root).into_iter().filter(|path| path.is_dir()) {
        if folder.join("serve.py").exists() {
            continue;
        }
        for case in names(&folder) {
            let file = case.file_name().unwrap().to_str().unwrap();
            let Some(name) = file.strip_prefix("case").and_then(|rest| rest.strip_suffix(".toml"))
            else {
                continue;
            };
            play(&folder, &case, name);
            count += 1;
        }
    }
    assert!(count > 0);
}

fn play(folder: &Path, case: &Path, name: &str) {
    let site = Site::new();
    let text = fs::read_to_string(case).unwrap();
    let text = text.replace("{dir}", folder.canonicalize().unwrap().to_str().unwrap());
    site.write_toml(&text);
    let said = format!("{}", case.display());
    if let Ok(expected) = fs::read_to_string(folder.join(format!("expected{name}.json"))) {
        let mut expected: Vec<Value> = serde_json::from_str(&expected).unwrap();
        let found = site.run(&["fetch"]).exits(0).json_lines();
        expected.iter_mut().for_each(|wanted| accept_others(wanted, &found));
        let differences = fixtures::differences(&expected, &found);
        assert!(differences.is_empty(), "{said}: {}", differences.join("\n"));
        return;
    }
    let expected = fs::read_to_string(folder.join(format!("expected{name}.txt"))).unwrap();
    let fetched = site.run(&["fetch"]);
    let checked = site.run(&["check"]);
    let synced = site.run(&["sync"]);
    let output = format!("{}\n{}\n{}", fetched.stderr, checked.stdout, synced.stderr);
    for line in expected.lines().filter(|line| !line.starts_with('#')) {
        match line.split_once(' ').unwrap() {
            ("rc", code) => assert_eq!(fetched.code.to_string(), code, "{said}: {output}"),
            ("says" | "warns", word) => assert!(output.contains(word), "{said}: {output}"),
            ("max-residents", most) => {
                let people = site.people();
                assert!(people.as_array().unwrap().len() <= most.parse().unwrap(), "{said}");
            }
            (other, _) => panic!("{said}: {other}"),
        }
    }
}

/// `any:status` lists statuses that are as good as the expected one.
fn accept_others(wanted: &mut Value, found: &[Value]) {
    let others = wanted.as_object_mut().unwrap().remove("any:status");
    let same = |one: &&Value| ["unit", "last_name"].iter().all(|key| one[*key] == wanted[*key]);
    let status = found.iter().find(same).map(|one| one["status"].clone());
    if let (Some(Value::Array(others)), Some(status)) = (others, status)
        && others.contains(&status)
    {
        wanted["status"] = status;
    }
}
