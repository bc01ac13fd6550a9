//! Which changes of a run can be taken back, and how.

use std::collections::{HashMap, HashSet};

use tenantry_core::{
    Text,
    model::AccountId,
    reconcile::{AccountRef, Action, Change, Field, FieldChange, Reason, ResidencyRef},
};

use super::Kept;
use crate::ChangeRecord;

/// The changes that take a run back.
#[derive(Debug, Default)]
pub(super) struct Reversal {
    /// In the order in which they are applied: the run's backwards.
    pub(super) changes: Vec<Change>,
    /// How many of the run's changes they take back.
    pub(super) undone: u64,
    /// The run's changes that stay, in the run's order.
    pub(super) kept: Vec<Kept>,
}

/// A row of the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Row {
    Account(i64),
    Residency(i64),
}

/// The first value and the last.
type Ends = (Option<Text>, Option<Text>);

/// Decides for each change of a run (`made`, in order), given what happened
/// to the same accounts and residencies afterwards (`later`, in order).
///
/// A change is taken back as a whole or not at all. What later changes did
/// and undid again does not stand in the way.
pub(super) fn reverse(made: &[ChangeRecord], later: &[ChangeRecord]) -> Reversal {
    let mut block = Block::of(later);
    let mut reversal = Reversal::default();
    for change in made.iter().rev() {
        match block.why(change) {
            Some(why) => {
                block.keep(change);
                reversal.kept.push(Kept {
                    change: change.id,
                    external_id: change.external_id.clone(),
                    account_email: change.account_email.clone(),
                    why,
                });
            }
            None => {
                reversal.undone += 1;
                push_reversed(&mut reversal.changes, change);
            }
        }
    }
    reversal.kept.reverse();
    reversal
}

/// What stands in the way.
#[derive(Debug, Default)]
struct Block {
    /// Fields that differ from what the run left.
    fields: HashSet<(Row, Field)>,
    /// Rows that were made or deleted since.
    existence: HashSet<Row>,
    /// Accounts of which something stays, by themselves or by a residency.
    accounts: HashSet<i64>,
    /// Residencies of which something stays.
    residencies: HashSet<i64>,
}

impl Block {
    fn of(later: &[ChangeRecord]) -> Self {
        // From the first value to the last: what comes back to where it was is no change.
        let mut net: HashMap<(Row, Option<Field>), Ends> = HashMap::new();
        let mut accounts: HashMap<Row, Vec<i64>> = HashMap::new();
        let mut touch = |row, field, from: &Option<Text>, to: &Option<Text>| {
            net.entry((row, field)).or_insert_with(|| (from.clone(), None)).1 = to.clone();
        };
        let exists = Some(Text::const_new("exists"));
        for change in later {
            for (row, new) in rows(change) {
                accounts.entry(row).or_default().push(change.account.0);
                if new {
                    touch(row, None, &None, &exists);
                } else if deleted(change) == Some(row) {
                    touch(row, None, &exists, &None);
                }
            }
            for field in &change.fields {
                touch(row_of(change, field.field), Some(field.field), &field.from, &field.to);
            }
        }
        let mut block = Self::default();
        for ((row, field), (from, to)) in net {
            if from == to {
                continue;
            }
            match field {
                Some(field) => drop(block.fields.insert((row, field))),
                None => drop(block.existence.insert(row)),
            }
            block.accounts.extend(accounts.get(&row).into_iter().flatten());
            if let Row::Residency(id) = row {
                block.residencies.insert(id);
            }
        }
        block
    }

    fn why(&self, change: &ChangeRecord) -> Option<String> {
        if change.new_account && self.accounts.contains(&change.account.0) {
            return Some("the account or one of its residencies was changed since".to_owned());
        }
        if change.new_residency
            && change.residency.is_some_and(|id| self.residencies.contains(&id.0))
        {
            return Some("the residency was changed since".to_owned());
        }
        if deleted(change).is_some() && change.fields.is_empty() {
            return Some("it was deleted, and the audit does not say what it was".to_owned());
        }
        if rows(change).any(|(row, _)| self.existence.contains(&row)) {
            return Some("it was deleted since".to_owned());
        }
        let touched = change.fields.iter().map(|field| field.field);
        let touched: Vec<&str> = touched
            .filter(|field| self.fields.contains(&(row_of(change, *field), *field)))
            .map(Field::as_str)
            .collect();
        (!touched.is_empty()).then(|| format!("changed since: {}", touched.join(", ")))
    }

    /// What stays stands in the way of what came before it.
    fn keep(&mut self, change: &ChangeRecord) {
        self.accounts.insert(change.account.0);
        self.residencies.extend(change.residency.map(|id| id.0));
        for field in &change.fields {
            self.fields.insert((row_of(change, field.field), field.field));
        }
    }
}

/// The rows of a change, each with whether the change made it.
fn rows(change: &ChangeRecord) -> impl Iterator<Item = (Row, bool)> {
    let residency = change.residency.map(|id| (Row::Residency(id.0), change.new_residency));
    [(Row::Account(change.account.0), change.new_account)].into_iter().chain(residency)
}

/// A deletion is of the residency that it names, else of the account.
fn deleted(change: &ChangeRecord) -> Option<Row> {
    let row = change.residency.map_or(Row::Account(change.account.0), |id| Row::Residency(id.0));
    (change.action == Action::Delete).then_some(row)
}

fn row_of(change: &ChangeRecord, field: Field) -> Row {
    match change.residency {
        Some(id) if !field.is_of_account() => Row::Residency(id.0),
        _ => Row::Account(change.account.0),
    }
}

fn push_reversed(changes: &mut Vec<Change>, change: &ChangeRecord) {
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

/// Takes a deletion back: its fields say what was there.
fn restored(change: &ChangeRecord) -> Change {
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
