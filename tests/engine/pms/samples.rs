//! Payloads collected elsewhere, if available: one folder per PMS, with
//! `<name>.<ext>`, optionally `<name>.http.json` for the status, and
//! `<name>.expected.json` for the outcome and the residents.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tenantry_fakes::{Answer, Fake, Pms, Seen, fixtures};

use super::settings;
use crate::harness::{Site, skip};

/// A server that answers every request with the same document, or with one page
/// after another.
pub(super) struct Canned(pub(super) Vec<Answer>);

impl Pms for Canned {
    fn operation(&self, seen: &Seen) -> String {
        seen.path.clone()
    }

    fn answer(&mut self, _: &Seen) -> Answer {
        if self.0.len() > 1 { self.0.remove(0) } else { self.0[0].clone() }
    }
}

/// A server with different responses for paths with certain endings.
struct Beside(Vec<(&'static str, Answer)>, Canned);

impl Pms for Beside {
    fn operation(&self, seen: &Seen) -> String {
        self.1.operation(seen)
    }

    fn answer(&mut self, seen: &Seen) -> Answer {
        match self.0.iter().find(|(end, _)| seen.path.ends_with(end)) {
            Some((_, answer)) => answer.clone(),
            None => self.1.answer(seen),
        }
    }
}

fn folder(pms: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/pms/samples").join(pms);
    if folder.is_dir() {
        return Some(folder);
    }
    skip(&format!("collected samples of {pms} (they are not at hand)"));
    None
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The responses for an expectation: one, or several pages.
fn answers(folder: &Path, name: &str) -> Vec<Answer> {
    let mut bodies: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let file = path.file_name().unwrap().to_str().unwrap();
            let stem = file.split('.').next().unwrap();
            let is_page = stem.strip_prefix(name).is_some_and(|rest| rest.starts_with("_page"));
            (stem == name || is_page)
                && !file.ends_with(".expected.json")
                && !file.ends_with(".http.json")
        })
        .collect();
    bodies.sort();
    let http = folder.join(format!("{name}.http.json"));
    let http = if http.exists() { json(&http) } else { serde_json::json!({ "status": 200 }) };
    let status = u16::try_from(http["status"].as_u64().unwrap()).unwrap();
    let with_headers = |answer: Answer| {
        let headers = http["headers"].as_object().into_iter().flatten();
        headers.fold(answer, |answer, (name, value)| answer.with(name, value.as_str().unwrap()))
    };
    let answer = |path: &PathBuf| {
        let kind = match path.extension().unwrap().to_str().unwrap() {
            "json" => "application/json",
            "html" => "text/html",
            "txt" => "text/plain",
            _ => "text/xml; charset=utf-8",
        };
        with_headers(Answer::new(status, kind, fs::read(path).unwrap()))
    };
    if bodies.is_empty() {
        // A status without a body.
        return vec![with_headers(Answer { status, headers: Vec::new(), body: Vec::new() })];
    }
    bodies.iter().map(answer).collect()
}

/// Fetches each sample of a PMS with the settings from `connector`.
fn check(pms: &str, connector: impl Fn(&str, &str) -> String) {
    check_beside(pms, &[], connector);
}

/// The same, with other samples for requests whose path has certain endings.
fn check_beside(
    pms: &str,
    beside: &[(&'static str, &str)],
    connector: impl Fn(&str, &str) -> String,
) {
    let Some(folder) = folder(pms) else { return };
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = file.strip_suffix(".expected.json") else { continue };
        seen += 1;
        let expected = json(&folder.join(&file));
        let beside = beside.iter().map(|(end, name)| (*end, answers(&folder, name).remove(0)));
        let fake = Fake::start(Beside(beside.collect(), Canned(answers(&folder, name))));
        let site = Site::new()
            .fed_by(&connector(name, &fake.url()))
            .at(expected["as_of"].as_str().unwrap());
        let output = site.run(&["fetch"]);
        let good = matches!(expected["outcome"].as_str(), Some("ok" | "empty"));
        if good != (output.code == 0) {
            wrong.push(format!("{name}: exit code {}\n{}", output.code, output.stderr));
        } else if !good && (!output.stdout.is_empty() || !output.stderr.contains("hint:")) {
            wrong
                .push(format!("{name}: an error has a hint, and prints nobody\n{}", output.stderr));
        }
        let residents = expected["residents"].as_array().unwrap();
        for difference in fixtures::differences(residents, &output.json_lines()) {
            wrong.push(format!("{name}: {difference}"));
        }
    }
    assert!(seen > 0, "no samples");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn yardi() {
    check("yardi", |name, url| {
        let (interface, more) = match name {
            "get_residents_normal"
            | "empty_no_tenants"
            | "error_interface_entity"
            | "error_missing_result" => ("resident-data", "operation = \"GetResidents\""),
            // Without a configured operation, the best one that responds is used.
            "rentroll_normal" | "error_login_failed" | "error_no_property_access" => {
                ("common-data", "")
            }
            "get_resident_data" => {
                ("resident-data", "operation = \"GetResidentData\"\ntenant_codes = [\"t0010001\"]")
            }
            _ => ("resident-transactions", ""),
        };
        settings::yardi(url, interface, more)
    });
}

#[test]
fn realpage() {
    check("realpage", |_, url| settings::realpage(url, "2000001"));
}

#[test]
fn resman() {
    check("resman", |name, url| {
        let version = if name.starts_with("v2") { 2 } else { 1 };
        settings::resman(url, version, "b0000000-0000-4000-8000-000000000001")
    });
}

#[test]
fn mri() {
    check("mri", |name, url| {
        let format = if name.ends_with("json") || name == "empty" { "json" } else { "xml" };
        settings::mri(url, format, "500")
    });
}

#[test]
fn appfolio() {
    check("appfolio", |_, url| settings::rest(url, "appfolio"));
}

#[test]
fn buildium() {
    let beside = [("/leases/tenants", "tenants"), ("/rentals/units", "units")];
    check_beside("buildium", &beside, |_, url| settings::rest(url, "buildium"));
}

#[test]
fn entrata() {
    check("entrata", |_, url| settings::rest(url, "entrata"));
}

#[test]
fn rentmanager() {
    let beside = [("/Authentication/AuthorizeUser", "authorize_ok")];
    check_beside("rentmanager", &beside, |_, url| settings::rest(url, "rentmanager"));
}

/// Samples that are files, read with layout detection.
#[test]
fn csv() {
    let Some(folder) = folder("csv") else { return };
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = file.strip_suffix(".csv") else { continue };
        seen += 1;
        let expected = json(&folder.join(format!("{name}.expected.json")));
        let path = folder.join(&file);
        let site = Site::new()
            .fed_by(&format!("kind = \"csv\"\npath = {path:?}\n"))
            .at(expected["as_of"].as_str().unwrap());
        let residents = expected["residents"].as_array().unwrap();
        for difference in fixtures::differences(residents, &site.roster()) {
            wrong.push(format!("{name}: {difference}"));
        }
    }
    assert!(seen > 0, "no samples");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
