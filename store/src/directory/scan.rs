//! A single pass over a set of changes that collects which rows are created, changed and deleted.

use std::collections::HashMap;

use tenantry_core::{
    model::Resident,
    reconcile::{AccountRef, Action, Change, ChangeSet, Field, FieldChange, ResidencyRef},
};

use crate::{Result, StoreError};

/// The rows that a set of changes affects.
#[derive(Debug, Default)]
pub(crate) struct Scan<'a> {
    /// For each new account, the index of the change that creates it.
    pub(crate) accounts: Vec<u32>,
    /// For each new residency, the index of the change that creates it.
    pub(crate) residencies: Vec<u32>,
    /// Fields of new accounts that differ from those of their residents.
    pub(crate) new_account_fields: HashMap<u32, Vec<&'a FieldChange>>,
    /// Fields of new residencies that differ from those of their residents.
    pub(crate) new_residency_fields: HashMap<u32, Vec<&'a FieldChange>>,
    /// Fields of existing accounts, in the order of the changes.
    pub(crate) account_fields: Vec<(i64, &'a FieldChange)>,
    /// Fields of existing residencies, each with the account of its change.
    pub(crate) residency_fields: Vec<(i64, AccountRef, &'a FieldChange)>,
    /// Existing accounts that a change names, sorted and without duplicates.
    pub(crate) touched: Vec<i64>,
    /// Indexes of the changes that restore a deleted row.
    pub(crate) restores: Vec<u32>,
    /// Accounts to delete along with their residencies.
    pub(crate) deleted_accounts: Vec<i64>,
    /// Residencies to delete.
    pub(crate) deleted_residencies: Vec<i64>,
}

const NOBODY: u32 = u32::MAX;

impl<'a> Scan<'a> {
    pub(crate) fn of(set: &ChangeSet<'a>) -> Result<Self> {
        let mut scan = Self::default();
        for (index, change) in set.changes.iter().enumerate() {
            scan.change(index as u32, change);
        }
        if scan.accounts.contains(&NOBODY) || scan.residencies.contains(&NOBODY) {
            return Err(StoreError::damaged("a plan with a row that nothing creates"));
        }
        scan.touched.sort_unstable();
        scan.touched.dedup();
        Ok(scan)
    }

    fn change(&mut self, index: u32, change: &'a Change) {
        match change.account {
            AccountRef::Existing(id) => self.touched.push(id.0),
            AccountRef::New(new) => first(&mut self.accounts, new, index),
        }
        if let Some(ResidencyRef::New(new)) = change.residency {
            first(&mut self.residencies, new, index);
        }
        if change.action == Action::Restore {
            return self.restores.push(index);
        }
        if change.action == Action::Delete {
            match (change.residency, change.account) {
                (Some(ResidencyRef::Existing(id)), _) => self.deleted_residencies.push(id.0),
                (None, AccountRef::Existing(id)) => self.deleted_accounts.push(id.0),
                _ => {}
            }
            // The fields of a deletion are the values that are lost.
            return;
        }
        for field in &change.patch {
            self.field(change, field);
        }
    }

    fn field(&mut self, change: &'a Change, field: &'a FieldChange) {
        if field.field == Field::Account {
            // The account that the residency comes from is touched as well.
            self.touched.extend(field.from.as_ref().and_then(|id| id.parse::<i64>().ok()));
        }
        match (field.field.is_of_account(), change.account, change.residency) {
            (true, AccountRef::Existing(id), _) => self.account_fields.push((id.0, field)),
            (true, AccountRef::New(new), _) => {
                self.new_account_fields.entry(new).or_default().push(field);
            }
            (false, account, Some(ResidencyRef::Existing(id))) => {
                self.residency_fields.push((id.0, account, field));
            }
            (false, _, Some(ResidencyRef::New(new))) => {
                self.new_residency_fields.entry(new).or_default().push(field);
            }
            (false, _, None) => {}
        }
    }

    /// The record that the `index`-th new row is created from.
    pub(crate) fn maker<'s>(
        &self,
        set: &ChangeSet<'s>,
        rows: &[u32],
        index: u32,
    ) -> Option<&'s Resident> {
        let change = set.changes.get(*rows.get(index as usize)? as usize)?;
        set.residents.get(change.resident?.position())
    }
}

fn first(rows: &mut Vec<u32>, new: u32, change: u32) {
    let at = new as usize;
    if rows.len() <= at {
        rows.resize(at + 1, NOBODY);
    }
    if rows.get(at) == Some(&NOBODY)
        && let Some(slot) = rows.get_mut(at)
    {
        *slot = change;
    }
}
