use std::io::Read;

use crate::{
    cells,
    rows::{Row, RowError, Rows},
};

/// What kind of row this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing to read.
    Skipped,
    /// A record.
    Record,
}

/// The layout of a plain table: one line of headings, then records. Blank rows
/// are skipped, and so are repeated headings, which occur in joined files and
/// multi-page reports.
#[derive(Debug)]
pub(crate) struct Table {
    headings: Vec<String>,
}

impl Table {
    /// Reads up to the headings; `None` if the file has no rows.
    pub(crate) fn find<R: Read>(rows: &mut Rows<R>) -> Result<Option<Self>, RowError> {
        while let Some(row) = rows.next_row()? {
            if !is_blank(&row) {
                return Ok(Some(Self {
                    headings: row.cells().map(|cell| cells::lenient(cell).to_owned()).collect(),
                }));
            }
        }
        Ok(None)
    }

    /// The headings, trimmed.
    pub(crate) fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The kind of a later row.
    pub(crate) fn kind(&self, row: &Row<'_>) -> Kind {
        let repeats = || {
            row.len() == self.headings.len()
                && row
                    .cells()
                    .zip(&self.headings)
                    .all(|(cell, heading)| cells::lenient(cell) == *heading)
        };
        let first = row.cell(0);
        if (first.is_empty() || !first.as_bytes()[0].is_ascii_graphic()) && is_blank(row) {
            return Kind::Skipped;
        }
        if self.headings.first().is_some_and(|heading| first.contains(&**heading)) && repeats() {
            return Kind::Skipped;
        }
        Kind::Record
    }
}

fn is_blank(row: &Row<'_>) -> bool {
    row.cells().all(cells::is_blank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_rows_and_repeated_headings_are_skipped() {
        let text = "\n , \nid,name\n1,a\n,\n\u{A0},\n \"id\" ,name\n\"id\", name\n,b\nid,b\n";
        let mut rows = Rows::new(text.as_bytes());
        let table = Table::find(&mut rows).unwrap().unwrap();
        assert_eq!(table.headings(), ["id", "name"]);
        let mut kinds = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            kinds.push((row.line, table.kind(&row)));
        }
        use Kind::{Record, Skipped};
        let expected = [
            (4, Record),
            (5, Skipped),
            (6, Skipped),
            (7, Record),
            (8, Skipped),
            (9, Record),
            (10, Record),
        ];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn no_row_no_table() {
        assert!(Table::find(&mut Rows::new(&b" ,\n\n"[..])).unwrap().is_none());
    }
}
