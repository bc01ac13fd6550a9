//! Profiles: how they are listed, what `init` writes for them, and their errors.

use std::fs;
use std::path::Path;

use rstest::rstest;
use serde_json::Value;
use tenantry_fakes::{Fake, Rest, fixtures};

use super::rest_fixtures::{serve, site};
use super::rest_paging::{CURSOR, acme, acme_with};
use super::settings;
use crate::harness::{Output, Site, emails, kinds};

const PROFILES: [&str; 8] = [
    "appfolio",
    "appfolio-v0",
    "buildium",
    "doorloop",
    "entrata",
    "entrata-customers",
    "propertyware",
    "rentmanager",
];

#[test]
fn profiles_are_listed() {
    let site = Site::new();
    let listed = site.json(&["connectors", "rest"]);
    let names: Vec<&str> = listed["profiles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|profile| profile["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, PROFILES);
    let text = site.run(&["connectors", "rest"]).exits(0).stdout;
    for name in PROFILES {
        assert!(text.contains(name), "{name} is not in:\n{text}");
    }
    site.run(&["connectors", "rest", "--profile", "bildium"]).exits(2).says(&["buildium"]);
    site.run(&["connectors", "csv", "--profile", "buildium"]).exits(2).says(&["csv"]);
}

/// The value of a profile's variable for the fakes.
fn demo(variable: &str) -> &'static str {
    match variable.rsplit_once('_').map(|(_, last)| last) {
        Some("SECRET") => "demo-secret",
        Some("KEY") => "demo-key",
        Some("USERNAME") => "demo",
        Some("PASSWORD") => "demo-password",
        _ if variable.ends_with("CLIENT_ID") => "demo-client",
        _ if variable.ends_with("DEVELOPER_ID") => "00000000-0000-4000-8000-000000000001",
        _ if variable.ends_with("SYSTEM_ID") => "7001",
        _ => panic!("{variable} is not known"),
    }
}

/// The file that `init` writes lacks only the values of its variables.
#[rstest]
fn a_profile_to_start_from(
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
    profile: &str,
) {
    let site = Site::new();
    let settings = site.json(&["connectors", "rest", "--profile", profile]);
    let required: Vec<&str> = settings["settings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|setting| setting["default"] == "required")
        .filter_map(|setting| setting["name"].as_str()?.strip_prefix("credentials."))
        .collect();
    site.run(&["init", "--connector", "rest", "--profile", profile, "--force"]).exits(0);

    let prefix = profile.replace('-', "_");
    let variables: Vec<String> =
        required.iter().map(|name| format!("{prefix}_{name}").to_ascii_uppercase()).collect();
    assert!(!variables.is_empty());
    let missing = site.run(&["check"]).exits(2);
    missing.says(&["the environment variable", "is not set"]);
    let is_named = variables.iter().any(|variable| missing.stderr.contains(variable));
    assert!(is_named, "{}", missing.stderr);

    let fake = Fake::start(Rest::of(profile));
    let with = settings::rest(&fake.url(), profile);
    let url = with.lines().find_map(|line| line.strip_prefix("url = ")).unwrap();
    let mut command = site.command(&["--json", "check"]);
    command.env("ENGINE__CONNECTOR__URL", url.trim_matches('"'));
    command.env("ENGINE__DATABASE__URL", &site.url);
    for variable in &variables {
        command.env(variable, demo(variable));
    }
    let lines = Output::of(command.output().unwrap()).exits(0).json();
    let about = lines[1]["message"].as_str().unwrap();
    assert_eq!(lines[1]["ok"], true, "{lines:#}");
    assert!(about.contains("no ") || about.contains("0 "), "{about}");
}

#[rstest]
#[case("buildium", "buildium/statuses", "Buildium Open API: 10 leases, 10 tenants, 10 units")]
#[case(
    "doorloop",
    "doorloop/people",
    "DoorLoop: 4 lease-tenants of 64f000000000000000000007, 3 leases, 4 tenants, 2 units"
)]
#[case("entrata", "entrata/household", "Entrata, leases: leases of 500100: OK")]
#[case("rentmanager", "rentmanager/statuses", "Rent Manager: 13 tenants of 3")]
#[case("rentmanager", "rentmanager/empty", "Rent Manager: no tenants of 3")]
fn check_says_what_it_found(#[case] pms: &str, #[case] name: &str, #[case] says: &str) {
    let fake = serve(pms, name);
    let check = site(&fake, pms).json(&["check"]);
    assert_eq!(check[1]["message"], says);
}

#[test]
fn check_fails_with_wrong_credentials() {
    let fake = serve("appfolio", "appfolio/household");
    let site = site(&fake, "appfolio");
    let text = fs::read_to_string(site.toml()).unwrap();
    site.write_toml(&text.replace("demo-secret", "wrong-secret"));
    let check: Value = site.run(&["--json", "check"]).exits(1).json();
    assert_eq!(check[1]["ok"], false);
    let message = check[1]["message"].as_str().unwrap();
    assert!(message.contains("tenants page 1: the PMS answered 401: Invalid credentials"));
    assert_eq!(
        check[1]["hint"].as_str().unwrap(),
        "check [connector.credentials]: client_id, client_secret"
    );
}

