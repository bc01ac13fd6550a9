use std::{borrow::Cow, fs::File, io::BufReader};

use calamine::{
    Cell, DataRef, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xlsx, XlsxError,
};
use tenantry_core::connector::{ConnectorError, ErrorKind};

use crate::{
    archive::cap,
    failure::{failure, io_failure},
    spool::Spool,
};

/// The limit for an unpacked workbook, in bytes: its texts are kept in memory.
pub(crate) const MAX_UNPACKED: u64 = 512 << 20;

/// Excel's own limit.
const MAX_ROWS: u32 = 1 << 20;
const MAX_COLUMNS: u32 = 1 << 14;

/// Serial numbers from this one up are not dates.
const NO_DATE: f64 = 2_958_466.0;

/// The sheet with this name, else the first visible one, as CSV: one line per
/// row, so that line numbers are the sheet's. A sheet has no blank cells at the
/// end of a row: whoever has no move-out has fewer cells than there are
/// headings. Rows are filled up to the widest one above them.
///
/// # Errors
/// [`ErrorKind::ConfigInvalid`] if there is no such sheet,
/// [`ErrorKind::Malformed`] if the workbook is damaged, [`ErrorKind::TooLarge`]
/// above a limit.
pub(crate) fn text(name: &str, file: File, sheet: Option<&str>) -> Result<Table, ConnectorError> {
    let packed = file.metadata().map_or(0, |metadata| metadata.len());
    let mut book: Xlsx<_> =
        Xlsx::new(BufReader::new(file)).map_err(|error| damaged(name, &error))?;
    let asked = sheet.is_some();
    let sheet = choose(name, book.sheets_metadata(), sheet)?.to_owned();
    let visible = book.sheets_metadata().iter().filter(|other| {
        other.typ == SheetType::WorkSheet && other.visible == SheetVisible::Visible
    });
    let others = visible.map(|other| other.name.clone()).filter(|other| !asked && *other != sheet);
    let others = others.collect();
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(|error| damaged(name, &error))?;
    let mut lines = Lines::new(name, cap(packed))?;
    while let Some(cell) = cells.next_cell().map_err(|error| damaged(name, &error))? {
        lines.add(&cell)?;
    }
    Ok(Table { sheet, others, file: lines.finish()? })
}

/// A sheet as CSV.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) sheet: String,
    /// The visible sheets that are not read, unless somebody has said which one to read.
    pub(crate) others: Vec<String>,
    pub(crate) file: File,
}

impl Table {
    /// Which sheet was read: `sheet "Maple", not "Oak"`.
    pub(crate) fn note(&self) -> String {
        let Self { sheet, others, .. } = self;
        if others.is_empty() {
            return format!("sheet {sheet:?}");
        }
        let others: Vec<String> = others.iter().map(|other| format!("{other:?}")).collect();
        format!("sheet {sheet:?}, not {}; set `sheet` for another one", others.join(", "))
    }
}

fn choose<'a>(
    name: &str,
    sheets: &'a [Sheet],
    wanted: Option<&str>,
) -> Result<&'a str, ConnectorError> {
    let tables = || sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let found = match wanted {
        Some(wanted) => {
            tables().find(|sheet| sheet.name.trim().eq_ignore_ascii_case(wanted.trim()))
        }
        None => tables().find(|sheet| sheet.visible == SheetVisible::Visible),
    };
    found.map(|sheet| &*sheet.name).ok_or_else(|| {
        let names: Vec<&str> = tables().map(|sheet| &*sheet.name).collect();
        let what = match wanted {
            Some(wanted) => format!("has no sheet {wanted:?}; its sheets are {}", names.join(", ")),
            None => "has no visible sheet".into(),
        };
        failure(ErrorKind::ConfigInvalid, name, &what)
            .hint("set `sheet` to the name of the sheet to read")
    })
}

