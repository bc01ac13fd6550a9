//! RealPage's credentials and faults.

use tenantry_fakes::{Fake, RealPage};

use crate::client::{Ask, Received};

const AUTH: &str = "<auth><pmcid>1000001</pmcid><siteid>2001</siteid>\
    <licensekey>00000000-0000-4000-8000-000000000001</licensekey><system>Onesite</system></auth>";
const ARGUMENTS: &str = "<getresidentlistinfo><headofhousehold>0</headofhousehold>\
    <status>ALL</status></getresidentlistinfo>";

fn send(fake: &Fake<RealPage>, operation: &str, inner: &str) -> Received {
    let body = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><{operation} \
         xmlns=\"http://tempuri.org/\">{inner}</{operation}></s:Body></s:Envelope>"
    );
    Ask::post("/rpxgateway/partner/Example/Example.svc", "text/xml; charset=utf-8", &body)
        .with("SOAPAction", &format!("http://tempuri.org/IRPXService/{operation}"))
        .send(&fake.url())
}

#[test]
fn a_call_is_answered_or_a_fault() {
    let mut realpage = RealPage::demo("2001");
    realpage.set("getresidentlistinfo", "2001", "<residentlist><resident /></residentlist>");
    let fake = Fake::start(realpage);
    let right = format!("{AUTH}{ARGUMENTS}");
    let received = send(&fake, "getresidentlistinfo", &right);
    assert_eq!(received.status, 200);
    assert!(received.text().contains("<residentlist><resident /></residentlist>"));

    for (operation, inner, text) in [
        ("getresidentlistinfo", right.replace("0001<", "0002<"), "LicenseKey is not authorized"),
        ("getleaseinfo", right.clone(), "LicenseKey is not authorized"),
        ("getresidentlistinfo", right.replace("2001", "2002"), "The site is not available"),
        ("getresidentlistinfo", right.replace("Onesite", "twosite"), "Unknown system"),
        ("getresidentlistinfo", AUTH.into(), "argument getresidentlistinfo is not valid"),
    ] {
        let received = send(&fake, operation, &inner);
        assert_eq!(received.status, 500);
        assert!(received.text().contains(text), "{}", received.text());
    }
}

#[test]
fn a_partner_may_have_a_user() {
    let mut realpage = RealPage::demo("2001");
    realpage.user = Some(("demo".into(), "demo-password".into()));
    let fake = Fake::start(realpage);
    assert_eq!(send(&fake, "getresidentlist", AUTH).status, 500);
    let user = "<username>demo</username><password>demo-password</password><licensekey>";
    let received = send(&fake, "getresidentlist", &AUTH.replace("<licensekey>", user));
    assert!(received.text().contains("<residentlist xmlns=\"\" />"));
}
