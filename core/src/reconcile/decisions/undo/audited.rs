use crate::{
    Text,
    model::{AccountId, ResidencyId},
    reconcile::{Action, Field, FieldChange},
};

/// The ID of an audit row. Later changes have higher IDs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChangeId(pub i64);

/// A change as the audit keeps it: what it did to which rows, with every field before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedChange {
    /// The ID of the audit row.
    pub id: ChangeId,
    /// What the change did.
    pub action: Action,
    /// The resident's ID in the PMS.
    pub external_id: Option<Text>,
    /// The account. If a residency moved, the one it moved to.
    pub account: AccountId,
    /// The account's email after the change; if the account was deleted, the one before. `None` if
    /// the account had none.
    pub account_email: Option<Text>,
    /// The residency.
    pub residency: Option<ResidencyId>,
    /// Whether the change created or restored the account.
    pub new_account: bool,
    /// Whether the change created or restored the residency.
    pub new_residency: bool,
    /// The changed fields. For a deletion, the values that were deleted.
    pub fields: Vec<FieldChange>,
}

/// A row of the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Row {
    Account(AccountId),
    Residency(ResidencyId),
}

impl AuditedChange {
    /// The rows of the change, each with whether the change created it.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Row, bool)> {
        let residency = self.residency.map(|id| (Row::Residency(id), self.new_residency));
        [(Row::Account(self.account), self.new_account)].into_iter().chain(residency)
    }

    /// The row that the change deleted: the residency if it names one, otherwise the account.
    pub(super) fn deleted(&self) -> Option<Row> {
        let row = self.residency.map_or(Row::Account(self.account), Row::Residency);
        (self.action == Action::Delete).then_some(row)
    }

    /// Whether the change is only about what the engine remembers of the PMS.
    pub(super) fn is_bookkeeping(&self) -> bool {
        let makes_rows = self.new_account || self.new_residency || self.action == Action::Delete;
        !makes_rows && self.fields.iter().all(|field| field.field.is_bookkeeping())
    }

    /// The row that a field of the change belongs to.
    pub(super) fn row_of(&self, field: Field) -> Row {
        match self.residency {
            Some(id) if !field.is_of_account() => Row::Residency(id),
            _ => Row::Account(self.account),
        }
    }
}
