//! Sources of the CSV connector other than a plain path: compressed files, drop
//! folders, age limits, workbooks, URLs.

use std::{
    fs::{self, File},
    io::{Cursor, Write},
    path::Path,
    time::{Duration, SystemTime},
};

use flate2::{Compression, write::GzEncoder};
use rstest::rstest;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use tenantry_fakes::{Answer, Fake, Pms, Seen};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::harness::{Row, Site, crowd, csv_of, emails};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A property with these connector settings.
fn fed_by(settings: &str) -> Site {
    Site::new().fed_by(&format!("kind = \"csv\"\n{settings}\n"))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Writes a file with an older modification time.
fn aged(path: &Path, bytes: &[u8], age: Duration) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
    let file = File::options().append(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - age).unwrap();
}

fn two() -> Vec<u8> {
    csv_of(&[Row::new("t1", "Ada Okafor", "101"), Row::new("t2", "Kofi Osei", "102")])
}

fn ids(site: &Site) -> Vec<String> {
    let id = |resident: &serde_json::Value| resident["external_id"].as_str().unwrap().to_owned();
    site.roster().iter().map(id).collect()
}

#[test]
fn a_workbook() {
    let site = fed_by("path = \"rent.xlsx\"\nsheet = \"Residents\"\ndelimiter = \";\"");
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "Notes").unwrap();
    let sheet = book.add_worksheet().set_name("Residents").unwrap();
    for (column, heading) in
        ["Resident\nID", "Name", "Status", "Unit", "Move In"].iter().enumerate()
    {
        sheet.write(0, column as u16, *heading).unwrap();
    }
    let day = Format::new().set_num_format("m/d/yyyy");
    sheet.write(1, 0, "t1").unwrap();
    sheet.write(1, 1, "Okafor, Ada").unwrap();
    sheet.write(1, 2, "Current").unwrap();
    sheet.write(1, 3, 101).unwrap();
    let moved_in = ExcelDateTime::from_ymd(2026, 1, 3).unwrap();
    sheet.write_with_format(1, 4, &moved_in, &day).unwrap();
    book.save(site.path("rent.xlsx")).unwrap();

    let roster = site.roster();
    assert_eq!(roster.len(), 1);
    assert_eq!(roster[0]["last_name"], "Okafor");
    assert_eq!(roster[0]["unit"], "101");
    assert_eq!(roster[0]["move_in"], "2026-01-03");
    let check = site.run(&["check"]).exits(0).stdout;
    assert!(check.contains("rent.xlsx, sheet \"Residents\""), "{check}");
}

#[rstest]
#[case::gzip("rent.csv.gz", gzip(&two()), "")]
#[case::whatever_its_name("rent.csv", gzip(&two()), "")]
#[case::zip("rent.zip", zip(&[("rent.csv", &two())]), "")]
#[case::zip_of_two("rent.zip", zip(&[("rent.csv", &two()), ("units.csv", b"x")]), "member = \"rent*\"")]
fn packed(#[case] name: &str, #[case] bytes: Vec<u8>, #[case] more: &str) {
    let site = fed_by(&format!("path = {name:?}\n{more}"));
    fs::write(site.path(name), bytes).unwrap();
    assert_eq!(ids(&site), ["t1", "t2"]);
}

#[rstest]
#[case::bomb(gzip(&vec![b' '; 80 << 20]), "more than 64 MiB")]
#[case::zip_bomb(zip(&[("a.csv", &vec![b' '; 80 << 20])]), "more than 64 MiB")]
#[case::cut(gzip(&two())[..60].to_vec(), "cut short")]
#[case::packed_twice(gzip(&gzip(&two())), "packed twice")]
#[case::several(zip(&[("a.csv", b"x"), ("b.csv", b"x")]), "a.csv, b.csv")]
fn packed_and_refused(#[case] bytes: Vec<u8>, #[case] says: &str) {
    let site = fed_by("path = \"rent.gz\"");
    fs::write(site.path("rent.gz"), bytes).unwrap();
    let output = site.run(&["sync"]);
    assert_ne!(output.code, 0);
    output.says(&["rent.gz", says]);
    assert!(emails(&site.people()).is_empty());
}

