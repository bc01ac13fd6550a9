//! Every page for every caller: own, other and both properties. The HTTP API has
//! the same table in `console::api_rights`.

use std::{collections::BTreeSet, fs, path::Path};

use reqwest::Method;

use super::tally;
use crate::{
    console::{CALLERS, Console, WHO, between, callers, hire},
    harness::{Row, Site, person},
};

/// In the order of [`WHO`].
type Statuses = [u16; CALLERS];

/// The callers who may see Maple Court.
const MAPLE: [usize; 9] = [1, 2, 3, 5, 6, 7, 8, 10, 11];

/// The callers who may see Oak Court.
const OAK: [usize; 4] = [3, 4, 8, 10];

/// A redirect to the sign-in page for whoever is not signed in.
const GUEST: u16 = 303;

/// For everybody.
const ALL: Statuses = [200; CALLERS];

/// For callers who may see the property.
const LOOK: Statuses = [GUEST, 200, 200, 200, 404, 200, 200, 200, 200, GUEST, 200, 200];

/// `status` for callers who are signed in.
const fn known(status: u16) -> Statuses {
    let mut all = [status; CALLERS];
    all[0] = GUEST;
    all[9] = GUEST;
    all
}

/// The sign-in page for whoever is not signed in.
const fn known_to_start() -> Statuses {
    let mut all = [303; CALLERS];
    all[0] = 200;
    all[9] = 200;
    all
}

/// A page that leads callers who may see the property to another.
const ON: Statuses = [GUEST, 303, 303, 303, 404, 303, 303, 303, 303, GUEST, 303, 303];

/// A page that only callers who may act at the property see.
const ACT: Statuses = [GUEST, 403, 200, 200, 404, 403, 200, 200, 403, GUEST, 200, 200];

/// `status` for browsers that send a form of the console's own, of callers who may
/// act at the property.
const fn form(status: u16) -> Statuses {
    [GUEST, 403, status, status, 404, 403, 403, 403, 403, GUEST, status, status]
}

/// `status` for browsers that send a form of the console's own.
const fn own_form(status: u16) -> Statuses {
    [GUEST, status, status, status, status, 403, 403, 403, 403, GUEST, status, status]
}

fn table() -> Vec<(&'static str, &'static str, Statuses)> {
    vec![
        ("GET /healthz", "", ALL),
        ("GET /readyz", "", ALL),
        ("GET /metrics", "", ALL),
        ("GET /assets/{name}", "", ALL),
        ("GET /api", "", ALL),
        ("GET /sign-in", "", known_to_start()),
        // A wrong password, later too many.
        ("POST /sign-in", "name=x&password=y", [401; CALLERS]),
        ("GET /setup/{token}", "", [404; CALLERS]),
        ("POST /setup/{token}", "", [404; CALLERS]),
        ("GET /", "", known(303)),
        ("GET /account", "", known(200)),
        ("POST /account", "do=nothing", own_form(422)),
        ("GET /properties", "", known(200)),
        ("GET /p/{property}", "", ON),
        ("GET /p/{property}/people", "", LOOK),
        ("GET /p/{property}/people.csv", "", LOOK),
        ("GET /p/{property}/people/{person}", "", LOOK),
        ("GET /p/{property}/why/{external_id}", "", LOOK),
        ("GET /p/{property}/alerts", "", LOOK),
        ("GET /p/{property}/alerts/answer", "", ACT),
        // Without a version, so that nothing changes.
        ("POST /p/{property}/alerts/answer", "id=1&resolution=dismiss&reason=x", form(422)),
        ("GET /p/{property}/alerts/{alert}", "", LOOK),
        ("POST /p/{property}/alerts/{alert}/undo", "", form(409)),
        ("GET /p/{property}/runs", "", LOOK),
        ("GET /p/{property}/runs/{run}", "", LOOK),
        ("POST /p/{property}/runs/{run}/undo", "", form(409)),
        ("POST /p/{property}/runs/{run}/confirm", "", form(409)),
        ("GET /p/{property}/sync", "", LOOK),
        ("POST /p/{property}/sync", "", form(303)),
        ("POST /sign-out", "", own_form(303)),
    ]
}

