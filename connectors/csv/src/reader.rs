use std::fs::File;
use std::path::{Path, PathBuf};

use tenantry_core::Date;
use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_core::model::{Reject, Resident};

use crate::dialect::{self, Dialect};
use crate::encoding::Charset;
use crate::failure::{at, failure, io};
use crate::headings::Headings;
use crate::layout::{Kind, Table};
use crate::layouts::{Choice, Damage, Report, Sample, recognise};
use crate::records::Records;
use crate::rows::{Row, RowError, Rows};
use crate::settings::CsvSettings;
use crate::source::{Source, Text, empty};

/// Reads the records of one file, from opening it to the proof that it was
/// whole.
#[derive(Debug)]
pub(crate) struct Reader {
    path: PathBuf,
    rows: Rows<Text>,
    charset: Charset,
    dialect: Dialect,
    content: Content,
}

/// What the rows are.
#[derive(Debug)]
enum Content {
    /// Records below one line of headings.
    Table(Box<Plain>),
    /// A report of a PMS.
    Report(Box<Report>),
}

/// A plain table, and how its records are read.
#[derive(Debug)]
struct Plain {
    table: Table,
    headings: Headings,
    records: Records,
}

/// A record, as far as it could be read.
pub(crate) type Record = Result<Resident, Reject>;

impl Reader {
    /// Opens a file as it is.
    #[cfg(test)]
    pub(crate) fn open(
        path: &Path,
        settings: &CsvSettings,
        today: Date,
    ) -> Result<Self, ConnectorError> {
        Self::new(path, tenantry_files::open(path)?, settings, today)
    }

    /// Reads the headings of an open file, which errors call `path`. `today`
    /// is the day on which statuses are judged by dates.
    ///
    /// # Errors
    /// Any with which a file or its headings are unfit; each names the path.
    pub(crate) fn new(
        path: &Path,
        file: File,
        settings: &CsvSettings,
        today: Date,
    ) -> Result<Self, ConnectorError> {
        let (text, charset) = Text::new(Source::new(path, file)?, settings.encoding)?;
        let mut rows = Rows::new(text);
        let head = rows.head().map_err(|error| row_failure(path, error))?;
        let dialect = dialect::detect(head, settings);
        rows.set_delimiter(dialect.delimiter);
        if dialect.declared {
            rows.next_row().map_err(|error| row_failure(path, error))?;
        }
        let content = Content::find(&mut rows, path, dialect.delimiter, settings, today)?;
        Ok(Self { path: path.to_owned(), rows, charset, dialect, content })
    }

    /// The next record; none where the file ended as a whole file does.
    ///
    /// # Errors
    /// Where the file is cut short, damaged, beyond a cap, or was written to.
    #[inline]
    pub(crate) fn next_record(&mut self) -> Result<Option<Record>, ConnectorError> {
        let record = match &mut self.content {
            Content::Table(plain) => plain.next_record(&mut self.rows, &self.path)?,
            Content::Report(report) => next_of_report(report, &mut self.rows, &self.path)?,
        };
        if record.is_none() {
            self.rows.input().source().prove_unchanged()?;
        }
        Ok(record)
    }

    /// Bytes of the file read so far, and in all.
    pub(crate) fn progress(&self) -> (u64, u64) {
        let source = self.rows.input().source();
        (source.read_so_far(), source.len())
    }

    /// How the file is written, its layout, and how much of it is recognised:
    /// `UTF-8, comma, layout table: 14 of 16 columns recognised`.
    pub(crate) fn recognised(&self) -> String {
        let what = match &self.content {
            Content::Table(plain) => format!(
                "layout table: {} of {} columns recognised",
                plain.headings.recognised(),
                plain.headings.named()
            ),
            Content::Report(report) => report.reason(),
        };
        format!("{}, {}, {what}", self.charset.name(), self.dialect.name())
    }

    /// What is read from which columns of a plain table.
    pub(crate) fn summary(&self) -> Option<String> {
        match &self.content {
            Content::Table(plain) => Some(plain.headings.summary()),
            Content::Report(_) => None,
        }
    }

    /// What was read and is no resident, once all is read.
    pub(crate) fn left_out(&self) -> Option<String> {
        match &self.content {
            Content::Table(_) => None,
            Content::Report(report) => report.left_out(),
        }
    }
}

impl Content {
    /// Finds the layout and reads on to the first row behind the headings.
    fn find(
        rows: &mut Rows<Text>,
        path: &Path,
        delimiter: u8,
        settings: &CsvSettings,
        today: Date,
    ) -> Result<Self, ConnectorError> {
        let chosen = settings.chosen_layout();
        let head = rows.head().map_err(|error| row_failure(path, error))?;
        let sample = Sample::of(head, delimiter);
        let known = sample.as_table(settings);
        let choice = recognise(&sample, chosen, known, settings.date_order);
        let nearest = match choice.map_err(|error| at(path, error))? {
            Choice::Report(found) => {
                rows.keep_breaks();
                for _ in 0..found.skip {
                    rows.next_row().map_err(|error| row_failure(path, error))?;
                }
                return Ok(Content::Report(Box::new(Report::new(*found, settings, today))));
            }
            Choice::Neither(nearest) => Some(nearest),
            Choice::Table => None,
        };
        let plain = Plain::find(rows, path, settings).map_err(|mut error| {
            if let (ErrorKind::Malformed, Some(nearest)) = (error.kind, nearest) {
                error.message += &format!("; {nearest}");
            }
            error
        })?;
        Ok(Content::Table(Box::new(plain)))
    }
}

