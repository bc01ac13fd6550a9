//! Misbehaving JSON servers: a roster is complete, or the fetch fails.

use rstest::rstest;
use serde_json::{Value, json};
use tenantry_fakes::{Answer, Fault, RetryAfter, Slip, fixtures};

use super::rest_fixtures::{buildium, serve, site};
use super::rest_paging::{CURSOR, LINK, acme, acme_with};
use crate::harness::Output;

/// Fails the test if a failed fetch or sync could have done harm.
#[track_caller]
pub(super) fn fails(output: Output, code: i32, says: &[&str]) {
    let output = output.exits(code);
    assert_eq!(output.stdout, "", "a roster that is not whole is not printed");
    output.says(says);
    output.says(&["hint:"]);
    for word in ["Sandoval", "example.com", "demo-secret", "demo-key", "demo-token"] {
        assert!(!output.stderr.contains(word), "{word} is in:\n{}", output.stderr);
    }
}

/// Runs cases in parallel, because they wait between attempts.
fn together<T: Send>(cases: Vec<T>, check: impl Fn(T) + Sync) {
    std::thread::scope(|scope| {
        for case in cases {
            scope.spawn(|| check(case));
        }
    });
}

#[test]
fn counted_pages_that_go_wrong() {
    let cases = vec![
        (Slip::Repeats, "page 3 repeats page 2"),
        (Slip::Grows, "10 records were announced, then 11 on page 2"),
        (Slip::Moves, "a record of page 1 appears again on page 2: the list changed"),
        (Slip::Withholds, "page 6 is empty after 9 of 10 records"),
        (Slip::Loops, "page 2 is empty after 2 of 10 records"),
    ];
    together(cases, |(slip, says)| {
        let (fake, site) = buildium();
        site.json(&["sync"]);
        let before = site.state();
        fake.pms().slip = Some(slip);
        fails(site.run(&["sync"]), 1, &[says, "tried 3 times"]);
        assert_eq!(site.state(), before);
    });
}

#[test]
fn linked_pages_that_go_wrong() {
    let leads_back = "page 2 points to the same next page as page 1";
    let cases = vec![
        (Slip::Repeats, CURSOR, "page 3 repeats page 2"),
        (Slip::Moves, LINK, "appears again on page 2"),
        (Slip::Loops, CURSOR, leads_back),
        (Slip::Loops, LINK, leads_back),
    ];
    together(cases, |(slip, request, says)| {
        let fake = acme_with(9);
        let mut pms = fake.pms();
        (pms.rows, pms.slip) = (Some(3), Some(slip));
        drop(pms);
        fails(acme(&fake, request, "body").run(&["fetch"]), 1, &[says]);
    });
}

/// Responses for which a retry makes sense.
#[test]
fn answers_that_stay_incomplete() {
    let cases = vec![
        (answered(""), "the JSON ends before it is complete"),
        (Fault::Answer(Answer::new(204, "application/json", "")), "the JSON ends before"),
        (Fault::Truncated(900), "the JSON ends before it is complete"),
        (Fault::Cut, "the response ended before it was complete"),
        (Fault::Html { declared: true }, "HTML page"),
        (Fault::Html { declared: false }, "HTML page"),
    ];
    together(cases, |(fault, says)| {
        let (fake, site) = buildium();
        fake.fault_always_on("leases", fault);
        fails(site.run(&["fetch"]), 1, &["leases page 1", says, "tried 3 times"]);
    });
}

/// A complete response with one mistake, and what the error says.
fn answered(body: impl Into<Vec<u8>>) -> Fault {
    Fault::Answer(Answer::new(200, "application/json", body).with("x-total-count", "1"))
}