#[test]
fn the_newest_of_a_drop_folder() {
    let site = fed_by("path = \"drop/rent-*.csv\"\npick = \"newest\"\nmax_age = \"26h\"");
    aged(&site.path("drop/rent-1.csv"), &csv_of(&crowd(5)), 2 * DAY);
    aged(&site.path("drop/rent-2.csv"), &two(), DAY);
    aged(&site.path("drop/rent-3.csv.filepart"), &csv_of(&crowd(5)), DAY / 2);
    aged(&site.path("drop/notes.csv"), b"x", DAY / 2);
    assert_eq!(ids(&site), ["t1", "t2"]);
    let check = site.run(&["check"]).exits(0).stdout;
    assert!(check.contains("rent-2.csv, the newest of 2, 24h"), "{check}");
}

#[test]
fn several_without_a_choice() {
    let site = fed_by("path = \"drop/*.csv\"");
    aged(&site.path("drop/a.csv"), &two(), DAY);
    aged(&site.path("drop/b.csv"), &two(), DAY);
    let output = site.run(&["fetch"]);
    assert_ne!(output.code, 0);
    output.says(&["2 files match: a.csv, b.csv", "pick = \"newest\""]);
}

#[test]
fn yesterdays_file_ends_nobodys_access() {
    let site = fed_by("path = \"rent.csv\"\nmax_age = \"26h\"");
    aged(&site.path("rent.csv"), &csv_of(&crowd(20)), DAY);
    site.run(&["sync"]).exits(0);
    let before = site.state();
    aged(&site.path("rent.csv"), &csv_of(&crowd(19)), 2 * DAY);
    site.run(&["sync"]).exits(1).says(&["rent.csv", "is 48h", "`max_age` is 26h"]);
    assert_eq!(site.state(), before);
    aged(&site.path("rent.csv"), &csv_of(&crowd(19)), DAY);
    site.run(&["sync"]).exits(0);
}

#[test]
fn nothing_is_read_without_its_marker() {
    let site = fed_by("path = \"rent.csv\"\nmarker = \"{name}.done\"");
    fs::write(site.path("rent.csv"), two()).unwrap();
    site.run(&["sync"]).exits(1).says(&["rent.csv.done is missing"]);
    assert!(emails(&site.people()).is_empty());
    fs::write(site.path("rent.csv.done"), b"").unwrap();
    site.run(&["sync"]).exits(0);
    assert_eq!(emails(&site.people()).len(), 2);
}

#[test]
fn a_file_that_grows_is_waited_for() {
    let site = fed_by("path = \"rent.csv\"\nsettle = \"400ms\"");
    let whole = csv_of(&crowd(30));
    let (start, rest) = whole.split_at(whole.len() / 2);
    fs::write(site.path("rent.csv"), start).unwrap();
    let path = site.path("rent.csv");
    let rest = rest.to_vec();
    let writer = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(250));
        File::options().append(true).open(path).unwrap().write_all(&rest).unwrap();
    });
    assert_eq!(site.roster().len(), 30);
    writer.join().unwrap();
}

/// A server that serves one file.
struct Export(Vec<u8>);

impl Pms for Export {
    fn operation(&self, _: &Seen) -> String {
        "export".into()
    }

    fn answer(&mut self, seen: &Seen) -> Answer {
        if seen.header("authorization") != Some("Bearer hush-hush") {
            return Answer::html(401, "Unauthorized");
        }
        Answer::new(200, "application/octet-stream", self.0.clone())
            .with("last-modified", "Mon, 02 Nov 2026 08:00:00 GMT")
    }
}

#[test]
fn from_an_address() {
    let fake = Fake::start(Export(gzip(&two())));
    let settings = |token: &str, more: &str| {
        let url = fake.url();
        fed_by(&format!(
            "url = \"{url}/rent.csv.gz?sig=hush-hush\"\n{more}\n[connector.credentials]\ntoken = {token:?}"
        ))
    };
    let site = settings("hush-hush", "");
    assert_eq!(ids(&site), ["t1", "t2"]);
    let check = site.run(&["check"]).exits(0);
    assert!(check.stdout.contains("rent.csv.gz, "), "{}", check.stdout);

    let output = settings("wrong", "").run(&["fetch"]);
    assert_ne!(output.code, 0);
    output.says(&["/rent.csv.gz", "401"]);
    assert!(!output.stderr.contains("hush"), "{}", output.stderr);
    let old = settings("hush-hush", "max_age = \"1h\"").run(&["fetch"]);
    assert_ne!(old.code, 0);
    old.says(&["max_age"]);
}
