use serde_json::Value;
use tenantry_core::model::Resident;
use tenantry_fakes::{Fake, ResMan, fixtures};

use crate::{PROPERTY, connector, context, fetch_in};

/// What a fetch reads from a document, with its notes.
fn read(version: u8, resman: ResMan) -> (Vec<Resident>, Vec<String>) {
    let fake = Fake::start(resman);
    let (roster, notes) = fetch_in(context(), &*connector(&fake, version, &[PROPERTY])).unwrap();
    assert_eq!(roster.rejects, []);
    (roster.residents, notes)
}

fn transactions(name: &str, escaped: bool) -> (Vec<Resident>, Vec<String>) {
    let mut resman = ResMan::demo();
    resman.escaped = escaped;
    resman.set_transactions(PROPERTY, &fixtures::text(&format!("{name}.xml")));
    read(1, resman)
}

fn assert_expected(name: &str, found: &[Resident]) {
    let found: Vec<Value> =
        found.iter().map(|resident| serde_json::to_value(resident).unwrap()).collect();
    let differences = fixtures::differences(&fixtures::expected(name), &found);
    assert!(differences.is_empty(), "{name}: {differences:#?}");
}

#[test]
fn every_document_gives_the_residents_expected_of_it() {
    let names = fixtures::names("resman");
    assert!(names.len() >= 7, "{names:?}");
    for name in names {
        if name.starts_with("resman/v1_") {
            assert_expected(&name, &transactions(&name, true).0);
            assert_expected(&name, &transactions(&name, false).0);
        } else {
            let mut resman = ResMan::demo();
            resman.set_people(PROPERTY, fixtures::json(&format!("{name}.json")));
            assert_expected(&name, &read(2, resman).0);
        }
    }
}

#[test]
fn a_household_is_a_lease_of_the_property() {
    let (residents, notes) = transactions("resman/v1_household", true);
    assert!(residents.iter().all(|resident| resident.lease_id == resident.household_id));
    assert!(residents.iter().all(|resident| resident.property_code == PROPERTY));
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn households_without_people_are_counted() {
    let (_, notes) = transactions("resman/v1_empty_customers", true);
    assert_eq!(notes, ["left out, not residents: 1 without people"]);
}
