//! Entry points for fuzzing: pages and profiles without a server.

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use tenantry_core::{
    Date,
    connector::{ConnectorError, RoleWords, StatusWords},
    model::{Reject, Resident},
};

use crate::{
    profile::{BUILTIN, Profile},
    request::{Page, Reading},
    roster::{Mapper, Tables, Tally},
};

/// What was read from a page.
pub type Outcome = Result<Vec<Result<Resident, Reject>>, ConnectorError>;

const TODAY: Date = Date::constant(2026, 11, 15);

/// Reads a page with each built-in profile.
pub fn pages(body: &[u8]) -> Vec<Outcome> {
    let read = |text| Profile::parse("builtin", text).and_then(|profile| page(&profile, body));
    BUILTIN.iter().map(|builtin| read(builtin.text)).collect()
}

/// Reads a profile, and a page with it.
pub fn profile(text: &str, body: &[u8]) -> Outcome {
    page(&Profile::parse("./own.toml", text)?, body)
}

fn page(profile: &Profile, body: &[u8]) -> Outcome {
    let mut mapper = Mapper {
        rules: profile.rules.clone(),
        tables: Arc::new(Tables::default()),
        statuses: StatusWords::default(),
        roles: RoleWords::default(),
        today: TODAY,
        properties: Vec::new(),
        request: "page".into(),
        households: HashMap::new(),
        tally: Tally::default(),
    };
    let endpoint = &profile.endpoints[profile.from];
    let reading = Reading { endpoint, faults: &profile.faults, label: "page" };
    let mut people = Vec::new();
    reading.read(&Page::of(Bytes::copy_from_slice(body)), |_, records| {
        for record in records {
            mapper.people(record, &mut |person| {
                people.push(person);
                true
            });
        }
        Ok(())
    })?;
    Ok(people)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    /// JSON with the names that profiles read.
    fn documents() -> impl Strategy<Value = Value> {
        let names = "(results|data|response|result|leases|lease|customers|customer|Tenants|Contacts|\
                     Leases|id|Id|TenantID|ContactID|status|Status|leaseCustomerStatus|unitSpaces|\
                     unitSpace|Email|emails|tenant|FirstName|LastName|MoveInDate|move_out|contacts)";
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[A-Za-z0-9@;:, ./-]{0,12}".prop_map(Value::from),
            Just(json!("2026-11-15")),
        ];
        leaf.prop_recursive(8, 64, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((names, inner), 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_page_is_read_or_refused(document in documents()) {
            let body = document.to_string();
            for outcome in pages(body.as_bytes()) {
                for person in outcome.into_iter().flatten().flatten() {
                    prop_assert!(!person.external_id.is_empty());
                }
            }
        }

        #[test]
        fn any_text_is_a_profile_or_an_error_with_a_hint(text in "[a-z\\[\\]=\"{}$.* \n]{0,80}") {
            let error = profile(&text, b"[]").unwrap_err();
            prop_assert!(error.hint.is_some());
        }
    }
}
