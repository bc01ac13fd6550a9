//! What the audit says of a deleted account: everything that it was, and each
//! residency that goes with it, so that both can come back.

use std::collections::HashSet;

use tenantry_core::{
    Text,
    model::{Account, AccountId, Residency, ResidencyId},
    reconcile::{
        AccountRef, Action, Change, ChangeSet, Field, FieldChange, ResidencyRef, date_text,
    },
};

use crate::{ReadTx, Result};

/// The changes, where one of them deletes an account without saying what is
/// there: then with deletions of its residencies before it, and all fields.
pub(super) async fn told(tx: &ReadTx, set: &ChangeSet<'_>) -> Result<Option<Vec<Change>>> {
    let ids: Vec<AccountId> = set.changes.iter().filter_map(untold).collect();
    if ids.is_empty() {
        return Ok(None);
    }
    let (accounts, residencies) = tx.accounts(&ids).await?;
    let gone = elsewhere(set);
    let mut changes = Vec::with_capacity(set.changes.len() + residencies.len());
    for change in set.changes {
        let id = untold(change);
        let Some(account) = accounts.iter().find(|account| Some(account.id) == id) else {
            changes.push(change.clone());
            continue;
        };
        for residency in residencies.iter().filter(|residency| residency.account == account.id) {
            if !gone.contains(&residency.id) {
                changes.push(Change {
                    external_id: residency.link.as_ref().map(|link| link.external_id.clone()),
                    residency: Some(ResidencyRef::Existing(residency.id)),
                    patch: was(of_residency(residency)),
                    ..change.clone()
                });
            }
        }
        changes.push(Change { patch: was(of_account(account)), ..change.clone() });
    }
    Ok(Some(changes))
}

/// The account that a change deletes without saying what is there.
fn untold(change: &Change) -> Option<AccountId> {
    match (change.action, change.account, change.residency) {
        (Action::Delete, AccountRef::Existing(id), None) if change.patch.is_empty() => Some(id),
        _ => None,
    }
}

/// Residencies that do not go with their account: they go over to another one,
/// or are deleted by a change of their own.
fn elsewhere(set: &ChangeSet<'_>) -> HashSet<ResidencyId> {
    let each = set.changes.iter().filter_map(|change| {
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
        (Field::Email, Some(account.email.clone())),
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
        (Field::PmsFirstName, some(&seen.first_name)),
        (Field::PmsLastName, some(&seen.last_name)),
        (Field::PmsEmail, seen.email.clone()),
        (Field::PmsPhone, seen.phone.clone()),
    ]
}