/// Writes the rows of a sheet to a file.
struct Lines<'a> {
    name: &'a str,
    out: csv::Writer<Spool>,
    /// The row being filled, from 0.
    row: u32,
    cells: Vec<String>,
    /// How many cells the widest row has so far.
    widest: usize,
}

impl<'a> Lines<'a> {
    fn new(name: &'a str, cap: u64) -> Result<Self, ConnectorError> {
        let out = csv::WriterBuilder::new().flexible(true).from_writer(Spool::new(name, cap)?);
        Ok(Self { name, out, row: 0, cells: Vec::new(), widest: 0 })
    }

    fn add(&mut self, cell: &Cell<DataRef<'_>>) -> Result<(), ConnectorError> {
        let text = value(cell.get_value());
        if text.trim().is_empty() {
            return Ok(());
        }
        let (row, column) = cell.get_position();
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Err(failure(
                ErrorKind::TooLarge,
                self.name,
                "has more cells than Excel allows",
            )
            .hint("export it again"));
        }
        if row < self.row {
            return Err(failure(ErrorKind::Malformed, self.name, "has rows out of order")
                .hint("open it in a spreadsheet program and save it again"));
        }
        while self.row < row {
            self.end_row()?;
        }
        let column = column as usize;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = text.into_owned();
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), ConnectorError> {
        self.row += 1;
        self.widest = self.widest.max(self.cells.len());
        if !self.cells.is_empty() {
            self.cells.resize(self.widest, String::new());
        }
        let written = self.out.write_record(&self.cells);
        self.cells.clear();
        written.map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => unwritten(self.name, error),
            _ => failure(ErrorKind::Unexpected, self.name, "a row cannot be written"),
        })
    }

    fn finish(mut self) -> Result<File, ConnectorError> {
        if !self.cells.is_empty() {
            self.end_row()?;
        }
        let spool = self.out.into_inner();
        spool.map_err(|error| unwritten(self.name, error.into_error()))?.finish()
    }
}

fn unwritten(name: &str, error: std::io::Error) -> ConnectorError {
    match error.downcast::<ConnectorError>() {
        Ok(ours) => ours,
        Err(error) => io_failure(name, "write its rows", error),
    }
}

/// A cell as text, on one line; blank for errors.
fn value<'a>(cell: &'a DataRef<'_>) -> Cow<'a, str> {
    match cell {
        DataRef::String(text) => one_line(text),
        DataRef::SharedString(text) => one_line(text),
        DataRef::Int(number) => number.to_string().into(),
        DataRef::Float(number) => number.to_string().into(),
        DataRef::Bool(true) => "TRUE".into(),
        DataRef::Bool(false) => "FALSE".into(),
        DataRef::DateTime(time) => date(*time).into(),
        // 2026-03-04T00:00:00
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or(text).into(),
        DataRef::DurationIso(text) => text.as_str().into(),
        DataRef::Error(_) | DataRef::Empty => "".into(),
    }
}

fn one_line(text: &str) -> Cow<'_, str> {
    // Excel's way to write a carriage return.
    let text: Cow<'_, str> =
        if text.contains("_x000D_") { text.replace("_x000D_", "").into() } else { text.into() };
    if text.contains(['\r', '\n']) {
        text.replace("\r\n", " ").replace(['\r', '\n'], " ").into()
    } else {
        text
    }
}

