//! Feeds of several properties, of which one is asked for.

use rstest::rstest;
use serde_json::json;

use crate::harness::{Backend, Postgres, Site, Sqlite, emails};

const DIRECTORY: &str = "\
Property,Property Name,Property ID,Unit,Tenant,Status,Emails,Phone Numbers,Move-in,Lease From,Lease To,Tenant ID\n\
\"13RAR - 1 Elm Street Denver, CO\",Elm House,1903,101,\"Moe, Ada\",Current,ada@example.com,,01/02/2025,01/02/2025,12/31/2031,9001\n\
\"17FIT - 2 Oak Street Denver, CO\",Oak House,2458,101,\"Nye, Ben\",Current,ben@example.com,,01/02/2025,01/02/2025,12/31/2031,9002\n\
\"17FIT - 2 Oak Street Denver, CO\",Oak House,2458,102,\"Orr, Cy\",Current,cy@example.com,,01/02/2025,01/02/2025,12/31/2031,9003\n";

const TABLE: &str = "\
Property Code,Property Name,ID,Name,Email,Unit,Status\n\
e1,Elm House,9001,Ada Moe,ada@example.com,101,Current\n\
o1,Oak House,9002,Ben Nye,ben@example.com,101,Current\n\
,,9003,Cy Orr,cy@example.com,102,Current\n";

const ROLL: &str = "\
Rent Roll\n\
For Selected Properties\n\
Unit,Unit Type,Resident,Name,Market Rent,Actual Rent,Move In,Lease Expiration,Move Out,Balance\n\
Current/Notice/Vacant Residents\n\
101,A1,t0000001,\"Moe, Ada\",1500,1500,01/02/2025,12/31/2031,,0\n\
,,Total,Elm House(e1),1500,1500,,,,0\n\
101,A1,t0000002,\"Nye, Ben\",1500,1500,01/02/2025,12/31/2031,,0\n\
102,A1,t0000003,\"Orr, Cy\",1500,1500,01/02/2025,12/31/2031,,0\n\
,,Total,Oak House(o1),3000,3000,,,,0\n\
,,Total,All Properties,4500,4500,,,,0\n";

/// A report of one property, which its title names.
const TITLED: &str = "\
Rent Roll\n\
Oak House (o1)\n\
Unit,Unit Type,Resident,Name,Market Rent,Actual Rent,Move In,Lease Expiration,Move Out,Balance\n\
Current/Notice/Vacant Residents\n\
101,A1,t0000002,\"Nye, Ben\",1500,1500,01/02/2025,12/31/2031,,0\n\
,,Total,Current Residents (1),1500,1500,,,,0\n\
Future Residents/Applicants\n\
102,A1,t0000003,\"Orr, Cy\",1500,1500,01/02/2027,12/31/2031,,0\n\
Total,,,,3000,3000,,,,0\n";

fn site(on: Backend, text: &str, properties: &str) -> Option<Site> {
    let connector = format!("kind = \"csv\"\npath = \"maple-court.csv\"\n{properties}\n");
    let site = Site::on(on)?.fed_by(&connector);
    site.feed_bytes(text.as_bytes());
    Some(site)
}

/// The IDs that `fetch` prints.
fn ids(site: &Site) -> Vec<String> {
    let roster = site.roster().into_iter();
    roster.map(|resident| resident["external_id"].as_str().unwrap().to_owned()).collect()
}

#[rstest]
#[case::code(DIRECTORY, "['17fit']", &["9002", "9003"])]
#[case::all_of_the_cell(DIRECTORY, "['17FIT - 2 Oak Street, Denver, CO']", &["9002", "9003"])]
#[case::name(DIRECTORY, "['oak house']", &["9002", "9003"])]
#[case::number(DIRECTORY, "['2458']", &["9002", "9003"])]
#[case::both(DIRECTORY, "['13RAR', '17FIT']", &["9001", "9002", "9003"])]
#[case::without_a_property(TABLE, "['o1']", &["9002", "9003"])]
#[case::name_of_a_table(TABLE, "['Elm House']", &["9001", "9003"])]
#[case::named_below(ROLL, "['o1']", &["t0000002", "t0000003"])]
#[case::name_below(ROLL, "['ELM HOUSE']", &["t0000001"])]
#[case::title(TITLED, "['Oak House']", &["t0000002", "t0000003"])]
#[case::no_setting(TITLED, "[]", &["t0000002", "t0000003"])]
fn chosen(#[case] text: &str, #[case] properties: &str, #[case] expected: &[&str]) {
    let site = site(Sqlite, text, &format!("properties = {properties}")).unwrap();
    assert_eq!(ids(&site), expected);
}

#[rstest]
#[case(DIRECTORY, "", &["several properties: \"13RAR - 1 Elm Street Denver, CO\", \"17FIT - 2 Oak", "properties = ["])]
#[case(TABLE, "", &["several properties: \"e1\", \"o1\"", "properties = ["])]
#[case(ROLL, "", &["several properties: \"e1\", \"o1\"", "properties = ["])]
#[case(TABLE, "properties = ['House']", &[])]
#[case(ROLL, "properties = ['House']", &["no record is of the properties asked for; the feed has \"e1\", \"o1\""])]
fn not_chosen(#[case] text: &str, #[case] properties: &str, #[case] says: &[&str]) {
    let site = site(Sqlite, text, properties).unwrap();
    if says.is_empty() {
        // Only who has no property is left.
        assert_eq!(ids(&site), ["9003"]);
        return;
    }
    for command in ["fetch", "sync", "plan"] {
        site.run(&[command]).exits(1).says(says);
    }
    site.run(&["check"]).exits(1).prints(&says[..1]);
    assert_eq!(site.people(), json!([]));
}

#[rstest]
fn the_others_are_counted(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = site(on, DIRECTORY, "properties = ['17FIT']") else { return };
    let note = "left out: 1 record of other properties: \"13RAR - 1 Elm Street Denver, CO\"";
    assert!(site.run(&["fetch"]).exits(0).stderr.contains(note));
    site.run(&["check"]).exits(0).prints(&[note]);
    site.run(&["sync"]).exits(0).prints(&[note]);
    assert_eq!(emails(&site.people()), ["ben@example.com", "cy@example.com"]);
}

/// One file of the whole portfolio feeds each of its properties.
#[test]
fn one_file_for_two_properties() {
    let elm = site(Sqlite, TABLE, "properties = ['e1']").unwrap();
    let oak = elm
        .neighbour("oak")
        .fed_by("kind = \"csv\"\npath = \"maple-court.csv\"\nproperties = ['o1', 'x9']\n");
    assert_eq!(ids(&elm), ["9001", "9003"]);
    assert_eq!(ids(&oak), ["9002", "9003"]);
    oak.run(&["check"]).prints(&["no record is of the PMS property \"x9\""]);
}
