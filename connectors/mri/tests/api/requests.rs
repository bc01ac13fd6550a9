use tenantry_core::connector::{Context, ErrorKind, Tape};
use tenantry_fakes::{Fake, Mri};

use crate::{FORMATS, SECRETS, connector, context, entries, fetch, fetch_in, server, wait};

#[test]
fn what_is_asked() {
    for format in FORMATS {
        let (fake, connector) = server(format, &entries(1));
        fetch(&*connector).unwrap();
        let requests = fake.requests();
        let [request] = &requests[..] else { panic!("{requests:?}") };
        assert_eq!((request.method.as_str(), request.body.as_str()), ("GET", ""));
        assert_eq!(
            request.query,
            format!(
                "$api=MRI_S-PMRM_ResidentLeaseDetailsByPropertyID&$format={format}&RMPROPID=500\
                 &$top=2"
            )
        );
        assert_eq!(request.header("accept"), Some(&*format!("application/{format}")));
    }
}

#[test]
fn properties_are_read_in_order() {
    let mut mri = Mri::demo();
    mri.set("A&B 1", &serde_json::json!({ "value": [{ "ResidentNameID": "9" }] }));
    mri.set("500", &entries(3));
    let fake = Fake::start(mri);
    let connector = connector(&fake, "properties = ['A&B 1', '500']");
    let roster = fetch(&*connector).unwrap();
    let properties: Vec<_> =
        roster.residents.iter().map(|resident| resident.property_code.as_str()).collect();
    assert_eq!(properties, ["A&B 1", "500", "500", "500"]);
}

#[test]
fn a_check_asks_for_one_entry_of_each_property() {
    let (fake, connector) = server("json", &entries(5));
    let found = wait(connector.check(&context())).unwrap();
    assert_eq!(found, "MRI: credentials accepted; property 500");
    let requests = fake.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].parameter("$top").as_deref(), Some("1"));
}

#[test]
fn a_check_of_an_unknown_property() {
    for format in FORMATS {
        let fake = Fake::start(Mri::demo());
        let connector = connector(&fake, &format!("properties = ['501']\nformat = '{format}'"));
        let error = wait(connector.check(&context())).unwrap_err();
        assert_eq!(error.kind, ErrorKind::PropertyNotFound);
        assert_eq!(error.message, "residents 501 check: MRI returned an error: Invalid property.");
    }
}

#[test]
fn a_recording_plays_without_the_server() {
    for format in FORMATS {
        let (fake, connector) = server(format, &entries(5));
        let folder = tempfile::tempdir().unwrap();
        let tape = folder.path().join("tape");
        let record = Context { tape: Tape::Record(tape.clone()), ..context() };
        let recorded = fetch_in(record, &*connector).unwrap();
        drop(fake);
        let replay = Context { tape: Tape::Replay(tape.clone()), ..context() };
        let replayed = fetch_in(replay, &*connector).unwrap();
        assert_eq!(replayed.residents, recorded.residents);
        assert_eq!(replayed.residents.len(), 5);
        let mut labels = 0;
        for file in std::fs::read_dir(tape).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            labels += usize::from(text.contains("\"residents 500 page 3\""));
            assert!(!SECRETS.iter().any(|secret| text.contains(secret)), "{text}");
        }
        assert_eq!(labels, 1);
    }
}
