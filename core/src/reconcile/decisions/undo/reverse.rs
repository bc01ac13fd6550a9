//! Which changes can be undone, and how.

use std::collections::HashSet;

use super::{
    AuditedChange, ChangeId, Kept, KeptWhy,
    block::Block,
    links::{LinkHolder, taken},
};
use crate::{
    model::AccountId,
    reconcile::{AccountRef, Action, Change, Field, FieldChange, Reason, ResidencyRef},
};

/// Changes that undo others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reversal {
    /// In the order in which they are applied: the latest change is undone first.
    pub changes: Vec<Change>,
    /// How many changes are undone.
    pub undone: u64,
    /// The changes that are kept, oldest first.
    pub kept: Vec<Kept>,
}

/// Decides for each of the changes that one run or answer `made`, given the `later` changes to the
/// same accounts and residencies, both oldest first, and who has the links that `made` changed
/// (see [`former_links`](super::former_links)).
///
/// A change is undone entirely or not at all. Later changes that canceled each other out do not
/// prevent it.
pub fn reverse(
    made: &[AuditedChange],
    later: &[AuditedChange],
    holders: &[LinkHolder],
) -> Reversal {
    let mut stay = HashSet::new();
    loop {
        let reversal = attempt(made, later, &stay);
        // A change that is kept may leave another residency with a link that it would have given
        // up.
        let taken = taken(made, &reversal.kept, holders);
        if taken.is_empty() {
            return reversal;
        }
        stay.extend(taken);
    }
}

/// Reverses what can be reversed, except the changes that `stay`.
fn attempt(made: &[AuditedChange], later: &[AuditedChange], stay: &HashSet<ChangeId>) -> Reversal {
    let mut block = Block::of(later);
    let mut reversal = Reversal::default();
    for change in made.iter().rev() {
        let taken = stay.contains(&change.id).then_some(KeptWhy::LinkTaken);
        match block.why(change).or(taken) {
            // The PMS has said something else since, and nobody sees the difference.
            Some(_) if change.is_bookkeeping() => {}
            Some(why) => {
                block.keep(change);
                reversal.kept.push(Kept {
                    change: change.id,
                    external_id: change.external_id.clone(),
                    account: change.account,
                    account_email: change.account_email.clone(),
                    why,
                });
            }
            None => {
                reversal.undone += u64::from(!change.is_bookkeeping());
                push_reversed(&mut reversal.changes, change);
            }
        }
    }
    reversal.kept.reverse();
    reversal
}

fn push_reversed(changes: &mut Vec<Change>, change: &AuditedChange) {
    if change.action == Action::Delete {
        return changes.push(restored(change));
    }
    let reversed = |of_account: bool| -> Vec<FieldChange> {
        let fields = change.fields.iter().filter(|field| field.field.is_of_account() == of_account);
        fields
            .map(|field| FieldChange {
                field: field.field,
                from: field.to.clone(),
                to: field.from.clone(),
            })
            .collect()
    };
    let base = Change {
        action: Action::Update,
        reason: Reason::Undo,
        external_id: change.external_id.clone(),
        resident: None,
        account: AccountRef::Existing(change.account),
        residency: None,
        patch: Vec::new(),
    };
    let patch = reversed(false);
    if let Some(residency) = change.residency
        && (change.new_residency || !patch.is_empty())
    {
        // Return the residency to the account that it came from.
        let before = patch.iter().find(|field| field.field == Field::Account);
        let before = before.and_then(|field| field.to.as_ref()?.parse().ok()).map(AccountId);
        changes.push(Change {
            action: if change.new_residency { Action::Delete } else { Action::Update },
            account: AccountRef::Existing(before.unwrap_or(change.account)),
            residency: Some(ResidencyRef::Existing(residency)),
            patch,
            ..base.clone()
        });
    }
    let patch = reversed(true);
    if change.new_account || !patch.is_empty() {
        let action = if change.new_account { Action::Delete } else { Action::Update };
        changes.push(Change { action, patch, ..base });
    }
}

/// Undoes a deletion, from the values that the audit kept.
fn restored(change: &AuditedChange) -> Change {
    let patch = change.fields.iter().map(|field| FieldChange {
        field: field.field,
        from: None,
        to: field.from.clone(),
    });
    Change {
        action: Action::Restore,
        reason: Reason::Undo,
        external_id: change.external_id.clone(),
        resident: None,
        account: AccountRef::Existing(change.account),
        residency: change.residency.map(ResidencyRef::Existing),
        patch: patch.collect(),
    }
}

#[cfg(test)]
mod tests;
