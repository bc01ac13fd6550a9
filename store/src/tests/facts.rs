//! Short ways to write the facts of alerts.

use tenantry_core::{
    model::{
        Account, AccountId, AccountKind, AccountStatus, AlertFacts, AlertKind, LinkedTo, Missing,
        ResidencyId, Resident, ShownAccount,
    },
    normalize::Grade,
};

/// The account that would be created for a resident.
pub(super) fn account(resident: &Resident) -> Account {
    Account {
        id: AccountId(1),
        email: resident.email.clone(),
        first_name: resident.first_name.clone(),
        last_name: resident.last_name.clone(),
        phone: resident.phone.clone(),
        kind: AccountKind::Resident,
        status: AccountStatus::Active,
    }
}

/// An account as an alert shows it.
pub(super) fn shown(account: &Account) -> ShownAccount {
    ShownAccount {
        id: account.id,
        email: account.email.clone(),
        first_name: account.first_name.clone(),
        last_name: account.last_name.clone(),
        phone: account.phone.clone(),
        status: account.status,
        units: Vec::new(),
        left_on: None,
        evidence: None,
    }
}

/// The facts of an alert of a kind about a resident and an account.
pub(super) fn facts(
    kind: AlertKind,
    resident: &Resident,
    account: ShownAccount,
    linked: Option<LinkedTo>,
) -> AlertFacts {
    let resident = resident.clone();
    match kind {
        AlertKind::DuplicateEmail => AlertFacts::DuplicateEmail {
            email: account.email.clone().unwrap(),
            residents: vec![resident],
            holder: Some(account),
            without_email: Vec::new(),
        },
        AlertKind::NameMismatch => {
            AlertFacts::NameMismatch { resident, account, grade: Grade::Spelling, linked }
        }
        AlertKind::EmailMismatch => {
            AlertFacts::EmailMismatch { resident, candidates: vec![account], linked }
        }
        AlertKind::IdentityChanged => {
            AlertFacts::IdentityChanged { resident, account, usable_email: true, linked }
        }
        AlertKind::MissingEmail => AlertFacts::MissingEmail {
            residents: vec![resident],
            candidates: vec![account],
            has_access: true,
        },
        AlertKind::MissingFromPms => AlertFacts::MissingFromPms {
            people: vec![Missing {
                external_id: resident.external_id,
                lease_id: resident.lease_id,
                residency: linked.and_then(|linked| linked.residency).unwrap_or(ResidencyId(0)),
                unit: resident.unit,
            }],
            accounts: vec![account],
            too_many: false,
        },
        other => panic!("no facts of {other:?} in few words"),
    }
}
