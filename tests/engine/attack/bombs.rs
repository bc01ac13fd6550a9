//! Feeds that are small until they are read: the memory is bounded, and the error
//! is clear.

use std::{
    fs::{self, File},
    io::{BufWriter, Cursor, Write},
    path::Path,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use flate2::{Compression, write::GzEncoder};
use rstest::rstest;
use tenantry_fakes::{Answer, Fake, Fault, Rest};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::tally;
use crate::{
    harness::{Output, Site, crowd},
    pms::settings,
};

/// How much memory a feed may take that is read bit by bit, in MiB.
const READ_ALONG: u64 = 150;

/// How much one may take of which a part is read as a whole: a page of JSON, a
/// sheet.
const READ_WHOLE: u64 = 800;

/// The most memory that the process has had so far, in MiB.
fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kib| kib / 1024)
}

/// Runs a command, and measures how much memory it takes.
fn measured(site: &Site, args: &[&str]) -> (Output, u64) {
    let mut command = site.command(args);
    let mut running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut most, begun) = (0, Instant::now());
    while running.try_wait().unwrap().is_none() {
        most = most.max(peak(running.id()).unwrap_or_default());
        if begun.elapsed() > Duration::from_secs(90) {
            running.kill().unwrap();
            panic!("it does not end");
        }
        thread::sleep(Duration::from_millis(2));
    }
    (Output::of(running.wait_with_output().unwrap()), most)
}

/// Checks that a sync refuses the bomb, and changes nothing.
#[track_caller]
fn is_defused(site: &Site, most_mebibytes: u64, says: &[&str]) {
    let before = site.state();
    let (output, most) = measured(site, &["sync"]);
    assert!(most < most_mebibytes, "{most} MiB");
    assert!([1, 2].contains(&output.code), "{}: {}", output.code, output.stdout);
    output.says(says);
    output.says(&["hint:"]);
    assert!(output.stderr.len() < 1500, "one message, not a page:\n{}", output.stderr);
    assert_eq!(site.state(), before);
    assert_eq!(site.json(&["runs"])[0]["outcome"], "failed");
    tally(1, "bombs");
}

/// A property with five people, whose next feed is this file.
fn fed_with(kind: &str, name: &str, write: impl FnOnce(&Path)) -> Site {
    let site = Site::new();
    site.sync(&crowd(5));
    let site = site.fed_by(&format!("kind = \"{kind}\"\npath = {name:?}\n"));
    write(&site.path(name));
    site
}

const MIB: usize = 1 << 20;

fn gzip(path: &Path, start: &[u8], repeat: &[u8], times: usize) {
    let mut out = GzEncoder::new(File::create(path).unwrap(), Compression::fast());
    out.write_all(start).unwrap();
    for _ in 0..times {
        out.write_all(repeat).unwrap();
    }
    out.finish().unwrap();
}

#[rstest]
#[case::blanks(vec![b' '; MIB], "line 2 is longer than 1024 KiB")]
#[case::one_line(vec![b'x'; MIB], "line 2 is longer than 1024 KiB")]
#[case::one_cell([b"\"", &vec![b'x'; MIB - 1][..]].concat(), "line 2 is longer than 1024 KiB")]
#[case::columns(b"a,".repeat(MIB / 2), "line 2 is longer than 1024 KiB")]
#[case::lines([&vec![b'x'; 99][..], b"\n"].concat().repeat(MIB / 100), "of the first 250001 records cannot be read")]
fn a_table_that_inflates(#[case] repeat: Vec<u8>, #[case] says: &str) {
    let start = b"external_id,first_name,last_name,email,status\n";
    let site = fed_with("csv", "bomb.csv.gz", |path| gzip(path, start, &repeat, 300));
    is_defused(&site, READ_ALONG, &[says]);
}

fn zipped(path: &Path, members: usize, size: usize, name: impl Fn(usize) -> String) {
    let mut out = ZipWriter::new(BufWriter::new(File::create(path).unwrap()));
    let block = vec![b' '; size];
    for member in 0..members {
        out.start_file(name(member), SimpleFileOptions::default()).unwrap();
        out.write_all(&block).unwrap();
    }
    out.finish().unwrap();
}

#[test]
fn an_archive_that_inflates() {
    let site = fed_with("csv", "bomb.zip", |path| zipped(path, 1, 200 * MIB, |_| "a.csv".into()));
    is_defused(&site, READ_ALONG, &["bomb.zip", "more than 64 MiB"]);
}

