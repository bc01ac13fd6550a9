use serde_json::Value;
use tenantry_fakes::fixtures;

use crate::{context, fetch_in, gateway};

fn read(name: &str) -> (Vec<Value>, Vec<String>) {
    let (_fake, connector) = gateway(&fixtures::text(&format!("{name}.xml")));
    let (roster, notes) = fetch_in(context(), &*connector).unwrap();
    assert_eq!(roster.rejects, []);
    let residents = roster.residents.iter().map(|resident| serde_json::to_value(resident).unwrap());
    (residents.collect(), notes)
}

#[test]
fn every_document_gives_the_residents_expected_of_it() {
    let names = fixtures::names("realpage");
    assert!(names.len() >= 8, "{names:?}");
    for name in names {
        let differences = fixtures::differences(&fixtures::expected(&name), &read(&name).0);
        assert!(differences.is_empty(), "{name}: {differences:?}");
    }
}

#[test]
fn what_is_skipped_is_counted() {
    let (_, notes) = read("realpage/future_lease");
    assert_eq!(notes, ["rows skipped: 3 for the next leases of people who live there"]);
    let (_, notes) = read("realpage/skips");
    assert_eq!(notes, ["rows skipped: 1 without a unit, 5 named like test or model rows"]);
}
