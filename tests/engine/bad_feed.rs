//! Bad feeds: the right exit code, one clear message without personal data, and
//! no changes.

use std::fs;

use rstest::rstest;
use serde_json::json;

use crate::harness::{Row, Site, actions, alert, crowd, csv_of};

/// Personal data that must not appear in errors.
const PERSONAL: [&str; 4] = ["Zebulon", "Quagmire", "zeb.q@", "555-0142"];

fn zebulon() -> Row {
    Row::new("t9", "Zebulon Quagmire", "909")
        .email("zeb.q@example.com")
        .with("phone", "312-555-0142")
}

/// Sixty people are in the directory, and Zebulon is in the feed.
fn site() -> (Site, Vec<u8>) {
    let site = Site::new();
    let mut rows = crowd(60);
    site.sync(&rows);
    rows.insert(30, zebulon());
    (site, csv_of(&rows))
}

#[track_caller]
fn refuses(site: &Site, says: &[&str]) {
    let before = site.state();
    for command in ["plan", "fetch", "sync"] {
        let refused = site.run(&[command]).exits(1);
        refused.says(says);
        refused.says(&["hint:"]);
        for word in PERSONAL {
            assert!(!refused.stderr.contains(word), "{word} is in:\n{}", refused.stderr);
        }
        assert!(refused.stderr.len() < 1000, "one message, not a page:\n{}", refused.stderr);
        assert_eq!(refused.stdout, "", "nothing on stdout");
    }
    assert_eq!(site.state(), before);
    let runs = site.json(&["runs"]);
    assert_eq!(runs[0]["outcome"], "failed");
    for word in PERSONAL {
        assert!(!runs.to_string().contains(word), "{word} is in the history");
    }
}

#[test]
fn no_file() {
    let (site, _) = site();
    fs::remove_file(site.feed_path()).unwrap();
    refuses(&site, &["maple-court.csv"]);
}

#[test]
fn a_folder() {
    let (site, _) = site();
    fs::remove_file(site.feed_path()).unwrap();
    fs::create_dir(site.feed_path()).unwrap();
    refuses(&site, &["maple-court.csv", "is a folder"]);
}

#[rstest]
#[case::nothing(b"", "is empty")]
#[case::blank_lines(b"\n\r\n\n", "is empty")]
#[case::workbook(b"PK\x03\x04\x14\0\x06\0", "incomplete zip archive")]
#[case::program(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0", "not a text file")]
#[case::web_page(b"<!DOCTYPE html>\n<html><body>Please log in</body></html>\n", "HTML page")]
fn a_file_that_is_no_export(#[case] bytes: &[u8], #[case] says: &str) {
    let (site, _) = site();
    site.feed_bytes(bytes);
    refuses(&site, &["maple-court.csv", says]);
}

#[test]
fn a_file_that_is_cut_in_the_middle_of_a_record() {
    let (site, whole) = site();
    let text = String::from_utf8(whole).unwrap();
    let cut = text.find("zeb.q@").unwrap() + 3;
    site.feed_bytes(&text.as_bytes()[..cut]);
    refuses(&site, &["maple-court.csv", "cut in the middle of the record on line 32"]);
    // Also within a quoted cell.
    let quoted = text.replace("Zebulon", "\"Zebulon");
    site.feed_bytes(quoted.as_bytes());
    refuses(&site, &["maple-court.csv", "line 32"]);
}

#[test]
fn ten_megabytes_in_one_cell() {
    let (site, whole) = site();
    let text = String::from_utf8(whole).unwrap();
    site.feed_bytes(text.replace("Zebulon", &"Zebulon".repeat(1_500_000)).as_bytes());
    refuses(&site, &["maple-court.csv", "line 32"]);
}

#[test]
fn ten_thousand_columns() {
    let (site, whole) = site();
    let text = String::from_utf8(whole).unwrap();
    let wide: Vec<String> =
        text.lines().map(|line| line.to_owned() + ",".repeat(10_000).as_str()).collect();
    site.feed_bytes(wide.join("\n").as_bytes());
    refuses(&site, &["maple-court.csv", "columns"]);
}

#[test]
fn a_heading_that_is_there_twice() {
    let (site, whole) = site();
    let text = String::from_utf8(whole).unwrap();
    site.feed_bytes(text.replacen("last_name", "first_name", 1).as_bytes());
    refuses(&site, &["maple-court.csv", "first_name"]);
}

#[test]
fn a_heading_that_is_missing() {
    let (site, whole) = site();
    let text = String::from_utf8(whole).unwrap();
    site.feed_bytes(text.replacen("external_id", "notes", 1).as_bytes());
    refuses(&site, &["maple-court.csv", "external_id"]);
}

#[test]
fn too_many_records_that_cannot_be_read() {
    let (site, _) = site();
    let bad = |(n, row): (usize, Row)| {
        if n % 10 == 0 { row.with("lease_end", "31.31.2026") } else { row }
    };
    let rows: Vec<Row> = crowd(60).into_iter().enumerate().map(bad).collect();
    site.feed(&rows);
    refuses(&site, &["5 %"]);
}

#[test]
fn two_records_with_one_id_stop_nobody_else() {
    let (site, _) = site();
    let mut rows = crowd(60);
    rows[7] = rows[7].clone().unit("moved");
    rows.extend([zebulon(), zebulon().name("Zelda Quagmire").unit("910")]);
    let report = site.sync(&rows);
    assert_eq!(actions(&report), ["update t000007"]);
    let alerts = site.alerts();
    let alert = alert(&alerts, "invalid_record");
    assert_eq!(alert["residents"], json!(["t9"]));
    assert_eq!(
        (&report["counts"]["fetched"], &report["counts"]["in_scope"]),
        (&json!(62), &json!(60))
    );
}

#[test]
fn a_record_with_control_characters_stops_nobody_else() {
    let (site, _) = site();
    let mut rows = crowd(60);
    rows[7] = rows[7].clone().unit("moved");
    rows.push(zebulon().with("first_name", "Zeb\u{1b}[31m\0ulon"));
    let report = site.sync(&rows);
    assert_eq!(actions(&report), ["update t000007"]);
    let alerts = site.alerts();
    assert_eq!(alert(&alerts, "invalid_record")["residents"], json!(["t9"]));
    // Control characters that move the cursor must not reach a terminal.
    for command in [&["alerts"][..], &["people"], &["explain", "t9"], &["plan"]] {
        let output = site.run(command).exits(0);
        let shown = output.stdout + output.stderr.as_str();
        assert!(!shown.contains(['\u{1b}', '\0']), "{shown:?}");
    }
}

#[test]
fn a_million_blank_lines_are_nothing() {
    let (site, _) = site();
    let mut bytes = csv_of(&crowd(60));
    bytes.extend(std::iter::repeat_n(b'\n', 1_000_000));
    site.feed_bytes(&bytes);
    let before = site.state();
    let report = site.json(&["sync"]);
    assert_eq!((&report["counts"]["fetched"], &report["changes"]), (&json!(60), &json!([])));
    assert_eq!(site.state(), before);
}
