//! Every fixture, served by the fake of its PMS, results in the expected
//! residents.

use std::fs;

use rstest::rstest;
use serde_json::Value;
use tenantry_fakes::{Answer, Fake, Mri, RealPage, Reply, ResMan, Service, Yardi, fixtures};

use super::{samples::Canned, settings};
use crate::harness::Site;

/// Fetches each fixture of a PMS and reports all differences at once.
#[track_caller]
fn check(names: Vec<String>, fetch: impl Fn(&str) -> Vec<Value>) {
    assert!(!names.is_empty());
    let differences: Vec<String> = names
        .iter()
        .flat_map(|name| {
            let differences = fixtures::differences(&fixtures::expected(name), &fetch(name));
            differences.into_iter().map(move |difference| format!("{name}: {difference}"))
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn fetch(connector: &str) -> Vec<Value> {
    Site::new().fed_by(connector).at(fixtures::AS_OF).roster()
}

/// The operation that returns a Yardi fixture, by the first letter of its name.
fn yardi_operation(name: &str) -> (Service, &'static str, &'static str) {
    let file = name.trim_start_matches("yardi/");
    match file.as_bytes()[0] {
        b'a' => (
            Service::ResidentTransactions20,
            "resident-transactions",
            "GetResidentTransactions_Login",
        ),
        _ if file == "b_lease_file" => (Service::ResidentData, "resident-data", "GetResidentData"),
        b'c' => (Service::CommonData, "common-data", "GetRentroll"),
        b'd' => (Service::RentersInsurance, "renters-insurance", "GetUnitConfiguration"),
        _ => (Service::ResidentData, "resident-data", "GetResidents"),
    }
}

fn yardi_connector(fake: &Fake<Yardi>, interface: &str, operation: &str) -> String {
    let codes = if operation == "GetResidentData" { "tenant_codes = [\"t0030001\"]" } else { "" };
    let more = format!("operation = \"{operation}\"\n{codes}");
    settings::yardi(&fake.url(), interface, &more)
}

fn serve_yardi(name: &str, reply: impl Fn(String) -> Reply) -> (Fake<Yardi>, String) {
    let (service, interface, operation) = yardi_operation(name);
    let fake = Fake::start(Yardi::demo("maple", "Maple Court"));
    fake.pms().reply(service, operation, "maple", reply(fixtures::text(&format!("{name}.xml"))));
    for beside in ["GetUnitInformation", "GetRoommatePromotions"] {
        let file = format!("{name}.{beside}.xml");
        if std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../fakes/fixtures")
            .join(&file)
            .exists()
        {
            fake.pms().set(service, beside, "maple", &fixtures::text(&file));
        }
    }
    let connector = yardi_connector(&fake, interface, operation);
    (fake, connector)
}

#[test]
fn yardi() {
    check(fixtures::names("yardi"), |name| {
        let (_fake, connector) = serve_yardi(name, Reply::Inner);
        fetch(&connector)
    });
}

#[test]
fn yardi_as_escaped_text() {
    check(fixtures::names("yardi"), |name| {
        let (_fake, connector) = serve_yardi(name, Reply::Escaped);
        fetch(&connector)
    });
}

#[test]
fn yardi_in_soap_1_2() {
    check(vec!["yardi/b_residents".into()], |name| {
        let (_fake, connector) = serve_yardi(name, Reply::Inner);
        fetch(&(connector + "soap = \"1.2\"\n"))
    });
}

#[rstest]
#[case("yardi/error_summary", 1)]
#[case("yardi/error_total_tenants", 1)]
#[case("yardi/error_number", 1)]
#[case("yardi/error_not_configured", 2)]
#[case("yardi/error_truncated", 1)]
#[case("yardi/error_other_root", 1)]
fn yardi_errors(#[case] name: &str, #[case] code: i32) {
    let (service, interface, operation) = match name {
        "yardi/error_summary" | "yardi/error_total_tenants" => {
            yardi_operation("yardi/b_lease_file")
        }
        _ => yardi_operation("yardi/a"),
    };
    let fake = Fake::start(Yardi::demo("maple", "Maple Court"));
    fake.pms().set(service, operation, "maple", &fixtures::text(&format!("{name}.xml")));
    let site =
        Site::new().fed_by(&yardi_connector(&fake, interface, operation)).at(fixtures::AS_OF);
    let output = site.run(&["fetch"]).exits(code);
    assert_eq!(output.stdout, "");
    output.says(&["maple", "hint:"]);
}

#[test]
fn mits_files() {
    check(fixtures::names("mits"), |name| {
        let site = Site::new().fed_by("kind = \"mits\"\npath = \"feed.xml\"").at(fixtures::AS_OF);
        fs::write(site.path("feed.xml"), fixtures::text(&format!("{name}.xml"))).unwrap();
        site.roster()
    });
}

#[test]
fn a_mits_document_at_an_address() {
    check(fixtures::names("mits"), |name| {
        let document = fixtures::text(&format!("{name}.xml"));
        let fake = Fake::start(Canned(vec![Answer::xml(document)]));
        fetch(&format!(
            "kind = \"mits\"\nurl = \"{}/feed\"\nusername = \"demo\"\npassword = \"demo-password\"\n",
            fake.url()
        ))
    });
}

#[test]
fn realpage() {
    check(fixtures::names("realpage"), |name| {
        let fake = Fake::start(RealPage::demo("2000001"));
        let list = fixtures::text(&format!("{name}.xml"));
        fake.pms().set("getresidentlistinfo", "2000001", &list);
        fetch(&settings::realpage(&fake.url(), "2000001"))
    });
}

#[test]
fn resman() {
    const PROPERTY: &str = "b0000000-0000-4000-8000-000000000001";
    check(fixtures::names("resman"), |name| {
        let fake = Fake::start(ResMan::demo());
        if name.starts_with("resman/v2") {
            fake.pms().set_people(PROPERTY, fixtures::json(&format!("{name}.json")));
            return fetch(&settings::resman(&fake.url(), 2, PROPERTY));
        }
        fake.pms().set_transactions(PROPERTY, &fixtures::text(&format!("{name}.xml")));
        let settings = settings::resman(&fake.url(), 1, PROPERTY);
        fake.pms().escaped = true;
        let escaped = fetch(&settings);
        fake.pms().escaped = false;
        assert_eq!(fetch(&settings), escaped, "{name}");
        escaped
    });
}

#[rstest]
#[case("json")]
#[case("xml")]
fn mri(#[case] format: &str) {
    let rows = fixtures::names("mri").into_iter().filter(|name| name != "mri/page");
    check(rows.collect(), |name| {
        let fake = Fake::start(Mri::demo());
        fake.pms().set("500", &fixtures::json(&format!("{name}.json")));
        fake.pms().page_size = 2;
        fetch(&settings::mri(&fake.url(), format, "500"))
    });
}
