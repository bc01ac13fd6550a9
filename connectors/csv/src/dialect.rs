use std::collections::HashMap;

use crate::{
    headings::Headings,
    layouts::{Chosen, Sample, matched},
    settings::CsvSettings,
};

/// The delimiters that are tried, likeliest first.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How many rows are examined.
const ROWS: usize = 20;

/// How a file separates its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// The character between cells.
    pub(crate) delimiter: u8,
    /// Whether the first line is `sep=;`, which spreadsheets write to declare
    /// the delimiter.
    pub(crate) declared: bool,
}

impl Dialect {
    /// The delimiter, as shown to people.
    pub(crate) fn name(self) -> String {
        match self.delimiter {
            b',' => "comma".into(),
            b';' => "semicolon".into(),
            b'\t' => "tab".into(),
            other => format!("{:?}", other as char),
        }
    }
}

/// Detects the delimiter from the beginning of the text: the one in the
/// settings, else the one the file declares, else the one with which the most
/// headings are recognized and the rows are most alike.
pub(crate) fn detect(head: &[u8], settings: &CsvSettings) -> Dialect {
    let declared = declared(head);
    let delimiter = match (settings.delimiter, declared) {
        (Some(delimiter), _) => delimiter.byte(),
        (None, Some(delimiter)) => delimiter,
        (None, None) => best(head, settings),
    };
    Dialect { delimiter, declared: declared.is_some() }
}

fn declared(head: &[u8]) -> Option<u8> {
    let line = head.split(|byte| matches!(byte, b'\r' | b'\n')).next()?;
    match line {
        [s, e, p, b'=', delimiter] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => Some(*delimiter),
        _ => None,
    }
}

fn best(head: &[u8], settings: &CsvSettings) -> u8 {
    let mut best = (CANDIDATES[0], Score::default());
    for delimiter in CANDIDATES {
        let score = score(head, delimiter, settings);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

/// How well a delimiter fits; the most important criterion comes first.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    recognized: usize,
    rows_alike: usize,
    cells: usize,
}

fn score(head: &[u8], delimiter: u8, settings: &CsvSettings) -> Score {
    let sample = Sample::of(head, delimiter);
    let mut lengths = HashMap::<usize, usize>::new();
    for cells in sample.rows().take(ROWS) {
        *lengths.entry(cells.len()).or_default() += 1;
    }
    lengths.remove(&1);
    let (cells, rows_alike) =
        lengths.into_iter().max_by_key(|(cells, rows)| (*rows, *cells)).unwrap_or_default();
    Score { recognized: recognized(&sample, settings), rows_alike, cells }
}

/// How many headings are recognized, whether those of a table or of a report.
fn recognized(sample: &Sample, settings: &CsvSettings) -> usize {
    let first = sample.rows().next().map(<[String]>::to_vec).unwrap_or_default();
    let table = Headings::resolve(first, settings).map_or(0, |headings| headings.recognized());
    match settings.chosen_layout() {
        Chosen::Table => table,
        _ => table.max(matched(sample)),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::testing::settings;

    #[rstest]
    #[case("id,name,status\n1,\"Okafor; Ada\",Current\n", b',')]
    #[case("id;name;status\n1;Okafor, Ada;Current\n2;Osei, Kofi;Current\n", b';')]
    #[case("id\tname\tstatus\n1\tOkafor, Ada\tCurrent\n", b'\t')]
    #[case("id|name|status\n", b'|')]
    #[case("\"id\";\"name, first\";\"status\"\n", b';')]
    #[case("Wer;Was;Wo\n1;a,b;2\n2;c;3\n", b';')]
    #[case("id\n1\n", b',')]
    #[case("", b',')]
    #[case(
        "Rent Roll;;;\nA, b, c;;;\nUnit;Status;Name;Lease Start\n1;Current;Okafor, Ada;1/1/2026\n",
        b';'
    )]
    fn found_by_itself(#[case] text: &str, #[case] delimiter: u8) {
        assert_eq!(detect(text.as_bytes(), &settings("")), Dialect { delimiter, declared: false });
    }

    #[rstest]
    #[case("sep=;\nid,x;name\n", "", b';')]
    #[case("SEP=|\r\nid\n", "", b'|')]
    #[case("sep=;\nid\n", "delimiter = ','", b',')]
    fn declared_in_the_file(#[case] text: &str, #[case] more: &str, #[case] delimiter: u8) {
        assert_eq!(detect(text.as_bytes(), &settings(more)), Dialect { delimiter, declared: true });
    }

    #[test]
    fn set_by_hand() {
        let dialect = detect(b"id,name,status\n", &settings("delimiter = ';'"));
        assert_eq!(dialect, Dialect { delimiter: b';', declared: false });
        assert_eq!(dialect.name(), "semicolon");
    }
}
