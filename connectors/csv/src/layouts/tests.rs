//! Reports in every encoding and delimiter, and that none changes the result.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rstest::rstest;
use tenantry_core::{
    Date,
    connector::{ConnectorError, ErrorKind},
    model::{RejectCode, Status, is_weak_id},
};

use crate::{
    encoding::{byte_order_mark, tell},
    reader::{Reader, Record},
    testing::{file, settings, utf16},
};

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fakes/fixtures/csv");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|end| end == "csv")).collect()
}

/// A fixture as text, whatever its encoding.
fn text(path: &PathBuf) -> String {
    let bytes = std::fs::read(path).unwrap();
    match (byte_order_mark(&bytes), tell(&mut &bytes[..]).unwrap()) {
        (Some((charset, skip)), _) => {
            charset.decoder().unwrap().encoding().decode(&bytes[skip..]).0.into_owned()
        }
        (None, charset) => match charset.decoder() {
            Some(decoder) => decoder.encoding().decode(&bytes).0.into_owned(),
            None => String::from_utf8(bytes).unwrap(),
        },
    }
}

fn read(bytes: &[u8], more: &str) -> Result<Vec<Record>, ConnectorError> {
    let (_folder, path) = file(bytes);
    let mut reader = Reader::open(&path, &settings(more), Date::constant(2026, 11, 15))?;
    let mut all = Vec::new();
    while let Some(record) = reader.next_record()? {
        all.push(record);
    }
    Ok(all)
}

/// The records without their line numbers, which depend on how the file is
/// written.
fn people(bytes: &[u8]) -> Vec<Record> {
    read(bytes, "").unwrap()
}

#[test]
fn the_writing_does_not_matter() {
    for path in fixtures() {
        let text = text(&path).replace("\r\n", "\n");
        let expected = people(text.as_bytes());
        assert!(expected.len() > 2, "{path:?}");
        let mut writings = vec![
            format!("\u{FEFF}{text}").into_bytes(),
            utf16(&text, u16::to_le_bytes),
            utf16(&text, u16::to_be_bytes),
            text.replace('\n', "\r\n").into_bytes(),
            text.trim_end_matches('\n').as_bytes().to_vec(),
            format!("\n\n{text}\n\n").into_bytes(),
        ];
        if !text.contains(['"', '\t']) {
            writings.push(text.replace('\n', "\r").into_bytes());
            writings.push(text.replace('\n', ",,\n").into_bytes());
        }
        for (number, bytes) in writings.into_iter().enumerate() {
            assert_eq!(people(&bytes), expected, "writing {number} of {path:?}");
        }
    }
}

#[test]
fn every_second_reading_gives_the_same_ids() {
    for path in fixtures() {
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(people(&bytes), people(&bytes));
    }
}

/// People without an ID in the report have a weak one; nobody else does.
#[rstest]
#[case("Unit,Tenant,Status,Emails\n101,\"Ruiz, Ana\",Current,\n", true)]
#[case("Unit,Tenant,Tenant ID,Status,Emails\n101,\"Ruiz, Ana\",7,Current,\n", false)]
#[case("Bldg-Unit,Name,Status\n1-101,\"Ruiz, Ana\",Current\n", true)]
#[case("Unit,Tenant,Status,Emails\nApt 0101,RUIZ ANA,Current,\n", true)]
fn weak_ids(#[case] text: &str, #[case] weak: bool) {
    let resident = people(text.as_bytes()).remove(0).unwrap();
    assert_eq!(is_weak_id(&resident.external_id), weak);
    assert!(!resident.external_id.to_lowercase().contains("ruiz"));
}

const ROLL: &str = "Unit,Unit Type,Unit Sq Ft,Resident,Name,Market Rent,Actual Rent,\
                    Resident Deposit,Other Deposit,Move In,Lease Expiration,Move Out,Balance\n\
                    Current/Notice/Vacant Residents,,,,,,,,,,,,\n";

/// A record that cannot be understood is rejected, never left out.
#[rstest]
#[case("101,1x1,700,t1,Ana Ruiz,1,1,1,1,13/45/2026,,,0", RejectCode::BadDate, Some("t1"))]
#[case("101,1x1,700,,Ana Ruiz,1,1,1,1,,,,0", RejectCode::MissingId, None)]
#[case("101,1x1,700,t1,Ana Ruiz,1,1,1,1,,,,0,more", RejectCode::FieldCount, None)]
#[case("101,1x1,700,t1,Ana Ruiz,1,1", RejectCode::FieldCount, None)]
#[case("101,1x1,700,t1,Ana\u{1B}Ruiz,1,1,1,1,,,,0", RejectCode::BadText, Some("t1"))]
fn rejects(#[case] row: &str, #[case] code: RejectCode, #[case] id: Option<&str>) {
    let reject = people(format!("{ROLL}{row}\n").as_bytes()).remove(0).unwrap_err();
    assert_eq!((reject.code, reject.external_id.as_deref()), (code, id));
    assert_eq!(reject.location, "line 3");
}

