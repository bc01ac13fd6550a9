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
    PropertyCode,
    HouseholdId,
    Role,
    /// The PMS's own word for the status.
    PmsStatus,
    LastLiveStatus,
    EndReason,
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

    /// Whether the field says how a linked person belongs to a lease. A residency of an earlier
    /// version has none of them until a sync fills them in.
    pub fn is_of_lease(self) -> bool {
        matches!(self, Field::PropertyCode | Field::HouseholdId | Field::Role | Field::PmsStatus)
    }

    /// Whether the rest of a change says the same: a residency ends for the reason of the change
    /// that ends it, and until then it had the status that the change replaces.
    pub fn is_implied(self) -> bool {
        matches!(self, Field::LastLiveStatus | Field::EndReason)
    }

    /// Whether the field is internal to the engine and not shown to people.
    pub fn is_bookkeeping(self) -> bool {
        self >= Field::PmsFirstName
    }
}

words!(Field);
