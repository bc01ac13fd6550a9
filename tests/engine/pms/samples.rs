//! Payloads that were collected elsewhere, where they are at hand: a folder a
//! PMS, with `<name>.<ext>`, perhaps `<name>.http.json` for its status, and
//! `<name>.expected.json` for the outcome and the residents.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tenantry_fakes::{Answer, Fake, Pms, Seen, fixtures};

use super::settings;
use crate::harness::{Site, skip};

/// A server that answers everything with the same document, or with one page
/// after the other.
pub(super) struct Canned(pub(super) Vec<Answer>);

impl Pms for Canned {
    fn operation(&self, seen: &Seen) -> String {
        seen.path.clone()
    }

    fn answer(&mut self, _: &Seen) -> Answer {
        if self.0.len() > 1 { self.0.remove(0) } else { self.0[0].clone() }
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

/// The answers that belong to an expectation: one, or its pages.
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
    let status = if http.exists() { json(&http)["status"].as_u64().unwrap() } else { 200 };
    let answer = |path: &PathBuf| {
        let kind = match path.extension().unwrap().to_str().unwrap() {
            "json" => "application/json",
            "html" => "text/html",
            _ => "text/xml; charset=utf-8",
        };
        Answer::new(u16::try_from(status).unwrap(), kind, fs::read(path).unwrap())
    };
    bodies.iter().map(answer).collect()
}

/// Fetches with each sample of a PMS; `connector` says with which settings.
fn check(pms: &str, connector: impl Fn(&str, &str) -> String) {
    let Some(folder) = folder(pms) else { return };
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = file.strip_suffix(".expected.json") else { continue };
        seen += 1;
        let expected = json(&folder.join(&file));
        let fake = Fake::start(Canned(answers(&folder, name)));
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
            // Without an operation the best one that answers is found.
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
