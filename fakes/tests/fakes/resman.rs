//! Both of ResMan's APIs.

use serde_json::{Value, json};
use tenantry_fakes::{Fake, ResMan};

use crate::client::{Ask, Received};

const FORM: &str = "IntegrationPartnerID=1001&ApiKey=demo-api-key&AccountID=400&PropertyID=P-1";
/// `1001:demo-api-key`.
const RIGHT: &str = "Basic MTAwMTpkZW1vLWFwaS1rZXk=";

fn maple() -> Fake<ResMan> {
    let mut resman = ResMan::demo();
    resman.set_transactions("p-1", "<ResidentTransactions />");
    resman.set_people("p-1", json!({ "people": [] }));
    Fake::start(resman)
}

fn v1(fake: &Fake<ResMan>, form: &str) -> String {
    let path = "/MITS/GetResidentTransactions2_0";
    let received = Ask::post(path, "application/x-www-form-urlencoded", form).send(&fake.url());
    assert_eq!(received.status, 200);
    received.text()
}

fn v2(fake: &Fake<ResMan>, authorization: &str, query: &str, account: &str) -> Received {
    Ask::get(&format!("/CreditReporting/Residents{query}"))
        .with("Authorization", authorization)
        .with("ResMan-Account-Id", account)
        .send(&fake.url())
}

#[test]
fn the_first_api_escapes_its_payload_unless_told_otherwise() {
    let fake = maple();
    let text = v1(&fake, FORM);
    assert!(text.contains("<Status>Success</Status>"), "{text}");
    assert!(text.contains("<Response>&lt;ResidentTransactions /&gt;</Response>"), "{text}");
    fake.pms().escaped = false;
    assert!(v1(&fake, FORM).contains("<Response><ResidentTransactions /></Response>"));
}

#[test]
fn the_first_api_fails_with_status_200() {
    let fake = maple();
    for (form, text) in [
        (FORM.replace("demo-api-key", "x"), "Invalid API key or account."),
        (FORM.replace("P-1", "P-2"), "Invalid property."),
    ] {
        let answer = v1(&fake, &form);
        assert!(answer.contains("<Status>Failed</Status>"), "{answer}");
        assert!(answer.contains(&format!("<ErrorDescription>{text}</ErrorDescription>")));
    }
}

#[test]
fn the_second_api_says_what_is_wrong() {
    let fake = maple();
    for (authorization, query, account, status) in [
        (RIGHT, "?propertyId=P-1", "400", 200),
        ("Basic eDp5", "?propertyId=P-1", "400", 401),
        (RIGHT, "?propertyId=P-1", "401", 403),
        (RIGHT, "", "400", 400),
        (RIGHT, "?propertyId=P-2", "400", 404),
    ] {
        let received = v2(&fake, authorization, query, account);
        assert_eq!(received.status, status);
        let document: Value = serde_json::from_slice(&received.body).unwrap();
        let key = if status == 200 { "people" } else { "message" };
        assert!(document.get(key).is_some(), "{document}");
    }
}
