//! Making two accounts one.
//!
//! Ana Ruiz was entered twice, under two emails, and has two accounts. One of them is kept: it gets
//! the residencies of the other, at every property, and what it lacks of the other's fields. The
//! other is deleted. Its history stays in the audit, from which an undo brings it back.

use std::collections::BTreeSet;

use crate::{
    Text,
    model::{Account, AccountKind, AccountStatus, Reason, Residency},
    reconcile::{AccountRef, Action, Change, Field, FieldChange, ResidencyRef, change::Patch},
};

/// An account, with all of its residencies.
#[derive(Debug, Clone, Copy)]
pub struct AccountAndHomes<'a> {
    /// The account.
    pub account: &'a Account,
    /// Its residencies at every property, live or ended.
    pub residencies: &'a [Residency],
}

/// Why two accounts cannot be made one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotMerged {
    /// Both are one account already.
    #[error("both are the same account")]
    Same,
    /// Neither of them has ever lived at the property, but at this one.
    #[error("neither of the accounts has a residency here, only at {property}")]
    Elsewhere {
        /// That property's ID.
        property: Text,
    },
}

/// What else a merge affects than residents of the property.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beyond {
    /// IDs of other properties at which one of the accounts has a live residency, sorted.
    pub lives_at: Vec<Text>,
    /// IDs of other properties at which they have ended ones only, sorted.
    pub lived_at: Vec<Text>,
    /// Whether one of the accounts belongs to staff.
    pub staff: bool,
}

/// Moves what `other` has to `keep`, and deletes `other`.
///
/// The account that is kept keeps its name and its email. It gets the email or the phone number of
/// the other one only if it has none. It belongs to staff if either did, and is active if a
/// residency that moves is live.
///
/// # Errors
/// [`NotMerged`] if they are one account, or live at other properties only.
pub fn merge(
    property: &str,
    keep: AccountAndHomes<'_>,
    other: AccountAndHomes<'_>,
) -> Result<Vec<Change>, NotMerged> {
    if keep.account.id == other.account.id {
        return Err(NotMerged::Same);
    }
    let mut homes = keep.residencies.iter().chain(other.residencies).peekable();
    let elsewhere = homes.peek().map(|home| home.property.clone());
    if let Some(elsewhere) = elsewhere.filter(|_| !homes.any(|home| home.property == property)) {
        return Err(NotMerged::Elsewhere { property: elsewhere });
    }
    let change = |action, account: &Account| Change {
        action,
        reason: Reason::Merged,
        external_id: None,
        resident: None,
        account: AccountRef::Existing(account.id),
        residency: None,
        patch: Vec::new(),
    };
    let moved = other.residencies.iter().map(|home| Change {
        external_id: home.link.as_ref().map(|link| link.external_id.clone()),
        residency: Some(ResidencyRef::Existing(home.id)),
        patch: vec![moves(other.account, keep.account)],
        ..change(Action::Relink, keep.account)
    });
    let mut changes: Vec<Change> = moved.collect();
    let patch = completed(keep.account, other);
    if !patch.is_empty() {
        changes.push(Change { patch: patch.0, ..change(Action::Update, keep.account) });
    }
    changes.push(change(Action::Delete, other.account));
    Ok(changes)
}

fn moves(from: &Account, to: &Account) -> FieldChange {
    let id = |account: &Account| Some(compact_str::format_compact!("{}", account.id.0));
    FieldChange { field: Field::Account, from: id(from), to: id(to) }
}

/// What the account that is kept gets of the other one.
fn completed(keep: &Account, other: AccountAndHomes<'_>) -> Patch {
    let AccountAndHomes { account, residencies } = other;
    let mut patch = Patch::default();
    let email = keep.email.as_ref().or(account.email.as_ref());
    patch.set(Field::Email, keep.email.as_deref(), email.map(Text::as_str));
    let phone = keep.phone.as_ref().or(account.phone.as_ref());
    patch.set(Field::Phone, keep.phone.as_deref(), phone.map(Text::as_str));
    let is_staff = account.kind == AccountKind::Staff;
    let kind = if is_staff { AccountKind::Staff } else { keep.kind };
    patch.set(Field::Kind, Some(keep.kind.as_str()), Some(kind.as_str()));
    let has_access = account.status == AccountStatus::Active;
    if residencies.iter().any(Residency::is_live) || is_staff && has_access {
        patch.account_status(keep.status, AccountStatus::Active);
    }
    patch
}

/// What a merge that a person makes for a property affects beyond it.
pub fn beyond(property: &str, keep: AccountAndHomes<'_>, other: AccountAndHomes<'_>) -> Beyond {
    let homes = || keep.residencies.iter().chain(other.residencies);
    let elsewhere = || homes().filter(|home| home.property != property);
    let live: BTreeSet<&Text> =
        elsewhere().filter(|home| home.is_live()).map(|home| &home.property).collect();
    let ended: BTreeSet<&Text> = elsewhere().map(|home| &home.property).collect();
    Beyond {
        lived_at: ended.difference(&live).map(|id| (*id).clone()).collect(),
        lives_at: live.into_iter().cloned().collect(),
        staff: [keep, other].iter().any(|it| it.account.kind == AccountKind::Staff),
    }
}

#[cfg(test)]
mod tests;
