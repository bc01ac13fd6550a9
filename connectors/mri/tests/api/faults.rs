use rstest::rstest;
use tenantry_core::connector::ErrorKind;
use tenantry_fakes::{Answer, Fake, Fault, Mri, RetryAfter};

use crate::{FORMATS, SECRETS, connector, entries, fetch, server};

#[rstest]
#[case(Fault::status(500, "Internal Server Error"))]
#[case(Fault::Later { status: 429, retry_after: RetryAfter::Seconds(1) })]
#[case(Fault::Html { declared: false })]
#[case(Fault::Html { declared: true })]
#[case(Fault::Cut)]
#[case(Fault::Truncated(200))]
fn what_fails_for_a_time_is_tried_again(
    #[case] fault: Fault,
    #[values("xml", "json")] format: &str,
) {
    let (fake, connector) = server(format, &entries(2));
    fake.fault(fault);
    assert_eq!(fetch(&*connector).unwrap().residents.len(), 2);
    assert_eq!(fake.requests().len(), 2);
}

#[test]
fn a_fetch_begins_anew_where_a_later_page_breaks_off() {
    let (fake, connector) = server("xml", &entries(4));
    fake.fault(Fault::Drip { bytes: 4096, every: std::time::Duration::ZERO });
    fake.fault(Fault::Cut);
    let roster = fetch(&*connector).unwrap();
    assert_eq!(roster.residents.len(), 4);
    assert_eq!(fake.requests().len(), 4);
}

#[test]
fn credentials_that_are_refused() {
    for format in FORMATS {
        let (fake, connector) = server(format, &entries(1));
        fake.pms().login.password = "another".into();
        let error = fetch(&*connector).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unauthenticated);
        assert_eq!(fake.requests().len(), 1);
        let shown = format!("{error:?} {connector:?}");
        assert!(!SECRETS.iter().any(|secret| shown.contains(secret)), "{shown}");
    }
}

#[test]
fn a_property_that_is_not_known() {
    for format in FORMATS {
        let fake = Fake::start(Mri::demo());
        let connector = connector(&fake, &format!("properties = ['501']\nformat = '{format}'"));
        let error = fetch(&*connector).unwrap_err();
        assert_eq!(error.kind, ErrorKind::PropertyNotFound);
        let message = "residents 501 page 1: MRI returned an error: Invalid property.";
        assert_eq!(error.message, message);
    }
}

#[rstest]
#[case("xml", Answer::xml("<residents/>"), ErrorKind::Protocol)]
#[case("json", Answer::new(200, "application/json", "{}"), ErrorKind::Malformed)]
#[case("json", Answer::new(200, "application/json", "[]"), ErrorKind::Protocol)]
#[case("json", Answer::xml("<residents/>"), ErrorKind::Protocol)]
fn never_a_roster(#[case] format: &str, #[case] answer: Answer, #[case] kind: ErrorKind) {
    let (fake, connector) = server(format, &entries(2));
    fake.fault(Fault::Answer(answer));
    assert_eq!(fetch(&*connector).unwrap_err().kind, kind);
}

#[test]
fn residents_of_another_property_do_not_come_in() {
    for format in FORMATS {
        let mut mri = Mri::demo();
        mri.set("501", &entries(1));
        let fake = Fake::start(mri);
        let connector = connector(&fake, &format!("properties = ['501']\nformat = '{format}'"));
        let error = fetch(&*connector).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Protocol);
        assert!(error.message.contains("for another property"), "{error}");
    }
}
