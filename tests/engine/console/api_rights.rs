//! A table of the status of every API route for every kind of caller.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    Console,
    api_client::Caller,
    callers::{CALLERS, WHO, callers, hire},
    server::operator,
};
use crate::{
    attack::tally,
    harness::{Row, Site},
};

/// In the order of [`WHO`].
type Statuses = [u16; CALLERS];

/// For callers who may see the property.
const LOOK: Statuses = [401, 200, 200, 200, 404, 200, 200, 200, 200, 401, 200, 200];

/// For callers who are signed in.
const KNOWN: Statuses = [401, 200, 200, 200, 200, 200, 200, 200, 200, 401, 200, 200];

/// `status` for callers who may act at the property.
const fn act(status: u16) -> Statuses {
    [401, 403, status, status, 404, 403, 403, status, 403, 401, status, status]
}

/// `status` for admins of all properties.
const fn admin(status: u16) -> Statuses {
    [401, 403, 403, status, 403, 403, 403, 403, 403, 401, 403, 403]
}

/// `status` for everything that belongs to the caller.
const fn own(status: u16) -> Statuses {
    [401, status, status, status, status, status, 403, status, 403, 401, status, status]
}

/// `status` for people, whose browsers make tokens.
const fn person(status: u16) -> Statuses {
    [401, status, status, status, status, 403, 403, 403, 403, 401, status, status]
}

struct Line {
    route: &'static str,
    body: Option<Value>,
    statuses: Statuses,
}

fn line(route: &'static str, statuses: Statuses) -> Line {
    Line { route, body: None, statuses }
}

fn table() -> Vec<Line> {
    let with = |route, statuses, body| Line { route, body: Some(body), statuses };
    let wish = json!({"resolution": "dismiss", "reason": "as agreed"});
    let newcomer = json!({"name": "Vera", "role": "viewer", "password": "four blue lamps"});
    vec![
        line("GET /api/openapi.json", [200; CALLERS]),
        line("GET /api/v1/me", KNOWN),
        line("GET /api/v1/properties", KNOWN),
        line("GET /api/v1/properties/{property}", LOOK),
        line("GET /api/v1/properties/{property}/people", LOOK),
        line("GET /api/v1/properties/{property}/people.csv", LOOK),
        line("GET /api/v1/properties/{property}/people/{person}", LOOK),
        line("GET /api/v1/properties/{property}/explain/{external_id}", LOOK),
        line("GET /api/v1/properties/{property}/alerts", LOOK),
        line("GET /api/v1/properties/{property}/alerts/{alert}", LOOK),
        with("POST /api/v1/properties/{property}/alerts/{alert}/preview", act(200), wish.clone()),
        // Without a version, so that nothing changes.
        with("POST /api/v1/properties/{property}/alerts/{alert}/resolve", act(428), wish),
        // The alert is open, so there is no answer to undo.
        line("POST /api/v1/properties/{property}/alerts/{alert}/undo", act(409)),
        line("GET /api/v1/properties/{property}/runs", LOOK),
        line("GET /api/v1/properties/{property}/runs/{run}", LOOK),
        line("GET /api/v1/properties/{property}/runs/{run}/changes", LOOK),
        // The run failed, so there is nothing to undo or to confirm.
        line("POST /api/v1/properties/{property}/runs/{run}/undo", act(409)),
        line("POST /api/v1/properties/{property}/runs/{run}/confirm", act(409)),
        line("GET /api/v1/properties/{property}/sync", LOOK),
        line("POST /api/v1/properties/{property}/sync", act(202)),
        line("GET /api/v1/tokens", KNOWN),
        // A token makes no tokens, and a viewer's is a token.
        with("POST /api/v1/tokens", person(201), json!({"label": "door"})),
        line("DELETE /api/v1/tokens/{token}", own(404)),
        line("GET /api/v1/operators", admin(200)),
        with("POST /api/v1/operators", admin(409), newcomer),
        line("DELETE /api/v1/operators/{name}", admin(404)),
        line("GET /api/v1/operators/{name}/tokens", admin(404)),
        line("DELETE /api/v1/operators/{name}/tokens/{token}", admin(404)),
    ]
}

