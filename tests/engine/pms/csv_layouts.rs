//! CSV reports of property management systems, through the command line.

use std::fs;

use rstest::rstest;
use tenantry_fakes::fixtures;

use crate::harness::Site;

/// A site with a fixture as its feed.
fn site(name: &str) -> Site {
    let mut site = Site::new().at(fixtures::AS_OF);
    if name == "yardi_rent_roll_charges" {
        let properties = "properties = [\"birch\", \"cedar\"]";
        site = site.fed_by(&format!("kind = \"csv\"\npath = \"maple-court.csv\"\n{properties}\n"));
    }
    site.feed_bytes(&fs::read(fixtures::path(&format!("csv/{name}.csv"))).unwrap());
    site
}

/// Personal data that must not appear in notes or errors.
const PERSONAL: [&str; 4] = ["Solberg", "Lindqvist", "example.com", "010-0"];

/// The fixture of each layout, and the note about it.
#[rstest]
#[case("yardi_rent_roll_charges", "yardi-rent-roll: 14 of 14 headings in lines 5 and 6")]
#[case("yardi_rent_roll_extended", "yardi-rent-roll: 15 of 16 headings in line 1")]
#[case("yardi_rent_roll_beds", "yardi-rent-roll: 10 of 11 headings in line 4")]
#[case("yardi_rent_roll_no_codes", "yardi-rent-roll: 10 of 10 headings in line 1")]
#[case("yardi_etl_tenants", "yardi-etl-tenants: 13 of 13 headings in line 2, title \"ResTenants\"")]
#[case("yardi_etl_roommates", "yardi-etl-roommates: 19 of 26 headings in line 2")]
#[case("yardi_directory", "UTF-16LE, tab, layout yardi-directory: 11 of 11 headings in line 5")]
#[case("onesite_rent_roll", "onesite-rent-roll: 17 of 17 headings in line 7")]
#[case("appfolio_rent_roll", "appfolio-rent-roll: 16 of 16 headings in line 7")]
#[case("appfolio_directory", "appfolio-tenant-directory: 12 of 12 headings in line 5")]
#[case("buildium_tenants", "buildium-tenants: 13 of 13 headings in line 1")]
#[case("buildium_rent_roll", "buildium-rent-roll: 10 of 10 headings in line 1")]
#[case("entrata_directory", "entrata-directory: 11 of 11 headings in line 2")]
#[case("mri", "mri: 16 of 16 headings in line 1")]
fn recognized_and_read(#[case] name: &str, #[case] note: &str) {
    let output = site(name).run(&["fetch"]).exits(0);
    let expected = fixtures::expected(&format!("csv/{name}"));
    let differences = fixtures::differences(&expected, &output.json_lines());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(output.stderr.contains(note), "{}", output.stderr);
    for word in PERSONAL {
        assert!(!output.stderr.contains(word), "{word} is in:\n{}", output.stderr);
    }
}

#[test]
fn what_is_no_resident_is_counted() {
    let output = site("onesite_rent_roll").run(&["fetch"]).exits(0);
    assert!(
        output.stderr.contains("left out: pending renewals (1), vacant units (4)"),
        "{}",
        output.stderr
    );
}

/// A report, a replacement in it, more settings, and what the error says.
#[rstest]
#[case("yardi_rent_roll_charges", "", "", "layout = \"yardi\"", &["Allowed: auto, table, mri, yardi-rent-roll"])]
#[case(
    "appfolio_directory",
    "",
    "",
    "layout = \"yardi-rent-roll\"",
    &["no line with the headings of layout yardi-rent-roll in its first 30", "line 5, which lacks Resident, the amounts of a rent roll"]
)]
#[case(
    "appfolio_directory",
    "",
    "",
    "layout = \"table\"",
    &["no recognizable heading in its first line"]
)]
#[case(
    "appfolio_directory",
    "",
    "",
    "layout = \"appfolio-tenant-directory\"\n[connector.columns]\nUnit = \"unit\"",
    &["[connector.columns] does not work with"]
)]
#[case(
    "appfolio_directory",
    "Unit,Tenant,",
    "Place,Person,",
    "",
    &["the closest reports are appfolio-tenant-directory, which lacks Unit, Name"]
)]
#[case(
    "yardi_rent_roll_beds",
    "Total Demo Halls(halls)",
    "",
    "",
    &["ends without the totals", "title lines"]
)]
#[case("appfolio_rent_roll", "Total,", "", "", &["ends without the totals"])]
#[case("mri", "Ingrid Solberg", "\"Ingrid Solberg\n", "", &["quotation mark too few or too many"])]
fn a_report_that_cannot_be_used(
    #[case] name: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] settings: &str,
    #[case] says: &[&str],
) {
    let site =
        site(name).fed_by(&format!("kind = \"csv\"\npath = \"maple-court.csv\"\n{settings}\n"));
    let text = fixtures::text(&format!("csv/{name}.csv"));
    assert!(text.contains(from));
    site.feed_bytes(text.replace(from, to).as_bytes());
    let output = site.run(&["fetch"]);
    assert!(matches!(output.code, 1 | 2), "{}", output.stderr);
    output.says(says);
    assert_eq!(output.stdout, "");
    for word in PERSONAL {
        assert!(!output.stderr.contains(word), "{word} is in:\n{}", output.stderr);
    }
}

/// A layout in the settings overrides the detection.
#[test]
fn a_forced_layout() {
    let site = site("mri")
        .fed_by("kind = \"csv\"\npath = \"maple-court.csv\"\nlayout = \"yardi-rent-roll\"\n");
    site.feed_bytes(fixtures::text("csv/yardi_rent_roll_extended.csv").as_bytes());
    assert_eq!(site.roster().len(), 6);
}

/// Every fixture has a case above.
#[test]
fn all_fixtures_are_read() {
    let cases = include_str!("csv_layouts.rs");
    for name in fixtures::names("csv") {
        let case = format!("#[case(\"{}\",", name.trim_start_matches("csv/"));
        assert!(cases.contains(&case), "{name}");
    }
}
