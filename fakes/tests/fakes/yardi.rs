//! Yardi's rules: actions, namespaces, order, credentials.

use tenantry_fakes::{Fake, Reply, Service, Yardi};

use crate::client::{Ask, Received};

pub(crate) const LOGIN: &str = "<UserName>demo_ws</UserName><Password>demo-password</Password>\
    <ServerName>demo-sql\\VOYAGER</ServerName><Database>demo_live</Database>\
    <Platform>SQL Server</Platform>";
pub(crate) const ENTITY: &str = "<InterfaceEntity>Example Access</InterfaceEntity>\
    <InterfaceLicense>DEMO+LICENSE/0000==</InterfaceLicense>";
pub(crate) const PROPERTY: &str = "<YardiPropertyId>maple</YardiPropertyId>";
pub(crate) const TRANSACTIONS: &str = "GetResidentTransactions_Login";

const V11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const V12: &str = "http://www.w3.org/2003/05/soap-envelope";

pub(crate) fn maple() -> Fake<Yardi> {
    let mut yardi = Yardi::demo("maple", "Maple Court");
    let inner = "<ResidentTransactions><Property /></ResidentTransactions>";
    yardi.set(Service::ResidentTransactions20, TRANSACTIONS, "maple", inner);
    Fake::start(yardi)
}

fn envelope(version: &str, service: Service, operation: &str, parameters: &str) -> String {
    let namespace = service.namespace();
    format!(
        "<s:Envelope xmlns:s=\"{version}\"><s:Body><{operation} xmlns=\"{namespace}\">{parameters}\
         </{operation}></s:Body></s:Envelope>"
    )
}

pub(crate) fn ask(service: Service, operation: &str, parameters: &str) -> Ask {
    let path = format!("/demo/WebServices/{}.ASMX", service.name());
    let body = envelope(V11, service, operation, parameters);
    let action = format!("\"{}/{operation}\"", service.namespace());
    Ask::post(&path, "text/xml; charset=utf-8", &body).with("SOAPAction", &action)
}

fn transactions(fake: &Fake<Yardi>, parameters: &str) -> Received {
    ask(Service::ResidentTransactions20, TRANSACTIONS, parameters).send(&fake.url())
}

#[track_caller]
fn refused(received: &Received, text: &str) {
    assert_eq!(received.status, 200);
    let message = format!("<Message messageType=\"Error\">{text}</Message>");
    assert!(received.text().contains(&message), "{}", received.text());
}

#[test]
fn a_call_in_order_is_answered() {
    let fake = maple();
    let received = transactions(&fake, &format!("{LOGIN}{PROPERTY}{ENTITY}"));
    assert_eq!(received.status, 200);
    assert!(received.text().contains(
        "<GetResidentTransactions_LoginResult><ResidentTransactions><Property />\
         </ResidentTransactions></GetResidentTransactions_LoginResult>"
    ));
    assert_eq!(fake.operations(), [TRANSACTIONS]);
    assert_eq!(fake.requests()[0].path, "/demo/WebServices/ItfResidentTransactions20.ASMX");
}

#[test]
fn what_is_out_of_order_is_dropped() {
    let fake = maple();
    let received = transactions(&fake, &format!("{LOGIN}{ENTITY}{PROPERTY}"));
    refused(&received, "Invalid or no access to Yardi Property");
    let received = transactions(&fake, &format!("{PROPERTY}{LOGIN}{ENTITY}"));
    refused(&received, "Login failed. Please check login credentials and try again.");
}

#[test]
fn what_is_in_no_or_another_namespace_is_not_seen() {
    let fake = maple();
    let bare = PROPERTY.replace("<YardiPropertyId>", "<YardiPropertyId xmlns=\"\">");
    let received = transactions(&fake, &format!("{LOGIN}{bare}{ENTITY}"));
    refused(&received, "Invalid or no access to Yardi Property");

    let mut other =
        ask(Service::ResidentTransactions20, TRANSACTIONS, &format!("{LOGIN}{PROPERTY}{ENTITY}"));
    other.body = other.body.replace("ItfResidentTransactions20", "ItfResidentData");
    let received = other.send(&fake.url());
    refused(&received, "Login failed. Please check login credentials and try again.");
}

