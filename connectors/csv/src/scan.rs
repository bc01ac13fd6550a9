//! Splits the first record off a piece of text as RFC 4180 says, as leniently
//! as other readers, and reports where it had to be lenient.

use memchr::{memchr, memchr_iter, memchr3};

/// The most columns a record may have.
pub(crate) const MAX_COLUMNS: usize = 1000;

/// The position of a cell in its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    /// The first byte.
    pub(crate) start: u32,
    /// The byte after the last.
    pub(crate) end: u32,
}

/// What was found at the start of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scan {
    /// A record.
    Record(Found),
    /// The text ends within a record.
    Unfinished {
        /// Whether a quotation mark is open.
        in_quotes: bool,
    },
    /// More than [`MAX_COLUMNS`] cells.
    TooManyColumns,
}

/// A complete record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// The record's length, without its line end.
    pub(crate) len: usize,
    /// Whether a line end follows.
    pub(crate) ended: bool,
    /// Whether a quotation mark occurs anywhere.
    pub(crate) quoted: bool,
    /// Whether text follows a closing quotation mark within a cell: a mark is
    /// missing, or one inside a cell was not doubled.
    pub(crate) stray: bool,
}

/// Finds the first record of `text` and puts its cells into `cells`. `last`
/// means that no more text follows. Doubled quotation marks become single ones,
/// in place.
pub(crate) fn scan(text: &mut [u8], delimiter: u8, last: bool, cells: &mut Vec<Span>) -> Scan {
    cells.clear();
    let (len, ended) = match memchr3(b'\n', b'\r', b'"', text) {
        Some(at) if text[at] == b'"' => return scan_quoted(text, delimiter, last, cells),
        Some(at) => (at, true),
        None if last => (text.len(), false),
        None => return Scan::Unfinished { in_quotes: false },
    };
    let mut start = 0;
    for end in memchr_iter(delimiter, &text[..len]) {
        cells.push(span(start, end));
        start = end + 1;
    }
    cells.push(span(start, len));
    found(cells, Found { len, ended, quoted: false, stray: false })
}

fn scan_quoted(text: &mut [u8], delimiter: u8, last: bool, cells: &mut Vec<Span>) -> Scan {
    let mut doubled: Vec<usize> = Vec::new();
    let mut stray = false;
    let mut at = 0;
    loop {
        let mut start = at;
        let mut closed = None;
        if text.get(at) == Some(&b'"') {
            start += 1;
            match closing_mark(text, start, last) {
                None => return Scan::Unfinished { in_quotes: true },
                Some((mark, pairs)) => {
                    if pairs {
                        doubled.push(cells.len());
                    }
                    closed = Some(mark);
                    at = mark + 1;
                }
            }
        }
        let stop = memchr3(delimiter, b'\n', b'\r', &text[at..]).map(|found| at + found);
        let end = match stop {
            Some(stop) => stop,
            None if last => text.len(),
            None => return Scan::Unfinished { in_quotes: false },
        };
        match closed {
            Some(mark) if text[at..end].iter().all(|byte| *byte == b' ') => {
                cells.push(span(start, mark))
            }
            _ => {
                stray |= closed.is_some();
                cells.push(span(start, end));
            }
        }
        if cells.len() > MAX_COLUMNS {
            return Scan::TooManyColumns;
        }
        if stop.is_none_or(|stop| text[stop] != delimiter) {
            for cell in doubled {
                undouble(text, &mut cells[cell]);
            }
            return found(cells, Found { len: end, ended: stop.is_some(), quoted: true, stray });
        }
        at = end + 1;
    }
}

/// The mark that closes the quoted cell whose content begins at `start`, and
/// whether doubled marks come before it.
fn closing_mark(text: &[u8], start: usize, last: bool) -> Option<(usize, bool)> {
    let mut at = start;
    let mut pairs = false;
    loop {
        let mark = at + memchr(b'"', text.get(at..)?)?;
        match text.get(mark + 1) {
            Some(b'"') => {
                pairs = true;
                at = mark + 2;
            }
            None if !last => return None,
            _ => return Some((mark, pairs)),
        }
    }
}

/// Undoubles a cell's quotation marks in place; the bytes left over become
/// spaces.
fn undouble(text: &mut [u8], cell: &mut Span) {
    let content = &mut text[cell.start as usize..cell.end as usize];
    let (mut from, mut to) = (0, 0);
    while from < content.len() {
        content[to] = content[from];
        from += if content[from..].starts_with(b"\"\"") { 2 } else { 1 };
        to += 1;
    }
    content[to..].fill(b' ');
    cell.end = cell.start + to as u32;
}

