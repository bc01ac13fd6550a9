//! The configuration: what overrides what, and the errors for mistakes.

use std::process::Stdio;

use rstest::rstest;
use serde_json::json;

use crate::harness::{Output, Row, Site};

const SECRET: &str = "hunter2-do-not-print";

fn site() -> Site {
    let site = Site::new();
    site.feed(&[Row::new("t1", "Ana Ruiz", "101")]);
    site
}

fn run_with(site: &Site, env: &[(&str, &str)], args: &[&str]) -> Output {
    Output::of(site.command(args).envs(env.iter().copied()).output().unwrap())
}

/// The file with one line replaced.
fn replace(site: &Site, line: &str, with: &str) {
    let text = std::fs::read_to_string(site.toml()).unwrap();
    assert!(text.contains(line), "{line:?} is not in:\n{text}");
    site.write_toml(&text.replace(line, with));
}

#[test]
fn the_environment_overrides_the_file() {
    let site = site();
    std::fs::copy(site.feed_path(), site.path("other.csv")).unwrap();
    std::fs::remove_file(site.feed_path()).unwrap();
    site.run(&["plan"]).exits(1);
    run_with(&site, &[("ENGINE__CONNECTOR__PATH", "other.csv")], &["plan"]).exits(0);
    let env = [
        ("ENGINE__CONNECTOR__PATH", "other.csv"),
        ("ENGINE__DATABASE__URL", "sqlite://elsewhere.db"),
        ("ENGINE__SYNC__SAFETY__MIN_ENDED", "7"),
    ];
    run_with(&site, &env, &["sync"]).exits(0);
    assert!(site.path("elsewhere.db").exists() && !site.path("tenantry.db").exists());
    let wrong = [("ENGINE__SYNC__SAFETY__MIN_ENDED", SECRET)];
    let refused = run_with(&site, &wrong, &["plan"]).exits(2);
    refused.says(&["ENGINE__SYNC__SAFETY__MIN_ENDED"]);
    assert!(!refused.stderr.contains(SECRET), "{}", refused.stderr);
}

#[test]
fn relative_paths_start_at_the_file() {
    let site = site();
    replace(&site, "[database]\nurl = ", "[database]\nurl = \"sqlite://here.db\" # ");
    let elsewhere = tempfile::tempdir().unwrap();
    let output = site.command(&["sync"]).current_dir(elsewhere.path()).output().unwrap();
    Output::of(output).exits(0);
    assert!(site.path("here.db").exists());
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    // Nor does it matter from which folder the file is named.
    let mut command = std::process::Command::new(crate::harness::ENGINE);
    command.current_dir(site.folder()).args(["--config", "maple-court.toml", "--json", "people"]);
    let people = Output::of(command.output().unwrap()).exits(0).json();
    assert_eq!(people.as_array().unwrap().len(), 1);
}

#[test]
fn values_come_from_the_environment_and_from_files() {
    let site = site();
    replace(&site, "\"maple-court.csv\"", "\"${TENANTRY_FEED}\"");
    let refused = run_with(&site, &[], &["plan"]).exits(2);
    refused.says(&["maple-court.toml:9", "connector.path", "TENANTRY_FEED"]);
    run_with(&site, &[("TENANTRY_FEED", "maple-court.csv")], &["plan"]).exits(0);

    replace(&site, "\"${TENANTRY_FEED}\"", "{ file = \"feed.path\" }");
    site.run(&["plan"]).exits(2).says(&["connector.path", "feed.path", "cannot be read"]);
    std::fs::write(site.path("feed.path"), "maple-court.csv\n").unwrap();
    assert_eq!(site.json(&["plan"])["counts"]["created"], 1);
}

