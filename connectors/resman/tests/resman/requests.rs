use tenantry_core::connector::{Context, ErrorKind, Tape};
use tenantry_fakes::{Fake, Fault, ResMan};

use crate::{
    KEY, PROPERTY, connector, context, fetch, fetch_in, ids, people, resman, transactions, wait,
};

#[test]
fn what_version_1_asks() {
    let (fake, connector) = resman(1, &[1]);
    fetch(&*connector).unwrap();
    let requests = fake.requests();
    let [request] = &requests[..] else { panic!("{requests:?}") };
    assert_eq!((request.method.as_str(), request.query.as_str()), ("POST", ""));
    assert_eq!(request.path, "/MITS/GetResidentTransactions2_0");
    assert_eq!(request.media_type(), "application/x-www-form-urlencoded");
    let fields = ["IntegrationPartnerID", "ApiKey", "AccountID", "PropertyID"];
    let sent = fields.map(|name| request.field(name).unwrap());
    assert_eq!(sent, ["1001", KEY, "400", PROPERTY]);
}

#[test]
fn what_version_2_asks() {
    let (fake, connector) = resman(2, &[1]);
    fetch(&*connector).unwrap();
    let requests = fake.requests();
    let [request] = &requests[..] else { panic!("{requests:?}") };
    assert_eq!((request.method.as_str(), request.body.as_str()), ("GET", ""));
    assert_eq!(request.path, "/CreditReporting/Residents");
    assert_eq!(request.query, format!("propertyId={PROPERTY}"));
    assert_eq!(request.header("resman-account-id"), Some("400"));
    assert_eq!(request.header("authorization"), Some("Basic MTAwMTpkZW1vLWFwaS1rZXk="));
}

#[test]
fn properties_are_read_in_order() {
    let mut resman = ResMan::demo();
    let many: Vec<u32> = (1..=2_500).collect();
    resman.set_transactions("p-1", &transactions(&many));
    resman.set_people("p-1", people(&many));
    resman.set_transactions("p-2", &transactions(&[9_999]));
    resman.set_people("p-2", people(&[9_999]));
    let fake = Fake::start(resman);
    for version in [1, 2] {
        let roster = fetch(&*connector(&fake, version, &["P-2", "p-1"])).unwrap();
        assert_eq!(roster.residents.len(), 2_501);
        assert_eq!(ids(&roster)[..2], ["9999", "1"]);
        assert_eq!(roster.residents[0].property_code, "P-2");
        assert_eq!(roster.residents[1].property_code, "p-1");
    }
}

#[test]
fn a_check_asks_for_each_property() {
    for version in [1, 2] {
        let (fake, _) = resman(version, &[1]);
        let found = wait(connector(&fake, version, &[PROPERTY]).check(&context())).unwrap();
        let one = format!("ResMan accepts the key for account 400; property {PROPERTY} responds");
        assert_eq!(found, one);
        let several = connector(&fake, version, &[PROPERTY, "p-2"]);
        let error = wait(several.check(&context())).unwrap_err();
        assert_eq!(fake.requests().len(), 3);
        assert_eq!(error.kind, ErrorKind::PropertyNotFound);
        assert!(error.message.contains(" p-2: "), "{error}");
    }
}

#[test]
fn a_check_does_not_wait_for_the_roster() {
    for (version, start, repeat) in [
        (1, "<ResMan><Status>Success</Status><Response>&lt;ResidentTransactions&gt;", "x"),
        (2, "{\"people\": [{\"personId\": \"1\"}", ", {}"),
    ] {
        let (fake, connector) = resman(version, &[1]);
        fake.fault_always(Fault::Endless { start: start.into(), repeat: repeat.into() });
        wait(connector.check(&context())).unwrap();
    }
}

#[test]
fn a_recording_plays_without_the_server() {
    for version in [1, 2] {
        let (fake, connector) = resman(version, &[1, 2, 3]);
        let folder = tempfile::tempdir().unwrap();
        let tape = folder.path().join("tape");
        let record = Context { tape: Tape::Record(tape.clone()), ..context() };
        let (recorded, _) = fetch_in(record, &*connector).unwrap();
        drop(fake);
        let replay = Context { tape: Tape::Replay(tape.clone()), ..context() };
        let (replayed, _) = fetch_in(replay, &*connector).unwrap();
        assert_eq!(replayed.residents, recorded.residents);
        assert_eq!(ids(&replayed), ["1", "2", "3"]);
        for file in std::fs::read_dir(tape).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            assert!(!text.contains(KEY) && !text.contains("MTAwMTpkZW1v"), "{text}");
        }
    }
}
