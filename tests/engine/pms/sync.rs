//! Complete syncs from a PMS over several days.

use rstest::rstest;
use tenantry_fakes::{Fake, Service, Yardi};

use super::settings;
use crate::harness::{Backend, Postgres, Site, Sqlite, actions, alert, emails, kinds, person};

/// A resident in a list: code, status, first and last name, email.
type Listed<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

/// A resident list with one unit for everybody, and the latest tenant.
fn list(fake: &Fake<Yardi>, residents: &[Listed<'_>], promoted: Option<(&str, &str)>) {
    let residents: String = residents
        .iter()
        .map(|(code, status, first, last, email)| {
            format!(
                "<Resident tCode=\"{code}\"><Status>{status}</Status><FirstName>{first}</FirstName>\
                 <LastName>{last}</LastName><Email>{email}</Email>\
                 <MoveInDate>01/01/2025</MoveInDate><MoveOutDate/></Resident>"
            )
        })
        .collect();
    let document = format!(
        "<MITS-ResidentData><PropertyResidents><Residents>{residents}</Residents>\
         </PropertyResidents></MITS-ResidentData>"
    );
    let mut pms = fake.pms();
    pms.set(Service::ResidentData, "GetResidentsByStatus", "maple", &document);
    if let Some((code, former)) = promoted {
        let document = format!(
            "<PromotedRoommates><Property><RoommatePromotion><PriorTenant><Code>t0000001</Code>\
             </PriorTenant><NewTenant><Code>{code}</Code><OldRoomateCode>{former}</OldRoomateCode>\
             </NewTenant><MoveOutDate>2026-10-31</MoveOutDate></RoommatePromotion></Property>\
             </PromotedRoommates>"
        );
        pms.set(Service::ResidentData, "GetRoommatePromotions", "maple", &document);
    }
}

fn site(backend: Backend, fake: &Fake<Yardi>) -> Option<Site> {
    Some(Site::on(backend)?.fed_by(&settings::yardi(&fake.url(), "resident-data", "")))
}

const SAUL: Listed<'_> = ("t0000001", "Current", "Saul", "Kaplan", "saul@example.com");
const MIRA: Listed<'_> = ("r0000002", "Current", "Mira", "Kaplan", "mira@example.com");

#[rstest]
fn a_roommate_who_becomes_the_tenant_keeps_the_account(
    #[values(Sqlite, Postgres)] backend: Backend,
) {
    let fake = Fake::start(Yardi::demo("maple", "Maple Court"));
    let Some(site) = site(backend, &fake) else { return };
    list(&fake, &[SAUL, MIRA], None);
    site.json(&["sync"]);
    let before = person(&site.people(), "mira@example.com")["id"].clone();

    let gone = ("t0000001", "Past", "Saul", "Kaplan", "saul@example.com");
    let promoted = ("t0000003", "Current", "Mira", "Kaplan", "mira@example.com");
    list(&fake, &[gone, promoted], Some(("t0000003", "r0000002")));
    let synced = site.json(&["sync"]);
    assert_eq!(kinds(&site.alerts()), Vec::<String>::new(), "{synced}");
    let people = site.people();
    let mira = person(&people, "mira@example.com");
    assert_eq!(mira["id"], before);
    assert_eq!(mira["residencies"][0]["external_id"], "t0000003");
    assert_eq!(person(&people, "saul@example.com")["status"], "inactive");
    assert!(actions(&site.json(&["sync"])).is_empty());
}

#[rstest]
fn the_tenants_code_may_pass_to_the_roommate(#[values(Sqlite, Postgres)] backend: Backend) {
    let fake = Fake::start(Yardi::demo("maple", "Maple Court"));
    let Some(site) = site(backend, &fake) else { return };
    list(&fake, &[SAUL, MIRA], None);
    site.json(&["sync"]);

    let promoted = ("t0000001", "Current", "Mira", "Kaplan", "mira@example.com");
    list(&fake, &[promoted], Some(("t0000001", "r0000002")));
    site.json(&["sync"]);
    assert_eq!(kinds(&site.alerts()), Vec::<String>::new());
    let people = site.people();
    assert_eq!(person(&people, "saul@example.com")["status"], "inactive");
    let mira = person(&people, "mira@example.com");
    assert_eq!(mira["status"], "active");
    assert_eq!(mira["residencies"][0]["external_id"], "t0000001");
}

#[test]
fn no_tenants_is_an_empty_roster_that_safety_holds() {
    let fake = Fake::start(Yardi::demo("maple", "Maple Court"));
    let site = site(Sqlite, &fake).unwrap();
    let unconfigured = site.roster();
    assert!(unconfigured.is_empty(), "the server says that no tenants exist");
    list(&fake, &[SAUL, MIRA], None);
    site.json(&["sync"]);
    fake.pms().set(
        Service::ResidentData,
        "GetResidentsByStatus",
        "maple",
        "<Messages><Message messageType=\"Error\">No tenants exist with the given search criteria</Message></Messages>",
    );
    site.run(&["sync"]).exits(3);
    assert_eq!(alert(&site.alerts(), "safety_hold")["state"], "open");
    assert_eq!(emails(&site.people()), ["mira@example.com", "saul@example.com"]);
}