#[rstest]
#[case::unknown_key("country = \"US\"", "contry = \"US\"", &["toml:5", "property.contry", "did you mean `country`"])]
#[case::unknown_table("[database]", "[sink]\nx = 1\n[database]", &["toml:11", "`sink`", "database"])]
#[case::connector_key("path = ", "delimeter = \";\"\npath = ", &["toml:9", "connector.delimeter", "`delimiter`"])]
#[case::wrong_type("country = \"US\"", "country = [1]", &["toml:5", "property.country", "string"])]
#[case::wrong_value("country = \"US\"", "country = \"Narnia\"", &["toml:5", "property.country"])]
#[case::zone("America/Chicago", "America/Atlantis", &["toml:4", "property.timezone", "IANA"])]
#[case::missing_key("id = \"maple-court\"", "", &["property.id", "missing"])]
#[case::no_database("[database]\nurl", "[console]\nurl", &["database", "missing"])]
#[case::connector("kind = \"csv\"", "kind = \"yadri\"", &["toml:8", "yadri", "csv"])]
#[case::no_connector("[connector]\nkind = \"csv\"\npath = \"maple-court.csv\"", "", &["[connector]", "csv"])]
#[case::syntax("country = \"US\"", "country = \"US", &["toml:5", "not valid TOML"])]
#[case::blank_path("\"maple-court.csv\"", "\"\"", &["toml:9: `connector.path`", "blank"])]
#[case::both("path = ", "url = \"https://x.example.com\"\npath = ", &["`connector.path`", "both set"])]
#[case::kind("kind = \"csv\"", "kind = \"CSV\"", &["toml:8", "did you mean `csv`?"])]
#[case::spaces("\"maple-court\"", "\"maple-court \"", &["toml:2: `property.id`", "space"])]
#[case::no_runs("[database]", "[sync]\nmissing_runs = 0\n[database]", &["toml:12", "missing_runs", "1 or more"])]
#[case::percentage("[database]", "[sync.safety]\nmax_ended_percent = 200\n[database]", &["toml:12", "from 0 to 100"])]
#[case::console("[database]", "[console]\ndatabase = \"x.db\"\n[database]", &["toml:12: `console.database`", "sqlite://FILE"])]
#[case::duration("path = ", "max_age = \"26\"\npath = ", &["toml:9: `connector.max_age`", "a number and its unit", "\"26h\""])]
#[case::credentials(
    "kind = \"csv\"\npath = \"maple-court.csv\"",
    "kind = \"rest\"\nprofile = \"appfolio\"\nurl = \"https://x.example.com\"\n[connector.credentials]\nclient_id = \"x\"",
    &["toml:11: `connector.credentials.client_secret` is missing"]
)]
fn a_mistake_is_named_with_its_line(#[case] line: &str, #[case] with: &str, #[case] says: &[&str]) {
    let site = site();
    replace(&site, line, with);
    for command in ["plan", "sync", "people", "check"] {
        let refused = site.run(&[command]).exits(2);
        refused.says(says);
        assert_eq!(refused.stdout, "");
    }
    assert!(!site.path("tenantry.db").exists());
}

#[rstest]
#[case::number("country = \"US\"", "country = \"US\"\n[sync.safety]\nmin_ended = \"${S}\"")]
#[case::list("country = \"US\"", "country = \"US\"\n[sync]\nexclude_statuses = \"${S}\"")]
#[case::country("country = \"US\"", "country = \"${S}\"")]
#[case::zone("America/Chicago", "${S}")]
#[case::policy("country = \"US\"", "country = \"US\"\n[sync]\non_missing = \"${S}\"")]
#[case::delimiter("path = ", "delimiter = \"${S}\"\npath = ")]
#[case::encoding("path = ", "encoding = \"${S}\"\npath = ")]
fn no_error_prints_a_value(#[case] line: &str, #[case] with: &str) {
    let site = site();
    replace(&site, line, with);
    let refused = run_with(&site, &[("S", SECRET)], &["sync"]).exits(2);
    assert!(!refused.stderr.contains("hunter2"), "{}", refused.stderr);
}

#[test]
fn a_database_password_is_never_printed() {
    let site = site().with_url(format!("postgres://ana:{SECRET}@127.0.0.1:9/doors"));
    // Both at once, because each waits a while for the server.
    let start = |command| {
        let mut command = site.command(&[command]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    for run in ["sync", "check"].map(start) {
        let failed = Output::of(run.wait_with_output().unwrap()).exits(1);
        let all = failed.stdout + failed.stderr.as_str();
        assert!(all.contains("postgres://ana@127.0.0.1:9/doors"), "{all}");
        assert!(!all.contains("hunter2"), "{all}");
    }
}

#[test]
fn wrong_usage_exits_with_2() {
    let site = site();
    site.run(&[]).exits(2);
    site.run(&["synch"]).exits(2);
    site.run(&["sync", "--faster"]).exits(2);
    let mut command = std::process::Command::new(crate::harness::ENGINE);
    command.args(["--config", "/nowhere/engine.toml", "plan"]);
    Output::of(command.output().unwrap()).exits(2).says(&["/nowhere/engine.toml", "init"]);
}

#[test]
fn a_check_names_what_fails() {
    let site = site();
    let checks = site.json(&["check"]);
    let passed = |n: usize| (checks[n]["check"].clone(), checks[n]["ok"].clone());
    assert_eq!(passed(0), (json!("configuration"), json!(true)));
    assert_eq!(passed(1), (json!("csv"), json!(true)));
    assert_eq!(passed(2), (json!("database"), json!(true)));
    std::fs::remove_file(site.feed_path()).unwrap();
    let text = site.run(&["check"]).exits(1).stdout;
    assert!(text.contains("FAILED  csv: ") && text.contains("ok      database"), "{text}");
}

#[test]
fn init_writes_a_file_that_works_once_it_is_filled_in() {
    let site = site();
    let mut command = std::process::Command::new(crate::harness::ENGINE);
    let toml = site.path("new.toml");
    let run = |command: &mut std::process::Command| Output::of(command.output().unwrap());
    run(command.arg("--config").arg(&toml).args(["init", "--connector", "csv"])).exits(0);
    run(&mut command).exits(2);
    std::fs::copy(site.feed_path(), site.path("residents.csv")).unwrap();
    let mut command = std::process::Command::new(crate::harness::ENGINE);
    let plan = run(command.arg("--config").arg(&toml).args(["--json", "plan"])).exits(0).json();
    assert_eq!(plan["counts"]["created"], 1);
}
