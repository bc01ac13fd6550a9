//! The facts of an alert, read from its details. What cannot be read is left
//! out: the alert's message still says what it is about.

use serde::Deserialize;
use serde_json::Value;
use tenantry_core::model::{Resident, full_name};

use super::words;

/// What an alert shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// Records of the PMS.
    pub(crate) residents: Vec<Resident>,
    /// Accounts of the directory.
    pub(crate) accounts: Vec<Shown>,
    /// Who would lose access.
    pub(crate) leavers: Vec<Leaver>,
    pub(crate) grade: Option<String>,
    pub(crate) location: Option<String>,
    /// Whether the resident is linked to the account already.
    pub(crate) linked: bool,
    pub(crate) usable_email: bool,
}

/// An account as an alert shows it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) phone: Option<String>,
    pub(crate) status: String,
    pub(crate) units: Vec<String>,
    pub(crate) evidence: Evidence,
}

/// What speaks for an account being the resident's.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Evidence {
    pub(crate) same_unit: bool,
    pub(crate) same_phone: bool,
}

/// Somebody whose access a held sync would end.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Leaver {
    pub(crate) external_id: Option<String>,
    pub(crate) account: String,
    pub(crate) name: String,
    pub(crate) reason: String,
}

impl Facts {
    /// Reads the details of an alert.
    pub(crate) fn of(details: &Value) -> Self {
        let text = |name: &str| details[name].as_str().map(str::to_owned);
        Self {
            residents: list(&details["residents"]),
            accounts: list(&details["accounts"]),
            leavers: list(&details["people"]),
            grade: text("grade"),
            location: text("location"),
            linked: details["linked_residency"].is_string(),
            usable_email: details["usable_email"] != false,
        }
    }

    /// The account that an answer is about: the one of an email, or the only one.
    pub(crate) fn account(&self, email: Option<&str>) -> Option<&Shown> {
        match (email, &self.accounts[..]) {
            (Some(email), accounts) => accounts.iter().find(|account| account.email == email),
            (None, [only]) => Some(only),
            _ => None,
        }
    }
}

fn list<T: for<'de> Deserialize<'de>>(value: &Value) -> Vec<T> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| T::deserialize(item).ok()).collect()
}

impl Shown {
    pub(crate) fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    /// The name, or the email of an account without one.
    pub(crate) fn called(&self) -> String {
        let name = self.name();
        if name.is_empty() { self.email.clone() } else { name }
    }
}

/// A resident in a sentence: `t0001052 (unit 602)`.
pub(crate) fn resident_ref(resident: &Resident) -> String {
    match words::unit(resident.building.as_deref(), resident.unit.as_deref()) {
        Some(unit) => format!("{} (unit {unit})", resident.external_id),
        None => resident.external_id.to_string(),
    }
}
