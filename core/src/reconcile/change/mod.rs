//! What can happen to the directory.

mod action;
mod field;
mod patch;
mod set;

pub use crate::model::Field;
pub use action::Action;
pub use field::{FieldChange, date_text};
pub(super) use patch::{Patch, identity};
pub use set::ChangeSet;

use super::RecordIx;
use crate::{
    Text,
    model::{AccountId, Reason, ResidencyId},
};

/// One change to the directory: what a sync, a resolution, an import or an undo does to one
/// account and one of its residencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What the change does.
    pub action: Action,
    /// Why it happens.
    pub reason: Reason,
    /// The resident's ID in the PMS; `None` if a manual residency changes.
    pub external_id: Option<Text>,
    /// The record that new rows are created from: an index into the residents of the
    /// [`ChangeSet`].
    pub resident: Option<RecordIx>,
    /// The account. A new one is inserted by the first change that names it.
    pub account: AccountRef,
    /// The residency, if the change affects one.
    pub residency: Option<ResidencyRef>,
    /// The fields of existing rows that change. The fields of new rows come from the resident.
    pub patch: Vec<FieldChange>,
}

/// An account that exists or is created by the same set of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccountRef {
    /// An account in the directory.
    Existing(AccountId),
    /// The n-th new account of the set, counting from 0.
    New(u32),
}

/// A residency that exists or is created by the same set of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResidencyRef {
    /// A residency in the directory.
    Existing(ResidencyId),
    /// The n-th new residency of the set, counting from 0. Created from the change's resident.
    New(u32),
}
