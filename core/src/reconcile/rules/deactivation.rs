//! Accounts whose last live residency ends become inactive, unless they belong to staff.

use std::collections::HashMap;

use super::reading::Reading;
use crate::{
    model::{AccountKind, AccountStatus},
    reconcile::{AccountRef, Action, Change, Field, ResidencyRef, change::Patch},
};

/// Adds the deactivation of each account to the last change that ends one of its residencies.
///
/// If Ana leaves 101 and comes back to 204 in one run, an end (-1) and a new residency (+1) leave
/// her with one live residency, so she stays active.
pub(super) fn complete(changes: &mut [Change], reading: &Reading) {
    let mut last_end: HashMap<AccountRef, usize> = HashMap::new();
    let mut live: HashMap<AccountRef, i64> = HashMap::new();
    for (at, change) in changes.iter().enumerate() {
        let by = match (change.action, change.residency) {
            (Action::End, _) => {
                last_end.insert(change.account, at);
                -1
            }
            (_, Some(ResidencyRef::New(_))) => 1,
            _ => {
                let mut patch = change.patch.iter();
                i64::from(patch.any(|field| field.field == Field::EndedOn && field.to.is_none()))
            }
        };
        *live.entry(change.account).or_default() += by;
    }
    for (account, at) in last_end {
        let AccountRef::Existing(id) = account else { continue };
        let Some(known) = reading.directory.account(id) else { continue };
        let residencies = reading.directory.residencies_of(known);
        let before = residencies.filter(|residency| residency.is_live()).count();
        let after = before as i64 + live.get(&account).copied().unwrap_or_default();
        if after <= 0
            && known.account.kind == AccountKind::Resident
            && known.account.status == AccountStatus::Active
        {
            let mut patch = Patch::default();
            patch.account_status(AccountStatus::Active, AccountStatus::Inactive);
            changes[at].patch.extend(patch.0);
        }
    }
}
