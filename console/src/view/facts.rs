//! The people in an alert, as pages show them.

use tenantry_core::model::{AlertFacts, Hold, Resident, ShownAccount};

use super::words;

/// The account that an answer is about: the one with this email or ID, or the only one.
pub(crate) fn chosen<'f>(facts: &'f AlertFacts, handle: Option<&str>) -> Option<&'f ShownAccount> {
    match (handle, facts.accounts()) {
        (Some(handle), accounts) => accounts.iter().find(|account| account.answers_to(handle)),
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
    name_or_email(account.full_name(), account.email.as_deref())
}

/// A name, or the email if that is blank.
pub(crate) fn name_or_email(name: String, email: Option<&str>) -> String {
    if name.is_empty() { email.unwrap_or("Somebody without a name").to_owned() } else { name }
}

/// An email where there may be none.
pub(crate) fn email_or_none(email: Option<&str>) -> String {
    email.unwrap_or("no email").to_owned()
}

/// A resident in a sentence: `t0001052 (unit 602)`.
pub(crate) fn resident_ref(resident: &Resident) -> String {
    match words::unit(resident.building.as_deref(), resident.unit.as_deref()) {
        Some(unit) => format!("{} (unit {unit})", resident.external_id),
        None => resident.external_id.to_string(),
    }
}
