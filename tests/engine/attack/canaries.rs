//! People and secrets of every connector, at the highest log level: nobody is
//! named where nobody asked for it, and no secret is anywhere.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use rstest::rstest;
use serde_json::{Value, json};
use tenantry_fakes::{
    Answer, Fake, Fault, Mri, Pms, RealPage, ResMan, Rest, Service, Yardi, fixtures,
};

use super::tally;
use crate::{
    harness::{Output, Site},
    pms::settings,
};

/// The secrets of all fakes, and the beginnings of their credentials in Base64.
const SECRETS: [&str; 14] = [
    "demo-password",
    "demo-secret",
    "demo-key",
    "demo-api-key",
    "demo-token",
    "DEMO+LICENSE",
    "DEMO-PARTNER-KEY",
    "00000000-0000-4000-8000-000000000001",
    "ZGVtb19",
    "ZGVtbzp",
    "ZGVtby1",
    "QzAwMDAwMS",
    "demo%2Dpassword",
    "DEMO%2BLICENSE",
];

/// What identifies the residents of a fixture: names, emails and phones.
fn canaries(name: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for resident in fixtures::expected(name) {
        for field in ["first_name", "last_name", "email", "phone"] {
            let text = resident[field].as_str().unwrap_or_default();
            // Short names are also words of the log's own.
            if text.len() > 4 {
                found.insert(text.to_owned());
            }
            if let (true, "phone") = (text.len() > 8, field) {
                let digits = &text[text.len() - 7..];
                found.insert(format!("{}-{}", &digits[..3], &digits[3..]));
            }
        }
    }
    found
}

/// The lines that contain one of these words.
fn leaks<'t>(text: &'t str, words: &BTreeSet<String>) -> Vec<(String, &'t str)> {
    let is_in = |line: &str, word: &str| {
        line.match_indices(word).any(|(at, _)| {
            let beside = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
            !beside(line[..at].chars().next_back())
                && !beside(line[at + word.len()..].chars().next())
        })
    };
    let mut found = Vec::new();
    for line in text.lines() {
        found.extend(words.iter().filter(|it| is_in(line, it)).map(|it| (it.clone(), line)));
    }
    found
}

fn traced(site: &Site, args: &[&str]) -> Output {
    Output::of(site.command(args).env("RUST_LOG", "trace").output().unwrap())
}

fn texts(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, found);
        } else {
            let bytes = fs::read(&path).unwrap();
            found.push((path, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
}

#[track_caller]
fn holds_no_secret(text: &str, place: &str) {
    for secret in SECRETS {
        let line = text.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} is in {place}: {}", line.unwrap_or_default());
    }
}

/// Runs everything that reads the PMS, before and while it misbehaves; if `cut`,
/// also with responses that break off, which takes longer.
#[track_caller]
fn sings<P: Pms>(fake: &Fake<P>, site: &Site, fixture: &str, cut: bool) {
    let people = canaries(fixture);
    assert!(people.len() > 1, "{fixture} names {people:?}");
    let mut runs = 0;
    let mut quiet = |args: &[&str], codes: &[i32]| {
        let output = traced(site, args);
        runs += 1;
        let place = format!("{fixture}: {}", args.join(" "));
        assert!(codes.contains(&output.code), "{place}: {} {}", output.code, last(&output.stderr));
        assert!(output.stderr.contains("TRACE"), "{place} is traced");
        let told = leaks(&output.stderr, &people);
        assert!(told.is_empty(), "{place} tells {told:?}");
        holds_no_secret(&output.stderr, &place);
        holds_no_secret(&output.stdout, &place);
    };
    let tape = site.path("tape").display().to_string();
    quiet(&["check"], &[0]);
    quiet(&["fetch"], &[0]);
    quiet(&["fetch", "--record", &tape], &[0]);
    quiet(&["plan"], &[0]);
    quiet(&["sync"], &[0]);
    // A PMS that repeats what it was told, and whom it has.
    let settings = fs::read_to_string(site.toml()).unwrap();
    let own = SECRETS.into_iter().filter(|secret| settings.contains(secret));
    let said: Vec<&str> = own.chain(people.iter().map(String::as_str)).collect();
    // Only one of them got a token.
    let token = if settings.contains("\"rentmanager\"") { "demo-token-1" } else { "" };
    // The license has two lines, which are sent as one.
    let said = format!("{token} {}", said.join(" "));
    let said = said.replace("DEMO+LICENSE", "DEMO+LICENSE/0000==");
    let mut faults = vec![
        Fault::status(400, &said),
        Fault::Answer(Answer::json(400, &json!({"message": said, "error": said}))),
    ];
    if settings.contains("yardi") || settings.contains("realpage") {
        faults.push(Fault::Soap { code: "soap:Client".into(), text: said });
    }
    for (at, fault) in faults.into_iter().enumerate() {
        fake.clear();
        fake.fault_always(fault);
        quiet(&["sync"], &[1, 2]);
        quiet(&["fetch", "--record", &format!("{tape}{at}")], &[1, 2]);
    }
    if cut {
        fake.clear();
        fake.fault_always(Fault::Truncated(900));
        quiet(&["sync"], &[1]);
    }
    let history = site.json(&["runs"]);
    let errors: String =
        history.as_array().unwrap().iter().map(|run| format!("{}\n", run["error"])).collect();
    let told = leaks(&errors, &people);
    assert!(told.is_empty(), "{fixture}: an error in the history tells {told:?}");
    holds_no_secret(&errors, &format!("{fixture}: the history"));
    let mut recorded = Vec::new();
    for tape in ["tape", "tape0", "tape1", "tape2"] {
        texts(&site.path(tape), &mut recorded);
    }
    let went_through = recorded.iter().any(|(_, text)| people.iter().any(|it| text.contains(it)));
    assert!(went_through, "{fixture}: nobody is in a recording");
    for (path, text) in &recorded {
        holds_no_secret(text, &path.display().to_string());
    }
    tally(runs * people.len(), "canaries looked for");
}

/// The error at the end of a log.
fn last(log: &str) -> String {
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("error")).collect();
    lines[lines.len().saturating_sub(2)..].join("\n")
}

