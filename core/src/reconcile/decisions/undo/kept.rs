use super::ChangeId;
use crate::{
    Text,
    model::{AccountId, handle},
    reconcile::Field,
};

/// A change that an undo does not revert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The change.
    pub change: ChangeId,
    /// The resident's ID in the PMS.
    pub external_id: Option<Text>,
    /// The account.
    pub account: AccountId,
    /// Email of the account, if it has one.
    pub account_email: Option<Text>,
    /// Why it is kept.
    pub why: KeptWhy,
}

impl Kept {
    /// What names the account in documents: see [`handle`].
    pub fn handle(&self) -> Text {
        handle(self.account_email.as_ref(), self.account)
    }
}

/// Why a change is kept. Each reason is a fact about what happened after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptWhy {
    /// It created the account, and the account or one of its residencies has changed since.
    AccountChanged,
    /// It created the residency, which has changed since.
    ResidencyChanged,
    /// It deleted a row, and the audit does not say what the row contained, because it was written
    /// by a version without undo.
    Undescribed,
    /// Its account or its residency has since been deleted or created.
    Deleted,
    /// Another residency has the link that it took from this one.
    LinkTaken,
    /// These fields have changed since.
    FieldsChanged(Vec<Field>),
}
