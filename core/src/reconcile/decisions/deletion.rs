//! Describing a deletion in full, so that an undo can restore what was deleted.
//!
//! A change that deletes an account may have an empty patch: whoever decides on the deletion does
//! not need to know everything that is deleted with it. Before it is applied, it is expanded: one
//! deletion for each residency of the account, then the account itself, each with every field it
//! had. An undo restores the rows from those fields.

use std::collections::HashSet;

use crate::{
    Text,
    model::{Account, AccountId, Residency, ResidencyId},
    reconcile::{AccountRef, Action, Change, Field, FieldChange, ResidencyRef, date_text},
};

/// The accounts that `changes` delete without describing them. Before the changes are applied,
/// [`describe_deletions`] needs those accounts and all of their residencies.
pub fn undescribed_deletions(changes: &[Change]) -> Vec<AccountId> {
    changes.iter().filter_map(undescribed).collect()
}

/// Returns the changes with every deletion of an account described.
///
/// `accounts` and `residencies` are those of [`undescribed_deletions`], as they are before the
/// changes. A residency that another change moves or deletes is not deleted with its account.
pub fn describe_deletions(
    changes: &[Change],
    accounts: &[Account],
    residencies: &[Residency],
) -> Vec<Change> {
    let elsewhere = moved_or_deleted(changes);
    let mut described = Vec::with_capacity(changes.len() + residencies.len());
    for change in changes {
        let id = undescribed(change);
        let Some(account) = accounts.iter().find(|account| Some(account.id) == id) else {
            described.push(change.clone());
            continue;
        };
        let own = residencies.iter().filter(|residency| residency.account == account.id);
        for residency in own.filter(|residency| !elsewhere.contains(&residency.id)) {
            described.push(Change {
                external_id: residency.link.as_ref().map(|link| link.external_id.clone()),
                residency: Some(ResidencyRef::Existing(residency.id)),
                patch: was(of_residency(residency)),
                ..change.clone()
            });
        }
        described.push(Change { patch: was(of_account(account)), ..change.clone() });
    }
    described
}

fn undescribed(change: &Change) -> Option<AccountId> {
    match (change.action, change.account, change.residency) {
        (Action::Delete, AccountRef::Existing(id), None) if change.patch.is_empty() => Some(id),
        _ => None,
    }
}

fn moved_or_deleted(changes: &[Change]) -> HashSet<ResidencyId> {
    let each = changes.iter().filter_map(|change| {
        let Some(ResidencyRef::Existing(id)) = change.residency else { return None };
        let moves = change.patch.iter().any(|field| field.field == Field::Account);
        (moves || change.action == Action::Delete).then_some(id)
    });
    each.collect()
}

fn was(fields: Vec<(Field, Option<Text>)>) -> Vec<FieldChange> {
    let known = fields.into_iter().filter(|(_, from)| from.is_some());
    known.map(|(field, from)| FieldChange { field, from, to: None }).collect()
}

fn of_account(account: &Account) -> Vec<(Field, Option<Text>)> {
    vec![
        (Field::Email, account.email.clone()),
        (Field::FirstName, Some(account.first_name.clone())),
        (Field::LastName, Some(account.last_name.clone())),
        (Field::Phone, account.phone.clone()),
        (Field::Kind, Some(account.kind.as_str().into())),
        (Field::AccountStatus, Some(account.status.as_str().into())),
    ]
}

fn of_residency(residency: &Residency) -> Vec<(Field, Option<Text>)> {
    let Residency { link, place, seen, .. } = residency;
    let some = |text: &Text| (!text.is_empty()).then(|| text.clone());
    vec![
        (Field::ExternalId, link.as_ref().map(|link| link.external_id.clone())),
        (Field::LeaseId, link.as_ref().and_then(|link| link.lease_id.clone())),
        (Field::Building, place.building.clone()),
        (Field::Unit, place.unit.clone()),
        (Field::Status, Some(place.status.as_str().into())),
        (Field::LeaseStart, place.lease_start.map(date_text)),
        (Field::LeaseEnd, place.lease_end.map(date_text)),
        (Field::MoveIn, place.move_in.map(date_text)),
        (Field::MoveOut, place.move_out.map(date_text)),
        (Field::EndedOn, residency.ended_on.map(date_text)),
        (Field::PropertyCode, place.property_code.clone()),
        (Field::HouseholdId, place.household_id.clone()),
        (Field::Role, place.role.map(|role| role.as_str().into())),
        (Field::PmsStatus, place.pms_status.clone()),
        (Field::LastLiveStatus, residency.last_live_status.map(|status| status.as_str().into())),
        (Field::EndReason, residency.end_reason.map(|reason| reason.as_str().into())),
        (Field::PmsFirstName, some(&seen.first_name)),
        (Field::PmsLastName, some(&seen.last_name)),
        (Field::PmsEmail, seen.email.clone()),
        (Field::PmsPhone, seen.phone.clone()),
    ]
}

#[cfg(test)]
mod tests;