/// Rows that are not records.
#[rstest]
#[case("Page 2 of 3,,,,,,,,,,,,")]
#[case("101,1x1,700,VACANT,VACANT,1,0,0,0,,,,0")]
#[case("101,1x1,700,,,1,0,0,0,,,,0")]
#[case(",,,,,,,rent,50.00,,,,")]
#[case(",1x1,700,t1,Ana Ruiz,1,1,1,1,,,,0")]
#[case("Total Birch Row(birch),,,,,12,6,,,,,,")]
#[case("Totals:,,,,,12,6,,,,,,")]
#[case(
    "UNIT,unit type,Unit Sq. Ft.,Resident,Name,Market Rent,Actual Rent,Resident Deposit,Other Deposit,Move In,Lease Expiration,Move Out,Balance"
)]
fn no_records(#[case] row: &str) {
    let text = format!("{ROLL}{row}\n102,1x1,700,t2,Ben Ode,1,1,1,1,,,,0\n");
    let records = people(text.as_bytes());
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0].as_ref().unwrap().external_id, "t2");
}

#[test]
fn after_statistics_nobody_comes_before_new_headings() {
    let row = "101,1x1,700,t1,Ana Ruiz,1,1,1,1,,,,0\n";
    let text =
        format!("{ROLL}{row}Summary Groups,,,,,,,,,,,,\n{row}{ROLL}{}", row.replace("t1", "t2"));
    let ids: Vec<_> = people(text.as_bytes()).into_iter().map(|r| r.unwrap().external_id).collect();
    assert_eq!(ids, ["t1", "t2"]);
}

/// Plain exports that were already read correctly, although some of their
/// headings are those of a report.
#[rstest]
#[case("Unit,Resident,Name,Status,Move In,Lease Expiration\n101,t1,VACANT,Current,,\n")]
#[case("property_code,external_id,name,status,unit\np,t1,VACANT,Current,101\n")]
#[case("Property,Unit,Tenant Code,Name,Status,Relationship\np,101,t1,VACANT,Current,\n")]
#[case("Unit,Unit Type,Resident,Name,Status,Market Rent,Balance\n101,1x1,t1,VACANT,Current,1,0\n")]
fn a_plain_table_stays_one(#[case] text: &str) {
    // In a report, this name would mean nobody.
    assert_eq!(people(text.as_bytes())[0].as_ref().unwrap().last_name, "VACANT");
}

/// Roommate codes tell a directory from a plain table with the same headings.
#[rstest]
#[case("r2", "Roommate")]
#[case("t2", "Primary")]
fn a_directory_without_its_title(#[case] code: &str, #[case] role: &str) {
    let text = format!(
        "Property,Unit,Tenant Code,Name,Status,Move In,Move Out,Phone,Email\n\
         p,101,t1,\"Ruiz, Ana\",Current,1/1/2026,,,\np,101,{code},\"Ruiz, Eva\",Current,,,,\n"
    );
    assert_eq!(format!("{:?}", people(text.as_bytes())[1].as_ref().unwrap().role), role);
}

/// An ID with the form of a roommate's code is one among others.
#[rstest]
#[case("1001", "R1002", "1003", None)]
#[case("t1", "R1002", "1003", None)]
#[case("t1", "r2", "t3", Some("101"))]
fn one_code_makes_no_directory(
    #[case] first: &str,
    #[case] second: &str,
    #[case] third: &str,
    #[case] unit: Option<&str>,
) {
    let row = |id: &str, unit: &str| format!("{id},Ada,Moe,{unit},Current,1/2/2025,1/1/2031\n");
    let text = format!(
        "Resident ID,First Name,Last Name,Unit,Status,Lease Start,Lease End\n{}{}{}",
        row(first, "101"),
        row(second, ""),
        row(third, "103")
    );
    let people = people(text.as_bytes());
    assert_eq!(people[1].as_ref().unwrap().unit.as_deref(), unit);
}

