//! MRI's paging, formats and errors.

use serde_json::{Value, json};
use tenantry_fakes::{Fake, Mri};

use crate::client::{Ask, Received};

/// `C000001/DEMODB/DEMOUSER/DEMO-PARTNER-KEY:demo-password`.
const RIGHT: &str =
    "Basic QzAwMDAwMS9ERU1PREIvREVNT1VTRVIvREVNTy1QQVJUTkVSLUtFWTpkZW1vLXBhc3N3b3Jk";
const RESIDENTS: &str = "MRI_S-PMRM_ResidentLeaseDetailsByPropertyID";

fn three_residents() -> Fake<Mri> {
    let mut mri = Mri::demo();
    mri.page_size = 2;
    let row = |id: &str| json!({ "ResidentNameID": id, "OccupyDate": "2026-01-01T00:00:00" });
    mri.set("500", &json!({ "value": [row("001"), row("002"), row("003")] }));
    Fake::start(mri)
}

fn ask(fake: &Fake<Mri>, query: &str, authorization: &str) -> Received {
    let path = format!("/mriapiservices/api.asp?{query}");
    Ask::get(&path).with("Authorization", authorization).send(&fake.url())
}

fn json_of(received: &Received) -> Value {
    serde_json::from_slice(&received.body).unwrap()
}

#[test]
fn json_pages_are_linked_on_another_host() {
    let fake = three_residents();
    let query = format!("$api={RESIDENTS}&$format=json&RMPROPID=500");
    let first = json_of(&ask(&fake, &query, RIGHT));
    assert_eq!(first["value"].as_array().unwrap().len(), 2);
    let link = first["nextLink"].as_str().unwrap();
    assert!(link.starts_with("https://mri.example.com/mriapiservices/api.asp?%24api="), "{link}");
    assert!(link.ends_with("%24skip=2"), "{link}");

    let (_, next) = link.split_once('?').unwrap();
    let second = json_of(&ask(&fake, next, RIGHT));
    assert_eq!(second["value"][0]["ResidentNameID"], "003");
    assert_eq!(second["nextLink"], Value::Null);
}

#[test]
fn xml_pages_are_linked_on_the_root() {
    let fake = three_residents();
    let query = format!("$api={RESIDENTS}&$format=xml&RMPROPID=500&$top=1&$skip=1");
    let text = ask(&fake, &query, RIGHT).text();
    assert!(text.contains("NextPageLink=\"https://mri.example.com/"), "{text}");
    assert!(text.contains("&amp;$top=1&amp;$skip=2\""), "{text}");
    assert!(text.contains("<OccupyDate>2026-01-01T00:00:00.0000000</OccupyDate>"), "{text}");
    let last = ask(&fake, &query.replace("skip=1", "skip=2"), RIGHT).text();
    assert!(!last.contains("NextPageLink") && last.contains("003"), "{last}");
}

#[test]
fn errors_are_a_page_or_an_entry() {
    let fake = three_residents();
    let received = ask(&fake, "$api=x", "Basic eDp5");
    assert_eq!(received.status, 401);
    assert!(received.text().starts_with("<!DOCTYPE html>"));
    let query = format!("$api={RESIDENTS}&RMPROPID=501");
    let received = ask(&fake, &query, RIGHT);
    assert_eq!(received.status, 200);
    let entry = "<entry><Error><Message>Invalid property.</Message></Error></entry>";
    assert!(received.text().contains(entry));
    let received = ask(&fake, &format!("{query}&$format=json"), RIGHT);
    assert_eq!(json_of(&received)["value"][0]["Error"]["Message"], "Invalid property.");
}
