//! What the rules do with residencies: create, link, take over, change.

use super::{
    addresses,
    case::{Case, CaseIx, Verdict},
    claims::{Claims, building_and_unit},
    outcome::Outcome,
    reading::Reading,
    reuse,
    takeover::missing_of,
};
use crate::{
    model::{AccountId, AccountStatus, Reason, Residency, Resident},
    reconcile::{
        AccountRef, Action, Change, Field, FieldChange, ResidencyRef, RowIx,
        change::{Patch, located_after},
    },
};

/// Creates an account with a residency.
pub(super) fn create(
    reading: &Reading,
    claims: &mut Claims,
    outcome: &mut Outcome,
    at: CaseIx,
) -> AccountRef {
    let case = &reading.cases[at];
    let account = outcome.new_account();
    insert(
        reading,
        claims,
        outcome,
        (at, case),
        Action::Create,
        Reason::NoMatch,
        account,
        Patch::default(),
    );
    claims.decide(at, Verdict::Created);
    // Only emails that several residents share are ever looked up.
    if reading.roster.shares_email(case.record)
        && let Some(email) = case.email.clone()
    {
        claims.created.insert(email, account);
    }
    account
}

/// Creates an account that does not get the record's email, with a residency.
pub(super) fn create_without_email(
    reading: &Reading,
    claims: &mut Claims,
    outcome: &mut Outcome,
    at: CaseIx,
) {
    let case = &reading.cases[at];
    let account = outcome.new_account();
    let mut patch = Patch::default();
    if case.resident.email.is_some() {
        patch.0.push(FieldChange { field: Field::Email, from: None, to: None });
    }
    let (action, reason) = (Action::Create, Reason::NoMatch);
    insert(reading, claims, outcome, (at, case), action, reason, account, patch);
    claims.decide(at, Verdict::Created);
}

/// Links a record to an account. Uses a residency of that account in the same unit whose ID is no
/// longer in the roster; otherwise a manual one in the same unit or without a unit; otherwise a
/// new one.
pub(super) fn link(
    reading: &Reading,
    claims: &mut Claims,
    outcome: &mut Outcome,
    at: CaseIx,
    account: AccountRef,
    reason: Reason,
) {
    let case = &reading.cases[at];
    let AccountRef::Existing(id) = account else {
        insert(
            reading,
            claims,
            outcome,
            (at, case),
            Action::Link,
            reason,
            account,
            Patch::default(),
        );
        return;
    };
    if let Some(missing) = missing_of(reading, claims, id, Some(case.resident)) {
        let (action, reason) = (Action::Relink, Reason::Renumbered);
        return relink(reading, claims, outcome, at, missing, action, reason);
    }
    if let Some(manual) = manual_residency(reading, claims, case.resident, id) {
        return relink(reading, claims, outcome, at, manual, Action::Link, reason);
    }
    let mut patch = activation(reading, id);
    give_address(reading, claims, at, id, &mut patch);
    insert(reading, claims, outcome, (at, case), Action::Link, reason, account, patch);
}

fn manual_residency(
    reading: &Reading,
    claims: &Claims,
    resident: &Resident,
    account: AccountId,
) -> Option<RowIx> {
    let known = reading.directory.account(account)?;
    let is_free = |residency: &Residency| !claims.taken.contains(&residency.id);
    reading.directory.manual_residency(known, resident, is_free)
}

/// Links an existing residency to a record.
pub(super) fn relink(
    reading: &Reading,
    claims: &mut Claims,
    outcome: &mut Outcome,
    at: CaseIx,
    row: RowIx,
    action: Action,
    reason: Reason,
) {
    let case = &reading.cases[at];
    let residency = reading.residency(row);
    reuse::release(reading, claims, outcome, case);
    let mut patch = Patch::default();
    patch.link(residency.link.as_ref(), case.resident);
    patch.place(residency, case.resident, reading.policy.today);
    patch.reopen(residency);
    patch.seen(&residency.seen, case.resident);
    patch.0.extend(activation(reading, residency.account).0);
    give_address(reading, claims, at, residency.account, &mut patch);
    claims.taken.insert(residency.id);
    let account = AccountRef::Existing(residency.account);
    claims.newly_linked(reading, (at, case), ResidencyRef::Existing(residency.id), account);
    change(reading, claims, outcome, row, case.resident, action, reason, patch);
}

fn activation(reading: &Reading, account: AccountId) -> Patch {
    let mut patch = Patch::default();
    if let Some(known) = reading.directory.account(account) {
        patch.account_status(known.account.status, AccountStatus::Active);
    }
    patch
}

fn give_address(
    reading: &Reading,
    claims: &mut Claims,
    at: CaseIx,
    account: AccountId,
    patch: &mut Patch,
) {
    if let Some(known) = reading.directory.account(account) {
        addresses::give(reading, claims, (at, &reading.cases[at]), known, patch);
    }
}

/// Adds a new residency.
#[expect(clippy::too_many_arguments, reason = "the three phases, and the parts of a change")]
fn insert(
    reading: &Reading,
    claims: &mut Claims,
    outcome: &mut Outcome,
    (at, case): (CaseIx, &Case),
    action: Action,
    reason: Reason,
    account: AccountRef,
    patch: Patch,
) {
    let residency = outcome.new_residency();
    reuse::release(reading, claims, outcome, case);
    outcome.push(Change {
        action,
        reason,
        external_id: Some(case.resident.external_id.clone()),
        resident: Some(case.record),
        account,
        residency: Some(residency),
        patch: patch.0,
    });
    claims.newly_linked(reading, (at, case), residency, account);
}

/// Changes an existing residency because of a record.
#[expect(clippy::too_many_arguments, reason = "the three phases, and the parts of a change")]
pub(super) fn change(
    reading: &Reading,
    claims: &mut Claims,
    outcome: &mut Outcome,
    row: RowIx,
    resident: &Resident,
    action: Action,
    reason: Reason,
    patch: Patch,
) {
    let residency = reading.residency(row);
    if let Some(end) = patch.0.iter().find(|change| change.field == Field::EndedOn) {
        let day = end.to.as_ref().and_then(|day| day.parse().ok());
        claims.ends.insert(residency.id, day);
    }
    if patch.0.iter().any(|change| change.field.is_location()) {
        let place = located_after(&patch.0, residency.place.located());
        claims.moved.insert(residency.id, building_and_unit(place));
    }
    outcome.push(Change {
        action,
        reason,
        external_id: Some(resident.external_id.clone()),
        resident: None,
        account: AccountRef::Existing(residency.account),
        residency: Some(ResidencyRef::Existing(residency.id)),
        patch: patch.0,
    });
}
