//! PMSs that return JSON: authentication, filters, pages and errors.

use serde_json::{Value, json};
use tenantry_fakes::{Answer, Fake, Fault, Rest, Slip};

use crate::client::{Ask, Received};

/// `demo-client:demo-secret`.
const BASIC: &str = "Basic ZGVtby1jbGllbnQ6ZGVtby1zZWNyZXQ=";

fn serve(pms: &str, lists: Value) -> Fake<Rest> {
    let fake = Fake::start(Rest::of(pms));
    fake.pms().set(&lists);
    fake
}

fn body(received: &Received) -> Value {
    serde_json::from_slice(&received.body).unwrap()
}

/// Status and body.
fn sent(fake: &Fake<Rest>, ask: &Ask) -> (u16, Value) {
    let received = ask.send(&fake.url());
    (received.status, body(&received))
}

fn post(path: &str, document: &Value) -> Ask {
    Ask::post(path, "application/json", &document.to_string())
}

fn ids(list: &Value, key: &str) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|record| record[key].as_i64().unwrap()).collect()
}

fn buildium(path: &str) -> Ask {
    Ask::get(path)
        .with("x-buildium-client-id", "demo-client")
        .with("x-buildium-client-secret", "demo-secret")
}

fn three_leases() -> Fake<Rest> {
    let lease = |n: i64| json!({ "Id": n, "PropertyId": 10 + n % 2 });
    serve("buildium", json!({ "leases": [lease(1), lease(2), lease(3)] }))
}

#[test]
fn buildium_pages_by_offset() {
    let fake = three_leases();
    let received = buildium("/v1/leases?offset=1&limit=1").send(&fake.url());
    assert_eq!(received.header("x-total-count"), Some("3"));
    assert_eq!(ids(&body(&received), "Id"), [2]);
    let of_property = buildium("/v1/leases?propertyids=11&propertyids=99").send(&fake.url());
    assert_eq!(ids(&body(&of_property), "Id"), [1, 3]);
    for (ask, status, code) in [
        (buildium("/v1/leases?Offset=1"), 404, "404"),
        (buildium("/v1/leases?limit=1001"), 422, "422"),
        (Ask::get("/v1/leases"), 401, "401"),
        (buildium("/v1/lease"), 404, "404"),
    ] {
        let (found, document) = sent(&fake, &ask);
        assert_eq!((found, &document["ErrorCode"]), (status, &json!(code)));
    }
}

#[test]
fn propertyware_forgives_large_pages_with_small_ones() {
    let leases: Value = (0..150).map(|n| json!({ "id": n })).collect();
    let fake = serve("propertyware", json!({ "leases": leases }));
    let ask = |limit: usize| {
        Ask::get(&format!("/pw/api/rest/v1/leases?limit={limit}"))
            .with("x-propertyware-client-id", "demo-client")
            .with("x-propertyware-client-secret", "demo-secret")
            .with("x-propertyware-system-id", "7001")
    };
    let rows = |limit| sent(&fake, &ask(limit)).1.as_array().unwrap().len();
    assert_eq!((rows(500), rows(501)), (150, 100));
}

#[test]
fn appfolio_reports_link_to_another_host() {
    let row = |n: i64, status: &str| json!({ "selected_tenant_id": n, "status": status });
    let rows = json!([row(1, "Current"), row(2, "Past"), row(3, "Current")]);
    let fake = serve("appfolio", json!({ "tenant_directory": rows }));
    fake.pms().rows = Some(1);
    let path = "/api/v2/reports/tenant_directory.json";
    let filter = json!({ "tenant_statuses": ["0"], "columns": ["status"] });
    let (_, first) = sent(&fake, &post(path, &filter).with("Authorization", BASIC));
    assert_eq!(ids(&first["results"], "selected_tenant_id"), [1]);
    let link = first["next_page_url"].as_str().unwrap();
    let next = link.strip_prefix("https://demo.appfolio.com").unwrap();
    let (_, second) = sent(&fake, &post(next, &filter).with("Authorization", BASIC));
    assert_eq!(ids(&second["results"], "selected_tenant_id"), [3]);
    assert_eq!(second["next_page_url"], Value::Null);

    let whole = json!({ "paginate_results": false });
    fake.pms().rows = None;
    let (_, all) = sent(&fake, &post(path, &whole).with("Authorization", BASIC));
    assert_eq!(ids(&all, "selected_tenant_id"), [1, 2, 3]);
    let column = post(path, &json!({ "columns": ["ssn"] })).with("Authorization", BASIC);
    for (ask, status) in [
        (post(path, &whole), 401),
        (Ask::post(path, "text/plain", "{}").with("Authorization", BASIC), 406),
        (column, 400),
        (Ask::get(path).with("Authorization", BASIC), 404),
    ] {
        let (found, document) = sent(&fake, &ask);
        assert_eq!(found, status);
        assert!(document["error"].is_string());
    }
}

