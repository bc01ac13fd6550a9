use serde_json::Value;
use tenantry_core::model::Resident;
use tenantry_fakes::{Answer, Fault, fixtures};

use crate::{FORMATS, entries, fetch, server};

/// Normalizes a value for comparison: emails in any letter case, the last ten
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

fn assert_matches(name: &str, found: &[Resident]) {
    let expected = fixtures::expected(name);
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
    let names = fixtures::names("mri");
    assert!(names.len() >= 4, "{names:?}");
    for name in names.iter().filter(|name| *name != "mri/page") {
        for format in FORMATS {
            let (_fake, connector) = server(format, &fixtures::json(&format!("{name}.json")));
            let roster = fetch(&*connector).unwrap();
            assert_eq!(roster.rejects, []);
            assert_matches(name, &roster.residents);
        }
    }
}

#[test]
fn a_page_in_xml() {
    let (fake, connector) = server("xml", &entries(0));
    fake.fault(Fault::Answer(Answer::xml(fixtures::text("mri/page.xml"))));
    assert_matches("mri/page", &fetch(&*connector).unwrap().residents);
}
