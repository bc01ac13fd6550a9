//! Credentials that expire, are refused, or are echoed by the PMS.

use std::fs;

use serde_json::json;
use tenantry_fakes::{Answer, Fault, fixtures};

use super::rest_faults::fails;
use super::rest_fixtures::{buildium, serve, site, with_rows};
use super::rest_paging::{CURSOR, acme, acme_with};
use crate::harness::Output;

/// A token lasts four requests here, and is used up before the next one is
/// requested.
#[test]
fn a_token_that_ends_is_renewed() {
    let fake = serve("rentmanager", "rentmanager/statuses");
    let site = with_rows(site(&fake, "rentmanager"), &fake, "rentmanager", 1);
    let expected = fixtures::expected("rentmanager/statuses");
    assert_eq!(fixtures::differences(&expected, &site.roster()), Vec::<String>::new());
    let logins = fake.operations().iter().filter(|name| *name == "AuthorizeUser").count();
    assert_eq!(logins, 4, "13 pages");
}

/// Keys that are refused halfway cannot be renewed.
#[test]
fn keys_that_are_refused_after_three_pages() {
    let (fake, site) = buildium();
    let body = json!({ "UserMessage": "Your request was not authorized.", "ErrorCode": "401" });
    fake.fault_after("leases", 3, Fault::Answer(Answer::json(401, &body)));
    let says = ["leases page 4: the PMS answered 401: Your request", "client_id, client_secret"];
    fails(site.run(&["fetch"]), 1, &says);
    assert_eq!(fake.operations().iter().filter(|name| *name == "leases").count(), 4);
}

/// A refused token is renewed only once.
#[test]
fn tokens_that_are_refused_after_three_pages() {
    let fake = serve("rentmanager", "rentmanager/statuses");
    let site = with_rows(site(&fake, "rentmanager"), &fake, "rentmanager", 2);
    let body = json!({ "UserMessage": "Invalid or expired API token.", "ErrorCode": 0 });
    fake.fault_after("Tenants", 3, Fault::Answer(Answer::json(401, &body)));
    fails(site.run(&["fetch"]), 1, &["tenants 3 page 4: the PMS answered 401"]);
    let operations = fake.operations();
    let logins = operations.iter().filter(|name| *name == "AuthorizeUser").count();
    assert_eq!((operations.len(), logins), (7, 2));
}

/// Too many logins are refused by a message rather than a status.
#[test]
fn too_many_logins() {
    let fake = serve("rentmanager", "rentmanager/statuses");
    let body = json!({ "UserMessage": "You have logged in the maximum number of times." });
    fake.fault_always_on("AuthorizeUser", Fault::Answer(Answer::json(400, &body)));
    let quick = with_rows(site(&fake, "rentmanager"), &fake, "rentmanager", 500);
    // A test cannot wait for the vendor's half minute.
    let text = fs::read_to_string(quick.path("own.toml")).unwrap();
    assert!(text.contains("wait = \"30s\""));
    fs::write(quick.path("own.toml"), text.replace("wait = \"30s\"", "wait = \"1h\"")).unwrap();
    fails(quick.run(&["fetch"]), 1, &["maximum number of times", "requests_per_minute"]);
    assert_eq!(fake.operations(), ["AuthorizeUser"]);
}

#[test]
fn a_client_that_is_not_let_in() {
    let fake = acme_with(1);
    let site = acme(&fake, CURSOR, "body");
    let wrong = fs::read_to_string(site.toml()).unwrap().replace("demo-secret", "wrong-secret");
    site.write_toml(&wrong);
    let output: Output = site.run(&["fetch"]).exits(1);
    output.says(&["token: the PMS answered", "hint: check [connector.credentials]: client_id"]);
    assert_eq!((output.stdout, fake.operations()), (String::new(), vec!["token".to_owned()]));
}

/// No output contains a credential, even at the highest log level and if the PMS
/// echoes it.
#[test]
fn nothing_said_holds_a_credential() {
    let fake = serve("rentmanager", "rentmanager/statuses");
    let echo = json!({ "UserMessage": "demo, demo-password, demo-token-1 are wrong" });
    fake.fault_always_on("Tenants", Fault::Answer(Answer::json(400, &echo)));
    let site = site(&fake, "rentmanager");
    let mut command = site.command(&["fetch"]);
    let output = Output::of(command.env("RUST_LOG", "trace").output().unwrap()).exits(1);
    for secret in ["demo-password", "demo-token"] {
        assert!(!output.stderr.contains(secret), "{secret} is in:\n{}", output.stderr);
    }
}
