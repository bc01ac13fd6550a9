//! What prevents a change from being undone: later changes to the same rows.

use std::collections::{HashMap, HashSet};

use super::{AuditedChange, KeptWhy, audited::Row};
use crate::{
    Text,
    model::{AccountId, ResidencyId},
    reconcile::Field,
};

/// The first and the last value of a field.
type Ends = (Option<Text>, Option<Text>);

/// What prevents changes from being undone.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Fields that differ from what the run left behind.
    fields: HashSet<(Row, Field)>,
    /// Rows that have since been created or deleted.
    existence: HashSet<Row>,
    /// Accounts that have changed since, themselves or through a residency.
    accounts: HashSet<AccountId>,
    /// Residencies that have changed since.
    residencies: HashSet<ResidencyId>,
}

impl Block {
    pub(super) fn of(later: &[AuditedChange]) -> Self {
        // Only the first and the last value matter: a value that was changed and restored blocks
        // nothing.
        let mut net: HashMap<(Row, Option<Field>), Ends> = HashMap::new();
        let mut accounts: HashMap<Row, Vec<AccountId>> = HashMap::new();
        let exists = Some(Text::const_new("exists"));
        for change in later {
            if change.is_bookkeeping() {
                // What the PMS said is nobody's work, but an undo puts it back in a row of its own.
                for field in &change.fields {
                    let key = (change.row_of(field.field), Some(field.field));
                    net.entry(key).and_modify(|ends| ends.1 = field.to.clone());
                }
                continue;
            }
            let mut touch = |row, field, from: &Option<Text>, to: &Option<Text>| {
                net.entry((row, field)).or_insert_with(|| (from.clone(), None)).1 = to.clone();
            };
            for (row, new) in change.rows() {
                accounts.entry(row).or_default().push(change.account);
                if new {
                    touch(row, None, &None, &exists);
                } else if change.deleted() == Some(row) {
                    touch(row, None, &exists, &None);
                }
            }
            for field in &change.fields {
                touch(change.row_of(field.field), Some(field.field), &field.from, &field.to);
            }
        }
        let mut block = Self::default();
        for ((row, field), (from, to)) in net {
            // What a sync fills in after an upgrade takes nothing from anybody.
            let is_filled = from.is_none() && field.is_some_and(Field::is_of_lease);
            if from == to || is_filled {
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

    pub(super) fn why(&self, change: &AuditedChange) -> Option<KeptWhy> {
        if change.new_account && self.accounts.contains(&change.account) {
            return Some(KeptWhy::AccountChanged);
        }
        if change.new_residency && change.residency.is_some_and(|id| self.residencies.contains(&id))
        {
            return Some(KeptWhy::ResidencyChanged);
        }
        if change.deleted().is_some() && change.fields.is_empty() {
            return Some(KeptWhy::Undescribed);
        }
        if change.rows().any(|(row, _)| self.existence.contains(&row)) {
            return Some(KeptWhy::Deleted);
        }
        let touched = change.fields.iter().map(|field| field.field);
        let mut touched: Vec<Field> = touched
            .filter(|field| !field.is_implied())
            .filter(|field| self.fields.contains(&(change.row_of(*field), *field)))
            .collect();
        // What a run said about a residency says nothing about the account that has it now.
        let moved = change.residency.map(|id| (Row::Residency(id), Field::Account));
        if moved.is_some_and(|moved| self.fields.contains(&moved))
            && !touched.contains(&Field::Account)
        {
            touched.push(Field::Account);
        }
        (!touched.is_empty()).then_some(KeptWhy::FieldsChanged(touched))
    }

    /// Whether the field of any row differs from what the run left behind.
    pub(super) fn touches(&self, field: Field) -> bool {
        self.fields.iter().any(|(_, of)| *of == field)
    }

    /// A change that is kept blocks the earlier ones that it builds on.
    pub(super) fn keep(&mut self, change: &AuditedChange) {
        self.accounts.insert(change.account);
        self.residencies.extend(change.residency);
        for field in &change.fields {
            self.fields.insert((change.row_of(field.field), field.field));
        }
    }
}