#[rstest]
#[case::deep(answered(format!("[{{\"Id\": {}", "[".repeat(5000))), 1, &["leases page 1", "nested too deep"])]
#[case::twice(answered("[{\"Id\": 1, \"Id\": 2}]"), 1, &["the member \"Id\" is duplicated"])]
#[case::twice_within(
    answered("[{\"Id\": 1, \"Tenants\": [{\"Status\": \"MovedOut\", \"Status\": \"Current\"}]}]"),
    1,
    &["the member \"Status\" is duplicated"]
)]
#[case::null(answered("null"), 1, &["has no records at $[*]"])]
#[case::no_json(answered("[{'Id': 1}]"), 1, &["is not valid JSON"])]
#[case::more_json(answered("[] []"), 1, &["is not valid JSON"])]
#[case::object(answered("{\"message\": \"moved\"}"), 1, &["leases page 1", "no records at $[*]"])]
#[case::text(answered("\"ok\""), 1, &["no records at $[*]"])]
#[case::total(
    Fault::Answer(Answer::json(200, &json!([])).with("x-total-count", "many")),
    1,
    &["the announced number of records is not a number"]
)]
#[case::forbidden(Fault::status(403, "no"), 1, &["leases page 1: the PMS answered 403"])]
#[case::missing(Fault::status(404, "no"), 2, &["404", "`url`"])]
#[case::endless(
    Fault::Endless { start: "[".into(), repeat: "{\"Id\": 1},".into() },
    1,
    &["leases page 1", "the response has more than"]
)]
#[case::bomb(
    Fault::GzipBomb { start: "[".into(), repeat: "{\"Id\": 1},".into() },
    1,
    &["leases page 1", "the response has more than"]
)]
fn bad_answers(#[case] fault: Fault, #[case] code: i32, #[case] says: &[&str]) {
    let (fake, site) = buildium();
    site.json(&["sync"]);
    let before = site.state();
    fake.fault_always_on("leases", fault);
    fails(site.run(&["fetch"]), code, says);
    fails(site.run(&["sync"]), code, says);
    assert_eq!(site.state(), before);
}

/// The tables that records are joined with must be complete, too.
#[rstest]
#[case("tenants", Fault::status(403, "no"), &["tenants page 1: the PMS answered 403"])]
#[case("units", answered("{}"), &["units page 1: the response has no records"])]
fn bad_tables(#[case] list: &str, #[case] fault: Fault, #[case] says: &[&str]) {
    let (fake, site) = buildium();
    fake.fault_always_on(list, fault);
    fails(site.run(&["fetch"]), 1, says);
}

#[rstest]
#[case::cut(Fault::Cut)]
#[case::too_short(Fault::TooShort(100))]
#[case::truncated(Fault::Truncated(900))]
#[case::later(Fault::Later { status: 429, retry_after: RetryAfter::Seconds(0) })]
#[case::unavailable(Fault::Later { status: 503, retry_after: RetryAfter::Seconds(0) })]
#[case::reset(Fault::Answer(Answer::json(429, &json!({})).with("x-ratelimit-reset", "0")))]
fn what_passes_is_tried_again(#[case] fault: Fault) {
    let (fake, site) = buildium();
    fake.fault_on("leases", fault);
    let expected = fixtures::expected("buildium/statuses");
    assert_eq!(fixtures::differences(&expected, &site.roster()), Vec::<String>::new());
}

/// If the PMS asks for a long wait, the fetch reports it and does not wait.
#[rstest]
#[case("retry-after", "3600")]
#[case("x-ratelimit-reset", "3600")]
#[case("x-ratelimit-reset", "9999999999")]
fn what_has_to_wait_for_long(#[case] header: &str, #[case] value: &str) {
    let fake = serve("entrata", "entrata/household");
    let error =
        json!({ "response": { "error": { "code": 429, "message": "Rate limit exceeded." } } });
    fake.fault_always(Fault::Answer(Answer::json(429, &error).with(header, value)));
    fails(site(&fake, "entrata").run(&["fetch"]), 1, &["429: Rate limit exceeded."]);
    assert_eq!(fake.requests().len(), 1);
}