#[test]
fn appfolio_v0_asks_for_a_filter() {
    let fake = serve("appfolio-v0", json!({ "tenants": [{ "Id": "a" }, { "Id": "b" }] }));
    let ask = |query: &str| {
        Ask::get(&format!("/api/v0/tenants?{query}"))
            .with("Authorization", BASIC)
            .with("X-AppFolio-Developer-ID", "00000000-0000-4000-8000-000000000001")
    };
    let filter = "filters[LastUpdatedAtFrom]=1970-01-01T00:00:00Z&page[size]=1";
    let (_, first) = sent(&fake, &ask(filter));
    let next = first["next_page_path"].as_str().unwrap();
    assert_eq!(next, format!("/api/v0/tenants?{filter}&page[number]=2"));
    let (_, second) = sent(&fake, &ask(next.split_once('?').unwrap().1));
    assert_eq!((&second["data"][0]["Id"], &second["next_page_path"]), (&json!("b"), &Value::Null));
    for query in ["", "filters%5BLastUpdatedAtFrom%5D=1970-01-01"] {
        assert_eq!(sent(&fake, &ask(query)).0, 400);
    }
    let stranger = Ask::get(&format!("/api/v0/tenants?{filter}")).with("Authorization", BASIC);
    assert_eq!(sent(&fake, &stranger).0, 401);
}

#[test]
fn doorloop_pages_by_number() {
    let unit = |n: i64| json!({ "id": n, "property": "p" });
    let fake = serve("doorloop", json!({ "units": [unit(1), unit(2), unit(3)] }));
    let ask = |path: &str| Ask::get(path).with("Authorization", "Bearer demo-key");
    let (_, page) = sent(&fake, &ask("/api/units?page_number=2&page_size=2"));
    assert_eq!((ids(&page["data"], "id"), &page["total"]), (vec![3], &json!(3)));
    assert_eq!(sent(&fake, &ask("/api/units?filter_property=q")).1["total"], 0);
    assert_eq!(sent(&fake, &ask("/api/units?page_number=0")).0, 400);
    assert_eq!(sent(&fake, &Ask::get("/api/units")).0, 401);
}

#[test]
fn entrata_fails_with_status_200() {
    let lease =
        |n: i64, status: &str| json!({ "id": n, "propertyId": 7, "leaseStatusTypeId": status });
    let fake =
        serve("entrata", json!({ "leases": [lease(1, "4"), lease(2, "6"), lease(3, "125")] }));
    let ask = |auth: &str, params: Value| {
        let method = json!({ "name": "getLeases", "version": "r2", "params": params });
        let document = json!({ "auth": { "type": auth }, "requestId": "15", "method": method });
        post("/ext/orgs/demo/v1/leases?page_no=1&per_page=500", &document)
            .with("X-Api-Key", "demo-key")
    };
    let params = json!({ "propertyId": "7", "leaseStatusTypeIds": "3,4" });
    let (_, page) = sent(&fake, &ask("apikey", params.clone()));
    assert_eq!(ids(&page["response"]["result"]["leases"]["lease"], "id"), [1, 3]);
    for (ask, code) in [(ask("basic", params), 401), (ask("apikey", json!({})), 307)] {
        let (status, document) = sent(&fake, &ask);
        assert_eq!((status, &document["response"]["error"]["code"]), (200, &json!(code)));
    }
}

