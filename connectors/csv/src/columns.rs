use crate::field::Field;

/// Which column holds which field. Headings are resolved once; records are then
/// read by column index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns {
    at: [Option<usize>; Field::COUNT],
    phones: Vec<usize>,
    /// Columns up to the last one with a heading: the minimum for a record.
    pub(crate) least: usize,
    /// Columns in the heading line: the maximum that a record may fill.
    pub(crate) most: usize,
}

impl Columns {
    /// No fields yet, for a heading line of these lengths.
    pub(crate) fn new(least: usize, most: usize) -> Self {
        Self { at: [None; Field::COUNT], phones: Vec::new(), least, most }
    }

    /// Assigns a field to a column; each further phone is less preferred than
    /// those before it.
    pub(crate) fn place(&mut self, field: Field, column: usize) {
        if field == Field::Phone {
            self.phones.push(column);
        } else {
            self.at[field as usize] = Some(column);
        }
    }

    /// The column of a field other than a phone.
    pub(crate) fn of(&self, field: Field) -> Option<usize> {
        self.at[field as usize]
    }

    /// The phone columns, preferred first.
    pub(crate) fn phones(&self) -> &[usize] {
        &self.phones
    }

    /// Whether first and last names have their own columns.
    pub(crate) fn names_apart(&self) -> bool {
        self.of(Field::FirstName).is_some() && self.of(Field::LastName).is_some()
    }

    /// Whether a column for the status exists.
    pub(crate) fn has_status(&self) -> bool {
        self.of(Field::Status).or(self.of(Field::PmsStatus)).is_some()
    }
}
