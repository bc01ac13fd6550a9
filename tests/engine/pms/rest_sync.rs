//! Complete syncs from a JSON PMS over several days.

use rstest::rstest;
use serde_json::{Value, json};
use tenantry_fakes::{Fake, Rest};

use super::rest_fixtures::serve;
use super::settings;
use crate::harness::{Backend, Postgres, Site, Sqlite, actions, homes, kinds, person};

fn site(backend: Backend, fake: &Fake<Rest>) -> Option<Site> {
    Some(Site::on(backend)?.fed_by(&settings::rest(&fake.url(), "buildium")))
}

fn tenant(id: i64, first: &str) -> Value {
    let email = format!("{}@example.com", first.to_lowercase());
    json!({
        "Id": id, "FirstName": first, "LastName": "Sandoval", "Email": email,
        "Leases": [{ "PropertyId": 10 }],
    })
}

fn lease(id: i64, unit: &str, status: &str, tenants: Value) -> Value {
    json!({
        "Id": id, "PropertyId": 10, "UnitId": id, "UnitNumber": unit, "LeaseStatus": status,
        "LeaseFromDate": "2025-01-01", "LeaseToDate": null, "IsEvictionPending": false,
        "CurrentTenants": [], "MoveOutData": [], "Tenants": tenants,
    })
}

fn lives(id: i64, status: &str) -> Value {
    json!({ "Id": id, "Status": status, "MoveInDate": "2025-01-01" })
}

#[rstest]
fn from_moving_in_to_moving_out(#[values(Sqlite, Postgres)] backend: Backend) {
    let fake = Fake::start(Rest::of("buildium"));
    let Some(site) = site(backend, &fake) else { return };
    let people = json!([tenant(1, "Ada"), tenant(2, "Bea"), tenant(3, "Cai")]);
    let units: Value = [61, 62, 63]
        .map(|id| json!({ "Id": id, "PropertyId": 10, "BuildingName": "North" }))
        .into();
    fake.pms().set(&json!({ "tenants": people, "units": units, "leases": [
        lease(61, "101", "Active", json!([lives(1, "Current"), lives(2, "Current")])),
        lease(62, "102", "Future", json!([lives(3, "Future")])),
    ]}));
    let created = site.json(&["sync"]);
    assert_eq!(actions(&created), ["create 1", "create 2", "create 3"]);
    let ada = person(&site.people(), "ada@example.com")["id"].clone();

    // Ada gives notice; Cai has moved in.
    fake.pms().list("leases")[0]["MoveOutData"] =
        json!([{ "TenantId": 1, "MoveOutDate": "2026-11-30", "NoticeGivenDate": "2026-11-01" }]);
    let moved_in = lease(62, "102", "Active", json!([lives(3, "Current")]));
    fake.pms().list("leases")[1] = moved_in;
    site.json(&["sync"]);
    let people = site.people();
    let home = |email: &str| homes(person(&people, email));
    assert_eq!(home("ada@example.com"), ["maple-court 1 101 notice -"]);
    assert_eq!(home("cai@example.com"), ["maple-court 3 102 current -"]);

    // Ada has moved to another unit, on a new lease.
    let leases = json!([
        lease(61, "101", "Active", json!([lives(1, "MovedOut"), lives(2, "Current")])),
        lease(62, "102", "Active", json!([lives(3, "Current")])),
        lease(63, "103", "Active", json!([lives(1, "Current")])),
    ]);
    fake.pms().set(&json!({ "leases": leases }));
    site.json(&["sync"]);
    let people = site.people();
    let moved = person(&people, "ada@example.com");
    assert_eq!((&moved["id"], &moved["status"]), (&ada, &json!("active")));
    assert_eq!(homes(moved), ["maple-court 1 101 past 2026-11-02", "maple-court 1 103 current -"]);

    // Everybody on the first lease has moved out.
    fake.pms().list("leases")[0] =
        lease(61, "101", "Past", json!([lives(1, "MovedOut"), lives(2, "MovedOut")]));
    site.json(&["sync"]);
    assert_eq!(person(&site.people(), "bea@example.com")["status"], "inactive");
    assert_eq!(kinds(&site.alerts()), Vec::<String>::new());
    assert!(actions(&site.json(&["sync"])).is_empty());
}

/// A sync with an empty list is held, whatever else the response says.
#[test]
fn an_empty_list_is_held() {
    let fake = serve("buildium", "buildium/statuses");
    let site = site(Sqlite, &fake).unwrap().at("2026-11-15");
    site.json(&["sync"]);
    let before = site.people();
    fake.pms().list("leases").clear();
    site.run(&["sync"]).exits(3);
    assert_eq!(site.people(), before);
    assert!(kinds(&site.alerts()).contains(&"safety_hold".to_owned()));
}
