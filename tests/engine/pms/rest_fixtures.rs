//! Every fixture of a JSON PMS, through its profile and its fake.

use std::fs;
use std::path::Path;

use rstest::rstest;
use serde_json::Value;
use tenantry_fakes::{Answer, Fake, Fault, Rest, fixtures};

use super::settings;
use crate::harness::Site;

/// A fake PMS with a fixture.
pub(super) fn serve(pms: &str, name: &str) -> Fake<Rest> {
    let fake = Fake::start(Rest::of(pms));
    fake.pms().set(&fixtures::json(&format!("{name}.json")));
    fake
}

/// A property that uses a fake PMS.
pub(super) fn site(fake: &Fake<Rest>, pms: &str) -> Site {
    Site::new().fed_by(&settings::rest(&fake.url(), pms)).at(fixtures::AS_OF)
}

/// Copies a built-in profile to the site, with this many records per page.
pub(super) fn with_rows(site: Site, fake: &Fake<Rest>, pms: &str, rows: usize) -> Site {
    let profiles = Path::new(env!("CARGO_MANIFEST_DIR")).join("../connectors/rest/src/profiles");
    let text = fs::read_to_string(profiles.join(format!("{pms}.toml"))).unwrap();
    let text = ["500", "1000"].iter().fold(text, |text, usual| {
        text.replace(&format!("rows = {usual} "), &format!("rows = {rows} "))
    });
    fs::write(site.path("own.toml"), text).unwrap();
    // AppFolio's reports have no page size.
    fake.pms().rows = Some(rows);
    site.fed_by(&settings::rest_with(&fake.url(), pms, "./own.toml", ""))
}

/// A Buildium property with ten leases, two per page.
pub(super) fn buildium() -> (Fake<Rest>, Site) {
    let fake = serve("buildium", "buildium/statuses");
    let site = with_rows(site(&fake, "buildium"), &fake, "buildium", 2);
    (fake, site)
}

fn differences(name: &str, expected: &[Value], residents: &[Value]) -> Vec<String> {
    let differences = fixtures::differences(expected, residents);
    differences.into_iter().map(|difference| format!("{name}: {difference}")).collect()
}

#[rstest]
fn as_expected(
    #[values(
        "appfolio",
        "appfolio-v0",
        "buildium",
        "doorloop",
        "entrata",
        "entrata-customers",
        "propertyware",
        "rentmanager"
    )]
    pms: &str,
) {
    let names = fixtures::names(pms);
    assert!(!names.is_empty());
    let mut wrong = Vec::new();
    for name in names {
        let fake = serve(pms, &name);
        let expected = fixtures::expected(&name);
        let whole = site(&fake, pms);
        let roster = whole.roster();
        wrong.extend(differences(&name, &expected, &roster));
        let requests = fake.requests().len();

        // Short pages result in the same roster in the same order.
        let paged = with_rows(site(&fake, pms), &fake, pms, 1);
        assert_eq!(paged.roster(), roster, "{name}: a record a page");
        assert!(expected.len() < 2 || fake.requests().len() > 2 * requests, "{name}: pages");
        let paged = with_rows(site(&fake, pms), &fake, pms, 2);
        assert_eq!(paged.roster(), roster, "{name}: two records a page");

        // In another order nobody is lost; only who comes first in a
        // household may differ.
        let mut pms = fake.pms();
        pms.rows = None;
        pms.lists().for_each(|list| list.reverse());
        drop(pms);
        let mut expected = expected;
        for resident in &mut expected {
            resident.as_object_mut().unwrap().remove("role");
        }
        wrong.extend(differences(&name, &expected, &whole.roster()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What appears in a note rather than in the roster.
#[rstest]
#[case("appfolio", "household", "left out: co-signers (1)")]
#[case("appfolio-v0", "people", "left out: hidden tenants (1)")]
#[case("doorloop", "people", "left out: prospects (1)")]
#[case(
    "entrata",
    "household",
    "left out: guarantors (2), people on leases that are not for homes (1)"
)]
#[case("entrata-customers", "people", "left out: guarantors (1)")]
fn what_is_left_out_is_counted(#[case] pms: &str, #[case] name: &str, #[case] note: &str) {
    let fake = serve(pms, &format!("{pms}/{name}"));
    let output = site(&fake, pms).run(&["fetch"]).exits(0);
    assert!(output.stderr.contains(note), "{}", output.stderr);
    for word in ["Whitfield", "example.com", "555-0"] {
        assert!(!output.stderr.contains(word), "{word} is in:\n{}", output.stderr);
    }
}

/// Buildium's keys may not cover units: then only the buildings are unknown.
#[test]
fn units_that_the_credentials_do_not_cover() {
    let fake = serve("buildium", "buildium/household");
    let body = serde_json::json!({ "UserMessage": "Not enabled.", "ErrorCode": "403" });
    fake.fault_always_on("units", Fault::Answer(Answer::json(403, &body)));
    let site = site(&fake, "buildium");
    let output = site.run(&["fetch"]).exits(0);
    let mut expected = fixtures::expected("buildium/household");
    for resident in &mut expected {
        if let Some(building) = resident.get_mut("building") {
            *building = Value::Null;
        }
    }
    assert_eq!(fixtures::differences(&expected, &output.json_lines()), Vec::<String>::new());
    assert!(output.stderr.contains("units: not available to these credentials"));
    let check = site.json(&["check"]);
    assert!(check[1]["message"].as_str().unwrap().contains("units: not available"), "{check}");
}

/// Data of other properties is not requested, or is left out.
#[rstest]
#[case("appfolio", "appfolio/household")]
#[case("buildium", "buildium/household")]
#[case("doorloop", "doorloop/people")]
#[case("propertyware", "propertyware/household")]
fn other_properties(#[case] pms: &str, #[case] name: &str) {
    let fake = serve(pms, name);
    let settings = settings::rest(&fake.url(), pms);
    let line = settings.lines().find(|line| line.starts_with("properties")).unwrap();
    let other = Site::new().fed_by(&settings.replace(line, "properties = [\"99\"]"));
    assert_eq!(other.roster(), Vec::<Value>::new());
    let all = Site::new().fed_by(&settings.replace(line, "")).at(fixtures::AS_OF);
    assert_eq!(differences(name, &fixtures::expected(name), &all.roster()), Vec::<String>::new());
}

/// A report without paging is a plain list.
#[test]
fn a_report_without_pages() {
    let fake = serve("appfolio", "appfolio/household");
    let site = with_rows(site(&fake, "appfolio"), &fake, "appfolio", 1);
    let text = fs::read_to_string(site.path("own.toml")).unwrap();
    let whole = text
        .replace("paginate_results = true", "paginate_results = false")
        .replace("paging = { by = \"link\", next = \"$.next_page_url\" }", "");
    assert_ne!(whole, text);
    fs::write(site.path("own.toml"), whole).unwrap();
    fake.pms().rows = None;
    let expected = fixtures::expected("appfolio/household");
    assert_eq!(fixtures::differences(&expected, &site.roster()), Vec::<String>::new());
    assert_eq!(fake.requests().len(), 1);
}

/// Rent Manager's other way to return an empty list.
#[test]
fn an_empty_body_is_nobody() {
    let fake = serve("rentmanager", "rentmanager/statuses");
    fake.fault_always_on("Tenants", Fault::Answer(Answer::new(200, "application/json", "")));
    assert_eq!(site(&fake, "rentmanager").roster(), Vec::<Value>::new());
}