fn date(time: ExcelDateTime) -> String {
    let days = time.as_f64();
    if time.is_duration() || !(1.0..NO_DATE).contains(&days) {
        return days.to_string();
    }
    let (year, month, day, ..) = time.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

/// The error for a workbook that cannot be read. The library's text may quote
/// cells.
fn damaged(name: &str, error: &XlsxError) -> ConnectorError {
    let what = match error {
        XlsxError::Password => "is protected by a password",
        _ => "is a damaged workbook",
    };
    failure(ErrorKind::Malformed, name, what)
        .hint("open it in a spreadsheet program and save it again, or save it as CSV")
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek, Write};

    use proptest::prelude::*;
    use rstest::rstest;
    use rust_xlsxwriter::{ExcelDateTime as Day, Format, Formula, Workbook, Worksheet};

    use super::*;

    fn read(bytes: &[u8], sheet: Option<&str>) -> Result<(String, String), ConnectorError> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let Table { sheet, mut file, .. } = text("rent.xlsx", file, sheet)?;
        let mut out = String::new();
        file.read_to_string(&mut out).unwrap();
        Ok((sheet, out))
    }

    fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
        let mut book = Workbook::new();
        fill(book.add_worksheet());
        book.save_to_buffer().unwrap()
    }

    fn csv_of(fill: impl FnOnce(&mut Worksheet)) -> String {
        read(&book(fill), None).unwrap().1
    }

    #[test]
    fn cells_of_every_kind() {
        let day = Format::new().set_num_format("mm/dd/yyyy");
        let time = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        let hours = Format::new().set_num_format("[h]:mm");
        let text = csv_of(|sheet| {
            sheet.write(0, 0, "Unit").unwrap();
            sheet.write(1, 0, 101).unwrap();
            sheet.write(1, 1, 1250.5).unwrap();
            sheet.write(1, 2, "0101").unwrap();
            let at = Day::from_ymd(2026, 3, 4).unwrap();
            sheet.write_with_format(1, 3, &at, &day).unwrap();
            sheet.write_with_format(1, 4, at.and_hms(14, 30, 0).unwrap(), &time).unwrap();
            sheet.write_with_format(1, 5, 1.5, &hours).unwrap();
            sheet.write(1, 6, true).unwrap();
            sheet.write(1, 8, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
            sheet.write(1, 9, Formula::new("=100+2").set_result("102")).unwrap();
            sheet.write(1, 10, 1e15).unwrap();
            sheet.write(1, 11, "end").unwrap();
        });
        assert_eq!(
            text,
            "Unit\n101,1250.5,0101,2026-03-04,2026-03-04,1.5,TRUE,,,102,1000000000000000,end\n"
        );
    }

    #[test]
    fn text_stays_text_in_one_line() {
        let text = csv_of(|sheet| {
            sheet.write(0, 0, "Move In/\nMove Out").unwrap();
            sheet.write(0, 1, "Okafor, \"Ada\"").unwrap();
            sheet.write(0, 2, " Zoë\r\nÅkesson ").unwrap();
        });
        assert_eq!(text, "Move In/ Move Out,\"Okafor, \"\"Ada\"\"\", Zoë Åkesson \n");
    }

    #[test]
    fn lines_are_rows() {
        let text = csv_of(|sheet| {
            sheet.write(1, 1, "a").unwrap();
            sheet.write(4, 0, "b").unwrap();
            sheet.write(4, 2, " ").unwrap();
        });
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines.len(), lines[1], lines[4]), (5, ",a", "b,"));
        assert!(lines[0].trim_matches('"').is_empty());
    }

    /// A column that is blank for most people is there all the same.
    #[test]
    fn rows_are_filled_up() {
        let text = csv_of(|sheet| {
            sheet.write(0, 0, "Rent Roll").unwrap();
            for (column, heading) in ["Unit", "Name", "Move Out"].into_iter().enumerate() {
                sheet.write(1, column as u16, heading).unwrap();
            }
            sheet.write(2, 0, "101").unwrap();
            sheet.write(3, 1, "Ada").unwrap();
        });
        assert_eq!(text, "Rent Roll\nUnit,Name,Move Out\n101,,\n,Ada,\n");
    }

    #[test]
    fn sheets_that_are_not_read_are_named() {
        let note = |wanted| {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&three_sheets()).unwrap();
            file.rewind().unwrap();
            super::text("rent.xlsx", file, wanted).unwrap().note()
        };
        assert_eq!(note(None), "sheet \"Residents\", not \"Units\"; set `sheet` for another one");
        assert_eq!(note(Some("units")), "sheet \"Units\"");
    }

    #[test]
    fn an_empty_sheet_is_an_empty_file() {
        assert_eq!(csv_of(|_| {}), "");
    }

    fn three_sheets() -> Vec<u8> {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("Secret").unwrap().set_hidden(true).write(0, 0, 1).unwrap();
        book.add_worksheet()
            .set_name("Residents")
            .unwrap()
            .set_active(true)
            .write(0, 0, 2)
            .unwrap();
        book.add_worksheet().set_name("Units").unwrap().write(0, 0, 3).unwrap();
        book.save_to_buffer().unwrap()
    }

    #[rstest]
    #[case(None, "Residents", "2\n")]
    #[case(Some("units "), "Units", "3\n")]
    #[case(Some("Secret"), "Secret", "1\n")]
    fn sheets(#[case] wanted: Option<&str>, #[case] name: &str, #[case] text: &str) {
        assert_eq!(read(&three_sheets(), wanted).unwrap(), (name.into(), text.into()));
    }

    #[test]
    fn a_sheet_that_is_not_there() {
        let error = read(&three_sheets(), Some("Rent")).unwrap_err();
        assert_eq!(error.kind, ErrorKind::ConfigInvalid);
        assert_eq!(
            error.message,
            "rent.xlsx: has no sheet \"Rent\"; its sheets are Secret, Residents, Units"
        );
    }

    /// A workbook whose sheet is this XML.
    #[expect(clippy::disallowed_methods, reason = "a small workbook of our own")]
    fn raw(sheet: &[u8]) -> Vec<u8> {
        let whole = book(|sheet| {
            sheet.write(0, 0, 1).unwrap();
        });
        let mut old = zip::ZipArchive::new(std::io::Cursor::new(whole)).unwrap();
        let mut new = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for at in 0..old.len() {
            let mut part = old.by_index(at).unwrap();
            new.start_file(part.name(), zip::write::SimpleFileOptions::default()).unwrap();
            if part.name().ends_with("sheet1.xml") {
                new.write_all(sheet).unwrap();
            } else {
                std::io::copy(&mut part, &mut new).unwrap();
            }
        }
        new.finish().unwrap().into_inner()
    }

    const SHEET: &str = r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2" t="str"><v>b</v></c><c r="C2" t="d"><v>2026-03-04T10:00:00</v></c><c r="D2" t="e"><v>#N/A</v></c></row></sheetData></worksheet>"#;

    #[test]
    fn a_sheet_by_hand() {
        assert_eq!(read(&raw(SHEET.as_bytes()), None).unwrap().1, "1\n,b,2026-03-04\n");
    }

    #[rstest]
    #[case::out_of_order(&SHEET.replace("B2", "B9").replace("C2", "C3"), ErrorKind::Malformed)]
    #[case::far_away(&SHEET.replace("B2", "B9999999"), ErrorKind::TooLarge)]
    #[case::cut(&SHEET[..60], ErrorKind::Malformed)]
    fn unfit(#[case] sheet: &str, #[case] kind: ErrorKind) {
        let error = read(&raw(sheet.as_bytes()), None).unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
    }

    /// A single cell at the far end of each row would give a file of commas.
    #[test]
    fn a_sheet_that_grows_out_of_bounds() {
        let rows: String = (1..=6_000)
            .map(|row| format!("<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>"))
            .collect();
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        assert_eq!(read(&raw(sheet.as_bytes()), None).unwrap_err().kind, ErrorKind::TooLarge);
    }

    proptest! {
        /// No sheet, however damaged, makes the reader panic.
        #[test]
        fn damage_is_an_error_or_text(at in 0..SHEET.len(), with in prop::collection::vec(any::<u8>(), 0..6)) {
            let mut sheet = SHEET.as_bytes().to_vec();
            let end = (at + with.len()).min(sheet.len());
            sheet.splice(at..end, with);
            let _ = read(&raw(&sheet), None);
        }
    }
}
