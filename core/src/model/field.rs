use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// The fields of an account or a residency that can change.
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

    /// Whether the field says where a residency is.
    pub fn is_location(self) -> bool {
        matches!(self, Field::Building | Field::Unit)
    }

    /// Whether the field is internal to the engine and not shown to people.
    pub fn is_bookkeeping(self) -> bool {
        self >= Field::PmsFirstName
    }
}

words!(Field);
