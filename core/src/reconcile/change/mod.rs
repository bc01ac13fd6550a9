//! What can happen to the directory.

mod action;
mod field;
mod patch;
mod set;

pub use crate::model::Field;
pub use action::Action;
pub use field::{FieldChange, date_text};
pub(super) use patch::{Patch, identity, located_after};
pub use set::ChangeSet;

use super::RecordIx;
use crate::{
    Date, Text,
    model::{AccountId, Reason, Residency, ResidencyId, Status},
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

impl Change {
    /// Ends a live residency, and nothing else.
    pub(crate) fn end(residency: &Residency, day: Date, reason: Reason) -> Self {
        let mut patch = Patch::default();
        patch.end(residency, day, reason);
        patch.status(residency.place.status, Status::Past);
        Self {
            action: Action::End,
            reason,
            external_id: residency.link.as_ref().map(|link| link.external_id.clone()),
            resident: None,
            account: AccountRef::Existing(residency.account),
            residency: Some(ResidencyRef::Existing(residency.id)),
            patch: patch.0,
        }
    }

    /// Takes the ID from a residency that has ended.
    pub(crate) fn without_id(residency: &Residency, reason: Reason) -> Self {
        let mut patch = Patch::default();
        patch.unlink(residency.link.as_ref());
        Self {
            action: Action::Relink,
            reason,
            external_id: residency.link.as_ref().map(|link| link.external_id.clone()),
            resident: None,
            account: AccountRef::Existing(residency.account),
            residency: Some(ResidencyRef::Existing(residency.id)),
            patch: patch.0,
        }
    }

    /// The account, unless it is new.
    pub(crate) fn existing_account(&self) -> Option<AccountId> {
        match self.account {
            AccountRef::Existing(id) => Some(id),
            AccountRef::New(_) => None,
        }
    }

    /// The residency, if there is one and it is not new.
    pub(crate) fn existing_residency(&self) -> Option<ResidencyId> {
        match self.residency? {
            ResidencyRef::Existing(id) => Some(id),
            ResidencyRef::New(_) => None,
        }
    }
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
