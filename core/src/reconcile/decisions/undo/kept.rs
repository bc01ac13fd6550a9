use super::ChangeId;
use crate::{Text, reconcile::Field};

/// A change that an undo leaves as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The change.
    pub change: ChangeId,
    /// The resident's ID in the PMS.
    pub external_id: Option<Text>,
    /// Email of the account.
    pub account_email: Text,
    /// Why it stays.
    pub why: KeptWhy,
}

/// Why a change stays. Each is a fact about what happened after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptWhy {
    /// It created the account; the account or one of its residencies was
    /// changed since.
    AccountChanged,
    /// It created the residency, which was changed since.
    ResidencyChanged,
    /// It deleted a row, and the audit does not say what the row held: versions
    /// before undo existed did not write that.
    Undescribed,
    /// Its account or its residency was deleted or created since.
    Deleted,
    /// These of its fields have another value since.
    FieldsChanged(Vec<Field>),
}
