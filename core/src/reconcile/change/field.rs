use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{Date, Text};

/// A field of an account or a residency that changes. Values are text: dates
/// `YYYY-MM-DD`, words as in JSON, ids as decimal numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Which.
    pub field: Field,
    /// What it was.
    pub from: Option<Text>,
    /// What it is from now on.
    pub to: Option<Text>,
}

/// The fields that changes speak of.
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
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the model")]
pub enum Field {
    Email,
    FirstName,
    LastName,
    Phone,
    Kind,
    AccountStatus,
    /// The account that a residency belongs to.
    Account,
    ExternalId,
    LeaseId,
    Building,
    Unit,
    Status,
    LeaseStart,
    LeaseEnd,
    MoveIn,
    MoveOut,
    EndedOn,
    /// What the PMS last said, where that was applied.
    PmsFirstName,
    PmsLastName,
    PmsEmail,
    PmsPhone,
}

impl Field {
    /// Whether it is a field of the account; the others are the residency's.
    pub fn is_of_account(self) -> bool {
        self <= Field::AccountStatus
    }

    /// Whether it serves the engine only and is not shown to people.
    pub fn is_bookkeeping(self) -> bool {
        self >= Field::PmsFirstName
    }
}

words!(Field);

/// A date as `YYYY-MM-DD`.
pub fn date_text(date: Date) -> Text {
    let (year, month, day) = (date.year(), date.month(), date.day());
    compact_str::format_compact!("{year:04}-{month:02}-{day:02}")
}
