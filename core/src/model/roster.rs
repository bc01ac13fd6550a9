use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::Resident;
use crate::Text;

/// Everything that one complete fetch of one property returned.
///
/// There is no incomplete roster: [`collect`](crate::connector::collect)
/// returns an error instead.
#[derive(Debug, Default)]
pub struct Roster {
    /// The records that could be read, in the feed's order.
    pub residents: Vec<Resident>,
    /// The records that could not.
    pub rejects: Vec<Reject>,
}

impl Roster {
    /// Records of the feed, readable or not.
    pub fn fetched(&self) -> usize {
        self.residents.len() + self.rejects.len()
    }
}

/// A record that a connector could not read. It never holds the value that
/// could not be read, which may be personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// Where the record stands: `line 17`, `page 3, item 4`.
    pub location: String,
    /// The id of the person, where at least that could be read.
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
    /// A date cannot be read or is not a day of the calendar.
    BadDate,
    /// The record has more or fewer fields than its headings.
    FieldCount,
    /// Text that is not valid in the feed's encoding, or control characters.
    BadText,
    /// A value is longer than any sensible one.
    TooLong,
    /// A word outside the vocabulary of its field.
    BadValue,
    /// The same person and lease twice, with differing facts.
    Conflicting,
    /// One person's leases give that person differing identities.
    ConflictingIdentity,
}

impl RejectCode {
    /// The code in words, for a person who has to mend the record.
    pub fn explanation(self) -> &'static str {
        match self {
            RejectCode::MissingId => "the record has no id",
            RejectCode::BadDate => "a date cannot be read",
            RejectCode::FieldCount => "the number of fields differs from the headings",
            RejectCode::BadText => "the text is damaged or has control characters",
            RejectCode::TooLong => "a value is too long",
            RejectCode::BadValue => "a value is outside the vocabulary of its field",
            RejectCode::Conflicting => {
                "the same person and lease appear twice with differing facts"
            }
            RejectCode::ConflictingIdentity => {
                "the leases of one person give differing names or emails"
            }
        }
    }
}

words!(RejectCode);
