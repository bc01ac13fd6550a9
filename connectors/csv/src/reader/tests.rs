use std::io::Write;

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::testing::{file, settings, utf16};

const HEAD: &str = "Resident ID,Name,Status,Unit\n";
const TODAY: Date = Date::constant(2026, 11, 15);

fn read(bytes: &[u8], more: &str) -> Result<Vec<Record>, ConnectorError> {
    let (_folder, path) = file(bytes);
    read_path(&path, more)
}

fn read_path(path: &Path, more: &str) -> Result<Vec<Record>, ConnectorError> {
    let mut reader = Reader::open(path, &settings(more), TODAY)?;
    let mut all = Vec::new();
    while let Some(record) = reader.next_record()? {
        all.push(record);
    }
    Ok(all)
}

/// The last names of a file without rejects.
fn names(bytes: &[u8], more: &str) -> Vec<String> {
    let records = read(bytes, more).unwrap();
    records.into_iter().map(|record| record.unwrap().last_name.to_string()).collect()
}

#[rstest]
#[case("\n")]
#[case("\r\n")]
#[case("\r")]
fn line_ends(#[case] end: &str) {
    let text = format!("{HEAD}1,Ada Okafor,Current,A1\n\n2,Zoë Osei,Past,A2").replace('\n', end);
    assert_eq!(names(text.as_bytes(), ""), ["Okafor", "Osei"]);
}

#[test]
fn encodings() {
    let text = "Resident ID\tName\tStatus\n1\tAda Müller\tCurrent\n2\tJo O’Neil\tCurrent\n";
    let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    for bytes in [
        text.as_bytes().to_vec(),
        format!("\u{FEFF}{text}").into_bytes(),
        utf16(text, u16::to_le_bytes),
        utf16(text, u16::to_be_bytes),
        windows.clone(),
    ] {
        assert_eq!(names(&bytes, ""), ["Müller", "O’Neil"]);
    }
    assert_eq!(names(&windows, "encoding = 'windows-1252'"), ["Müller", "O’Neil"]);
    assert_eq!(names(&utf16(text, u16::to_be_bytes), "encoding = 'utf-16'"), ["Müller", "O’Neil"]);
    assert_eq!(
        names(&utf16(text, u16::to_le_bytes)[2..], "encoding = 'utf-16le'"),
        ["Müller", "O’Neil"]
    );
}

#[rstest]
#[case("sep=;\nid;name;status\n1;Ada, Okafor;Current\n")]
#[case("\n\n ,,\nid,name,status\n\n,,\n1,\"Ada, Okafor\",Current\nid,name,status\n,,\n")]
fn what_surrounds_records_is_skipped(#[case] text: &str) {
    assert_eq!(names(text.as_bytes(), ""), ["Ada"]);
}

#[test]
fn lines_are_those_of_the_file() {
    let text = format!("\n{HEAD}1,\"Ada\nOkafor\",Current,\n\n,Kofi Osei,Past,\n");
    let records = read(text.as_bytes(), "").unwrap();
    assert_eq!(records[1].as_ref().unwrap_err().location, "line 6");
}

#[test]
fn headings_alone_are_an_empty_roster() {
    assert!(read(HEAD.as_bytes(), "").unwrap().is_empty());
    assert!(read(HEAD.trim().as_bytes(), "").unwrap().is_empty());
    let blank_lines = format!("{HEAD}{}", "\n".repeat(1_000_000));
    assert!(read(blank_lines.as_bytes(), "").unwrap().is_empty());
}

#[test]
fn a_last_line_without_its_end_is_fine_when_whole() {
    assert_eq!(names(format!("{HEAD}1,Ada Okafor,Current,A1").as_bytes(), ""), ["Okafor"]);
}

#[rstest]
#[case(b"", ErrorKind::Malformed, "is empty")]
#[case(b"\xEF\xBB\xBF", ErrorKind::Malformed, "is empty")]
#[case(b"\n\n\n", ErrorKind::Malformed, "is empty")]
#[case(b"%PDF-1.7\n", ErrorKind::Malformed, "PDF")]
#[case(b"\0\x01\0\x02\0id,name", ErrorKind::Malformed, "NUL bytes")]
#[case(b"i\0d\0,\0n\0a\0m\0e\0", ErrorKind::Malformed, "NUL bytes")]
#[case(b"Rent Roll\nid,name\n", ErrorKind::Malformed, "no recognizable heading")]
#[case(
    b"id,name,status\n1,Ada Okafor,Current\n2,Kofi",
    ErrorKind::Incomplete,
    "middle of the record on line 3"
)]
#[case(
    b"id,name,status\n1,\"Ada Okafor",
    ErrorKind::Incomplete,
    "within a quoted cell of the record on line 2"
)]
#[case(
    b"id,name,status\n1,\"Ada,Current\n2,\"Kofi\",Past\n",
    ErrorKind::Malformed,
    "in lines 2 to 3"
)]
#[case(
    b"id,name,status\n1,\"Ada,Current\n2,Kofi,Past\n3,\"Osei, K\",Past\n",
    ErrorKind::Malformed,
    "in lines 2 to 4"
)]
#[case(
    b"id,name,status\n1,Ada,Current\n2,Ada,Current\n3,Ada,Current\n\0\0,a,b\n",
    ErrorKind::Malformed,
    "NUL bytes in line 5"
)]
#[case(b"\xFF\xFEi\0d\0,", ErrorKind::Incomplete, "within a character")]
fn unfit_files(#[case] bytes: &[u8], #[case] kind: ErrorKind, #[case] says: &str) {
    let error = read(bytes, "").unwrap_err();
    assert_eq!(error.kind, kind, "{error}");
    assert!(error.message.contains(says) && error.message.contains("residents.csv"), "{error}");
    assert!(error.hint.is_some());
    assert!(!error.message.contains("Kofi") && !error.message.contains("Ada"), "{error}");
}

