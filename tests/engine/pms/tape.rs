//! `fetch --record` and `fetch --replay`.

use std::fs;
use std::path::Path;

use tenantry_fakes::{Fake, Fault, Service, Yardi, fixtures};

use super::settings;
use crate::harness::Site;

fn recorded(fake: &Fake<Yardi>) -> Site {
    let feed = fixtures::text("yardi/b_residents.xml");
    fake.pms().set(Service::ResidentData, "GetResidents", "maple", &feed);
    let units = fixtures::text("yardi/b_residents.GetUnitInformation.xml");
    fake.pms().set(Service::ResidentData, "GetUnitInformation", "maple", &units);
    let more = "operation = \"GetResidents\"\nhttp_basic = true";
    Site::new().fed_by(&settings::yardi(&fake.url(), "resident-data", more)).at(fixtures::AS_OF)
}

fn texts(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts.extend(self::texts(&path));
        } else {
            texts.push(fs::read_to_string(path).unwrap());
        }
    }
    texts
}

#[test]
fn a_recording_replays_without_the_server_and_holds_no_credential() {
    let fake = Fake::start(Yardi::demo("maple", "Maple Court"));
    let site = recorded(&fake);
    let folder = site.path("tape").display().to_string();
    let fetched = site.run(&["fetch", "--record", &folder]).exits(0);
    assert!(fetched.stderr.contains("personal data"), "{}", fetched.stderr);
    let texts = texts(&site.path("tape"));
    assert!(texts.iter().any(|text| text.contains("<Resident ")), "the answers are there");
    for secret in ["demo-password", "DEMO+LICENSE", "ZGVtb193czpkZW1v"] {
        assert!(texts.iter().all(|text| !text.contains(secret)), "{secret} was recorded");
    }
    drop(fake);
    let replayed = site.run(&["fetch", "--replay", &folder]).exits(0);
    assert_eq!(replayed.stdout, fetched.stdout);
    assert!(!replayed.stdout.is_empty());
}

#[test]
fn failures_are_recorded_too() {
    let fake = Fake::start(Yardi::demo("maple", "Maple Court"));
    let site = recorded(&fake);
    let folder = site.path("tape").display().to_string();
    fake.fault_always_on(
        "GetResidents",
        Fault::Soap { code: "soap:Client".into(), text: "Bad".into() },
    );
    let failed = site.run(&["fetch", "--record", &folder]).exits(1);
    drop(fake);
    let replayed = site.run(&["fetch", "--replay", &folder]).exits(1);
    assert_eq!(replayed.stderr, failed.stderr);
    assert_eq!(replayed.stdout, "");
}

#[test]
fn a_recording_is_not_overwritten_and_nothing_is_replayed_that_is_not_there() {
    let fake = Fake::start(Yardi::demo("maple", "Maple Court"));
    let site = recorded(&fake);
    let folder = site.path("tape").display().to_string();
    site.run(&["fetch", "--record", &folder]).exits(0);
    site.run(&["fetch", "--record", &folder]).exits(2).says(&["hint:"]);
    let empty = site.path("empty").display().to_string();
    fs::create_dir(site.path("empty")).unwrap();
    site.run(&["fetch", "--replay", &empty]).exits(2).says(&["recording"]);
    site.run(&["fetch", "--replay", "no/such/folder"]).exits(2).says(&["no/such/folder"]);
}

#[test]
fn a_file_has_no_answers_to_record() {
    let site = Site::new();
    site.feed(&[]);
    site.run(&["fetch", "--record", "tape"]).exits(2).says(&["csv"]);
    assert!(!site.path("tape").exists());
}
