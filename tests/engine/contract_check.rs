//! `check`: what is ok there works in `sync`.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    time::Instant,
};

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{Backend, Postgres, Row, Site, Sqlite};

/// The result of a check by its name.
#[track_caller]
fn found<'c>(checks: &'c Value, name: &str) -> &'c Value {
    let mut all = checks.as_array().unwrap().iter();
    all.find(|check| check["check"] == name).unwrap_or_else(|| panic!("no {name} in {checks}"))
}

fn feed(site: &Site, rows: &[&str]) {
    site.feed_bytes(format!("id,name,email,unit,status\n{}\n", rows.join("\n")).as_bytes());
}

#[rstest]
fn what_is_in_order(#[values(Sqlite, Postgres)] backend: Backend) {
    let Some(site) = Site::on(backend) else { return };
    site.feed(&[Row::new("t1", "Ana Ruiz", "101"), Row::new("t2", "Ben Ode", "102").email("")]);
    let checks = site.json(&["check"]);
    let records = found(&checks, "records");
    assert_eq!(records["details"], json!({"records": 2, "read": 2, "all": true}));
    let fields = found(&checks, "fields");
    assert_eq!(fields["details"]["fields"]["email"], 1);
    assert!(fields["message"].as_str().unwrap().contains("email 50 %, "), "{fields}");
    assert!(checks.as_array().unwrap().iter().all(|check| check["warning"] == false), "{checks}");
    site.json(&["sync"]);
    site.run(&["check"]).exits(0).prints(&["ok      database: ", "open alert"]);
}

#[test]
fn nothing_that_can_be_read() {
    let site = Site::new();
    feed(&site, &[",Ana Ruiz,,101,Current", ",Ben Ode,,102,Current"]);
    site.run(&["check"])
        .exits(1)
        .prints(&["FAILED  records: 2 records: 0 can be read, 2 cannot: line 2: ", "5 %"]);
    // One of forty: a sync uses the rest.
    let rows: Vec<String> = (0..39).map(|n| format!("t{n},Resident {n},,{n},Current")).collect();
    let mut rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    rows.push(",Ana Ruiz,,101,Current");
    feed(&site, &rows);
    let checks = site.json(&["check"]);
    assert_eq!(found(&checks, "records")["warning"], true);
    site.json(&["sync"]);
}

/// Files about residents and files with secrets are their owner's business.
#[test]
fn files_that_others_can_read() {
    let site = Site::new();
    site.sync(&[Row::new("t1", "Ana Ruiz", "101")]);
    let folder = site.folder().to_owned();
    let allow = |name: &str, mode| {
        let path = folder.join(name);
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
    };
    let warned = |site: &Site| {
        let checks = site.json(&["check"]);
        let all = checks.as_array().unwrap().iter();
        let found: Vec<&Value> = all.filter(|it| it["check"] == "permissions").collect();
        found.first().map(|it| (it["message"].clone(), it["hint"].clone()))
    };
    assert_eq!(warned(&site), None);
    for (name, mode) in [("tenantry.db", 0o640), ("tenantry.db.id", 0o604)] {
        allow(name, mode);
        let (message, hint) = warned(&site).unwrap();
        let path = site.path(name).display().to_string();
        assert_eq!(message, format!("others on this machine can read or change {path}"));
        assert_eq!(hint, format!("`chmod go= {path}` makes it private"));
        allow(name, 0o600);
    }
    assert_eq!(warned(&site), None);
    // A TOML file matters if there is a secret in it.
    allow("maple-court.toml", 0o644);
    assert_eq!(warned(&site), None);
    let login = "[console]\ndatabase = \"postgres://ana:secret@db.example.com/doors\"";
    let site = site.set(login);
    let (message, hint) = warned(&site).unwrap();
    assert!(message.as_str().unwrap().ends_with("maple-court.toml"), "{message}");
    assert!(!format!("{message}{hint}").contains("secret"));
    allow("maple-court.toml", 0o600);
    assert_eq!(warned(&site), None);
}

#[test]
fn an_empty_feed_is_a_warning() {
    let site = Site::new();
    site.feed(&[]);
    site.run(&["check"]).exits(0).prints(&["warn    records: the feed has no records"]);
}

#[test]
fn words_that_are_not_mapped_are_listed_once_with_counts() {
    let site = Site::new();
    feed(
        &site,
        &["t1,Ana Ruiz,,101,Wohnt", "t2,Ben Ode,,102,Zieht ein", "t3,Cleo Marsh,,103,Wohnt"],
    );
    site.run(&["check"]).exits(1).prints(&[
        "FAILED  statuses: no status is known",
        "3 of 3 records have a status that is not mapped: \"Wohnt\" (2), \"Zieht ein\" (1)",
        "[connector.statuses]",
    ]);
    let site = site.fed_by(
        "kind = \"csv\"\npath = \"maple-court.csv\"\n[connector.statuses]\nWohnt = \"current\"\n",
    );
    let checks = site.json(&["check"]);
    let statuses = found(&checks, "statuses");
    assert_eq!(statuses["warning"], true);
    assert_eq!(statuses["details"]["unmapped"], json!([{"word": "Zieht ein", "records": 1}]));
}

#[test]
fn a_column_of_names_is_not_printed_as_statuses() {
    let site = Site::new();
    let rows: Vec<String> = (0..60).map(|n| format!("t{n},R{n},,{n},Resident Nr{n}")).collect();
    feed(&site, &rows.iter().map(String::as_str).collect::<Vec<_>>());
    let told = site.run(&["check"]).exits(1);
    told.prints(&["60 different words", "right column"]);
    assert!(!told.stdout.contains("Nr7"), "{}", told.stdout);
}