/// What the paths name: a person, an alert and a run of a property, and a file.
#[derive(Debug, Clone)]
struct Place {
    property: &'static str,
    person: String,
    alert: String,
    run: String,
    asset: String,
}

fn address(route: &str, place: &Place) -> (Method, String) {
    let (method, path) = route.split_once(' ').unwrap();
    let path = path
        .replace("{property}", place.property)
        .replace("{person}", &place.person)
        .replace("{external_id}", "t1")
        .replace("{alert}", &place.alert)
        .replace("{run}", &place.run)
        .replace("{token}", "0123456789")
        .replace("{name}", &place.asset)
        .replace("alerts/answer", "alerts/answer?id=1&resolution=dismiss&reason=x");
    (method.parse().unwrap(), path)
}

/// Adds the routes of the router in the sources: `.route("/path", get(...).post(...))`.
fn routes(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            routes(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for part in text.split(".route(").skip(1) {
            let Some((route, handlers)) = part.trim_start_matches(['"', '\n', ' ']).split_once('"')
            else {
                panic!("a route in {} is not a literal", path.display());
            };
            let handlers = handlers.split('\n').next().unwrap();
            for method in ["get", "post", "put", "patch", "delete", "any"] {
                if handlers.contains(&format!("{method}(")) {
                    found.insert(format!("{} {route}", method.to_uppercase()));
                }
            }
        }
    }
}

/// As the router names what a path contains.
fn declared(route: &str) -> String {
    ["{person}", "{alert}", "{run}"].iter().fold(route.to_owned(), |it, of| it.replace(of, "{id}"))
}

/// A failed run, two residents who share an email, and somebody else.
fn feed(site: &Site, id: &str, name: &str, asset: &str) -> Place {
    site.feed_bytes(b"no such columns\n1\n");
    site.run(&["sync"]);
    let run = site.json(&["runs"])[0]["id"].as_str().unwrap().to_owned();
    let shared = format!("{id}@example.com");
    site.sync(&[
        Row::new(id, name, "101"),
        Row::new(&format!("{id}2"), &format!("Ben {name}"), "102").email(&shared),
        Row::new(&format!("{id}3"), &format!("Cleo {name}"), "103").email(&shared),
    ]);
    let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
    let here = site.people();
    Place {
        property: if site.property == "maple-court" { "maple-court" } else { "oak-court" },
        person: person(&here, &email)["id"].as_str().unwrap().to_owned(),
        alert: site.alerts()[0]["id"].as_str().unwrap().to_owned(),
        run,
        asset: asset.to_owned(),
    }
}

