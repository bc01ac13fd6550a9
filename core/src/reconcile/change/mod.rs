//! What can happen to the directory.

mod action;
mod field;
mod patch;
mod set;

pub use action::Action;
pub use field::{Field, FieldChange, date_text};
pub(super) use patch::{Patch, identity};
pub use set::ChangeSet;

use super::RecordIx;
use crate::{
    Text,
    model::{AccountId, Reason, ResidencyId},
};

/// One change of the directory: what a sync, a resolution, an import or an
/// undo does to one account and one of its residencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happens.
    pub action: Action,
    /// Why.
    pub reason: Reason,
    /// The resident's id in the PMS; `None` where a manual residency changes.
    pub external_id: Option<Text>,
    /// The record that new rows are made from: an index into the residents
    /// that go with the change.
    pub resident: Option<RecordIx>,
    /// The account; a new one is inserted by the change that names it first.
    pub account: AccountRef,
    /// The residency, where one changes.
    pub residency: Option<ResidencyRef>,
    /// Fields of existing rows that change. A new row's fields come from the
    /// resident.
    pub patch: Vec<FieldChange>,
}

/// An account, existing or made by this very set of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccountRef {
    /// In the directory.
    Existing(AccountId),
    /// The n-th new one of the set, from 0.
    New(u32),
}

/// A residency, existing or made by this very set of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResidencyRef {
    /// In the directory.
    Existing(ResidencyId),
    /// The n-th new one of the set, from 0. Made from the change's resident.
    New(u32),
}