#[test]
fn a_database_that_cannot_be_written() {
    let site = Site::new().with_url("sqlite://no/such/folder/x.db".into());
    site.feed(&[Row::new("t1", "Ana Ruiz", "101")]);
    site.run(&["check"]).exits(1).prints(&["FAILED  database: ", "its folder does not exist"]);
    assert!(!site.path("no").exists());
    let site = site.with_url("sqlite:///proc/x.db".into());
    site.run(&["check"]).exits(1).prints(&["FAILED  database: ", "cannot be written"]);
}

#[test]
fn a_check_leaves_the_database_and_its_folder_alone() {
    let site = Site::new();
    site.sync(&[Row::new("t1", "Ana Ruiz", "101")]);
    let files = || {
        let mut files: Vec<_> =
            fs::read_dir(site.folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        files.sort();
        (files, fs::read(site.path("tenantry.db")).unwrap())
    };
    let before = files();
    site.json(&["check"]);
    assert!(files() == before, "a check changed something");
}

#[test]
fn a_postgres_user_without_rights_is_told() {
    let Some(site) = Site::on(Postgres) else { return };
    site.feed(&[Row::new("t1", "Ana Ruiz", "101")]);
    let joint = if site.url.contains('?') { '&' } else { '?' };
    let read_only = format!("{}{joint}options=-c%20default_transaction_read_only%3Don", site.url);
    let site = site.with_url(read_only);
    site.run(&["check"]).exits(1).prints(&["FAILED  database: ", "cannot be written"]);
}

#[rstest]
#[case::pms(
    "kind = \"csv\"\nurl = \"https://127.0.0.1:9/x.csv\"\n",
    None,
    "127.0.0.1:9 was refused"
)]
#[case::yardi(
    "kind = \"yardi\"\nurl = \"http://127.0.0.1:9/x.asmx\"\nusername = \"u\"\npassword = \"p\"\nserver_name = \"s\"\ndatabase = \"d\"\nplatform = \"SQL Server\"\ninterface_entity = \"e\"\ninterface_license = \"license\"\nproperties = [\"maple\"]\n",
    None,
    "127.0.0.1:9 was refused"
)]
#[case::database("", Some("postgres://ana@127.0.0.1:9/doors"), "127.0.0.1:9 refused")]
fn a_refused_connection_is_said_at_once(
    #[case] connector: &str,
    #[case] url: Option<&str>,
    #[case] says: &str,
) {
    let mut site = Site::new().fed_by(connector);
    if let Some(url) = url {
        site = site.with_url(url.into());
    }
    site.feed(&[Row::new("t1", "Ana Ruiz", "101")]);
    let begun = Instant::now();
    site.run(&["check"]).exits(1).prints(&["FAILED", says]);
    let taken = begun.elapsed().as_secs_f32();
    assert!(taken < 4.0, "{taken} s");
    site.run(&["sync"]).exits(1).says(&[says]);
}

#[test]
fn configured_words_that_match_nothing_are_named() {
    let site = Site::new().set(
        "[sync]\nexclude_statuses = [\"zieht ien\", \"Applicant\", \"past\"]\ninclude_roles = [\"minor\"]\nplaceholder_emails = [\"leasing@maple.example.com\"]\n",
    );
    let site = site.fed_by(
        "kind = \"csv\"\npath = \"maple-court.csv\"\n[connector.statuses]\n\"Zieht ein\" = \"future\"\n",
    );
    feed(
        &site,
        &["t1,Ana Ruiz,ana@example.com,101,Zieht ein", "t2,Ben Ode,b@example.com,102,Current"],
    );
    let words = json!([
        {"setting": "sync.exclude_statuses", "word": "zieht ien", "nearest": "Zieht ein"},
        {"setting": "sync.include_roles", "word": "minor", "nearest": null},
        {"setting": "sync.placeholder_emails", "word": "leasing@maple.example.com", "nearest": null},
    ]);
    let says = "\"zieht ien\" in `sync.exclude_statuses` does nothing: no record has it; did you mean \"Zieht ein\"?";
    site.run(&["check"]).exits(0).prints(&["warn    words: ", says]);
    site.run(&["plan"]).exits(0).prints(&[says]);
    assert_eq!(site.json(&["plan"])["unmatched_words"], words);
    assert_eq!(site.json(&["sync"])["unmatched_words"], words);
    // Also if nothing has changed since.
    assert_eq!(site.json(&["sync"])["unmatched_words"], words);
    site.run(&["sync"]).exits(0).prints(&[says]);

    let site = site.set("[sync]\nexclude_statuses = [\"zieht EIN\"]\n");
    assert_eq!(site.json(&["plan"])["unmatched_words"], Value::Null);

    // A word that is given a meaning, and is not the PMS's.
    let site = site.fed_by(
        "kind = \"csv\"\npath = \"maple-court.csv\"\n[connector.statuses]\n\"Zieht ien\" = \"future\"\nGone = \"past\"\n",
    );
    let mistyped =
        json!([{"setting": "connector.statuses", "word": "Zieht ien", "nearest": "Zieht ein"}]);
    assert_eq!(site.set("").json(&["plan"])["unmatched_words"], mistyped);
}

#[test]
fn a_value_that_only_looks_like_a_variable() {
    for (value, says) in
        [("$FEED", "a variable is written \"${FEED}\""), ("x-${FEED}", "the whole value")]
    {
        let site = Site::new().fed_by(&format!("kind = \"csv\"\npath = {value:?}\n"));
        site.run(&["sync"]).exits(2).says(&["maple-court.toml:9: `connector.path`", says]);
    }
}
