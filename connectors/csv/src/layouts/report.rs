use tenantry_core::model::{RejectCode, Status};

use super::{
    Entry, Line, Reading, State, column::Col, group::Groups, group::total_of, recognize::Found,
    titles::name_and_code,
};
use crate::{
    cells,
    names::Named,
    reader::Record,
    rows::Row,
    settings::CsvSettings,
    synonyms::{folds_from, folds_to},
    words::status_of,
};

/// Reads the rows of a report below its headings.
///
/// # The end of a report
/// If a report still has its title lines, it is as the PMS wrote it. If its
/// layout always ends with totals and none follow the last record, it was cut
/// short, and nothing from it is used. Without title lines somebody has edited
/// the file and may have removed the totals as well, so it is taken as it is.
#[derive(Debug)]
pub(crate) struct Report {
    found: Found,
    state: State,
    /// Whether the following rows are statistics, up to the next headings.
    stopped: bool,
    /// Whether totals follow the last record.
    closed: bool,
    groups: Groups,
}

/// What is wrong with a file, as shown by one of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    /// The file ends within the row.
    Cut,
    /// Unbalanced quotation marks.
    Quotes,
}

impl Report {
    /// Starts reading a recognized report.
    pub(crate) fn new(found: Found, settings: &CsvSettings, today: tenantry_core::Date) -> Self {
        let state = State::new(&found, settings, today);
        let mut groups = Groups::new(found.layout.totals_name);
        groups.learn(&found.titles.property_name, &found.titles.property);
        Self { found, state, stopped: false, closed: false, groups }
    }

    /// The layout, and why it was chosen.
    pub(crate) fn reason(&self) -> String {
        self.found.reason()
    }

    /// The next record from the rows so far.
    pub(crate) fn next_ready(&mut self) -> Option<Record> {
        self.groups.next_ready()
    }

    /// The names of properties that were found since the last call.
    pub(crate) fn take_names(&mut self) -> Vec<Named> {
        self.groups.take_names()
    }

    /// No row follows.
    pub(crate) fn release(&mut self) {
        self.groups.release();
    }

    /// Whether the report was cut short, if it ends here.
    pub(crate) fn is_cut(&self) -> bool {
        self.found.layout.closes && self.found.titles.title.is_some() && !self.closed
    }

    /// How many rows were not residents, and why; `None` if all were.
    pub(crate) fn left_out(&self) -> Option<String> {
        let passed: Vec<String> =
            self.state.passed.iter().map(|(why, count)| format!("{why} ({count})")).collect();
        (!passed.is_empty()).then(|| format!("left out: {}", passed.join(", ")))
    }

    /// Processes a row.
    pub(crate) fn take(&mut self, row: &Row<'_>) -> Result<(), Damage> {
        if row.breaks > 0 && row.stray {
            return Err(Damage::Quotes);
        }
        let mut filled = row.cells().enumerate().filter(|(_, cell)| !cells::is_blank(cell));
        let Some((at, first)) = filled.next() else { return Ok(()) };
        let is_banner = filled.next().is_none();
        if self.is_headings(row, first) {
            self.stopped = false;
            self.state.interrupt();
            return Ok(());
        }
        if self.stopped {
            return Ok(());
        }
        let places = std::mem::take(&mut self.found.places);
        let outcome = self.understand(&Line { row: *row, places: &places }, (at, first), is_banner);
        self.found.places = places;
        outcome
    }

    fn understand(
        &mut self,
        line: &Line<'_>,
        (at, first): (usize, &str),
        is_banner: bool,
    ) -> Result<(), Damage> {
        let is_at_unit = line
            .places
            .column(Col::Unit)
            .is_none_or(|unit| at <= unit || line.places.unnamed_after(unit).contains(&at));
        if is_at_unit && self.found.layout.stops.iter().any(|stop| folds_from(first, stop)) {
            (self.stopped, self.closed) = (true, true);
            self.groups.release();
            self.state.interrupt();
            return Ok(());
        }
        if self.found.layout.totals_name
            && let Some(property) = total_of(line)
        {
            self.closed = true;
            if let Some((name, code)) = property {
                self.groups.name(name, code, &self.state.property);
            }
            self.state.interrupt();
            return Ok(());
        }
        if is_at_unit && folds_from(first, "total") && !names_somebody(line) {
            self.closed = true;
            self.state.interrupt();
            return Ok(());
        }
        if is_banner && (at == 0 || !is_record(line)) {
            self.banner(cells::lenient(first));
            return Ok(());
        }
        self.record(line)
    }

