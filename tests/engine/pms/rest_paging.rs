//! Ways of paging and signing in that no built-in profile uses, with a made-up
//! PMS.

use std::fs;

use rstest::rstest;
use serde_json::Value;
use tenantry_fakes::{Fake, Rest, fixtures};

use super::settings;
use crate::harness::Site;

/// A profile for the made-up PMS; `request` says how to request the people, and
/// `client` where to send the client ID.
pub(super) fn acme(fake: &Fake<Rest>, request: &str, client: &str) -> Site {
    let profile = format!(
        r#"name = "Acme"
url = "https://acme.example"

[credentials]
client_id = "the client id"
client_secret = "the client secret"

[auth.oauth2]
token = "/oauth/token"
client_id = "{{client_id}}"
client_secret = "{{client_secret}}"
scope = "people"
client = "{client}"

[requests.people]
records = "$.people[*]"
key = "$.id"
{request}

[roster]
from = "people"
as = "person"

[resident]
external_id = "$.person.id"
last_name = "$.person.name"
status = {{ from = "$.person.status", words = {{ in = "current" }} }}
"#
    );
    let site = Site::new().at(fixtures::AS_OF);
    fs::write(site.path("acme.toml"), profile).unwrap();
    site.fed_by(&settings::rest_with(&fake.url(), "acme", "./acme.toml", ""))
}

/// The made-up PMS with this many people.
pub(super) fn acme_with(people: usize) -> Fake<Rest> {
    let fake = Fake::start(Rest::of("acme"));
    let person = |n: usize| serde_json::json!({ "id": n, "name": format!("P{n}"), "status": "in" });
    fake.pms().set(&serde_json::json!({ "people": (0..people).map(person).collect::<Value>() }));
    fake
}

pub(super) const CURSOR: &str = "get = \"/cursor\"\npaging = { by = \"cursor\", param = \"after\", \
                                 next = \"$.next\", size = \"count\", rows = 3 }";
pub(super) const LINK: &str = "get = \"/link\"\npaging = { by = \"link\", header = \"Link\" }";
const BODY: &str = "post = \"/body\"\npaging = { by = \"page\", param = \"page\", first = 0, \
                    size = \"count\", rows = 3, send = \"body\", until = \"empty\" }";

/// Seven people, three per page; a token lasts three requests.
#[rstest]
#[case(CURSOR, 3, 1)]
#[case(LINK, 3, 1)]
#[case(BODY, 4, 2)]
fn ways_of_paging(
    #[case] request: &str,
    #[case] pages: usize,
    #[case] tokens: usize,
    #[values("body", "basic")] client: &str,
) {
    let fake = acme_with(7);
    fake.pms().rows = Some(3);
    let ids: Vec<String> = acme(&fake, request, client)
        .roster()
        .iter()
        .map(|resident| resident["external_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["0", "1", "2", "3", "4", "5", "6"]);
    let operations = fake.operations();
    let asked = operations.iter().filter(|name| *name == "token").count();
    // A page that was refused because of an expired token is requested again.
    assert_eq!((operations.len() - asked - (tokens - 1), asked), (pages, tokens));
}