/// A replacement in a profile, the line of the error, and the reason.
#[rstest]
#[case("name = \"Acme\"", "nam = \"Acme\"", "line 1: ", "unknown field `nam`")]
#[case("[requests.people]", "[requests.people", "line 15", "")]
#[case("$.people[*]", "$.people", "line 16: ", "does not lead to a list: add [*]")]
#[case("from = \"people\"", "from = \"persons\"", "line 22: ", "no request \"persons\"")]
#[case("$.person.name", "$.persn.name", "line 27: ", "there is no \"persn\" here")]
#[case("in = \"current\"", "in = \"resident\"", "line 28: ", "unknown variant `resident`")]
fn a_profile_that_is_wrong(
    #[case] from: &str,
    #[case] to: &str,
    #[case] line: &str,
    #[case] says: &str,
) {
    let fake = acme_with(1);
    let site = acme(&fake, CURSOR, "body");
    let text = fs::read_to_string(site.path("acme.toml")).unwrap();
    assert!(text.contains(from));
    fs::write(site.path("acme.toml"), text.replacen(from, to, 1)).unwrap();
    for command in ["check", "fetch", "sync"] {
        let output = site.run(&[command]).exits(2);
        output.says(&["./acme.toml", line, says]);
        assert_eq!(output.stdout, "");
    }
    assert!(fake.requests().is_empty());
}

#[rstest]
#[case("profile = \"buildium\"", "profile = \"bildium\"", "did you mean \"buildium\"?")]
#[case("profile = \"buildium\"", "profile = \"./none.toml\"", "./none.toml cannot be read")]
#[case("client_secret = \"demo-secret\"", "", "`connector.credentials.client_secret` is missing")]
#[case("client_secret = \"demo", "client_secrt = \"x\"\nclient_secret = \"demo", "did you mean")]
#[case("[\"10\"]", "[\"10\", \"10\"]", "properties")]
fn settings_that_are_wrong(#[case] from: &str, #[case] to: &str, #[case] says: &str) {
    let fake = serve("buildium", "buildium/household");
    let site = site(&fake, "buildium");
    let text = fs::read_to_string(site.toml()).unwrap();
    assert!(text.contains(from));
    site.write_toml(&text.replacen(from, to, 1));
    site.run(&["fetch"]).exits(2).says(&[says]);
    assert!(fake.requests().is_empty());
}

/// Statuses in the settings override those of the profile.
#[test]
fn status_words_of_the_settings() {
    let fake = serve("appfolio", "appfolio/statuses");
    let more = "statuses = { \"Furnished Hold\" = \"future\", evict = \"past\" }";
    let site = Site::new()
        .fed_by(&settings::rest_with(&fake.url(), "appfolio", "appfolio", more))
        .at(fixtures::AS_OF);
    let mut expected = fixtures::expected("appfolio/statuses");
    expected[3]["status"] = "past".into();
    expected[6]["status"] = "future".into();
    assert_eq!(fixtures::differences(&expected, &site.roster()), Vec::<String>::new());
}

/// A word for a role that nobody has explained lets nobody in, until the settings explain it.
#[rstest]
#[case("", "unknown")]
#[case("roles = { \"house SITTER\" = \"guarantor\" }", "guarantor")]
#[case("roles = { \"House Sitter\" = \"occupant\" }", "occupant")]
#[case("roles = { \"Sitter\" = \"occupant\" }", "unknown")]
fn role_words_of_the_settings(#[case] more: &str, #[case] role: &str) {
    let fake = serve("appfolio", "appfolio/household");
    fake.pms().list("tenant_directory")[1]["tenant_type"] = "House Sitter".into();
    fake.pms().list("tenant_directory")[0]["tenant_type"] = " ".into();
    let site = Site::new()
        .fed_by(&settings::rest_with(&fake.url(), "appfolio", "appfolio", more))
        .at(fixtures::AS_OF);
    let roster = site.roster();
    assert_eq!((&roster[0]["role"], &roster[1]["role"]), (&"primary".into(), &role.into()));
    site.json(&["sync"]);
    let is_in = emails(&site.people()).contains(&"omar.whitfield@example.com".to_owned());
    assert_eq!(is_in, role == "occupant");
    let is_asked = kinds(&site.alerts()).contains(&"unknown_role".to_owned());
    assert_eq!(is_asked, role == "unknown");
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            files.push((name, fs::read_to_string(path).unwrap()));
        }
    }
    files
}

/// Records a fetch and replays it without the server.
fn recorded(fake: Fake<Rest>, site: &Site, pages: usize) {
    let folder = site.path("tape").display().to_string();
    let fetched = site.run(&["fetch", "--record", &folder]).exits(0);
    let files = files(&site.path("tape"));
    assert!(files.iter().filter(|(name, _)| name.contains("page-")).count() >= pages, "{files:?}");
    let secrets = [
        "demo-client",
        "demo-secret",
        "demo-key",
        "demo-password",
        "demo-token",
        "ZGVtby1jbGllbnQ6",
        "AuthorizeUser",
        "oauth",
    ];
    for secret in secrets {
        let holding = files.iter().find(|(name, text)| format!("{name}\n{text}").contains(secret));
        assert!(holding.is_none(), "{secret} was recorded: {holding:?}");
    }
    drop(fake);
    let replayed = site.run(&["fetch", "--replay", &folder]).exits(0);
    assert_eq!(replayed.stdout, fetched.stdout);
    assert!(!replayed.stdout.is_empty());
}

#[rstest]
#[case("appfolio", "appfolio/household", 1)]
#[case("buildium", "buildium/household", 3)]
#[case("doorloop", "doorloop/people", 4)]
#[case("entrata", "entrata/household", 1)]
#[case("rentmanager", "rentmanager/statuses", 1)]
fn a_recording(#[case] pms: &str, #[case] name: &str, #[case] pages: usize) {
    let fake = serve(pms, name);
    let site = site(&fake, pms);
    recorded(fake, &site, pages);
}

/// Seven people, three per page, with a token that has to be renewed.
#[rstest]
#[case("body")]
#[case("basic")]
fn a_recording_of_tokens(#[case] client: &str) {
    let fake = acme_with(11);
    let site = acme(&fake, CURSOR, client);
    recorded(fake, &site, 4);
}
