//! The properties of a report, where its rows do not say which one they are of.

use std::collections::VecDeque;

use tenantry_core::Text;

use super::{Line, column::Col, report::section, titles::name_and_code};
use crate::{
    cells,
    names::{Named, Names},
    reader::Record,
    synonyms::{folds_from, folds_to},
};

/// The records so far, by the property they are of.
///
/// A Yardi report "for selected properties" names a property only below its records, as in
/// `Total | Maple Court(maple)`. They are held until then.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    holds: bool,
    held: VecDeque<Record>,
    ready: VecDeque<Record>,
    names: Names,
}

impl Groups {
    /// No records. `holds` says whether totals may name a property.
    pub(crate) fn new(holds: bool) -> Self {
        Self { holds, ..Self::default() }
    }

    /// Adds a record.
    pub(crate) fn add(&mut self, record: Record) {
        self.out().push_back(record);
    }

    /// Where records are added.
    pub(crate) fn out(&mut self) -> &mut VecDeque<Record> {
        if self.holds { &mut self.held } else { &mut self.ready }
    }

    /// The next record whose property is known, or has no name.
    pub(crate) fn next_ready(&mut self) -> Option<Record> {
        self.ready.pop_front()
    }

    /// The records so far are of the property with this name and code, except those of another
    /// property than the `title` of the report, which is blank if it has none.
    pub(crate) fn name(&mut self, name: &str, code: &str, title: &str) {
        self.learn(name, code);
        for resident in self.held.iter_mut().flatten() {
            if resident.property_code.is_empty() || resident.property_code == title {
                resident.property_code = Text::from(code);
            }
        }
        self.release();
    }

    /// The records so far are complete.
    pub(crate) fn release(&mut self) {
        self.ready.append(&mut self.held);
    }

    /// A property has this name and code.
    pub(crate) fn learn(&mut self, name: &str, code: &str) {
        self.names.learn(name, code);
    }

    /// The names that were found since the last call.
    pub(crate) fn take_names(&mut self) -> Vec<Named> {
        self.names.take()
    }
}

/// Totals, with name and code of the property that they are of: `Total | Maple Court(maple)`, or
/// `Total Maple Court(maple)` in one cell. Those of a section, such as `Total | Past Residents (12)`,
/// and of all properties name none.
pub(super) fn total_of<'a>(line: &Line<'a>) -> Option<Option<(&'a str, &'a str)>> {
    let mut filled = line.row.cells().map(cells::lenient).filter(|cell| !cell.is_empty());
    let first = filled.next().filter(|first| folds_from(first, "total"))?;
    let unit = line.get(Col::Unit);
    if !unit.is_empty() && unit != first {
        return None;
    }
    let is_alone = folds_to(first, "total") || folds_to(first, "totals");
    let cell = if is_alone { filled.next() } else { first.get("total".len()..) };
    let cell = cell.unwrap_or_default().trim_start_matches([' ', ':', '-']);
    let property = name_and_code(cell).filter(|(name, _)| section(name).is_none());
    (is_alone || property.is_some()).then_some(property)
}
