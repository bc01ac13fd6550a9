//! Reports without IDs: people are identified by unit and name; what happens when
//! either changes or the person is missing.

use rstest::rstest;
use serde_json::json;

use crate::harness::{Backend, Postgres, Site, Sqlite, alert, homes, kinds, person};

const HEADINGS: &str = "Property,Unit,Tenant,Status,Emails,Phone Numbers,Move-in,Move-out,Lease From,Lease To,Tenant Type\n";

/// With real IDs, missing people would lose access immediately.
const STRICT: &str = "[sync]\non_missing = \"end_access\"\nmissing_runs = 1\n";

const ZED: (&str, &str, &str, &str) = ("900", "Zim, Zed", "Current", "zed@example.com");
const ANA: (&str, &str, &str, &str) = ("101", "Ruiz, Ana", "Current", "ana@example.com");

/// A tenant directory: unit, name, status and email.
fn feed(site: &Site, rows: &[(&str, &str, &str, &str)]) {
    let mut text = format!("Tenant Directory\n\n{HEADINGS}");
    for (unit, name, status, email) in rows {
        text += &format!(
            "Demo Court,{unit},\"{name}\",{status},{email},,,,01/01/2026,12/31/2026,Financially Responsible\n"
        );
    }
    site.feed_bytes((text + "Total,,,,,,,,,,\n").as_bytes());
}

fn sync(site: &Site, rows: &[(&str, &str, &str, &str)]) -> Vec<String> {
    feed(site, rows);
    site.json(&["sync"]);
    kinds(&site.alerts())
}

/// The units of a person's live and ended residencies.
fn units(site: &Site, email: &str) -> Vec<String> {
    let people = site.people();
    let homes = homes(person(&people, email));
    let unit = |home: &String| home.split(' ').skip(2).collect::<Vec<_>>().join(" ");
    homes.iter().map(unit).collect()
}

#[rstest]
fn absence_never_ends_a_residency(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on).map(|site| site.set(STRICT)) else { return };
    assert!(sync(&site, &[ZED, ANA]).is_empty());
    for _ in 0..3 {
        assert_eq!(sync(&site, &[ZED]), ["missing_from_pms"]);
    }
    assert_eq!(units(&site, "ana@example.com"), ["101 current -"]);
    let message = alert(&site.alerts(), "missing_from_pms")["message"].to_string();
    assert!(message.contains("The report has no IDs"), "{message}");
    // The status in the report ends the residency.
    assert!(sync(&site, &[ZED, ("101", "Ruiz, Ana", "Past", "ana@example.com")]).is_empty());
    assert_eq!(units(&site, "ana@example.com"), ["101 past 2026-11-02"]);
}

#[rstest]
fn a_transfer_opens_the_new_unit_and_asks_about_the_old_one(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let Some(site) = Site::on(on).map(|site| site.set(STRICT)) else { return };
    sync(&site, &[ZED, ANA]);
    let moved = ("205", "Ruiz, Ana", "Current", "ana@example.com");
    assert_eq!(sync(&site, &[ZED, moved]), ["missing_from_pms"]);
    let mut live = units(&site, "ana@example.com");
    live.sort();
    assert_eq!(live, ["101 current -", "205 current -"]);
    let id = alert(&site.alerts(), "missing_from_pms")["id"].to_string();
    site.run(&["alerts", "resolve", id.trim_matches('"'), "end-access"]).exits(0);
    assert!(sync(&site, &[ZED, moved]).is_empty());
    live = units(&site, "ana@example.com");
    live.sort();
    assert_eq!(live, ["101 past 2026-11-02", "205 current -"]);
}

/// A report that lists past residents shows transfers by itself.
#[test]
fn a_transfer_that_the_report_tells() {
    let site = Site::new().set(STRICT);
    sync(&site, &[ZED, ANA]);
    let left = ("101", "Ruiz, Ana", "Past", "ana@example.com");
    let moved = ("205", "Ruiz, Ana", "Current", "ana@example.com");
    assert!(sync(&site, &[ZED, left, moved]).is_empty());
    let mut live = units(&site, "ana@example.com");
    live.sort();
    assert_eq!(live, ["101 past 2026-11-02", "205 current -"]);
}

#[test]
fn a_corrected_name_waits_for_an_answer_and_then_takes_the_residency_over() {
    let site = Site::new().set(STRICT);
    sync(&site, &[ZED, ANA]);
    let mended = ("101", "Ruiz, Anna", "Current", "ana@example.com");
    assert_eq!(sync(&site, &[ZED, mended]), ["missing_from_pms", "name_mismatch"]);
    assert_eq!(units(&site, "ana@example.com"), ["101 current -"]);
    let id = alert(&site.alerts(), "name_mismatch")["id"].to_string();
    site.run(&["alerts", "resolve", id.trim_matches('"'), "merge"]).exits(0);
    assert!(sync(&site, &[ZED, mended]).is_empty());
    let people = site.people();
    assert_eq!(person(&people, "ana@example.com")["first_name"], "Anna");
    let live = units(&site, "ana@example.com");
    assert_eq!(live.iter().filter(|home| home.ends_with('-')).count(), 1, "{live:?}");
}

/// Another spelling of the unit or the name is not a different person.
#[test]
fn the_writing_of_unit_and_name_does_not_matter() {
    let site = Site::new().set(STRICT);
    sync(&site, &[ZED, ANA]);
    let before = site.json(&["people"])[0]["id"].clone();
    let written = ("Apt 0101", "RUIZ, ANA", "Current", "ana@example.com");
    assert!(sync(&site, &[ZED, written]).is_empty());
    assert_eq!(site.people().as_array().unwrap().len(), 2);
    assert_eq!(site.people()[0]["id"], before);
}

#[test]
fn two_people_of_one_name_in_one_unit_are_an_alert() {
    let site = Site::new();
    let other = ("101", "Ruiz, Ana", "Current", "ana.junior@example.com");
    assert_eq!(sync(&site, &[ZED, ANA, other]), ["invalid_record"]);
    assert_eq!(site.people().as_array().unwrap().len(), 1);
    assert!(!alert(&site.alerts(), "invalid_record").to_string().contains("Ruiz"));
}

/// A renewal next to the ended lease is one person with one residency.
#[test]
fn a_renewal_is_the_same_person() {
    let site = Site::new().set(STRICT);
    let lease = |status: &str, from: &str, to: &str| {
        format!("Demo Court,101,\"Ruiz, Ana\",{status},ana@example.com,,,,{from},{to},\n")
    };
    let old = |status| lease(status, "01/01/2025", "12/31/2025");
    let new = lease("Current", "01/01/2026", "12/31/2026");
    let feed = |rows: &str| {
        site.feed_bytes(format!("{HEADINGS}{rows}").as_bytes());
        site.json(&["sync"]);
        assert_eq!(site.alerts(), json!([]));
        let live = units(&site, "ana@example.com");
        assert_eq!(live.iter().filter(|home| home.ends_with('-')).count(), 1, "{live:?}");
    };
    feed(&old("Current"));
    feed(&(old("Past") + new.as_str()));
    feed(&new);
}