#[test]
fn caps() {
    let kind = |text: String| read(text.as_bytes(), "").unwrap_err().kind;
    let much = "x".repeat(10 << 20);
    assert_eq!(kind(format!("{HEAD}1,{much},Current,A\n")), ErrorKind::TooLarge);
    assert_eq!(kind(format!("{HEAD}1,\"{much}\",Current,A\n")), ErrorKind::TooLarge);
    assert_eq!(
        kind(format!("{HEAD}1,\"Ada,Current,A\n{}", "2,B C,Past,A\n".repeat(200_000))),
        ErrorKind::TooLarge
    );
    assert_eq!(kind(format!("{HEAD}{}\n", ",".repeat(10_000))), ErrorKind::TooLarge);
    assert_eq!(kind(format!("{}\n", "id,".repeat(10_000))), ErrorKind::TooLarge);
}

#[test]
fn a_mark_that_the_settings_contradict() {
    let error = read(b"\xEF\xBB\xBFid,name,status\n", "encoding = 'windows-1252'").unwrap_err();
    assert_eq!(error.kind, ErrorKind::ConfigInvalid);
    assert!(error.message.contains("UTF-8"));
}

#[test]
fn paths_without_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let error = read_path(folder.path(), "").unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable);
    assert!(error.message.contains("is a folder"));
    let error = read_path(&folder.path().join("none.csv"), "").unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable);
    assert!(error.message.contains("none.csv"));
}

#[rstest]
#[case::longer(true)]
#[case::shorter(false)]
fn a_file_that_changes_meanwhile(#[case] longer: bool) {
    let text = format!("{HEAD}{}", "1,Ada Okafor,Current,A1\n".repeat(50_000));
    let (_folder, path) = file(text.as_bytes());
    let mut reader = Reader::open(&path, &settings(""), TODAY).unwrap();
    assert!(reader.next_record().unwrap().is_some());
    let mut writer = std::fs::OpenOptions::new().append(longer).write(true).open(&path).unwrap();
    if longer {
        writer.write_all(b"2,Kofi Osei,Past,A2\n").unwrap();
    } else {
        writer.set_len(HEAD.len() as u64 + 24 * 20_000).unwrap();
    }
    let error = loop {
        match reader.next_record() {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the change was not noticed"),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind, ErrorKind::Incomplete);
}

#[test]
fn what_was_recognized() {
    let (_folder, path) = file(format!("{HEAD}1,Ada Okafor,Current,A1\n").as_bytes());
    let mut reader = Reader::open(&path, &settings("[columns]\nUnit = 'ignore'"), TODAY).unwrap();
    assert_eq!(reader.recognized(), "UTF-8, comma, layout table: 3 of 4 columns recognized");
    assert!(reader.summary().unwrap().contains("external_id from \"Resident ID\""));
    while reader.next_record().unwrap().is_some() {}
    let (done, total) = reader.progress();
    assert_eq!((done, total), (53, 53));
}

proptest! {
    /// An extra or missing quotation mark never hides a record: either the file
    /// is refused, or every record is there or rejected.
    #[test]
    fn a_wrong_quotation_mark_hides_nobody(
        quoted in prop::collection::vec(any::<[bool; 4]>(), 2..6),
        at in any::<prop::sample::Index>(),
        remove in any::<bool>(),
    ) {
        let mut text = HEAD.to_owned();
        for (number, quoted) in quoted.iter().enumerate() {
            let cells = [&*format!("{number}"), "Ada Okafor", "Current", ""];
            let cells = cells.iter().zip(quoted).map(|(cell, quoted)| {
                if *quoted { format!("\"{cell}\"") } else { (*cell).to_owned() }
            });
            text += &(cells.collect::<Vec<_>>().join(",") + "\n");
        }
        let marks: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
        if remove && !marks.is_empty() {
            text.remove(*at.get(&marks));
        } else {
            text.insert(HEAD.len() + at.index(text.len() - HEAD.len()), '"');
        }
        if let Ok(records) = read(text.as_bytes(), "") {
            prop_assert_eq!(records.len(), quoted.len());
        }
    }

    /// A file may be cut anywhere: nothing is made up.
    #[test]
    fn a_cut_makes_nothing_up(at in 0usize..80) {
        let text = format!("{HEAD}1,\"Ada\nOkafor\",Current,A1\n2,Kofi Osei,Past,A2\n");
        let whole = read(text.as_bytes(), "").unwrap();
        if let Ok(records) = read(&text.as_bytes()[..at.min(text.len())], "") {
            for (record, original) in records.iter().zip(&whole) {
                let (record, original) = (record.as_ref().unwrap(), original.as_ref().unwrap());
                prop_assert_eq!(&record.last_name, &original.last_name);
            }
        }
    }
}