/// An error in a response with status 200 counts as an error.
#[rstest]
#[case(json!({ "code": 401, "message": "Authentication failed." }), "code 401: Authentication", "check [connector.credentials]: api_key")]
#[case(json!({ "code": 403, "message": "No." }), "code 403: No.", "administrator")]
#[case(json!({ "code": 307, "message": "propertyId is required." }), "code 307: propertyId", "support")]
#[case(json!("out of order"), "the PMS answered with an error", "support")]
fn an_error_with_status_200(#[case] error: Value, #[case] says: &str, #[case] hint: &str) {
    let fake = serve("entrata", "entrata/household");
    let site = site(&fake, "entrata");
    site.json(&["sync"]);
    let before = site.state();
    let body = json!({ "response": { "requestId": "15", "error": error } });
    fake.fault_always(Fault::Answer(Answer::json(200, &body)));
    fails(site.run(&["sync"]), 1, &[says, hint]);
    assert_eq!(site.state(), before);
}

/// Text and numbers are equivalent. If the value is neither, only that record is
/// rejected.
#[test]
fn values_of_other_kinds() {
    let fake = serve("buildium", "buildium/statuses");
    let mut pms = fake.pms();
    // Among this many records, a few may be unreadable.
    let others = (0..120).map(|n| {
        let person = json!([{ "Id": 9000 + n, "Status": "Current" }]);
        let names = json!([{ "Id": 9000 + n, "LastName": "Sample" }]);
        json!({ "Id": 8000 + n, "PropertyId": 10, "LeaseStatus": "Active", "Tenants": person,
                "CurrentTenants": names })
    });
    pms.list("leases").extend(others);
    let nameless = json!([{ "Id": 9100, "Status": "Current" }]);
    let odd = [
        json!({ "Id": 8100, "PropertyId": 10, "LeaseStatus": "Active", "Tenants": "801" }),
        json!({ "Id": 8101, "PropertyId": 10, "LeaseStatus": "Active", "Tenants": nameless }),
    ];
    pms.list("leases").extend(odd);
    for list in ["leases", "tenants", "units"] {
        for record in pms.list(list) {
            record["Id"] = record["Id"].to_string().into();
        }
    }
    let leases = pms.list("leases");
    leases[0]["UnitNumber"] = json!(201);
    leases[1]["LeaseFromDate"] = json!({ "year": 2025 });
    leases[2]["UnitNumber"] = json!(["203"]);
    leases[3]["LeaseToDate"] = json!("no date");
    leases[4]["Tenants"] = Value::Null;
    drop(pms);
    let output = site(&fake, "buildium").run(&["fetch"]).exits(0);
    let mut residents = output.json_lines();
    residents.retain(|resident| !resident["external_id"].as_str().unwrap().starts_with('9'));
    let mut expected = fixtures::expected("buildium/statuses");
    let gone = ["812", "813", "814", "815"];
    expected.retain(|resident| !gone.contains(&resident["external_id"].as_str().unwrap()));
    assert_eq!(fixtures::differences(&expected, &residents), Vec::<String>::new());
    assert_eq!(residents.len(), expected.len());
    for said in [
        "(record)",
        "(last_name)",
        "rejected: leases page 1, record 2:",
        "rejected: leases page 1, record 3:",
        "rejected: leases page 1, record 4:",
    ] {
        assert!(output.stderr.contains(said), "{said} is not in:\n{}", output.stderr);
    }
    assert_eq!(output.stderr.matches("rejected:").count(), 5, "{}", output.stderr);
}

/// Duplicates within one list are left to the engine.
#[test]
fn a_record_twice() {
    let fake = serve("buildium", "buildium/household");
    let again = fake.pms().list("leases")[1].clone();
    fake.pms().list("leases").push(again);
    let site = site(&fake, "buildium");
    site.json(&["sync"]);
    assert_eq!(site.alerts(), json!([]));
    fake.pms().list("leases")[2]["UnitNumber"] = json!("999");
    site.json(&["sync"]);
    assert_eq!(crate::harness::kinds(&site.alerts()), ["invalid_record"]);
}
