use super::column::{Col, Places};
use crate::{cells, rows::Row, synonyms::folds_to};

/// A row of a report whose columns are known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) row: Row<'a>,
    pub(crate) places: &'a Places,
}

impl<'a> Line<'a> {
    /// A cell, trimmed; blank if the column does not exist. If a heading is
    /// merged across several columns, a value in any of them counts.
    pub(crate) fn get(&self, col: Col) -> &'a str {
        let Some(column) = self.places.column(col) else { return "" };
        let text = |column| cells::lenient(self.row.cell(column));
        let mut cells = std::iter::once(column).chain(self.places.unnamed_after(column)).map(text);
        cells.find(|cell| !cell.is_empty()).unwrap_or_default()
    }

    /// A cell without the asterisk with which some reports mark rows that are
    /// not in the totals.
    pub(crate) fn unstarred(&self, col: Col) -> &'a str {
        self.get(col).trim_matches('*').trim()
    }

    /// What else the row calls its property.
    pub(crate) fn property_names(&self) -> impl Iterator<Item = &'a str> {
        let names = [Col::PropertyName, Col::PropertyId].map(|col| self.get(col));
        names.into_iter().filter(|name| !name.is_empty())
    }

    /// Whether any cell names somebody.
    pub(crate) fn is_about_somebody(&self) -> bool {
        [Col::Name, Col::Id, Col::FirstName, Col::LastName]
            .iter()
            .any(|col| self.get(*col).contains(char::is_alphanumeric))
    }

    /// Whether there are cells after the last heading.
    pub(crate) fn is_too_long(&self) -> bool {
        (self.places.least..self.row.len()).any(|column| !cells::is_blank(self.row.cell(column)))
    }

    /// Whether there are fewer cells than headings.
    pub(crate) fn is_short(&self) -> bool {
        self.row.len() < self.places.least
    }
}

/// Words in a name or ID cell by which a report says that nobody lives there.
pub(crate) fn is_nobody(cell: &str) -> bool {
    const WORDS: [&str; 9] = [
        "vacant",
        "model",
        "down",
        "admin",
        "admindown",
        "vacantunit",
        "office",
        "maintenance",
        "vacantleased",
    ];
    WORDS.iter().any(|word| folds_to(cell, word))
}
