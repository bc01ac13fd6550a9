//! Databases that vanish, or are exchanged for others.

use std::{fs, os::unix::fs::PermissionsExt};

use rstest::rstest;

use crate::harness::{Row, Site, crowd};

fn site() -> Site {
    let site = Site::new();
    site.sync(&crowd(5));
    site
}

const DB: &str = "tenantry.db";
const MARKER: &str = "tenantry.db.id";

#[rstest]
#[case::sync(&["sync"])]
#[case::plan(&["plan"])]
#[case::people(&["people"])]
#[case::alerts(&["alerts"])]
#[case::import(&["people", "import", "FILE"])]
#[case::operators(&["operators"])]
fn a_database_that_is_gone_is_not_a_first_start(#[case] args: &[&str]) {
    let site = site();
    fs::write(site.path("people.csv"), "email,first_name,last_name\n").unwrap();
    fs::rename(site.path(DB), site.path("elsewhere")).unwrap();
    let people = site.path("people.csv").display().to_string();
    let args: Vec<&str> =
        args.iter().map(|arg| if *arg == "FILE" { &people } else { *arg }).collect();
    let args = args.as_slice();
    let refused = site.run(args).exits(1);
    refused.says(&["tenantry.db is not there any more", "nothing was changed", MARKER]);
    assert!(!site.path(DB).exists());
    // An empty file is no better.
    fs::write(site.path(DB), "").unwrap();
    site.run(args).exits(1).says(&["tenantry.db is not there any more"]);
    fs::rename(site.path("elsewhere"), site.path(DB)).unwrap();
    assert_eq!(site.json(&["sync"])["counts"]["unchanged"], 5);
}

#[test]
fn somebody_can_start_over_on_purpose() {
    let site = site();
    fs::remove_file(site.path(DB)).unwrap();
    fs::remove_file(site.path(MARKER)).unwrap();
    assert_eq!(site.json(&["sync"])["counts"]["created"], 5);
    site.json(&["people"]);
}

#[test]
fn another_database_in_its_place_is_noticed() {
    let (site, other) = (site(), site());
    let (own, others) = (fs::read(site.path(DB)).unwrap(), fs::read(other.path(DB)).unwrap());
    fs::write(site.path(DB), others).unwrap();
    for args in [["sync"], ["people"]] {
        let refused = site.run(&args).exits(1);
        refused.says(&["holds another directory", "nothing was changed", MARKER]);
    }
    // A backup is no other directory.
    fs::write(site.path(DB), own).unwrap();
    assert_eq!(site.json(&["sync"])["counts"]["unchanged"], 5);
    // Neither is a copy in another place.
    fs::copy(site.path(DB), site.path("copy.db")).unwrap();
    let url = format!("sqlite://{}", site.path("copy.db").display());
    assert_eq!(site.with_url(url).json(&["sync"])["counts"]["unchanged"], 5);
}

/// Whoever else uses the machine reads nothing about residents.
#[test]
fn what_is_written_is_its_owners_only() {
    let site = site();
    site.feed(&[Row::new("t1", "Ana Ruiz", "101")]);
    let plan = site.path("plan.json").display().to_string();
    site.run(&["plan", "--out", &plan]);
    let folder = site.folder().canonicalize().unwrap();
    let mut others = Vec::new();
    for name in [DB, MARKER, "plan.json"] {
        let path = folder.join(name);
        let mode = fs::metadata(&path).map(|file| file.permissions().mode() & 0o777);
        match mode {
            Ok(0o600 | 0o700) => {}
            mode => others.push((path, mode)),
        }
    }
    assert!(others.is_empty(), "{others:?}");
}
