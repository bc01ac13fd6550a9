use rstest::rstest;
use tenantry_core::connector::ErrorKind;
use tenantry_fakes::{Answer, Fault, RealPage, RetryAfter};

use crate::{KEY, OPERATION, SITE, fetch, gateway, ids, residents};

fn soap(code: &str, text: &str) -> Fault {
    Fault::Soap { code: code.into(), text: text.into() }
}

#[rstest]
#[case(soap("s:Server", "Execution Timeout Expired"))]
#[case(soap("s:Client", "Unable to process the request"))]
#[case(Fault::Later { status: 429, retry_after: RetryAfter::Seconds(1) })]
#[case(Fault::Html { declared: false })]
#[case(Fault::Cut)]
#[case(Fault::Truncated(400))]
fn what_fails_for_a_time_is_tried_again(#[case] fault: Fault) {
    let (fake, connector) = gateway(&residents([1, 2]));
    fake.fault(fault);
    assert_eq!(ids(&fetch(&*connector).unwrap()), ["1", "2"]);
    assert_eq!(fake.requests().len(), 2);
}

#[test]
fn a_fault_with_status_200_is_a_fault() {
    let (fake, connector) = gateway(&residents([1]));
    let body = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault>\
                <faultcode>s:Client</faultcode><faultstring>Invalid username or password\
                </faultstring></s:Fault></s:Body></s:Envelope>";
    fake.fault(Fault::Answer(Answer::xml(body)));
    assert_eq!(fetch(&*connector).unwrap_err().kind, ErrorKind::Unauthenticated);
}

#[test]
fn refusals() {
    let refused = |change: fn(&mut RealPage)| {
        let (fake, connector) = gateway(&residents([1]));
        change(&mut fake.pms());
        let error = fetch(&*connector).unwrap_err();
        assert_eq!(fake.requests().len(), 1);
        assert!(error.message.starts_with("getresidentlistinfo 2000001: "), "{error}");
        assert!(error.hint.is_some() && !format!("{error:?}").contains(KEY), "{error:?}");
        error.kind
    };
    let license = refused(|pms| {
        pms.authorized.remove(OPERATION);
    });
    assert_eq!(license, ErrorKind::PermissionDenied);
    let login = refused(|pms| pms.user = Some(("demo".into(), "demo-password".into())));
    assert_eq!(login, ErrorKind::Unauthenticated);
    let site = refused(|pms| {
        pms.sites.remove(SITE);
    });
    assert_eq!(site, ErrorKind::PropertyNotFound);
}

#[test]
fn never_a_roster() {
    for (inner, kind) in [
        ("", ErrorKind::ConfigInvalid),
        ("<unitlist/>", ErrorKind::Protocol),
        ("<Error>No data</Error>", ErrorKind::Protocol),
    ] {
        let (_fake, connector) = gateway(inner);
        let error = fetch(&*connector).unwrap_err();
        assert_eq!(error.kind, kind, "{inner}: {error}");
    }
}

#[test]
fn the_http_status_counts_without_a_fault() {
    let (fake, connector) = gateway(&residents([1]));
    fake.fault(Fault::status(401, "Access is denied"));
    assert_eq!(fetch(&*connector).unwrap_err().kind, ErrorKind::Unauthenticated);
}
