use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::Resident;
use crate::Text;

/// Everything that one complete fetch for one property returned.
///
/// A roster is always complete: [`collect`](crate::connector::collect) returns an error otherwise.
#[derive(Debug, Default)]
pub struct Roster {
    /// The records that could be read, in the feed's order.
    pub residents: Vec<Resident>,
    /// The records that could not be read.
    pub rejects: Vec<Reject>,
}

impl Roster {
    /// The number of records in the feed, readable or not.
    pub fn fetched(&self) -> usize {
        self.residents.len() + self.rejects.len()
    }
}

/// A record that a connector could not read. It never contains the value that could not be read,
/// which may be personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// Where the record is in the feed: `line 17`, `page 3, item 4`.
    pub location: String,
    /// The PMS's ID of the person, if at least that could be read.
    pub external_id: Option<Text>,
    /// What is wrong.
    pub code: RejectCode,
    /// The field that is wrong, by its canonical name.
    pub field: Option<&'static str>,
}

/// What is wrong with a record.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    JsonSchema,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum RejectCode {
    /// The record has no `external_id`.
    MissingId,
    /// A date cannot be read, or does not exist in the calendar.
    BadDate,
    /// The record has more or fewer fields than there are headings.
    FieldCount,
    /// Text that is not valid in the feed's encoding, or contains control characters.
    BadText,
    /// A value is longer than a thousand characters.
    TooLong,
    /// A value outside the vocabulary of its field.
    BadValue,
    /// The same person and lease appear twice, with different facts.
    Conflicting,
    /// The leases of one person disagree about name or email.
    ConflictingIdentity,
}

impl RejectCode {
    /// The code in words, for whoever has to fix the record.
    pub fn explanation(self) -> &'static str {
        match self {
            RejectCode::MissingId => "the record has no ID",
            RejectCode::BadDate => "a date cannot be read",
            RejectCode::FieldCount => "the number of fields does not match the headings",
            RejectCode::BadText => "the text is damaged or contains control characters",
            RejectCode::TooLong => "a value is too long",
            RejectCode::BadValue => "a value is not one of those allowed for its field",
            RejectCode::Conflicting => {
                "the same person and lease appear twice with different facts"
            }
            RejectCode::ConflictingIdentity => {
                "one person's leases disagree about the name or email"
            }
        }
    }
}

words!(RejectCode);
