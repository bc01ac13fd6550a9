//! Tests the API against its own OpenAPI description with schemathesis, from
//! PyPI.

use std::{env, path::PathBuf, process::Command};

use super::{Console, api_client::token, server::operator};
use crate::harness::{Postgres, Row, Site, skip};

/// Statuses to accept for valid requests: an answer that the alert does not
/// allow, an outdated version, an unknown property.
const SETTINGS: &str = r#"
[[operations]]
include-path-regex = "/(preview|resolve)$"
checks.positive_data_acceptance.expected-statuses = ["2xx", "404", "409", "412", "422"]

[[operations]]
include-operation-id = ["create_operator", "create_token"]
# A token may not.
checks.positive_data_acceptance.expected-statuses = ["403"]
"#;

/// What only a browser's session may do.
const SESSION: &str = r#"
[[operations]]
include-operation-id = ["create_operator", "create_token"]
# 401: the program sends a made-up token as well.
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "409", "422"]
"#;

/// The same, at an existing property.
const AT_HOME: &str = r#"
[parameters]
property = "maple-court"
external_id = "1"

[[operations]]
include-path-regex = "/(preview|resolve)$"
checks.positive_data_acceptance.expected-statuses = ["2xx", "404", "409", "412", "422"]
parameters = { id = "1" }
"#;

/// The program, if it is installed.
fn program() -> Option<PathBuf> {
    let named = env::var_os("TENANTRY_SCHEMATHESIS").map(PathBuf::from);
    let runs = |program: &PathBuf| {
        Command::new(program).arg("--version").output().is_ok_and(|said| said.status.success())
    };
    [named, Some("schemathesis".into()), Some("st".into())].into_iter().flatten().find(runs)
}

/// All checks, with valid and invalid data.
const ALWAYS: [&str; 13] = [
    // These would revoke the token that the program signs in with.
    "--exclude-operation-id",
    "revoke_token",
    "--exclude-operation-id",
    "revoke_operator_token",
    "--checks",
    "all",
    "--mode",
    "all",
    "--request-timeout",
    "30",
    "--generation-database",
    "none",
    "--no-color",
];

#[tokio::test]
async fn the_api_keeps_to_its_description() {
    let Some(program) = program() else {
        skip("schemathesis (not installed; name it by TENANTRY_SCHEMATHESIS)");
        return;
    };
    // On PostgreSQL, which accepts fewer texts, if there is a server.
    let site = Site::on(Postgres).unwrap_or_else(Site::new);
    let oak = site.neighbour("oak-court");
    oak.sync(&[Row::new("o1", "Lena Delgado", "7")]);
    std::fs::write(
        site.path("people.csv"),
        "email,first_name,last_name,unit\nold@example.com,Ana,Ruiz,101\nben.ode@example.com,Bent,Ode,102\n",
    )
    .unwrap();
    let people = site.path("people.csv");
    site.json(&["people", "import", people.to_str().unwrap()]);
    site.sync(&[
        Row::new("1", "Ana Ruiz", "101"),
        Row::new("2", "Ben Ode", "102"),
        Row::new("3", "Cleo Marsh", "103").email("x@example.com"),
        Row::new("4", "Dov Lang", "104").email("x@example.com"),
        Row::new("5", "Kofi Mensah", "105"),
    ]);
    operator(site.folder(), "boss", "admin", &[]);
    let secret = token(&site, "boss");
    let console = Console::start(site.folder(), &["--today", "2026-11-02"]);
    let boss = console.signed_in("boss").await;
    let csrf = boss.page("/account").await.csrf();
    let bearer = [format!("Authorization: Bearer {secret}")];
    let session = [format!("Cookie: {}", boss.cookie().unwrap()), format!("X-CSRF-Token: {csrf}")];
    let try_with = |who: &[String], settings: &str, args: &[&str]| {
        let file = site.path("schemathesis.toml");
        std::fs::write(&file, settings).unwrap();
        let mut command = Command::new(&program);
        command.current_dir(site.folder()).arg("--config-file").arg(file).arg("run");
        command.arg(format!("{}/api/openapi.json", console.url));
        command.args(who.iter().flat_map(|header| ["--header", header]));
        command.args(ALWAYS).args(args);
        let tried = command.output().unwrap();
        let said = String::from_utf8_lossy(&tried.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&tried.stderr).into_owned();
        assert!(tried.status.success(), "{said}\n{complaint}");
        said
    };
    let said = try_with(&bearer, SETTINGS, &["--max-examples", "20"]);
    let document = console.guest().page("/api/openapi.json").await.json();
    let paths = document["paths"].as_object().unwrap().values();
    let routes: usize = paths.map(|item| item.as_object().unwrap().len()).sum();
    // All except the revocations and the description itself.
    assert!(said.contains(&format!("Tested: {}\n", routes - 3)), "{routes}:\n{said}");
    // The session stays valid whatever the other header says.
    let only = ["--exclude-checks", "ignored_auth", "--include-path-regex", "/(operators|tokens)$"];
    try_with(&session, SESSION, &only);
    try_with(
        &bearer,
        AT_HOME,
        &["--max-examples", "30", "--phases", "fuzzing", "--include-path-regex", "properties/"],
    );
    let logged = console.logged();
    assert!(!logged.contains("database failed") && !logged.contains("engine failed"), "{logged}");
}
