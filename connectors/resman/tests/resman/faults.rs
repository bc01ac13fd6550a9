use std::thread;

use serde_json::json;
use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_fakes::{Answer, Fault, ResMan, RetryAfter};

use crate::{KEY, PROPERTY, connector, fetch, ids, resman, transactions};

fn is_tried_again(version: u8, fault: Fault) {
    let (fake, connector) = resman(version, &[1, 2]);
    let shown = format!("version {version}: {fault:?}");
    fake.fault(fault);
    let roster = fetch(&*connector).unwrap();
    assert_eq!(ids(&roster), ["1", "2"], "{shown}");
    assert_eq!(fake.requests().len(), 2, "{shown}");
}

#[test]
fn what_fails_for_a_time_is_tried_again() {
    // Run in parallel, since each waits before its retries.
    thread::scope(|scope| {
        for version in [1, 2] {
            for fault in [
                Fault::Later { status: 429, retry_after: RetryAfter::Seconds(1) },
                Fault::Html { declared: true },
                Fault::Html { declared: false },
                Fault::Cut,
                Fault::TooShort(10),
                Fault::Truncated(60),
            ] {
                scope.spawn(move || is_tried_again(version, fault));
            }
        }
    });
}

#[test]
fn the_wait_that_is_asked_for_is_told() {
    for version in [1, 2] {
        let (fake, connector) = resman(version, &[1]);
        fake.fault_always(Fault::Later { status: 429, retry_after: RetryAfter::Seconds(600) });
        let error = fetch(&*connector).unwrap_err();
        assert_eq!(error.kind, ErrorKind::RateLimited);
        assert_eq!(error.retry_after.map(|wait| wait.as_secs()), Some(600));
    }
}

fn refused(version: u8, change: fn(&mut ResMan)) -> ConnectorError {
    let (fake, connector) = resman(version, &[1]);
    change(&mut fake.pms());
    let error = fetch(&*connector).unwrap_err();
    assert_eq!(fake.requests().len(), 1);
    let label = if version == 1 { "GetResidentTransactions2_0" } else { "Residents" };
    assert!(error.message.starts_with(&format!("{label} {PROPERTY}: ResMan returned")), "{error}");
    assert!(error.hint.is_some(), "{error:?}");
    assert!(!format!("{error:?}").contains(KEY), "{error:?}");
    error
}

#[test]
fn refusals() {
    for version in [1, 2] {
        let key = refused(version, |pms| pms.login.api_key = "another".into());
        assert_eq!(key.kind, ErrorKind::Unauthenticated);
        let property = refused(version, |pms| {
            *pms = ResMan::demo();
        });
        assert_eq!(property.kind, ErrorKind::PropertyNotFound);
    }
    let account = refused(1, |pms| pms.login.account = "401".into());
    assert_eq!(account.kind, ErrorKind::Unauthenticated);
    let account = refused(2, |pms| pms.login.account = "401".into());
    assert_eq!(account.kind, ErrorKind::PermissionDenied);
}

/// A version 1 response whose elements come in this order.
fn answer(elements: &[&str]) -> Fault {
    Fault::Answer(Answer::xml(format!("<ResMan>{}</ResMan>", elements.concat())))
}

#[test]
fn residents_before_the_status_count_only_with_success() {
    let (fake, connector) = resman(1, &[]);
    let roster = format!("<Response>{}</Response>", transactions(&[7]));
    fake.fault(answer(&[&roster, "<Status>Success</Status>"]));
    assert_eq!(ids(&fetch(&*connector).unwrap()), ["7"]);
    let failure = "<Status>Failed</Status><ErrorDescription>Invalid property.</ErrorDescription>";
    fake.fault(answer(&[&roster, failure]));
    assert_eq!(fetch(&*connector).unwrap_err().kind, ErrorKind::PropertyNotFound);
}

#[test]
fn never_a_roster() {
    let roster = transactions(&[7]);
    for (inner, kind) in [
        ("<Status>Success</Status><Response></Response>".to_owned(), ErrorKind::Protocol),
        ("<Status>Failed</Status><Response/>".to_owned(), ErrorKind::Protocol),
        (format!("<Response>{roster}</Response>"), ErrorKind::Protocol),
        (
            format!(
                "<Status>Success</Status><PropertyID>x</PropertyID><Response>{roster}</Response>"
            ),
            ErrorKind::Protocol,
        ),
        (
            format!(
                "<Status>Success</Status><Response>{}</Response>",
                roster.replace("<Property>", "<Property><Error>Invalid property</Error>")
            ),
            ErrorKind::PropertyNotFound,
        ),
    ] {
        let (fake, connector) = resman(1, &[1]);
        fake.fault_always(answer(&[&inner]));
        let error = fetch(&*connector).unwrap_err();
        assert_eq!(error.kind, kind, "{inner}: {error}");
    }
    let (fake, connector) = resman(2, &[1]);
    fake.fault(Fault::Answer(Answer::json(200, &json!({"message": "Invalid property"}))));
    assert_eq!(fetch(&*connector).unwrap_err().kind, ErrorKind::Malformed);
}

#[test]
fn a_failure_of_the_second_property_is_the_fetchs() {
    for version in [1, 2] {
        let (fake, _) = resman(version, &[1]);
        let error = fetch(&*connector(&fake, version, &[PROPERTY, "p-2"])).unwrap_err();
        assert_eq!(error.kind, ErrorKind::PropertyNotFound);
        assert!(error.message.contains(" p-2: "), "{error}");
    }
}