fn site(connector: &str) -> Site {
    Site::new().fed_by(connector).at(fixtures::AS_OF)
}

#[rstest]
#[case("resident-transactions", "GetResidentTransactions_Login", "yardi/a_household")]
#[case("resident-data", "GetResidents", "yardi/b_residents")]
fn yardi(#[case] interface: &str, #[case] operation: &str, #[case] name: &str) {
    let fake = Fake::start(Yardi::demo("maple", "Maple Court"));
    let service = match interface {
        "resident-data" => Service::ResidentData,
        _ => Service::ResidentTransactions20,
    };
    fake.pms().set(service, operation, "maple", &fixtures::text(&format!("{name}.xml")));
    let more = format!("operation = \"{operation}\"\nhttp_basic = true");
    sings(
        &fake,
        &site(&settings::yardi(&fake.url(), interface, &more)),
        name,
        interface == "resident-data",
    );
}

#[test]
fn realpage() {
    let name = first("realpage");
    let fake = Fake::start(RealPage::demo("2000001"));
    let list = fixtures::text(&format!("{name}.xml"));
    fake.pms().set("getresidentlistinfo", "2000001", &list);
    sings(&fake, &site(&settings::realpage(&fake.url(), "2000001")), &name, false);
}

/// The first fixture that names several people.
fn first(pms: &str) -> String {
    let names = fixtures::names(pms);
    let enough = |name: &&String| canaries(name).len() > 3 && !name.ends_with("/page");
    names.iter().find(enough).unwrap_or_else(|| panic!("{names:?}")).clone()
}

#[rstest]
#[case(1)]
#[case(2)]
fn resman(#[case] version: u8) {
    const PROPERTY: &str = "b0000000-0000-4000-8000-000000000001";
    let of = |name: &String| name.starts_with("resman/v2") == (version == 2);
    let names = fixtures::names("resman");
    let name = names.iter().find(|name| of(name) && canaries(name).len() > 3).unwrap();
    let fake = Fake::start(ResMan::demo());
    match version {
        2 => fake.pms().set_people(PROPERTY, fixtures::json(&format!("{name}.json"))),
        _ => fake.pms().set_transactions(PROPERTY, &fixtures::text(&format!("{name}.xml"))),
    }
    sings(&fake, &site(&settings::resman(&fake.url(), version, PROPERTY)), name, false);
}

#[rstest]
#[case("json")]
#[case("xml")]
fn mri(#[case] format: &str) {
    let name = first("mri");
    let fake = Fake::start(Mri::demo());
    fake.pms().set("500", &fixtures::json(&format!("{name}.json")));
    sings(&fake, &site(&settings::mri(&fake.url(), format, "500")), &name, format == "json");
}

#[rstest]
fn rest(
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
    let name = first(profile);
    let fake = Fake::start(Rest::of(profile));
    fake.pms().set(&fixtures::json(&format!("{name}.json")));
    sings(&fake, &site(&settings::rest(&fake.url(), profile)), &name, profile == "buildium");
}

/// Files have no secrets and no recordings.
#[rstest]
#[case::csv("csv", "feed.csv", "csv")]
#[case::mits("mits", "feed.xml", "xml")]
fn files(#[case] kind: &str, #[case] file: &str, #[case] end: &str) {
    let mut runs = 0;
    let all = fixtures::names(kind);
    let mut named = 0;
    for name in &all {
        let people = canaries(name);
        named += people.len();
        let site = site(&format!("kind = {kind:?}\npath = {file:?}\n"));
        let whole = fs::read(fixtures::path(&format!("{name}.{end}"))).unwrap();
        let cut = &whole[..whole.len() * 2 / 3];
        for (bytes, commands) in [(&whole[..], &["check", "sync"][..]), (cut, &["sync"])] {
            fs::write(site.path(file), bytes).unwrap();
            for command in commands {
                let output = traced(&site, &[command]);
                runs += 1;
                let told = leaks(&output.stderr, &people);
                assert!(told.is_empty(), "{name}: {command} tells {told:?}");
            }
        }
        let history: Value = site.json(&["runs"]);
        for run in history.as_array().unwrap() {
            let error = run["error"].to_string();
            assert!(leaks(&error, &people).is_empty(), "{name}: {error}");
        }
    }
    tally(runs * named / all.len(), "canaries looked for");
}