#[test]
fn an_archive_of_very_many_files() {
    let site = fed_with("csv", "bomb.zip", |path| zipped(path, 60_000, 1, |n| format!("{n}.csv")));
    is_defused(&site, READ_ALONG, &["bomb.zip"]);
}

#[test]
fn an_archive_that_leads_elsewhere() {
    let up = |_| "../../../../etc/cron.d/evil.csv".to_owned();
    let site = fed_with("csv", "bomb.zip", |path| zipped(path, 1, 10, up));
    is_defused(&site, READ_ALONG, &["bomb.zip"]);
}

/// Writes a workbook whose sheet is one text, repeated.
#[expect(clippy::disallowed_methods, reason = "unpacks a workbook of the test's own")]
fn workbook(path: &Path, repeat: &str) {
    const START: &str = "<?xml version=\"1.0\"?><worksheet \
        xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "Name").unwrap();
    let plain = Cursor::new(book.save_to_buffer().unwrap());
    let mut plain = zip::ZipArchive::new(plain).unwrap();
    let mut out = ZipWriter::new(File::create(path).unwrap());
    for at in 0..plain.len() {
        let member = plain.by_index(at).unwrap();
        if member.name() != "xl/worksheets/sheet1.xml" {
            out.raw_copy_file(member).unwrap();
        }
    }
    out.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
    out.write_all(START.as_bytes()).unwrap();
    let block = repeat.repeat(MIB / repeat.len());
    for _ in 0..300 {
        out.write_all(block.as_bytes()).unwrap();
    }
    out.write_all(b"</sheetData></worksheet>").unwrap();
    out.finish().unwrap();
}

#[rstest]
#[case::rows("<row><c t=\"inlineStr\"><is><t>xxxxxxxx</t></is></c></row>")]
#[case::blanks("                                                                ")]
fn a_workbook_that_inflates(#[case] repeat: &str) {
    let site = fed_with("csv", "bomb.xlsx", |path| workbook(path, repeat));
    is_defused(&site, READ_WHOLE, &["bomb.xlsx"]);
}

/// Entities that expand to each other, ten times at each level.
fn laughs() -> String {
    let mut entities = "<!ENTITY a0 \"lol\">".to_owned();
    for level in 1..12 {
        let more = format!("&a{};", level - 1).repeat(10);
        entities += &format!("<!ENTITY a{level} \"{more}\">");
    }
    format!("<?xml version=\"1.0\"?><!DOCTYPE r [{entities}]><ResidentTransactions>&a11;")
}

const FILE: &str = "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
                    <ResidentTransactions>&x;</ResidentTransactions>";

#[rstest]
#[case::entities(laughs())]
#[case::file(FILE.to_owned())]
#[case::levels("<a>".repeat(5 * MIB))]
#[case::attributes(format!("<ResidentTransactions {}>", "a=\"1\" ".repeat(MIB)))]
#[case::one_attribute(format!("<ResidentTransactions a=\"{}\">", "x".repeat(60 * MIB)))]
#[case::one_name(format!("<{}>", "x".repeat(60 * MIB)))]
#[case::comment(format!("<ResidentTransactions><!--{}", "x".repeat(60 * MIB)))]
fn a_document(#[case] text: String) {
    let site = fed_with("mits", "bomb.xml", |path| fs::write(path, text).unwrap());
    is_defused(&site, READ_ALONG, &["bomb.xml"]);
}

#[rstest]
#[case::blanks(Fault::GzipBomb { start: "[".into(), repeat: "        ".into() })]
#[case::records(Fault::GzipBomb { start: "[".into(), repeat: "{\"Id\": 1},".into() })]
#[case::levels(Fault::Answer(json("[".repeat(5 * MIB))))]
#[case::objects(Fault::Answer(json("{\"a\":".repeat(MIB))))]
#[case::text(Fault::GzipBomb { start: "[{\"Id\": \"".into(), repeat: "x".into() })]
#[case::number(Fault::Answer(json(format!("[{{\"Id\": {}}}]", "9".repeat(10 * MIB)))))]
#[case::keys(Fault::GzipBomb { start: "[{".into(), repeat: "\"a\": 1,".into() })]
fn json_that_explodes(#[case] fault: Fault) {
    let fake = Fake::start(Rest::of("buildium"));
    fake.fault_always(fault);
    let site = Site::new();
    site.sync(&crowd(5));
    let site = site.fed_by(&settings::rest(&fake.url(), "buildium"));
    is_defused(&site, READ_WHOLE, &[]);
}

fn json(body: String) -> Answer {
    Answer::new(200, "application/json", body)
}
