//! The reports of property-management systems: what each layout looks like,
//! how one is recognised, and how its rows become residents.
//!
//! A layout is a [`Layout`], one small file each: the headings and what they
//! mean, what has to be there, and a function that reads a row. Everything
//! else is common: `recognise` finds the headings, `report` tells records from
//! banners and totals, `entry` makes residents of what a row says.

mod appfolio;
mod buildium;
mod choice;
mod column;
mod entrata;
mod entry;
mod line;
mod mri;
mod onesite;
mod people;
mod recognise;
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
pub(crate) use recognise::{Choice, Sample, matched, recognise};
pub(crate) use report::{Damage, Report};
use state::State;
use tenantry_core::model::Status;

/// Every layout of a report. Of two that fit alike the first is taken.
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
    /// How the title of the report begins, folded.
    titles: &'static [&'static str],
    /// The headings of each column, folded, with spaces between.
    headings: &'static [(Col, &'static str)],
    /// Of each group one column has to be there.
    needs: &'static [&'static [Col]],
    /// How many columns of the kind [`Col::Mark`] have to be there.
    marks: usize,
    /// A heading, folded, whose column is blank in every record.
    blank: Option<&'static str>,
    /// Which ids show that a file is this report and no plain table.
    sign: Option<fn(&str) -> bool>,
    /// Whether the report closes with totals, so that one without them was
    /// cut short.
    closes: bool,
    /// How the rows begin, folded, with which statistics begin.
    stops: &'static [&'static str],
    /// What words for statuses mean in this layout, before the usual meaning.
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
    /// What layouts have that say no more.
    const PLAIN: Layout = Layout {
        name: "",
        titles: &[],
        headings: &[],
        needs: &[],
        marks: 0,
        blank: None,
        sign: None,
        closes: false,
        stops: &[],
        statuses: &[],
        read: |_, _| Reading::Nothing,
    };

    /// The name in settings and notes.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }
}

/// What a row is.
#[derive(Debug)]
enum Reading {
    /// Nothing that matters: a charge, a page number.
    Nothing,
    /// No resident, for a reason that a note tells with the count of such
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

/// Why rows are passed over.
mod why {
    pub(super) const VACANT: &str = "vacant units";
    pub(super) const RENEWAL: &str = "pending renewals";
    pub(super) const GUARANTOR: &str = "guarantors and co-signers";
    pub(super) const NO_UNIT: &str = "records without a unit";
}
