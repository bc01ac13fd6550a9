use rstest::rstest;
use serde_json::json;
use tenantry_core::connector::ErrorKind;
use tenantry_fakes::{Answer, Fake, Fault, Mri};

use crate::{FORMATS, entries, fetch, server};

/// A page in either format with a single entry and this link.
fn page(format: &str, link: &str) -> Fault {
    let root = "mri_s-pmrm_residentleasedetailsbypropertyid";
    Fault::Answer(match format {
        "xml" => {
            let link = link.replace('&', "&amp;");
            Answer::xml(format!(
                "<{root} NextPageLink=\"{link}\"><entry><ResidentNameID>1</ResidentNameID></entry>\
                 </{root}>"
            ))
        }
        _ => Answer::json(200, &json!({ "value": [{ "ResidentNameID": "1" }], "nextLink": link })),
    })
}

#[test]
fn pages_are_followed_on_the_same_server() {
    for format in FORMATS {
        let elsewhere = Fake::start(Mri::demo());
        let (fake, connector) = server(format, &entries(5));
        fake.pms().link_host = elsewhere.url();
        let roster = fetch(&*connector).unwrap();
        let ids: Vec<_> =
            roster.residents.iter().map(|resident| resident.external_id.as_str()).collect();
        let expected = ["0000000001", "0000000002", "0000000003", "0000000004", "0000000005"];
        assert_eq!(ids, expected);
        let skips: Vec<_> = fake.requests().iter().map(|seen| seen.parameter("$skip")).collect();
        assert_eq!(skips, [None, Some("2".into()), Some("4".into())]);
        assert!(elsewhere.requests().is_empty());
    }
}

#[rstest]
#[case("?RMPROPID=500&$skip=2", "?RMPROPID=500&$skip=2", "does not lead to a further page")]
#[case("?RMPROPID=500&$skip=2", "?RMPROPID=500&$skip=1", "does not lead to a further page")]
#[case("?$skiptoken=a", "?$skiptoken=a", "does not lead to a further page")]
#[case("?$skip=2", "?RMPROPID=501&$skip=4", "names another property")]
#[case("?$skip=2", "?$api=MRI_S-Other&$skip=4", "names another API")]
fn links_that_lead_astray(
    #[case] first: &str,
    #[case] second: &str,
    #[case] what: &str,
    #[values("xml", "json")] format: &str,
) {
    let (fake, connector) = server(format, &entries(0));
    fake.fault(page(format, first));
    fake.fault(page(format, second));
    let error = fetch(&*connector).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Protocol);
    let message = format!("residents 500 page 2: the link to the next page {what}");
    assert_eq!(error.message, message);
    assert_eq!(fake.requests().len(), 2);
}

#[test]
fn an_empty_last_page_is_an_end() {
    for format in FORMATS {
        let (fake, connector) = server(format, &entries(0));
        fake.fault(page(format, "?$skip=301"));
        assert_eq!(fetch(&*connector).unwrap().residents.len(), 1);
        assert_eq!(fake.requests().len(), 2);
    }
}