/// The method and the path of a route, filled in for this site.
fn address(route: &str, run: &str) -> (Method, String) {
    let (method, path) = route.split_once(' ').unwrap();
    let path = path.strip_prefix("/api/v1").unwrap_or("/../openapi.json");
    let path = path
        .replace("{property}", "maple-court")
        .replace("{person}", "1")
        .replace("{external_id}", "t1")
        .replace("{alert}", "1")
        .replace("{run}", run)
        .replace("{token}", "99999")
        .replace("{name}", "nobody");
    (method.parse().unwrap(), path)
}

/// The route as described in OpenAPI, with `{id}` for alerts, people and runs.
fn described(route: &str) -> String {
    route
        .replace("{person}", "{id}")
        .replace("{alert}", "{id}")
        .replace("{run}", "{id}")
        .replace("{token}", "{id}")
}

#[tokio::test]
async fn every_route_for_every_role() {
    let site = Site::new();
    let oak = site.neighbour("oak-court");
    oak.feed(&[Row::new("o1", "Lena Delgado", "7")]);
    site.feed_bytes(b"no such columns\n1\n");
    site.run(&["sync"]);
    let failed = site.json(&["runs"])[0]["id"].as_str().unwrap().to_owned();
    site.sync(&[
        Row::new("t1", "Ana Ruiz", "101"),
        Row::new("t2", "Ben Ode", "102").email("x@example.com"),
        Row::new("t3", "Cleo Marsh", "103").email("x@example.com"),
    ]);
    hire(&site);
    let console = Console::start(site.folder(), &["--today", "2026-11-02"]);
    let callers = callers(&console, &site).await;

    let table = table();
    let document = console.guest().page("/api/openapi.json").await.json();
    let mut routes = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        routes.extend(
            item.as_object()
                .unwrap()
                .keys()
                .map(|method| format!("{} {path}", method.to_uppercase())),
        );
    }
    let known: BTreeSet<String> = table.iter().map(|line| described(line.route)).collect();
    assert_eq!(known, routes, "the table has every route of the description, and no other");

    for Line { route, body, statuses } in &table {
        let (method, path) = address(route, &failed);
        for (at, (caller, expected)) in callers.iter().zip(statuses).enumerate() {
            let answer = caller.call(method.clone(), &path, body.as_ref()).await;
            assert_eq!(answer.status, *expected, "{route} by {}: {}", WHO[at], answer.body);
            if *expected >= 400 {
                answer.is_problem(*expected);
            }
            if *expected == 401 {
                assert_eq!(answer.header("www-authenticate"), "Bearer");
            }
            if *expected == 202 {
                callers[2].synced("maple-court").await;
            }
            // Every returned status is described.
            let (_, path) = route.split_once(' ').unwrap();
            let operation = &document["paths"][described(path)][method.as_str().to_lowercase()];
            let status = expected.to_string();
            assert!(operation["responses"][&status].is_object(), "{route} has no {status}");
        }
    }
    tally(table.len() * CALLERS, "requests of routes and callers");
    // Nothing was answered, undone or removed.
    assert_eq!(site.alerts().as_array().unwrap().len(), 1);
    assert_eq!(site.people().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_admin_of_one_property_administers_nobody() {
    let site = Site::new();
    site.neighbour("oak-court");
    operator(site.folder(), "adam", "admin", &["maple-court"]);
    let console = Console::start(site.folder(), &[]);
    let adam = Caller::browser(&console, "adam").await;
    adam.ask("/operators").await.is_problem(403);
    let admin = json!({"name": "eve", "role": "admin", "password": "four blue lamps"});
    adam.post("/operators", Some(&admin)).await.is_problem(403);
    assert_eq!(adam.get("/me").await["may_administer"], false);
    let seen = adam.get("/properties").await;
    assert_eq!(seen["items"].as_array().unwrap().len(), 1);
}
