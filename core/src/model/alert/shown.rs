use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{
    Date, Text,
    model::{Account, AccountId, AccountStatus, ResidencyId, full_name, handle},
    normalize::email_key,
};

/// An account as an alert shows it: as the sync that raised the alert left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AlertAccount")]
pub struct ShownAccount {
    /// The account's ID, in decimal digits.
    #[serde(with = "super::json::digits")]
    #[schemars(with = "String")]
    pub id: AccountId,
    /// Email; `null` if the account has none.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub email: Option<Text>,
    /// Given name.
    #[schemars(with = "String")]
    pub first_name: Text,
    /// Family name.
    #[schemars(with = "String")]
    pub last_name: Text,
    /// Phone.
    #[schemars(with = "Option<String>")]
    pub phone: Option<Text>,
    /// Whether it has access.
    pub status: AccountStatus,
    /// The units of its residencies in this property, live or ended.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub units: Vec<Text>,
    /// When its owner left this property; absent if a residency here is live, or none was linked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub left_on: Option<Date>,
    /// What suggests that it is the resident's, if the alert compares the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

impl ShownAccount {
    /// An account without its units and without a comparison.
    pub(crate) fn of(account: &Account) -> Self {
        Self {
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

    /// First and last name, with one space between.
    pub fn full_name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    /// Removes everything but the ID and the status.
    pub(super) fn veil(&mut self) {
        *self = Self {
            id: self.id,
            status: self.status,
            email: None,
            first_name: Text::default(),
            last_name: Text::default(),
            phone: None,
            units: Vec::new(),
            left_on: None,
            evidence: None,
        };
    }

    /// What names the account in commands and documents: see [`handle`].
    pub fn handle(&self) -> Text {
        handle(self.email.as_ref(), self.id)
    }

    /// How a sentence about emails names the account: `ana@example.com`, or `Ana Ruiz (no email)`.
    pub fn by_email(&self) -> String {
        match &self.email {
            Some(email) => email.to_string(),
            None => format!("{} (no email)", self.full_name()).trim_start().to_owned(),
        }
    }

    /// Whether a person means this account with an email, in any spelling, or with the account's
    /// ID.
    pub fn answers_to(&self, handle: &str) -> bool {
        let by_email = || {
            let key = self.email.as_deref().and_then(email_key);
            key.is_some() && key == email_key(handle)
        };
        handle.trim() == self.handle() || handle.trim().parse() == Ok(self.id.0) || by_email()
    }
}

/// What suggests that an account belongs to a resident.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Evidence {
    /// The account has or had a residency in the resident's unit.
    pub same_unit: bool,
    /// The account has the resident's phone number.
    pub same_phone: bool,
}

/// The account and the residency that a resident is linked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LinkedTo {
    /// The account's ID, in decimal digits.
    #[serde(rename = "linked_account", with = "super::json::digits")]
    #[schemars(with = "String")]
    pub account: AccountId,
    /// The residency's ID, in decimal digits; absent if the sync that raised
    /// the alert created the residency.
    #[serde(
        default,
        rename = "linked_residency",
        with = "super::json::maybe_digits",
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(with = "Option<String>")]
    pub residency: Option<ResidencyId>,
}

/// A linked resident who is missing from the roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Missing {
    /// The PMS's ID of the person.
    #[schemars(with = "String")]
    pub external_id: Text,
    /// The lease, if the PMS tells the leases of one person apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub lease_id: Option<Text>,
    /// The residency's ID, in decimal digits.
    #[serde(with = "super::json::digits")]
    #[schemars(with = "String")]
    pub residency: ResidencyId,
    /// The unit of that residency.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub unit: Option<Text>,
}

/// Why somebody is asked about a manual residency.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    JsonSchema,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// The PMS has the person in another unit.
    Linked,
    /// According to the PMS, the person has moved out.
    MovedOut,
}

words!(Occasion);
