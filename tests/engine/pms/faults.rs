//! Misbehaving servers: a fetch is complete, or it fails and prints nobody.

use std::time::Duration;

use rstest::rstest;
use tenantry_fakes::{Answer, Fake, Fault, RetryAfter, Service, Yardi, fixtures};

use super::settings;
use crate::harness::{Output, Site};

const OPERATION: &str = "GetResidentTransactions_Login";

fn server() -> Fake<Yardi> {
    let fake = Fake::start(Yardi::demo("maple", "Maple Court"));
    let feed = fixtures::text("yardi/a_household.xml");
    fake.pms().set(Service::ResidentTransactions20, OPERATION, "maple", &feed);
    fake
}

fn site(fake: &Fake<Yardi>, more: &str) -> Site {
    Site::new()
        .fed_by(&settings::yardi(&fake.url(), "resident-transactions", more))
        .at(fixtures::AS_OF)
}

/// The start of an endless response.
fn beginning() -> String {
    format!(
        "<soap:Envelope><soap:Body><{OPERATION}Response><{OPERATION}Result><ResidentTransactions>\
         <Property>"
    )
}

fn soap_fault(text: &str) -> Fault {
    Fault::Soap { code: "soap:Server".into(), text: text.into() }
}

#[rstest]
#[case::soap_fault(soap_fault("Transaction was deadlocked. Rerun the transaction."))]
#[case::html(Fault::Html { declared: true })]
#[case::html_undeclared(Fault::Html { declared: false })]
#[case::cut(Fault::Cut)]
#[case::too_short(Fault::TooShort(100))]
#[case::truncated(Fault::Truncated(900))]
#[case::later(Fault::Later { status: 429, retry_after: RetryAfter::Seconds(1) })]
#[case::unavailable(Fault::Later { status: 503, retry_after: RetryAfter::Unsaid })]
fn what_passes_is_tried_again(#[case] fault: Fault) {
    let fake = server();
    fake.fault(fault);
    let residents = site(&fake, "").roster();
    let differences = fixtures::differences(&fixtures::expected("yardi/a_household"), &residents);
    assert!(differences.is_empty(), "{differences:?}");
    assert_eq!(fake.operations(), [OPERATION, OPERATION]);
}

#[track_caller]
fn fails(output: Output, code: i32, says: &[&str]) {
    let output = output.exits(code);
    assert_eq!(output.stdout, "", "a roster that is not whole is not printed");
    output.says(says);
    output.says(&["hint:"]);
}

#[rstest]
#[case::soap_fault(soap_fault("Timeout expired."), "Timeout expired", 3)]
#[case::html(Fault::Html { declared: true }, "HTML page", 3)]
#[case::cut(Fault::Cut, "tried 3 times", 3)]
#[case::truncated(Fault::Truncated(900), "cut short", 3)]
#[case::forbidden(Fault::status(403, "no"), "403", 1)]
#[case::not_xml(Fault::Answer(Answer::xml("<a><b></a></b>")), "not well-formed XML", 1)]
#[case::other_document(Fault::Answer(Answer::xml("<a/>")), "no result", 1)]
#[case::whitespace(Fault::Endless { start: " ".into(), repeat: " ".into() }, "endless", 1)]
#[case::levels(
    Fault::Endless { start: beginning(), repeat: "<a>".into() },
    "nested deeper than 256 levels",
    1
)]
#[case::bomb(
    Fault::GzipBomb { start: beginning(), repeat: " ".into() },
    "endless",
    1
)]
fn what_stays_is_an_error(#[case] fault: Fault, #[case] says: &str, #[case] attempts: usize) {
    let fake = server();
    fake.fault_always(fault);
    let output = site(&fake, "").run(&["fetch"]);
    let code = output.code;
    fails(output, if says == "no result" { 2 } else { 1 }, &[says]);
    assert!(code == 1 || code == 2);
    assert_eq!(fake.operations().len(), attempts);
}

#[rstest]
#[case::endless(Fault::Endless { start: beginning(), repeat: "<a/>".into() })]
#[case::drip(Fault::Drip { bytes: 1, every: Duration::from_millis(200) })]
#[case::silence(Fault::Wait(Duration::from_secs(10)))]
fn what_takes_too_long_is_given_up(#[case] fault: Fault) {
    let fake = server();
    fake.fault_always(fault);
    fails(site(&fake, "timeout = \"1s\"").run(&["fetch"]), 1, &["tried 3 times"]);
}

#[rstest]
#[case(301)]
#[case(302)]
#[case(307)]
#[case(308)]
fn credentials_do_not_follow_to_another_host(#[case] status: u16) {
    let (fake, stranger) = (server(), server());
    fake.fault_always(Fault::Redirect { status, to: format!("{}/elsewhere?a=b", stranger.url()) });
    let output = site(&fake, "http_basic = true").run(&["fetch"]);
    fails(output, 1, &["redirect", "`url`"]);
    assert!(stranger.requests().is_empty());
}

#[test]
fn a_failed_fetch_changes_nothing() {
    let fake = server();
    let site = site(&fake, "");
    site.json(&["sync"]);
    let before = site.state();
    fake.fault_always(Fault::Truncated(900));
    fails(site.run(&["sync"]), 1, &["cut short"]);
    assert_eq!(site.state(), before);
    let runs = site.json(&["runs"]);
    assert_eq!(runs[0]["outcome"], "failed");
    fake.clear();
    fake.fault_always(Fault::Answer(Answer::xml("<a/>")));
    fails(site.run(&["sync"]), 2, &["no result"]);
    assert_eq!(site.state(), before);
}

#[test]
fn nothing_said_or_stored_holds_a_credential() {
    let fake = server();
    for fault in
        [soap_fault("user demo_ws, password demo-password, DEMO+LICENSE/0000=="), Fault::Cut]
    {
        fake.clear();
        fake.fault_always(fault);
        let mut command = site(&fake, "http_basic = true").command(&["fetch"]);
        let output = Output::of(command.env("RUST_LOG", "trace").output().unwrap());
        for secret in ["demo-password", "DEMO+LICENSE", "ZGVtb193czpkZW1v"] {
            assert!(!output.stderr.contains(secret), "{secret} is in:\n{}", output.stderr);
        }
    }
}
