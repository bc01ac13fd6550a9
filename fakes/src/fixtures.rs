//! The documents in `fakes/fixtures`; its README says what each one tests.

use std::{fs, path::PathBuf};

use serde_json::Value;

/// The date for which the expected statuses are valid.
pub const AS_OF: &str = "2026-11-15";

/// The text of a document, such as `yardi/a_household.xml`.
///
/// # Panics
///
/// If there is no such document.
pub fn text(name: &str) -> String {
    let path = path(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The path of a document, such as `csv/mri.csv`.
pub fn path(name: &str) -> PathBuf {
    folder().join(name)
}

/// A JSON document, such as `resman/v2_statuses.json`.
///
/// # Panics
///
/// If there is no such document, or it is not JSON.
pub fn json(name: &str) -> Value {
    serde_json::from_str(&text(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The residents expected from a document, such as `yardi/a_household`.
///
/// # Panics
///
/// If there is no expectation for it.
pub fn expected(name: &str) -> Vec<Value> {
    match json(&format!("{name}.expected.json")) {
        Value::Array(residents) => residents,
        other => panic!("{name}: not an array but {other}"),
    }
}

/// The documents of a system that have an expectation, sorted by name.
///
/// # Panics
///
/// If the folder cannot be read.
pub fn names(pms: &str) -> Vec<String> {
    let entries = fs::read_dir(folder().join(pms)).expect("a folder of fixtures");
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let file = entry.ok()?.file_name().into_string().ok()?;
            Some(format!("{pms}/{}", file.strip_suffix(".expected.json")?))
        })
        .collect();
    names.sort();
    names
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The differences between expected residents and those printed by a fetch, one
/// sentence per difference. Keys that are not expected are not compared; emails
/// are compared in any letter case, phones by their last ten digits. An
/// expected `external_id` of `null` is one that the connector had to derive:
/// such people are identified by unit and name.
pub fn differences(expected: &[Value], residents: &[Value]) -> Vec<String> {
    let mut differences = Vec::new();
    if expected.len() != residents.len() {
        let ids = |all: &[Value]| -> Vec<String> {
            all.iter().map(|resident| resident["external_id"].to_string()).collect()
        };
        differences.push(format!("expected {:?}, found {:?}", ids(expected), ids(residents)));
    }
    for wanted in expected {
        let same = |resident: &&Value| {
            ["external_id", "lease_id", "unit"]
                .iter()
                .all(|key| wanted.get(key).is_none_or(|value| *value == resident[*key]))
        };
        let by_id = |resident: &&Value| resident["external_id"] == wanted["external_id"];
        let by_name = |resident: &&Value| {
            wanted["external_id"].is_null()
                && ["unit", "first_name", "last_name", "status"]
                    .iter()
                    .all(|key| wanted[key] == resident[*key])
        };
        let id = match &wanted["external_id"] {
            Value::Null => format!("{} {}", wanted["unit"], wanted["last_name"]),
            id => id.to_string(),
        };
        let ways: [&dyn Fn(&&Value) -> bool; 3] = [&same, &by_id, &by_name];
        let Some(found) = ways.iter().find_map(|way| residents.iter().find(way)) else {
            differences.push(format!("{id} is missing"));
            continue;
        };
        for (key, value) in wanted.as_object().into_iter().flatten() {
            let built = key == "external_id" && value.is_null();
            let is_weak = || found[key].as_str().is_some_and(|id| id.starts_with("weak:"));
            if if built {
                !is_weak()
            } else {
                comparable(key, value) != comparable(key, &found[key])
            } {
                differences.push(format!("{id} {key}: expected {value}, found {}", found[key]));
            }
        }
    }
    differences
}

fn comparable(key: &str, value: &Value) -> Value {
    match (key, value.as_str()) {
        ("email", Some(email)) => email.trim().to_lowercase().into(),
        ("phone", Some(phone)) => {
            let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
            digits[digits.len().saturating_sub(10)..].into()
        }
        _ => value.clone(),
    }
}
