use serde_json::Value;
use tenantry_core::model::{Resident, Status};
use tenantry_fakes::fixtures;

use crate::{context, fetch_in, gateway};

fn read(name: &str) -> (Vec<Resident>, Vec<String>) {
    let (_fake, connector) = gateway(&fixtures::text(&format!("{name}.xml")));
    let (roster, notes) = fetch_in(context(), &*connector).unwrap();
    assert_eq!(roster.rejects, []);
    (roster.residents, notes)
}

/// What an expectation compares: emails in any letter case, the last ten
/// digits of phones.
fn compared(key: &str, value: &Value) -> Value {
    let Some(text) = value.as_str() else { return value.clone() };
    match key {
        "email" => text.to_lowercase().into(),
        "phone" => {
            let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
            digits[digits.len().saturating_sub(10)..].iter().collect::<String>().into()
        }
        _ => text.into(),
    }
}

fn assert_matches(name: &str, mut found: Vec<Resident>) {
    let expected = fixtures::expected(name);
    found.sort_by(|a, b| a.external_id.cmp(&b.external_id));
    assert_eq!(found.len(), expected.len(), "{name}: {found:?}");
    for (resident, expected) in found.iter().zip(&expected) {
        let resident = serde_json::to_value(resident).unwrap();
        for (key, value) in expected.as_object().unwrap() {
            let (found, value) = (compared(key, &resident[key]), compared(key, value));
            assert_eq!(found, value, "{name}: {key} of {resident}");
        }
    }
}

#[test]
fn every_document_gives_the_residents_expected_of_it() {
    let names = fixtures::names("realpage");
    assert!(names.len() >= 8, "{names:?}");
    for name in names.iter().filter(|name| *name != "realpage/future_lease") {
        assert_matches(name, read(name).0);
    }
}

/// The expectation names one lease for every person. A transfer is delivered
/// as the lease that comes as well, told apart by its `lease_id`.
#[test]
fn transfers_have_a_second_lease() {
    let (residents, notes) = read("realpage/future_lease");
    let next = |resident: &Resident| {
        ["812", "814"].contains(&resident.external_id.as_str()) && resident.status == Status::Future
    };
    let (next, now): (Vec<_>, Vec<_>) = residents.into_iter().partition(next);
    let leases: Vec<_> =
        next.iter().map(|lease| (lease.unit.as_deref(), lease.lease_id.as_deref())).collect();
    assert_eq!(leases, [(Some("206"), Some("217")), (Some("205"), Some("213"))]);
    assert_matches("realpage/future_lease", now);
    assert_eq!(notes, ["rows skipped: 1 for renewals of leases that run"]);
}

#[test]
fn what_is_skipped_is_counted() {
    let (_, notes) = read("realpage/skips");
    assert_eq!(notes, ["rows skipped: 1 without a unit, 5 named like test or model rows"]);
}