fn found(cells: &[Span], found: Found) -> Scan {
    if cells.len() > MAX_COLUMNS { Scan::TooManyColumns } else { Scan::Record(found) }
}

fn span(start: usize, end: usize) -> Span {
    // A record is at most 1 MiB, so positions always fit.
    Span { start: start as u32, end: end as u32 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn cut(text: &str, last: bool) -> (Scan, Vec<String>) {
        let mut bytes = text.as_bytes().to_vec();
        let mut spans = Vec::new();
        let scan = scan(&mut bytes, b',', last, &mut spans);
        let cell = |span: &Span| {
            String::from_utf8(bytes[span.start as usize..span.end as usize].to_vec()).unwrap()
        };
        (scan, spans.iter().map(cell).collect())
    }

    #[rstest]
    #[case("a,b\nc", &["a", "b"], 3, true, false)]
    #[case("a,b", &["a", "b"], 3, false, false)]
    #[case("a,\r\n", &["a", ""], 2, true, false)]
    #[case(",\n", &["", ""], 1, true, false)]
    #[case("\"a,b\",c\n", &["a,b", "c"], 7, true, false)]
    #[case("\"a\nb\",c\n", &["a\nb", "c"], 7, true, false)]
    #[case("\"a\"\"b\",c\n", &["a\"b", "c"], 8, true, false)]
    #[case("\"\"\"\"\"\"\n", &["\"\""], 6, true, false)]
    #[case("\"\",\"\"\n", &["", ""], 5, true, false)]
    #[case("\"a\"  ,b\n", &["a", "b"], 7, true, false)]
    #[case("5\" pipe,b\n", &["5\" pipe", "b"], 9, true, false)]
    #[case("\"a\"b,c\n", &["a\"b", "c"], 6, true, true)]
    #[case("a,\"b\"", &["a", "b"], 5, false, false)]
    #[case("=\"007\",b\n", &["=\"007\"", "b"], 8, true, false)]
    fn a_record(
        #[case] text: &str,
        #[case] cells: &[&str],
        #[case] len: usize,
        #[case] ended: bool,
        #[case] stray: bool,
    ) {
        let (scan, found) = cut(text, true);
        assert_eq!(found, cells);
        let quoted = text.contains('"');
        assert_eq!(scan, Scan::Record(Found { len, ended, quoted, stray }));
    }

    #[rstest]
    #[case("a,b", false, false)]
    #[case("\"a", false, true)]
    #[case("\"a", true, true)]
    #[case("\"a\"", false, true)]
    #[case("\"a\"\"", true, true)]
    #[case("\"a\",b", false, false)]
    fn an_unfinished_record(#[case] text: &str, #[case] last: bool, #[case] in_quotes: bool) {
        assert_eq!(cut(text, last).0, Scan::Unfinished { in_quotes });
    }

    #[rstest]
    #[case("", MAX_COLUMNS - 1, false)]
    #[case("", MAX_COLUMNS, true)]
    #[case("\"a\"", MAX_COLUMNS - 1, false)]
    #[case("\"a\"", MAX_COLUMNS, true)]
    fn columns_are_capped(#[case] first: &str, #[case] commas: usize, #[case] too_many: bool) {
        let text = format!("{first}{}\n", ",".repeat(commas));
        assert_eq!(cut(&text, true).0 == Scan::TooManyColumns, too_many);
    }

    proptest! {
        /// Wherever quoting is correct, cells are the same as the csv crate's.
        #[test]
        fn agrees_with_the_csv_crate(record in prop::collection::vec("[a-c\",\n é]{0,6}", 1..6)) {
            let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
            writer.write_record(&record).unwrap();
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let (scan, cells) = cut(&text, true);
            prop_assert_eq!(cells, record);
            let Scan::Record(found) = scan else { panic!("no record") };
            prop_assert_eq!((found.len, found.stray), (text.len() - 1, false));
        }

        /// No text breaks it, and a record cut short is never taken as complete
        /// while more text may follow.
        #[test]
        fn any_text(text in "[a\", \n\r]{0,40}", cut_at in 0usize..40) {
            let (whole, cells) = cut(&text, true);
            let part = &text[..cut_at.min(text.len())];
            if let (Scan::Record(found), part_cells) = cut(part, false) {
                prop_assert_eq!(Scan::Record(found), whole);
                prop_assert_eq!(part_cells, cells);
            }
        }
    }
}