#[tokio::test]
async fn every_page_for_every_caller() {
    let site = Site::new();
    let oak = site.neighbour("oak-court");
    hire(&site);
    let table = table();
    let mut router = BTreeSet::new();
    routes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../console/src"), &mut router);
    let listed: BTreeSet<String> = table.iter().map(|(route, ..)| declared(route)).collect();
    assert_eq!(listed, router, "the table has every route of the router, and no other");

    let console = Console::start(site.folder(), &["--today", &site.today]);
    let start = console.guest().page("/sign-in").await.body;
    let asset = between(&start, "/assets/", "\"").to_owned();
    let maple = feed(&site, "t1", "Ana Ruiz", &asset);
    let theirs = feed(&oak, "o1", "Lena Delgado", &asset);
    let callers = callers(&console, &site).await;
    let before = (site.people(), site.alerts(), oak.people(), oak.alerts());
    let mut wrong = Vec::new();
    let mut asked = 0;
    let (forms, last) = table.split_at(table.len() - 1);
    let mut ask = async |route: &str, place: &Place, form: &str, at: usize, expected: u16| {
        let (method, path) = address(route, place);
        let form = form.replace("id=1", &format!("id={}", place.alert));
        let answer = callers[at].visit(method, &path, &form).await;
        let (status, to) = (answer.status, answer.header("location"));
        let is_throttled = route == "POST /sign-in" && status == 429;
        if status != expected && !is_throttled {
            wrong.push(format!("{route} at {} by {}: {status} {to}", place.property, WHO[at]));
        }
        if [0, 9].contains(&at) && expected == GUEST {
            assert!(to.starts_with("/sign-in"), "{route} by {}: {to}", WHO[at]);
        }
        // Nobody reads of a property that is not theirs.
        for (name, who) in [("Ruiz", &MAPLE[..]), ("Delgado", &OAK)] {
            assert!(who.contains(&at) || !answer.body.contains(name), "{route} by {}", WHO[at]);
        }
        asked += 1;
    };
    for (route, form, statuses) in forms {
        let is_here = route.contains("{property}");
        for (at, expected) in statuses.iter().enumerate() {
            ask(route, &maple, form, at, *expected).await;
            if !is_here || [0, 9].contains(&at) {
                continue;
            }
            // At the other property, for whoever may see only this one.
            if !OAK.contains(&at) {
                ask(route, &theirs, form, at, 404).await;
            }
            // What belongs to the other property is not found here, whoever asks.
            let is_one = ["{person}", "{alert}", "{run}"].iter().any(|of| route.contains(of));
            if is_one && MAPLE.contains(&at) && *expected != 403 {
                let mixed = Place { property: "maple-court", ..theirs.clone() };
                ask(route, &mixed, form, at, 404).await;
            }
        }
        if *route == "POST /p/{property}/sync" {
            callers[2].synced("maple-court").await;
        }
    }
    for (route, form, statuses) in last {
        for (at, expected) in statuses.iter().enumerate() {
            ask(route, &maple, form, at, *expected).await;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    tally(asked, "requests of routes and callers");
    assert_eq!((site.people(), site.alerts(), oak.people(), oak.alerts()), before);
}

/// What belongs to the other property is not found through the API either, by
/// whoever may see both.
#[tokio::test]
async fn every_api_route_with_the_ids_of_another_property() {
    let site = Site::new();
    let oak = site.neighbour("oak-court");
    hire(&site);
    let console = Console::start(site.folder(), &["--today", &site.today]);
    feed(&site, "t1", "Ana Ruiz", "");
    let theirs = feed(&oak, "o1", "Lena Delgado", "");
    let callers = callers(&console, &site).await;
    let document = console.guest().page("/api/openapi.json").await.json();
    let (mut asked, before) = (0, (oak.people(), oak.alerts()));
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(place) = path.strip_prefix("/api/v1/properties/{property}") else { continue };
        let id = match place.split('/').nth(1) {
            Some("people") => &theirs.person,
            Some("alerts") => &theirs.alert,
            Some("runs") => &theirs.run,
            _ => continue,
        };
        if !place.contains("{id}") {
            continue;
        }
        let place = format!("/properties/maple-court{}", place.replace("{id}", id));
        for method in item.as_object().unwrap().keys() {
            let method: Method = method.to_uppercase().parse().unwrap();
            for at in [3, 10] {
                let mut request = callers[at].request(method.clone(), &place);
                if method == Method::POST {
                    let wish = r#"{"resolution": "dismiss", "reason": "x"}"#;
                    let json = [("content-type", "application/json"), ("if-match", "\"0\"")];
                    request =
                        json.iter().fold(request, |it, (name, value)| it.header(*name, *value));
                    request = request.body(wish);
                }
                let answer = callers[at].send(request).await;
                assert_eq!(answer.status, 404, "{method} {place} by {}: {}", WHO[at], answer.body);
                assert!(!answer.body.contains("Delgado"), "{method} {place}");
                asked += 1;
            }
        }
    }
    assert!(asked >= 2 * 9, "{asked} requests");
    tally(asked, "requests of routes and callers");
    assert_eq!((oak.people(), oak.alerts()), before);
}
