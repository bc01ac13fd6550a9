use std::io::{self, Read};

use memchr::{memchr, memchr_iter};

use crate::{
    cells,
    scan::{Found, MAX_COLUMNS, Scan, Span, scan},
};

/// The longest record allowed, in bytes of UTF-8.
pub(crate) const MAX_RECORD: usize = 1 << 20;

const BUFFER: usize = 256 << 10;
/// The smallest read, which also leaves a decoder enough room.
const LEAST_READ: usize = 64 << 10;

/// Replaces a byte that is not valid in the file's encoding.
const DAMAGED: u8 = 0x1A;

/// Reads rows of cells from UTF-8 text, using one buffer for all of them.
#[derive(Debug)]
pub(crate) struct Rows<R> {
    input: R,
    delimiter: u8,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    last: bool,
    line: u64,
    keeps_breaks: bool,
    cells: Vec<Span>,
}

/// One row that is not an empty line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    text: &'a str,
    cells: &'a [Span],
    /// The line where the row starts, from 1.
    pub(crate) line: u64,
    /// How many line breaks are in its cells.
    pub(crate) breaks: u64,
    /// Whether the row is ASCII without control characters.
    pub(crate) plain: bool,
    /// Whether the quotation marks are unbalanced.
    pub(crate) stray: bool,
    /// Whether a line end follows.
    pub(crate) ended: bool,
}

impl<'a> Row<'a> {
    /// How many cells there are.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// A cell; blank if the row is too short. It is on one line unless breaks
    /// are [kept](Rows::keep_breaks).
    pub(crate) fn cell(&self, column: usize) -> &'a str {
        self.cells
            .get(column)
            .and_then(|span| self.text.get(span.start as usize..span.end as usize))
            .unwrap_or_default()
    }

    /// All cells.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &'a str> {
        let row = *self;
        (0..self.len()).map(move |column| row.cell(column))
    }
}

/// Why no further row can be read.
#[derive(Debug)]
pub(crate) enum RowError {
    /// Reading failed.
    Io(io::Error),
    /// The record that starts on this line is longer than [`MAX_RECORD`].
    RecordTooLong(u64),
    /// The record that starts on this line has more than [`MAX_COLUMNS`]
    /// columns.
    TooManyColumns(u64),
    /// The text ended within a quoted cell of the record that starts on this
    /// line.
    OpenQuote(u64),
}

impl RowError {
    /// The problem, as shown to people.
    pub(crate) fn message(&self) -> String {
        match self {
            RowError::Io(error) => format!("cannot be read to its end: {error}"),
            RowError::RecordTooLong(line) => {
                format!("the record on line {line} is longer than {} KiB", MAX_RECORD >> 10)
            }
            RowError::TooManyColumns(line) => {
                format!("line {line} has more than {MAX_COLUMNS} columns")
            }
            RowError::OpenQuote(line) => {
                format!("the file ends within a quoted cell of the record on line {line}")
            }
        }
    }
}

impl<R: Read> Rows<R> {
    /// The rows of `input`. The delimiter is not known yet.
    pub(crate) fn new(input: R) -> Self {
        Self {
            input,
            delimiter: b',',
            buffer: vec![0; BUFFER],
            start: 0,
            end: 0,
            last: false,
            line: 1,
            keeps_breaks: false,
            cells: Vec::new(),
        }
    }

    /// The beginning of the text, for inspection before the first row.
    pub(crate) fn head(&mut self) -> Result<&[u8], RowError> {
        while !self.last && self.end - self.start < LEAST_READ {
            self.refill()?;
        }
        Ok(&self.buffer[self.start..self.end])
    }

    /// Sets the character between cells.
    pub(crate) fn set_delimiter(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// Keeps line breaks within cells from now on, because they may separate
    /// values.
    pub(crate) fn keep_breaks(&mut self) {
        self.keeps_breaks = true;
    }

    /// The underlying input.
    pub(crate) fn input(&self) -> &R {
        &self.input
    }

    /// The next row that is not an empty line.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'_>>, RowError> {
        if !self.skip_line_ends()? {
            return Ok(None);
        }
        let found = loop {
            let text = &mut self.buffer[self.start..self.end];
            match scan(text, self.delimiter, self.last, &mut self.cells) {
                Scan::Record(found) if found.len > MAX_RECORD => {
                    return Err(RowError::RecordTooLong(self.line));
                }
                Scan::Record(found) => break found,
                Scan::TooManyColumns => return Err(RowError::TooManyColumns(self.line)),
                Scan::Unfinished { in_quotes: true } if self.last => {
                    return Err(RowError::OpenQuote(self.line));
                }
                Scan::Unfinished { .. } => self.refill()?,
            }
        };
        Ok(Some(self.take(found)))
    }

    fn take(&mut self, found: Found) -> Row<'_> {
        let bytes = &mut self.buffer[self.start..self.start + found.len];
        let plain = is_plain(bytes, self.delimiter) && !(found.quoted && self.delimiter < b' ');
        if !plain {
            mend(bytes);
        }
        let breaks = if found.quoted { line_ends(bytes) } else { 0 };
        if !plain && !self.keeps_breaks {
            for cell in &mut self.cells {
                let content = &mut bytes[cell.start as usize..cell.end as usize];
                cell.end = cell.start + cells::put_on_one_line(content) as u32;
            }
        }
        let line = self.line;
        self.line += breaks;
        self.start += found.len;
        Row {
            // Never blank: damaged bytes were replaced above.
            text: std::str::from_utf8(bytes).unwrap_or_default(),
            cells: &self.cells,
            line,
            breaks,
            plain,
            stray: found.stray,
            ended: found.ended,
        }
    }

    /// Skips to the next byte that is not a line end; false if there is none.
    /// none.
    fn skip_line_ends(&mut self) -> Result<bool, RowError> {
        loop {
            while self.start < self.end {
                match self.buffer[self.start] {
                    b'\n' => self.line += 1,
                    b'\r' if self.start + 1 == self.end && !self.last => break,
                    b'\r' if self.buffer[self.start + 1..self.end].first() != Some(&b'\n') => {
                        self.line += 1
                    }
                    b'\r' => {}
                    _ => return Ok(true),
                }
                self.start += 1;
            }
            if self.last {
                return Ok(false);
            }
            self.refill()?;
        }
    }

    /// Reads more text after what is buffered.
    fn refill(&mut self) -> Result<(), RowError> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.buffer.len() - self.end < LEAST_READ {
            if self.end > MAX_RECORD {
                return Err(RowError::RecordTooLong(self.line));
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.last = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(RowError::Io(error)),
            }
            return Ok(());
        }
    }
}

