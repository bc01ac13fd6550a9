use std::{
    fs::File,
    path::{Path, PathBuf},
};

use tenantry_core::{
    Date,
    connector::{ConnectorError, ErrorKind},
    model::{Reject, Resident},
};

use crate::{
    dialect::{self, Dialect},
    encoding::Charset,
    failure::{at, failure, io},
    headings::Headings,
    layout::{Kind, Table},
    layouts::{Choice, Damage, Report, Sample, recognize},
    names::Named,
    records::Records,
    rows::{Row, RowError, Rows},
    settings::CsvSettings,
    source::{Source, Text, empty},
};

/// Reads the records of one file, from opening it to verifying that it was
/// complete.
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
    /// Records below one heading line.
    Table(Box<Plain>),
    /// A PMS's report.
    Report(Box<Report>),
}

/// A plain table, and how its records are read.
#[derive(Debug)]
struct Plain {
    table: Table,
    headings: Headings,
    records: Records,
}

/// A record, or the reject that replaces it.
pub(crate) type Record = Result<Resident, Reject>;

impl Reader {
    /// Opens a file that needs no unpacking.
    #[cfg(test)]
    pub(crate) fn open(
        path: &Path,
        settings: &CsvSettings,
        today: Date,
    ) -> Result<Self, ConnectorError> {
        Self::new(path, tenantry_files::open(path)?, settings, today)
    }

    /// Reads the headings of an open file. Errors call it `path`. Statuses that
    /// depend on dates are judged as of `today`.
    ///
    /// # Errors
    /// If the file or its headings are unusable; the error names the path.
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

    /// The next record; `None` after the last record of a complete file.
    ///
    /// # Errors
    /// If the file was cut short, is damaged, exceeds a limit, or was written
    /// to.
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

    /// Bytes read so far, and in total.
    pub(crate) fn progress(&self) -> (u64, u64) {
        let source = self.rows.input().source();
        (source.read_so_far(), source.len())
    }

    /// The file's encoding, delimiter and layout, and how many headings are
    /// recognized: `UTF-8, comma, layout table: 14 of 16 columns recognized`.
    pub(crate) fn recognized(&self) -> String {
        let what = match &self.content {
            Content::Table(plain) => format!(
                "layout table: {} of {} columns recognized",
                plain.headings.recognized(),
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

    /// The names of properties that were found since the last call. They belong to records that
    /// were returned already or will be.
    pub(crate) fn take_names(&mut self) -> Vec<Named> {
        match &mut self.content {
            Content::Table(plain) => plain.records.take_names(),
            Content::Report(report) => report.take_names(),
        }
    }

    /// What was read but is not a resident, once everything is read.
    pub(crate) fn left_out(&self) -> Option<String> {
        match &self.content {
            Content::Table(_) => None,
            Content::Report(report) => report.left_out(),
        }
    }
}

impl Content {
    /// Detects the layout and reads up to the first row below the headings.
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
        let choice = recognize(&sample, chosen, known, settings.date_order);
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
        let Some(row) = rows.next_row().map_err(|error| row_failure(path, error))? else {
            report.release();
            break;
        };
        refuse_nuls(path, &row)?;
        report.take(&row).map_err(|damage| match damage {
            Damage::Cut => cut(path, &row),
            Damage::Quotes => quotes(path, &row),
        })?;
    }
    if report.is_cut() {
        return Err(failure(ErrorKind::Incomplete, path, "ends without the totals of its report")
            .hint(
                "nothing was changed; export the report again, with its totals; if you removed \
                 them yourself, remove the title lines above the headings as well",
            ));
    }
    Ok(report.next_ready())
}

/// Refuses the whole file if a row shows that other rows are missing.
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
            .hint("the file is damaged or is not a text file; export it again"));
    }
    Ok(())
}

fn cut(path: &Path, row: &Row<'_>) -> ConnectorError {
    incomplete(path, &format!("is cut in the middle of the record on line {}", row.line))
}

fn quotes(path: &Path, row: &Row<'_>) -> ConnectorError {
    let last = row.line + row.breaks;
    let what =
        format!("has one quotation mark too few or too many in lines {} to {last}", row.line);
    failure(ErrorKind::Malformed, path, &what).hint(
        "it may hide records, so nothing in the file can be used; correct the \
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
mod tests;
