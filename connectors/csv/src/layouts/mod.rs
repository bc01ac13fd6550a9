//! The reports of property-management systems: what each layout looks like, how
//! it is recognized, and how its rows become residents.
//!
//! Each [`Layout`] has its own small file: the headings and what they
//! mean, which ones are required, and a function that reads a row. Everything
//! else is shared: `recognize` finds the headings, `report` tells records from
//! banners and totals, `entry` turns a row into residents.

mod appfolio;
mod buildium;
mod choice;
mod column;
mod entrata;
mod entry;
mod group;
mod line;
mod mri;
mod onesite;
mod people;
mod recognize;
mod report;
mod state;
mod titles;
mod yardi_directory;
mod yardi_etl;
mod yardi_rent_roll;

#[cfg(test)]
mod tests;

pub(crate) use choice::Chosen;
pub use choice::LayoutChoice;
use column::Col;
use entry::Entry;
use line::Line;
pub(crate) use recognize::{Choice, Sample, matched, recognize};
pub(crate) use report::{Damage, Report};
use state::State;
use tenantry_core::model::Status;

/// All report layouts. If two fit equally well, the first is used.
const ALL: [&Layout; 11] = [
    &mri::MRI,
    &yardi_rent_roll::RENT_ROLL,
    &yardi_etl::TENANTS,
    &yardi_etl::ROOMMATES,
    &yardi_directory::DIRECTORY,
    &onesite::RENT_ROLL,
    &appfolio::RENT_ROLL,
    &appfolio::TENANT_DIRECTORY,
    &buildium::TENANTS,
    &buildium::RENT_ROLL,
    &entrata::DIRECTORY,
];

/// What a report looks like, and how its rows are read.
#[derive(Debug)]
pub(crate) struct Layout {
    /// The name in settings and notes.
    name: &'static str,
    /// How the report's title begins, folded.
    titles: &'static [&'static str],
    /// The headings of each column, folded, separated by spaces.
    headings: &'static [(Col, &'static str)],
    /// One column of each group is required.
    needs: &'static [&'static [Col]],
    /// How many [`Col::Mark`] columns are required.
    marks: usize,
    /// A folded heading whose column is blank in every record.
    blank: Option<&'static str>,
    /// Whether IDs show that a file is this report and not a plain table.
    sign: Option<fn(&[&str]) -> Sign>,
    /// Whether the rows do not say who lives there: a title or sections do.
    is_silent: bool,
    /// Whether the report ends with totals, so that a file without them was cut
    /// short.
    closes: bool,
    /// Whether the totals below a property's records may be the only place that names it.
    totals_name: bool,
    /// The folded beginnings of the rows with which statistics begin.
    stops: &'static [&'static str],
    /// What words for statuses mean in this layout; checked before their usual
    /// meaning.
    statuses: &'static [(Status, &'static str)],
    /// Reads a row.
    read: fn(&Line<'_>, &mut State) -> Reading,
}

impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Layout {
    /// The defaults for a layout.
    const PLAIN: Layout = Layout {
        name: "",
        titles: &[],
        headings: &[],
        needs: &[],
        marks: 0,
        blank: None,
        sign: None,
        is_silent: false,
        closes: false,
        totals_name: false,
        stops: &[],
        statuses: &[],
        read: |_, _| Reading::Nothing,
    };

    /// The name in settings and notes.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }
}

/// How much the IDs of a file look like those of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// Not more than by chance.
    None,
    /// Most of them do.
    Most,
    /// All of them do.
    All,
}

impl Sign {
    /// The sign that so many of all IDs give.
    fn of(count: usize, all: usize) -> Self {
        match count {
            _ if count == all && all > 0 => Sign::All,
            _ if count * 2 > all => Sign::Most,
            _ => Sign::None,
        }
    }
}

/// What a row is.
#[derive(Debug)]
enum Reading {
    /// Nothing that matters: a charge, a page number.
    Nothing,
    /// Not a resident, for a reason that is reported with the number of such
    /// rows.
    Passed(&'static str),
    /// One or more people.
    People(Box<Entry>),
}

impl From<Entry> for Reading {
    fn from(entry: Entry) -> Self {
        Reading::People(Box::new(entry))
    }
}

/// Reasons for skipping rows.
mod why {
    pub(super) const VACANT: &str = "vacant units";
    pub(super) const RENEWAL: &str = "pending renewals";
    pub(super) const GUARANTOR: &str = "guarantors and co-signers";
    pub(super) const NO_UNIT: &str = "records without a unit";
}
