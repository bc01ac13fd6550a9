//! The fixtures are consistent: each expectation belongs to a document and uses
//! the words by which connectors are compared.

use std::collections::HashSet;

use serde_json::Value;
use tenantry_fakes::fixtures;

const SYSTEMS: [&str; 5] = ["yardi", "mits", "realpage", "resman", "mri"];
/// Systems whose documents are the lists in their fake.
const REST: [&str; 8] = [
    "appfolio",
    "appfolio-v0",
    "buildium",
    "doorloop",
    "entrata",
    "entrata-customers",
    "propertyware",
    "rentmanager",
];
const KEYS: [&str; 16] = [
    "external_id",
    "household_id",
    "lease_id",
    "role",
    "first_name",
    "last_name",
    "email",
    "phone",
    "building",
    "unit",
    "status",
    "lease_start",
    "lease_end",
    "move_in",
    "move_out",
    "previous_external_id",
];
const ROLES: [&str; 5] = ["primary", "roommate", "occupant", "guarantor", "minor"];
const STATUSES: [&str; 9] = [
    "applicant",
    "future",
    "current",
    "notice",
    "eviction",
    "past",
    "cancelled",
    "denied",
    "unknown",
];

fn all() -> Vec<String> {
    SYSTEMS.iter().chain(&REST).flat_map(|system| fixtures::names(system)).collect()
}

#[test]
fn every_expectation_has_its_document() {
    let names = all();
    assert!(names.len() > 30, "{names:?}");
    for name in names {
        let json = name.starts_with("resman/v2_")
            || name.starts_with("mri/") && name != "mri/page"
            || name.split('/').next().is_some_and(|system| REST.contains(&system));
        let extension = if json { "json" } else { "xml" };
        let document = fixtures::text(&format!("{name}.{extension}")).to_lowercase();
        for resident in fixtures::expected(&name) {
            let id = resident["external_id"].as_str().unwrap();
            assert!(document.contains(&id.to_lowercase()), "{name}: {id}");
        }
    }
}

#[test]
fn expectations_use_the_agreed_words() {
    for name in all() {
        let residents = fixtures::expected(&name);
        let id = |found: &Value| format!("{} {}", found["external_id"], found["lease_id"]);
        let ids: HashSet<String> = residents.iter().map(id).collect();
        assert_eq!(ids.len(), residents.len(), "{name}: an id twice");
        for resident in &residents {
            for (key, value) in resident.as_object().unwrap() {
                let known =
                    |words: &[&str]| value.as_str().is_some_and(|word| words.contains(&word));
                let fits = match key.as_str() {
                    "role" => known(&ROLES),
                    "status" => known(&STATUSES),
                    "phone" => value.as_str().is_none_or(|phone| phone.starts_with("217555")),
                    "email" => value.as_str().is_none_or(|email| email.ends_with("@example.com")),
                    _ => KEYS.contains(&key.as_str()),
                };
                assert!(fits, "{name}: {key} {value}");
            }
        }
    }
}