impl Plain {
    fn find(
        rows: &mut Rows<Text>,
        path: &Path,
        settings: &CsvSettings,
    ) -> Result<Self, ConnectorError> {
        let table = Table::find(rows)
            .map_err(|error| row_failure(path, error))?
            .ok_or_else(|| empty(path))?;
        let headings = Headings::resolve(table.headings().to_vec(), settings)
            .map_err(|error| at(path, error))?;
        let columns = headings.columns().map_err(|error| at(path, error))?;
        let records = Records::new(columns, settings);
        Ok(Self { table, headings, records })
    }

    #[inline]
    fn next_record(
        &mut self,
        rows: &mut Rows<Text>,
        path: &Path,
    ) -> Result<Option<Record>, ConnectorError> {
        while let Some(row) = rows.next_row().map_err(|error| row_failure(path, error))? {
            if self.table.kind(&row) == Kind::Skipped {
                continue;
            }
            refuse_damage(path, &self.records, &row)?;
            return Ok(Some(self.records.read(&row)));
        }
        Ok(None)
    }
}

fn next_of_report(
    report: &mut Report,
    rows: &mut Rows<Text>,
    path: &Path,
) -> Result<Option<Record>, ConnectorError> {
    loop {
        if let Some(record) = report.next_ready() {
            return Ok(Some(record));
        }
        let Some(row) = rows.next_row().map_err(|error| row_failure(path, error))? else { break };
        refuse_nuls(path, &row)?;
        report.take(&row).map_err(|damage| match damage {
            Damage::Cut => cut(path, &row),
            Damage::Quotes => quotes(path, &row),
        })?;
    }
    if report.is_cut() {
        return Err(failure(ErrorKind::Incomplete, path, "ends without the totals of its report")
            .hint(
                "nothing was changed; export the report again, with its totals; if they were \
                 removed by hand, remove the title lines above the headings as well",
            ));
    }
    Ok(None)
}

/// Refuses the whole file where a row shows that other rows are missing.
fn refuse_damage(path: &Path, records: &Records, row: &Row<'_>) -> Result<(), ConnectorError> {
    if !row.ended && records.is_short(row) {
        return Err(cut(path, row));
    }
    if row.breaks > 0 && (row.stray || !records.fits(row)) {
        return Err(quotes(path, row));
    }
    refuse_nuls(path, row)
}

fn refuse_nuls(path: &Path, row: &Row<'_>) -> Result<(), ConnectorError> {
    if !row.plain && row.cells().any(|cell| cell.contains("\0\0")) {
        let what = format!("has a run of NUL bytes in line {}", row.line);
        return Err(failure(ErrorKind::Malformed, path, &what)
            .hint("the file is damaged or is no text file; export it again"));
    }
    Ok(())
}

fn cut(path: &Path, row: &Row<'_>) -> ConnectorError {
    incomplete(path, &format!("is cut in the middle of the record on line {}", row.line))
}

fn quotes(path: &Path, row: &Row<'_>) -> ConnectorError {
    let last = row.line + row.breaks;
    let what = format!("has a quotation mark too few or too many in lines {} to {last}", row.line);
    failure(ErrorKind::Malformed, path, &what).hint(
        "records may be hidden behind it, so that nothing of the file can be used; correct the \
         export",
    )
}

fn incomplete(path: &Path, what: &str) -> ConnectorError {
    failure(ErrorKind::Incomplete, path, what)
        .hint("nothing was changed; run again when the export is finished")
}

fn row_failure(path: &Path, error: RowError) -> ConnectorError {
    let what = error.message();
    match error {
        RowError::Io(error) => io(path, "read the file", error),
        RowError::OpenQuote(_) => incomplete(path, &what),
        RowError::RecordTooLong(_) => failure(ErrorKind::TooLarge, path, &what)
            .hint("a quotation mark may be missing there; correct the export"),
        RowError::TooManyColumns(_) => {
            failure(ErrorKind::TooLarge, path, &what).hint("export the columns of residents only")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::testing::{file, settings, utf16};
    use proptest::prelude::*;
    use rstest::rstest;

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
        let text =
            format!("{HEAD}1,Ada Okafor,Current,A1\n\n2,Zoë Osei,Past,A2").replace('\n', end);
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
        assert_eq!(
            names(&utf16(text, u16::to_be_bytes), "encoding = 'utf-16'"),
            ["Müller", "O’Neil"]
        );
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
    #[case(b"Rent Roll\nid,name\n", ErrorKind::Malformed, "no recognisable heading")]
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
        let mut writer =
            std::fs::OpenOptions::new().append(longer).write(true).open(&path).unwrap();
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
    fn what_was_recognised() {
        let (_folder, path) = file(format!("{HEAD}1,Ada Okafor,Current,A1\n").as_bytes());
        let mut reader =
            Reader::open(&path, &settings("[columns]\nUnit = 'ignore'"), TODAY).unwrap();
        assert_eq!(reader.recognised(), "UTF-8, comma, layout table: 3 of 4 columns recognised");
        assert!(reader.summary().unwrap().contains("external_id from \"Resident ID\""));
        while reader.next_record().unwrap().is_some() {}
        let (done, total) = reader.progress();
        assert_eq!((done, total), (53, 53));
    }

    proptest! {
        /// A quotation mark too few or too many never hides a record: either
        /// the file is refused, or every record is there or rejected.
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
}