#[test]
fn rent_managers_tokens_end() {
    let tenant = |n: i64| json!({ "TenantID": n, "PropertyID": 3, "Leases": [{ "Unit": {} }] });
    let fake = serve("rentmanager", json!({ "tenants": [tenant(1), tenant(2)] }));
    let login = |location: Value| {
        let user =
            json!({ "Username": "demo", "Password": "demo-password", "LocationID": location });
        sent(&fake, &post("/Authentication/AuthorizeUser", &user))
    };
    assert_eq!(login(json!("1")).0, 401, "the location is a number");
    let token = login(json!(1)).1.as_str().unwrap().to_owned();
    let ask = |query: &str| {
        Ask::get(&format!("/tenants?{query}")).with("X-RM12Api-ApiToken", &token).send(&fake.url())
    };
    let page = ask("filters=PropertyID,eq,3&pageSize=1&pagenumber=2&embeds=Leases");
    assert_eq!(page.header("x-total-results"), Some("2"));
    assert_eq!(body(&page), json!([{ "TenantID": 2, "PropertyID": 3, "Leases": [{}] }]));
    let nothing = ask("filters=PropertyID,eq,4");
    assert_eq!((nothing.status, nothing.body.len()), (204, 0));
    assert_eq!(ask("filters=UpdateDate,gte,2026-01-01").status, 400);
    assert_eq!((ask("").status, ask("").status), (200, 401));
}

#[test]
fn the_invented_pms_pages_in_three_ways() {
    let fake = serve("acme", json!({ "people": [{ "id": 1 }, { "id": 2 }, { "id": 3 }] }));
    let form = "grant_type=client_credentials&scope=people";
    let kind = "application/x-www-form-urlencoded";
    let refused = Ask::post("/oauth/token", kind, form);
    assert_eq!(sent(&fake, &refused), (400, json!({ "error": "invalid_client" })));
    let (_, given) = sent(&fake, &refused.with("Authorization", BASIC));
    let bearer = format!("Bearer {}", given["access_token"].as_str().unwrap());
    let send = |ask: Ask| ask.with("Authorization", &bearer).send(&fake.url());
    let cursor = body(&send(Ask::get("/cursor?count=2")));
    assert_eq!((ids(&cursor["people"], "id"), &cursor["next"]), (vec![1, 2], &json!("c-2")));
    let posted = body(&send(post("/body", &json!({ "page": 1, "count": 2 }))));
    assert_eq!(ids(&posted["people"], "id"), [3]);
    fake.pms().rows = Some(2);
    let linked = send(Ask::get("/link"));
    assert!(linked.header("link").unwrap().ends_with("</link?start=2>; rel=\"next\""));
    assert_eq!(send(Ask::get("/cursor")).status, 401, "after three requests");
}

/// The IDs on the first three pages of two records, and the announced totals.
fn slipping(slip: Slip) -> Vec<(Vec<i64>, String)> {
    let lease = |n: i64| json!({ "Id": n });
    let fake = serve("buildium", json!({ "leases": (1..=5).map(lease).collect::<Value>() }));
    fake.pms().slip = Some(slip);
    let page = |offset: usize| {
        let received = buildium(&format!("/v1/leases?limit=2&offset={offset}")).send(&fake.url());
        let total = received.header("x-total-count").unwrap().to_owned();
        (ids(&body(&received), "Id"), total)
    };
    vec![page(0), page(2), page(4)]
}

#[test]
fn paging_goes_wrong_as_told() {
    let page = |ids: &[i64], total: &str| (ids.to_vec(), total.to_owned());
    let all = "5";
    for (slip, pages) in [
        (Slip::Repeats, [page(&[1, 2], all), page(&[3, 4], all), page(&[3, 4], all)]),
        (Slip::Grows, [page(&[1, 2], "5"), page(&[3, 4], "6"), page(&[5], "7")]),
        (Slip::Moves, [page(&[1, 2], all), page(&[2, 3], all), page(&[4, 5], all)]),
        (Slip::Withholds, [page(&[1, 2], all), page(&[3, 4], all), page(&[], all)]),
        (Slip::Loops, [page(&[1, 2], all), page(&[], all), page(&[], all)]),
    ] {
        assert_eq!(slipping(slip), pages, "{slip:?}");
    }
}

#[test]
fn a_fault_may_spare_the_first_requests() {
    let fake = three_leases();
    let refused = Answer::json(401, &json!({}));
    fake.fault_after("leases", 1, Fault::Answer(refused));
    let status = |path: &str| buildium(path).send(&fake.url()).status;
    assert_eq!(status("/v1/rentals/units"), 200);
    assert_eq!([status("/v1/leases"), status("/v1/leases"), status("/v1/leases")], [200, 401, 401]);
}
