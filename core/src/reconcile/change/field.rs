use crate::{Date, Text, model::Field};

/// A changed field of an account or a residency. Values are text: dates as `YYYY-MM-DD`, enums as
/// in JSON, IDs in decimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Which field changed.
    pub field: Field,
    /// The value before.
    pub from: Option<Text>,
    /// The value after.
    pub to: Option<Text>,
}

/// A date as `YYYY-MM-DD`.
pub fn date_text(date: Date) -> Text {
    let (year, month, day) = (date.year(), date.month(), date.day());
    compact_str::format_compact!("{year:04}-{month:02}-{day:02}")
}
