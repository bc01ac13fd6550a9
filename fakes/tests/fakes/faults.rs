//! Which request a fault affects, and what its response says.

use std::time::{Duration, Instant, SystemTime};

use tenantry_fakes::{Answer, Fake, Fault, RetryAfter, Service, Yardi};

use crate::{
    client::{Ask, Received},
    yardi::{ENTITY, LOGIN, PROPERTY, TRANSACTIONS, ask, maple},
};

fn people() -> Ask {
    let parameters = format!("{LOGIN}{PROPERTY}{ENTITY}");
    ask(Service::ResidentTransactions20, TRANSACTIONS, &parameters)
}

fn fail(fake: &Fake<Yardi>, fault: Fault) -> Received {
    fake.fault(fault);
    people().send(&fake.url())
}

#[test]
fn a_fault_hits_once_or_always_and_only_its_operation() {
    let fake = maple();
    let ping = ask(Service::CommonData, "Ping", "");
    let statuses = || [&ping, &people()].map(|ask| ask.send(&fake.url()).status);

    fake.fault_on(TRANSACTIONS, Fault::status(502, "once"));
    assert_eq!(statuses(), [200, 502]);
    assert_eq!(statuses(), [200, 200]);
    fake.fault_always_on("Ping", Fault::status(504, "always"));
    assert_eq!(statuses(), [504, 200]);
    fake.fault(Fault::status(500, "first"));
    assert_eq!(statuses(), [500, 200]);
    fake.clear();
    assert_eq!(statuses(), [200, 200]);
    fake.fault_always(Fault::status(503, "all"));
    assert_eq!(statuses(), [503, 503]);
}

#[test]
fn a_soap_fault_has_the_version_of_its_request() {
    let fault = || Fault::Soap { code: "soap:Server".into(), text: "Timeout <expired>.".into() };
    let fake = maple();
    let received = fail(&fake, fault());
    assert_eq!(received.status, 500);
    assert!(received.text().contains("<faultstring>Timeout &lt;expired&gt;.</faultstring>"));
    fake.fault(fault());
    let received = Ask::post("/x", "application/soap+xml", "").send(&fake.url());
    assert!(received.text().contains("<soap:Value>soap:Receiver</soap:Value>"));
}

#[test]
fn a_page_comes_with_its_content_type_or_with_another() {
    let fake = maple();
    for (declared, content_type) in [(true, "text/html"), (false, "text/xml")] {
        let received = fail(&fake, Fault::Html { declared });
        assert_eq!(received.status, 200);
        assert!(received.header("content-type").unwrap().starts_with(content_type));
        assert!(received.text().starts_with("<!DOCTYPE html>"));
    }
}

#[test]
fn later_is_said_in_seconds_or_as_a_date_or_not() {
    let fake = maple();
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    for (status, retry_after, header) in [
        (429, RetryAfter::Seconds(7), Some("7")),
        (429, RetryAfter::At(date), Some("fri, 15 jan 2027 08:00:00 gmt")),
        (503, RetryAfter::Unsaid, None),
    ] {
        let received = fail(&fake, Fault::Later { status, retry_after });
        assert_eq!(received.status, status);
        assert_eq!(received.header("retry-after"), header);
    }
}

#[test]
fn a_redirect_says_where_to() {
    let fake = maple();
    for status in [301, 302, 307, 308] {
        let to = "http://other.example.com/x".into();
        let received = fail(&fake, Fault::Redirect { status, to });
        assert_eq!(received.status, status);
        assert_eq!(received.header("location"), Some("http://other.example.com/x"));
    }
}

#[test]
fn any_answer_can_be_given() {
    let fake = maple();
    let answer = Answer::new(418, "application/octet-stream", [0xff, 0xfe]).with("x-a", "b");
    let received = fail(&fake, Fault::Answer(answer));
    assert_eq!((received.status, received.header("x-a")), (418, Some("b")));
    assert_eq!(received.body, [0xff, 0xfe]);
}

#[test]
fn a_wait_and_a_drip_take_their_time_and_then_say_all() {
    let fake = maple();
    let whole = people().send(&fake.url()).text();

    let start = Instant::now();
    let received = fail(&fake, Fault::Wait(Duration::from_millis(80)));
    assert!(start.elapsed() >= Duration::from_millis(80));
    assert_eq!(received.text(), whole);

    let start = Instant::now();
    let every = Duration::from_millis(20);
    let received = fail(&fake, Fault::Drip { bytes: whole.len() / 4, every });
    assert!(start.elapsed() >= every * 4);
    assert!(received.text().ends_with("\r\n0\r\n\r\n"));
    assert_eq!(fake.requests().len(), 3);
}
