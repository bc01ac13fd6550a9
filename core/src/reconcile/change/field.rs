use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{Date, Text};

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

/// The fields that a change can name.
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
    /// What the PMS last said, as far as it was applied.
    PmsFirstName,
    PmsLastName,
    PmsEmail,
    PmsPhone,
}

impl Field {
    /// Whether the field belongs to the account; all others belong to the residency.
    pub fn is_of_account(self) -> bool {
        self <= Field::AccountStatus
    }

    /// Whether the field is internal to the engine and not shown to people.
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