/// Whether everything is ASCII without control characters, except the
/// delimiter. One pass without branches, which the compiler vectorizes.
fn is_plain(bytes: &[u8], delimiter: u8) -> bool {
    let odd = |byte: u8| ((byte < b' ') & (byte != delimiter)) | (byte >= 0x7F);
    !bytes.iter().fold(false, |any, byte| any | odd(*byte))
}

/// Replaces each byte that is not valid UTF-8 with a control character, so that
/// its cell is refused and the others can be read.
fn mend(bytes: &mut [u8]) {
    let mut from = 0;
    while let Err(error) = std::str::from_utf8(&bytes[from..]) {
        let bad = from + error.valid_up_to();
        let past = error.error_len().map_or(bytes.len(), |len| bad + len);
        bytes[bad..past].fill(DAMAGED);
        from = past;
    }
}

fn line_ends(bytes: &[u8]) -> u64 {
    let line_feeds = memchr_iter(b'\n', bytes).count();
    if memchr(b'\r', bytes).is_none() {
        return line_feeds as u64;
    }
    let lone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    (line_feeds + memchr_iter(b'\r', bytes).filter(lone).count()) as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    /// Returns one byte at a time, or everything at once.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(out.len()).min(self.1);
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    type Read1 = Result<Vec<(u64, Vec<String>)>, RowError>;

    fn read(text: &[u8], step: usize) -> Read1 {
        let mut rows = Rows::new(Slow(text, step));
        let mut all = Vec::new();
        while let Some(row) = rows.next_row()? {
            all.push((row.line, row.cells().map(str::to_owned).collect()));
        }
        Ok(all)
    }

    fn lines(text: &str) -> Vec<u64> {
        read(text.as_bytes(), 1).unwrap().into_iter().map(|(line, _)| line).collect()
    }

    #[rstest]
    #[case("a\nb\nc", &[1, 2, 3])]
    #[case("a\r\nb\r\nc\r\n", &[1, 2, 3])]
    #[case("a\rb\rc\r", &[1, 2, 3])]
    #[case("\n\r\n\ra\n\n\nb", &[4, 7])]
    #[case("\"a\nb\r\nc\rd\"\ne", &[1, 5])]
    #[case("\n\n\n", &[])]
    #[case("", &[])]
    fn line_numbers(#[case] text: &str, #[case] expected: &[u64]) {
        assert_eq!(lines(text), expected);
    }

    #[test]
    fn a_million_blank_lines_are_nothing() {
        assert!(read("\r\n".repeat(1_000_000).as_bytes(), usize::MAX).unwrap().is_empty());
    }

    #[test]
    fn an_open_quote_names_its_line() {
        assert!(matches!(read(b"a\nb,\"c\nd\n", 1), Err(RowError::OpenQuote(2))));
    }

    #[rstest]
    #[case("a\n\"")]
    #[case("a\n")]
    fn ten_megabytes_in_a_cell_are_too_many(#[case] before: &str) {
        let text = format!("{before}{}", "x".repeat(10 << 20));
        assert!(matches!(read(text.as_bytes(), usize::MAX), Err(RowError::RecordTooLong(2))));
    }

    #[test]
    fn just_below_the_cap_is_read() {
        let text = format!("a\n\"{}\"\nb", "x".repeat(MAX_RECORD - 2));
        assert_eq!(read(text.as_bytes(), usize::MAX).unwrap().len(), 3);
    }

    #[test]
    fn ten_thousand_columns_are_too_many() {
        assert!(matches!(read(&[b','; 10_000], usize::MAX), Err(RowError::TooManyColumns(1))));
    }

    #[test]
    fn damaged_bytes_become_control_characters() {
        let rows = read(b"a\xE9,b\n\xC3\xA9\n\xC3", 1).unwrap();
        let cells: Vec<Vec<String>> = rows.into_iter().map(|(_, cells)| cells).collect();
        assert_eq!(cells, [vec!["a\u{1A}", "b"], vec!["é"], vec!["\u{1A}"]]);
    }

    #[rstest]
    #[case(b"abc,1 ~", true)]
    #[case(b"abc\t1", false)]
    #[case(b"abc\x7F", false)]
    #[case(b"abc\0", false)]
    #[case("é".as_bytes(), false)]
    fn plainness(#[case] bytes: &[u8], #[case] plain: bool) {
        assert_eq!(is_plain(bytes, b','), plain);
    }

    proptest! {
        /// The result depends neither on how the text is split up nor on what
        /// it is.
        #[test]
        fn the_pieces_do_not_matter(text in prop::collection::vec(prop::sample::select(b"a,\"\n\r\xC3\xA9\0".to_vec()), 0..60)) {
            let whole = read(&text, usize::MAX);
            let pieces = read(&text, 1);
            prop_assert_eq!(format!("{whole:?}"), format!("{pieces:?}"));
        }
    }
}
