use tenantry_core::connector::{Context, ErrorKind, Tape};
use tenantry_fakes::{Fake, RealPage};

use crate::{
    KEY, OPERATION, SITE, connector, context, fetch, fetch_in, gateway, ids, residents, wait,
};

#[test]
fn sites_are_read_in_order() {
    let mut realpage = RealPage::demo("1");
    realpage.sites.insert("2".into());
    realpage.set(OPERATION, "1", &residents(1..=2_500));
    realpage.set(OPERATION, "2", &residents([7]));
    let fake = Fake::start(realpage);
    let roster = fetch(&*connector(&fake, "sites = ['2', '1']")).unwrap();
    assert_eq!(roster.residents.len(), 2_501);
    assert_eq!(ids(&roster)[..2], ["7", "1"]);
    assert_eq!(roster.residents[0].property_code, "2");
    assert_eq!(roster.residents[1].property_code, "1");
}

#[test]
fn what_is_asked() {
    let (fake, connector) = gateway(&residents([1]));
    fetch(&*connector).unwrap();
    let requests = fake.requests();
    let [request] = &requests[..] else { panic!("{requests:?}") };
    assert_eq!(request.header("content-type"), Some("text/xml; charset=utf-8"));
    let action = "\"http://tempuri.org/IRPXService/getresidentlistinfo\"";
    assert_eq!(request.header("soapaction"), Some(action));
    let call = RealPage::call(request).unwrap();
    assert_eq!(call.auth("system"), "onesite");
    assert_eq!((call.argument("headofhousehold"), call.argument("status")), ("false", "ALL"));
    assert!(!request.body.contains("username") && !request.body.contains("password"));
}

#[test]
fn a_user_and_another_operation() {
    let mut realpage = RealPage::demo(SITE);
    realpage.user = Some(("demo".into(), "demo-password".into()));
    realpage.set("getresidentlist", SITE, &residents([1, 2]));
    let fake = Fake::start(realpage);
    let settings = format!(
        "sites = ['{SITE}']\noperation = 'getresidentlist'\nusername = 'demo'\n\
         password = 'demo-password'\nsystem = 'Onesite'"
    );
    assert_eq!(ids(&fetch(&*connector(&fake, &settings)).unwrap()), ["1", "2"]);
    assert_eq!(fake.operations(), ["getresidentlist"]);
}

#[test]
fn a_check_names_the_sites() {
    let (fake, connector) = gateway(&residents([1]));
    let list = |id| {
        format!(
            "<SiteList><Site><SiteID>{id}</SiteID><SiteName>Demo Court</SiteName></Site></SiteList>"
        )
    };
    fake.pms().set("getsitelist", SITE, &list("2000001"));
    let found = wait(connector.check(&context())).unwrap();
    assert_eq!(found, "RealPage: credentials accepted; site 2000001 Demo Court");
    assert_eq!(fake.operations(), ["getsitelist", OPERATION]);
    let asked = RealPage::call(&fake.requests()[1]).unwrap();
    assert_eq!((asked.argument("headofhousehold"), asked.argument("status")), ("true", "P"));

    fake.pms().set("getsitelist", SITE, &list("2000002"));
    let error = wait(connector.check(&context())).unwrap_err();
    assert_eq!(error.kind, ErrorKind::PropertyNotFound);
    assert!(error.message.contains("no site 2000001"), "{error}");
}

#[test]
fn a_check_without_the_list_of_sites() {
    let (fake, connector) = gateway(&residents([1]));
    fake.pms().authorized.remove("getsitelist");
    let found = wait(connector.check(&context())).unwrap();
    assert_eq!(found, "RealPage: credentials accepted; site 2000001");
    fake.pms().authorized.clear();
    let error = wait(connector.check(&context())).unwrap_err();
    assert_eq!(error.kind, ErrorKind::PermissionDenied);
}

#[test]
fn a_recording_plays_without_the_gateway() {
    let (fake, connector) = gateway(&residents([1, 2, 3]));
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
        assert!(!text.contains(KEY), "{text}");
    }
}
