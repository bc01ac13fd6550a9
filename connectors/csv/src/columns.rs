use crate::field::Field;

/// Which column holds which field. Headings are looked at once, records only
/// by column numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns {
    at: [Option<usize>; Field::COUNT],
    phones: Vec<usize>,
    /// Columns up to the last that has a heading: what a record must have.
    pub(crate) least: usize,
    /// Columns of the line of headings: what a record may fill.
    pub(crate) most: usize,
}

impl Columns {
    /// No fields yet, for a line of headings of these lengths.
    pub(crate) fn new(least: usize, most: usize) -> Self {
        Self { at: [None; Field::COUNT], phones: Vec::new(), least, most }
    }

    /// Places a field; another phone is less preferred than those before.
    pub(crate) fn place(&mut self, field: Field, column: usize) {
        if field == Field::Phone {
            self.phones.push(column);
        } else {
            self.at[field as usize] = Some(column);
        }
    }

    /// The column of a field that is no phone.
    pub(crate) fn of(&self, field: Field) -> Option<usize> {
        self.at[field as usize]
    }

    /// The columns of phones, the preferred first.
    pub(crate) fn phones(&self) -> &[usize] {
        &self.phones
    }

    /// Whether first and last name have columns of their own.
    pub(crate) fn names_apart(&self) -> bool {
        self.of(Field::FirstName).is_some() && self.of(Field::LastName).is_some()
    }

    /// Whether a status can be read.
    pub(crate) fn has_status(&self) -> bool {
        self.of(Field::Status).or(self.of(Field::PmsStatus)).is_some()
    }
}
