//! The OpenAPI document describes alerts by kind, and enums by their values.

use serde_json::{Value, json};

use super::Console;
use crate::harness::Site;

#[tokio::test]
async fn alerts_by_kind_and_enums_by_value() {
    let site = Site::new();
    super::server::operator(&site.toml(), "mona", "manager", &[]);
    let console = Console::of(&site);
    let document = console.guest().page("/api/openapi.json").await.json();
    let schemas = &document["components"]["schemas"];
    let alert = &schemas["Alert"]["properties"];
    assert_eq!(alert["details"]["$ref"], "#/components/schemas/AlertFacts");
    assert_eq!(alert["state"]["enum"], json!(["open", "closed"]));
    let kinds: Vec<&Value> = schemas["AlertFacts"]["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| &kind["properties"]["kind"]["const"])
        .collect();
    assert_eq!(json!(kinds), alert["kind"]["enum"]);
    assert_eq!(kinds.len(), 13);
    for (name, field, value) in [
        ("Change", "action", "relink"),
        ("Run", "outcome", "held"),
        ("Person", "status", "inactive"),
        ("Residency", "status", "eviction"),
    ] {
        let values = schemas[name]["properties"][field]["enum"].as_array();
        assert!(values.is_some_and(|values| values.contains(&json!(value))), "{name}.{field}");
    }
    // Every reference leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas[name].is_object(), "{name} is not described");
    }
}
