//! Ways of paging and signing in that no built-in profile uses, with a made-up
//! PMS.

use std::fs;

use rstest::rstest;
use serde_json::Value;
use tenantry_fakes::{Fake, Rest, Slip, fixtures};

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

/// Requests pages of 500 people, without an announced total.
fn numbered(by: &str, more: &str) -> String {
    format!(
        "get = \"/{by}\"\npaging = {{ by = \"{by}\", param = \"{by}\", size = \"count\", rows = 500 {more} }}"
    )
}

/// The server returns fewer people per page than requested, and says so
/// nowhere: only an empty page is the end.
#[rstest]
fn pages_are_capped(
    #[values(1, 5, 10, 12, 15, 24, 30, 36, 48, 99, 120, 500)] cap: usize,
    #[values("page", "offset")] by: &str,
    #[values("", ", until = \"short\"")] until: &str,
) {
    let fake = acme_with(120);
    fake.pms().rows = Some(cap);
    let site = acme(&fake, &numbered(by, until), "body");
    assert_eq!(site.roster().len(), 120);
    let asked = fake.operations().iter().filter(|name| *name == by).count();
    assert!(asked > 120_usize.div_ceil(cap), "{asked} requests");
}

/// A page of the requested size shows that the server returns as many, so that
/// a shorter one can be the last.
#[rstest]
#[case("", 4)]
#[case(", until = \"short\"", 3)]
fn the_last_page_is_short(#[case] until: &str, #[case] asked: usize) {
    let fake = acme_with(7);
    let request = numbered("page", until).replace("rows = 500", "rows = 3");
    assert_eq!(acme(&fake, &request, "body").roster().len(), 7);
    let operations = fake.operations();
    // The fourth request needs a new token, and is sent again.
    let sent = operations.iter().filter(|name| *name == "page").count();
    assert_eq!(sent - usize::from(asked > 3), asked);
}

/// A server that does not page sends everybody every time. Only a profile that
/// says that a short page is the end takes that for all.
#[rstest]
#[case("", 500, None)]
#[case(", until = \"short\"", 500, Some(7))]
#[case(", until = \"short\"", 7, None)]
fn a_server_that_does_not_page(
    #[case] until: &str,
    #[case] rows: usize,
    #[case] people: Option<usize>,
) {
    let fake = acme_with(7);
    fake.pms().slip = Some(Slip::Stays);
    let request = numbered("offset", until).replace("rows = 500", &format!("rows = {rows}"));
    let site = acme(&fake, &request, "body");
    match people {
        Some(people) => assert_eq!(site.roster().len(), people),
        None => site.run(&["fetch"]).exits(1).says(&["page 2 repeats page 1"]),
    }
}

/// What a misspelled path, or a server that does not send what the profile
/// counts on, looks like: a list that ends with its first page.
#[rstest]
#[case("total", "total = { path = \"$.totl\" }", "`total` ($.totl)")]
#[case("header", "total = { header = \"X-Total\" }", "`total` (the header X-Total)")]
#[case("next", "", "`next` ($.nxt)")]
#[case("cursor", "", "`next` ($.nxt)")]
fn a_path_without_a_value(#[case] what: &str, #[case] total: &str, #[case] says: &str) {
    let fake = acme_with(7);
    fake.pms().rows = Some(3);
    let request = match what {
        "next" => "get = \"/cursor\"\npaging = { by = \"link\", next = \"$.nxt\" }".to_owned(),
        "cursor" => CURSOR.replace("$.next", "$.nxt"),
        "header" => format!("{LINK}\n{total}"),
        _ => format!("{}\n{total}", numbered("page", "")),
    };
    let site = acme(&fake, &request, "body");
    for command in ["fetch", "sync"] {
        let output = site.run(&[command]).exits(1);
        output.says(&["people page", says, "nothing was changed"]);
        assert_eq!(output.stdout, "");
    }
    let right = request.replace("$.nxt", "$.next").replace("$.totl", "$.total");
    let right = right.replace("header = \"X-Total\"", "path = \"$.total\"");
    let request = if what == "next" { CURSOR } else { &right };
    assert_eq!(acme(&fake, request, "body").roster().len(), 7);
}

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