    /// A row with a single cell: a section, a group, or a page's title.
    fn banner(&mut self, text: &str) {
        if let Some(section) = section(text) {
            self.state.section = Some(section);
            self.state.interrupt();
        } else if let Some((name, code)) = name_and_code(text) {
            self.groups.release();
            self.groups.learn(name, code);
            self.state.property = code.into();
            self.state.interrupt();
        }
    }

    fn record(&mut self, line: &Line<'_>) -> Result<(), Damage> {
        let row = &line.row;
        if !row.ended && line.is_short() && is_record(line) {
            return Err(Damage::Cut);
        }
        match (self.found.layout.read)(line, &mut self.state) {
            Reading::Nothing => {}
            Reading::Passed(why) => {
                self.closed = false;
                *self.state.passed.entry(why).or_default() += 1;
            }
            Reading::People(entry) => {
                self.closed = false;
                let location = || format!("line {}", row.line);
                if line.is_short() || line.is_too_long() {
                    if row.breaks > 0 {
                        return Err(Damage::Quotes);
                    }
                    // The cells are shifted, so none of them is what it seems.
                    self.groups.add(Err(Entry::reject(location(), RejectCode::FieldCount)));
                } else if row.stray {
                    self.groups.add(Err(Entry::reject(location(), RejectCode::BadText)));
                } else {
                    for name in line.property_names() {
                        self.groups.learn(name, &entry.resident.property_code);
                    }
                    entry.records(self.state.today, location, self.groups.out());
                }
            }
        }
        Ok(())
    }

    /// Whether a row repeats a heading line, as every page does.
    fn is_headings(&self, row: &Row<'_>, first: &str) -> bool {
        self.found.headings.iter().any(|headings| {
            let heading = headings.iter().find(|heading| !heading.is_empty());
            heading.is_some_and(|heading| folds_to(first, heading))
                && row.len() >= headings.len().min(2)
                && (0..headings.len().max(row.len())).all(|column| {
                    folds_to(row.cell(column), headings.get(column).map_or("", String::as_str))
                })
        })
    }
}

/// Whether a row has a unit and somebody in it.
fn is_record(line: &Line<'_>) -> bool {
    !line.get(Col::Unit).is_empty() && line.is_about_somebody()
}

/// Whether a row has a name next to what may be a unit.
fn names_somebody(line: &Line<'_>) -> bool {
    let unit = line.places.column(Col::Unit);
    [Col::Name, Col::Id, Col::LastName]
        .iter()
        .filter(|col| line.places.column(**col) != unit)
        .any(|col| line.get(*col).contains(char::is_alphabetic))
}

/// The status of a section such as `Current/Notice/Vacant Residents`.
pub(super) fn section(text: &str) -> Option<Status> {
    const SECTIONS: [(&str, Status); 10] = [
        ("currentnotice", Status::Current),
        ("currentresidents", Status::Current),
        ("currenttenants", Status::Current),
        ("futureresidents", Status::Future),
        ("futuretenants", Status::Future),
        ("applicants", Status::Applicant),
        ("noticeresidents", Status::Notice),
        ("pastresidents", Status::Past),
        ("pasttenants", Status::Past),
        ("evictionresidents", Status::Eviction),
    ];
    let known =
        SECTIONS.iter().find(|(words, _)| folds_from(text, words)).map(|(_, status)| *status);
    known.or_else(|| Some(status_of(text)).filter(|status| *status != Status::Unknown))
}
