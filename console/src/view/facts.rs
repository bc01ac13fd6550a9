//! The people in an alert, as pages show them.

use tenantry_core::model::{AlertFacts, Hold, Resident, ShownAccount};

use super::words;

/// The account that an answer is about: the one with this email, or the only one.
pub(crate) fn chosen<'f>(facts: &'f AlertFacts, email: Option<&str>) -> Option<&'f ShownAccount> {
    match (email, facts.accounts()) {
        (Some(email), accounts) => accounts.iter().find(|account| account.email == email),
        (None, [only]) => Some(only),
        _ => None,
    }
}

/// What a sync held, if the alert is about that.
pub(crate) fn held(facts: &AlertFacts) -> Option<&Hold> {
    match facts {
        AlertFacts::SafetyHold(hold) => Some(hold),
        _ => None,
    }
}

/// The name of an account, or the email if it has none.
pub(crate) fn called(account: &ShownAccount) -> String {
    let name = account.full_name();
    if name.is_empty() { account.email.to_string() } else { name }
}

/// A resident in a sentence: `t0001052 (unit 602)`.
pub(crate) fn resident_ref(resident: &Resident) -> String {
    match words::unit(resident.building.as_deref(), resident.unit.as_deref()) {
        Some(unit) => format!("{} (unit {unit})", resident.external_id),
        None => resident.external_id.to_string(),
    }
}