/// Names next to units and rents may be applicants.
#[test]
fn nobody_lives_there_unless_something_says_so() {
    let list = "Name,Email,Phone,Unit,Move In,Market Rent,Deposit\n\
                \"Moe, Ada\",ada@example.com,,101,2/1/2031,1500,200\n\
                \"Nye, Ben\",ben@example.com,,102,2/1/2026,1500,200\n";
    let error = read(list.as_bytes(), "").unwrap_err();
    assert!(error.message.contains("status"), "{error}");
    let rows = ROLL.split_inclusive('\n').next().unwrap();
    let roll = format!(
        "{rows}101,1x1,700,t1,Ada Moe,1,1,1,1,2/1/2031,,,0\n102,1x1,700,t2,Ben Nye,1,1,1,1,2/1/2026,,,0\n\
         103,1x1,700,t3,Cy Orr,1,1,1,1,2/1/2026,,12/1/2026,0\n"
    );
    let error = read(roll.as_bytes(), "").unwrap_err();
    assert!(error.message.contains("status"), "{error}");
    let statuses = |records: Vec<Record>| -> Vec<Status> {
        records.into_iter().map(|record| record.unwrap().status).collect()
    };
    let chosen = read(roll.as_bytes(), "layout = 'yardi-rent-roll'").unwrap();
    assert_eq!(statuses(chosen), [Status::Future, Status::Current, Status::Notice]);
    // The tenants of a lease file without statuses: who has no move-in may have applied.
    let etl = "ResTenants\nTenant_Code,Property_Code,Unit_Code,First_Name,Last_Name,Move_In_Date,Move_Out_Date\n\
               t1,p,101,Ada,Moe,,\nt2,p,102,Ben,Nye,2/1/2026,\nt3,p,103,Cy,Orr,2/1/2031,\n";
    let expected = [Status::Unknown, Status::Current, Status::Future];
    assert_eq!(statuses(people(etl.as_bytes())), expected);
}

/// In sheets with merged cells, values can be anywhere below their heading.
#[test]
fn merged_headings() {
    let text = "OneSite Rents v3.0,,,,,,,,,,\n\
                Unit,,Floorplan,SQFT,Unit/Lease Status,,Name,,,Lease Start,Lease End\n\
                ,101,1BR,700,,Occupied,,,\"Ruiz, Ana\",1/1/2026,12/31/2026\n\
                Summary,,,,,,,,,,\n";
    let resident = people(text.as_bytes()).remove(0).unwrap();
    assert_eq!((resident.unit.as_deref(), &*resident.last_name), (Some("101"), "Ruiz"));
}

#[test]
fn without_title_lines_totals_may_be_missing() {
    let row = "101,1x1,700,t1,Ana Ruiz,1,1,1,1,,,,0\n";
    assert_eq!(people(format!("{ROLL}{row}").as_bytes()).len(), 1);
    let error = read(format!("Rent Roll\n{ROLL}{row}").as_bytes(), "").unwrap_err();
    assert_eq!(error.kind, ErrorKind::Incomplete);
    let total = "Total All Properties,,,,,1,1,,,,,,\n";
    assert_eq!(people(format!("Rent Roll\n{ROLL}{row}{total}").as_bytes()).len(), 1);
}

/// Headings are found down to row 30, and no further.
#[rstest]
#[case(29, true)]
#[case(30, false)]
fn headings_stand_within_thirty_rows(#[case] above: usize, #[case] found: bool) {
    let text =
        format!("{}{ROLL}101,1x1,700,t1,Ana Ruiz,1,1,1,1,,,,0\n", "Some words,,\n".repeat(above));
    assert_eq!(read(text.as_bytes(), "").is_ok(), found);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A report may be cut anywhere: nobody is made up except possibly the last
    /// one, and everybody left keeps their facts.
    #[test]
    fn a_cut_makes_nothing_up(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let all = fixtures();
        let text = text(which.get(&all)).replace("\r\n", "\n");
        let lines: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        let whole = people(text.as_bytes());
        if let Ok(part) = read(&text.as_bytes()[..*at.get(&lines)], "layout = 'auto'") {
            prop_assert!(part.len() <= whole.len());
            for (found, expected) in part.iter().zip(&whole).filter(|(found, _)| found.is_ok()) {
                prop_assert_eq!(found, expected);
            }
        }
    }

    /// Whatever comes below the headings: no panic, and nobody without an ID
    /// and a unit.
    #[test]
    fn any_rows(rows in "([A-Za-z0-9,\";&() \n/]|Total|VACANT|,,){0,200}", which in any::<prop::sample::Index>()) {
        let all = fixtures();
        let text = text(which.get(&all)).replace("\r\n", "\n") + &rows;
        for resident in read(text.as_bytes(), "").into_iter().flatten().flatten() {
            prop_assert!(!resident.external_id.is_empty() && resident.unit.is_some());
        }
    }
}