#[test]
fn each_credential_is_checked() {
    let fake = maple();
    let right = format!("{LOGIN}{PROPERTY}{ENTITY}");
    for (from, to, text) in [
        ("demo_ws", "demo", "Login failed. Please check login credentials and try again."),
        ("demo-password", "", "Login failed. Please check login credentials and try again."),
        ("VOYAGER", "OTHER", "Login failed. Please check login credentials and try again."),
        ("demo_live", "demo_test", "Login failed. Please check login credentials and try again."),
        ("Example Access", "example access", "Invalid Interface Entity"),
        ("0000==", "1111==", "License invalid for Vendor Example Access"),
        (">maple<", ">oak<", "Invalid or no access to Yardi Property"),
    ] {
        refused(&transactions(&fake, &right.replace(from, to)), text);
    }
}

#[test]
fn an_unknown_operation_or_one_not_offered_is_a_fault() {
    let fake = maple();
    let right = format!("{LOGIN}{PROPERTY}{ENTITY}");
    fake.pms().offer(Service::ResidentTransactions20, TRANSACTIONS, false);
    let mut mismatch = ask(Service::ResidentTransactions20, "GetUnitInformation_Login", &right);
    mismatch.body = mismatch.body.replace("GetUnitInformation_Login", "GetResidents");
    for wrong in [
        ask(Service::ResidentTransactions20, TRANSACTIONS, &right),
        ask(Service::ResidentTransactions20, "GetResidents", &right),
        mismatch,
    ] {
        let received = wrong.send(&fake.url());
        assert_eq!(received.status, 500);
        let text = received.text();
        assert!(text.contains("<faultcode>soap:Client</faultcode>"), "{text}");
        assert!(text.contains("did not recognize the value of HTTP Header SOAPAction"), "{text}");
    }
}

#[test]
fn only_resident_data_and_common_data_take_soap_12() {
    let fake = maple();
    for (service, status) in [(Service::CommonData, 200), (Service::ResidentTransactions20, 415)] {
        let action = format!("{}/Ping", service.namespace());
        let content_type = format!("application/soap+xml; charset=utf-8; action=\"{action}\"");
        let body = envelope(V12, service, "Ping", "");
        let path = format!("/{}.asmx", service.name());
        let received = Ask::post(&path, &content_type, &body).send(&fake.url());
        assert_eq!(received.status, status);
        if status == 200 {
            assert!(received.header("content-type").unwrap().starts_with("application/soap+xml"));
            assert!(received.text().contains("<PingResult>ItfCommonData Web Service</PingResult>"));
        }
    }
}

#[test]
fn without_an_answer_there_is_nobody() {
    let fake = maple();
    let parameters = format!("{LOGIN}{ENTITY}{PROPERTY}");
    let received = ask(Service::CommonData, "GetResidents", &parameters).send(&fake.url());
    refused(&received, "No tenants exist with the given search criteria");
    let received = ask(Service::CommonData, "GetRoommatePromotions", &parameters).send(&fake.url());
    assert!(received.text().contains("\"FYI\">No roommate promotions found<"));
    let received =
        ask(Service::CommonData, "GetPropertyConfigurations", &format!("{LOGIN}{ENTITY}"))
            .send(&fake.url());
    assert!(received.text().contains("<Code>maple</Code>"));
}

#[test]
fn an_answer_can_depend_on_the_call_and_on_its_form() {
    let fake = maple();
    fake.pms().reply_with(Service::ResidentData, "GetResidentData", "maple", |call| {
        match call.parameter("TenantCode") {
            "t1" => Reply::Escaped("<MITS-ResidentData />".into()),
            _ => Reply::NoResult,
        }
    });
    for (code, expected) in [
        ("t1", "<GetResidentDataResult>&lt;MITS-ResidentData /&gt;</GetResidentDataResult>"),
        ("t2", "ItfResidentData\"></GetResidentDataResponse>"),
    ] {
        let parameters = format!("{LOGIN}{ENTITY}{PROPERTY}<TenantCode>{code}</TenantCode>");
        let received = ask(Service::ResidentData, "GetResidentData", &parameters).send(&fake.url());
        assert!(received.text().contains(expected), "{}", received.text());
    }
    let parameters = format!("{LOGIN}{ENTITY}{PROPERTY}<IncludeLedger>no</IncludeLedger>");
    let received = ask(Service::ResidentData, "GetResidentData", &parameters).send(&fake.url());
    assert_eq!(received.status, 500);
}
