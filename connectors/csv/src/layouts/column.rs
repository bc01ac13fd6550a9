use std::ops::Range;

use super::Layout;
use crate::synonyms::has_word;

/// What a column of a report holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Col {
    /// The PMS's code or name for the property.
    Property,
    /// The property's name, next to its code.
    PropertyName,
    /// The property's ID in the PMS, next to its code.
    PropertyId,
    /// Unit, possibly with its building.
    Unit,
    /// A room or bed within the unit.
    Room,
    /// The PMS's ID for the person or, if the report is keyed by lease, for the
    /// lease.
    Id,
    /// The ID that groups the people on one lease.
    Household,
    /// One or more full names.
    Name,
    /// Full names of further people.
    OtherNames,
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
    /// The person's role in the lease.
    Role,
    /// The person's relationship to the tenant.
    Relationship,
    /// `0` for somebody who signed the lease.
    Occupant,
    /// `2` for a child.
    OccupantType,
    /// The status in the PMS's own words.
    Status,
    /// One or more email addresses.
    Email,
    /// Email addresses, used if there are no others.
    OtherEmail,
    /// Mobile phone, the most preferred.
    Mobile,
    /// Home phone.
    Home,
    /// Phone of any kind, or several with their kinds.
    Phone,
    /// Work phone, the least preferred.
    Work,
    /// First day of the lease.
    LeaseStart,
    /// Last day of the lease.
    LeaseEnd,
    /// Move-in date.
    MoveIn,
    /// Move-out date.
    MoveOut,
    /// Move-in and move-out dates in one cell.
    MoveInOut,
    /// A charge of the lease, one of several in rows below each other.
    Charge,
    /// Not read, but helps to recognize the layout.
    Mark,
}

impl Col {
    const COUNT: usize = Col::Mark as usize + 1;

    /// The usual heading.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Col::Property | Col::PropertyName | Col::PropertyId => "Property",
            Col::Unit => "Unit",
            Col::Room => "Room",
            Col::Id => "Resident",
            Col::Household => "Household",
            Col::Name => "Name",
            Col::OtherNames => "Additional Tenants",
            Col::FirstName => "First Name",
            Col::LastName => "Last Name",
            Col::Role => "Tenant Type",
            Col::Relationship => "Relationship",
            Col::Occupant => "Occupant",
            Col::OccupantType => "Occupant Type",
            Col::Status => "Status",
            Col::Email | Col::OtherEmail => "Email",
            Col::Mobile | Col::Home | Col::Phone | Col::Work => "Phone",
            Col::LeaseStart => "Lease Start",
            Col::LeaseEnd => "Lease End",
            Col::MoveIn => "Move In",
            Col::MoveOut => "Move Out",
            Col::MoveInOut => "Move-In/Move-Out",
            Col::Charge => "Charge",
            Col::Mark => "the amounts of a rent roll",
        }
    }
}

/// Which column of a file holds what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Places {
    at: [Option<u16>; Col::COUNT],
    /// For each column, the next one that has a heading. Sheets with merged
    /// cells have columns without a heading in between.
    next: Vec<u16>,
    /// Columns that mean something in the layout.
    pub(crate) known: usize,
    /// Columns that only help to recognize the layout.
    pub(crate) marks: usize,
    /// Columns that have a heading.
    pub(crate) named: usize,
    /// Columns up to the last that has a heading.
    pub(crate) least: usize,
}

impl Places {
    /// What a line of folded headings means in a layout. If two columns have
    /// the same meaning, the first one is used.
    pub(crate) fn of(layout: &Layout, headings: &[String]) -> Self {
        let mut places = Self::default();
        let mut taken = vec![false; headings.len()];
        for (col, words) in layout.headings {
            let found = headings
                .iter()
                .zip(&taken)
                .position(|(heading, taken)| !taken && has_word(words, heading));
            let Some(column) = found else { continue };
            let known = &mut places.at[*col as usize];
            if *col == Col::Mark {
                places.marks += 1;
            } else if known.is_some() {
                continue;
            }
            *known = known.or(Some(column as u16));
            taken[column] = true;
            places.known += 1;
        }
        let mut next = headings.len() as u16;
        places.next = vec![next; headings.len()];
        for (column, heading) in headings.iter().enumerate().rev() {
            places.next[column] = next;
            if !heading.is_empty() {
                next = column as u16;
            }
        }
        places.named = headings.iter().filter(|heading| !heading.is_empty()).count();
        places.least =
            headings.iter().rposition(|heading| !heading.is_empty()).map_or(0, |last| last + 1);
        places
    }

    /// The column with this meaning.
    #[inline]
    pub(crate) fn column(&self, col: Col) -> Option<usize> {
        self.at[col as usize].map(usize::from)
    }

    /// The columns without a heading between a column with one and the next;
    /// none after the last heading.
    pub(crate) fn unnamed_after(&self, column: usize) -> Range<usize> {
        let next = self.next.get(column).map_or(0, |next| usize::from(*next));
        if next < self.least { column + 1..next } else { 0..0 }
    }

    /// Whether a column has this meaning.
    pub(crate) fn has(&self, col: Col) -> bool {
        self.at[col as usize].is_some()
    }
}
