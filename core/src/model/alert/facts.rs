use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    AlertKind, LinkedTo, Missing, Occasion, Residencies, Resolution, ShownAccount, UnreadRecord,
    json::{at_most_one, digits, one},
};
use crate::{
    Text,
    model::{Hold, RejectCode, ResidencyId, Resident},
    normalize::Grade,
};

/// The facts of an alert, by kind: both sides, as the sync that raised it found and left them.
///
/// In JSON the residents are always in `residents` and the accounts in
/// `accounts`, however many the kind has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AlertFacts {
    /// Several residents share an email.
    DuplicateEmail {
        /// The shared `email_key`.
        #[schemars(with = "String")]
        email: Text,
        /// Every resident in scope who has it.
        residents: Vec<Resident>,
        /// The account that has it, if there is one.
        #[serde(default, rename = "accounts", with = "at_most_one")]
        #[schemars(with = "Vec<ShownAccount>", length(max = 1))]
        holder: Option<ShownAccount>,
        /// The PMS's IDs of those who have access through an account without an email.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[schemars(with = "Vec<String>")]
        without_email: Vec<Text>,
    },
    /// The account with the resident's email has another name.
    NameMismatch {
        /// The resident.
        #[serde(rename = "residents", with = "one")]
        #[schemars(with = "[Resident; 1]")]
        resident: Resident,
        /// The account.
        #[serde(rename = "accounts", with = "one")]
        #[schemars(with = "[ShownAccount; 1]")]
        account: ShownAccount,
        /// How far apart the names are.
        grade: Grade,
        /// Set if the resident is linked to the account already.
        #[serde(flatten)]
        linked: Option<LinkedTo>,
    },
    /// The account that seems to be the resident's has another email.
    EmailMismatch {
        /// The resident.
        #[serde(rename = "residents", with = "one")]
        #[schemars(with = "[Resident; 1]")]
        resident: Resident,
        /// The account that the resident is linked to, or every account that
        /// may be theirs.
        #[serde(rename = "accounts")]
        candidates: Vec<ShownAccount>,
        /// Set if the resident is linked to the account already.
        #[serde(flatten)]
        linked: Option<LinkedTo>,
    },
    /// The name and the email of a linked resident have both changed.
    IdentityChanged {
        /// The resident as the PMS has it now.
        #[serde(rename = "residents", with = "one")]
        #[schemars(with = "[Resident; 1]")]
        resident: Resident,
        /// The account.
        #[serde(rename = "accounts", with = "one")]
        #[schemars(with = "[ShownAccount; 1]")]
        account: ShownAccount,
        /// Whether the resident's email can be used for an account.
        #[serde(default = "yes")]
        usable_email: bool,
        /// The residency that carries the ID.
        #[serde(flatten)]
        linked: Option<LinkedTo>,
    },
    /// The resident has no usable email, or so many that they are one alert.
    MissingEmail {
        /// The residents.
        #[schemars(length(min = 1))]
        residents: Vec<Resident>,
        /// Accounts with the same name that nobody in scope is linked to.
        #[serde(default, rename = "accounts")]
        candidates: Vec<ShownAccount>,
        /// Whether they have access all the same, through accounts without an email.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        has_access: bool,
    },
    /// A record that could not be read, or that contradicts another, or so many with the same fault
    /// that they are one alert.
    InvalidRecord {
        /// What is wrong.
        code: RejectCode,
        /// The field that is wrong, by its canonical name.
        #[schemars(with = "Option<String>")]
        field: Option<Text>,
        /// Where the record is in the feed, such as `line 12`.
        #[serde(default)]
        location: Option<String>,
        /// The PMS's ID of the person, if it could be read.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        external_id: Option<Text>,
        /// The records that contradict each other.
        #[serde(default)]
        residents: Vec<Resident>,
        /// Every record, if the alert is about many; `location` and `external_id` are then absent.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        records: Vec<UnreadRecord>,
    },
    /// A status that is not mapped.
    UnknownStatus {
        /// Everybody who has it.
        residents: Vec<Resident>,
        /// The PMS's word for the status.
        #[schemars(with = "String")]
        pms_status: Text,
    },
    /// The account with the resident's email belongs to another resident.
    AccountConflict {
        /// The resident.
        #[serde(rename = "residents", with = "one")]
        #[schemars(with = "[Resident; 1]")]
        resident: Resident,
        /// The account.
        #[serde(rename = "accounts", with = "one")]
        #[schemars(with = "[ShownAccount; 1]")]
        account: ShownAccount,
        /// The PMS's IDs of the account's residents in this property.
        #[schemars(with = "Vec<String>")]
        belongs_to: Vec<Text>,
        /// Whether a resident of another property is linked to it.
        #[serde(default)]
        elsewhere: bool,
        /// The IDs of those properties.
        #[serde(default)]
        #[schemars(with = "Vec<String>")]
        properties: Vec<Text>,
    },
    /// A linked resident is missing from the roster, or so many that somebody decides about all of
    /// them at once.
    MissingFromPms {
        /// Who is missing, in the order of the accounts.
        people: Vec<Missing>,
        /// The account of each.
        accounts: Vec<ShownAccount>,
        /// Whether they are more than a sync may find missing, so that nobody's access ends by
        /// absence.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        too_many: bool,
    },
    /// A sync held what may do too much harm.
    SafetyHold(Hold),
    /// The status of a resident and the move-out date contradict each other, or those of so many
    /// that they are one alert.
    DateConflict {
        /// The residents.
        #[schemars(length(min = 1))]
        residents: Vec<Resident>,
        /// The accounts of the residents, in the same order if they have access.
        #[serde(default)]
        accounts: Vec<ShownAccount>,
        /// The live residencies, in the same order; none if the residents have no access.
        #[serde(flatten)]
        residencies: Residencies,
    },
    /// A role that is not mapped.
    UnknownRole {
        /// Everybody who has it.
        residents: Vec<Resident>,
        /// The PMS's word for the role.
        #[schemars(with = "String")]
        pms_role: Text,
    },
    /// A resident also has a live residency that somebody entered by hand or imported.
    ManualResidency {
        /// The ID of that residency, in decimal digits.
        #[serde(with = "digits")]
        #[schemars(with = "String")]
        residency: ResidencyId,
        /// Its building.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        building: Option<Text>,
        /// Its unit.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        unit: Option<Text>,
        /// Why somebody is asked.
        occasion: Occasion,
        /// The PMS's ID of the person.
        #[schemars(with = "String")]
        external_id: Text,
        /// The account.
        #[serde(rename = "accounts", with = "one")]
        #[schemars(with = "[ShownAccount; 1]")]
        account: ShownAccount,
    },
}

impl AlertFacts {
    /// The kind of the alert.
    pub fn kind(&self) -> AlertKind {
        match self {
            AlertFacts::DuplicateEmail { .. } => AlertKind::DuplicateEmail,
            AlertFacts::NameMismatch { .. } => AlertKind::NameMismatch,
            AlertFacts::EmailMismatch { .. } => AlertKind::EmailMismatch,
            AlertFacts::IdentityChanged { .. } => AlertKind::IdentityChanged,
            AlertFacts::MissingEmail { .. } => AlertKind::MissingEmail,
            AlertFacts::InvalidRecord { .. } => AlertKind::InvalidRecord,
            AlertFacts::UnknownStatus { .. } => AlertKind::UnknownStatus,
            AlertFacts::AccountConflict { .. } => AlertKind::AccountConflict,
            AlertFacts::MissingFromPms { .. } => AlertKind::MissingFromPms,
            AlertFacts::SafetyHold(_) => AlertKind::SafetyHold,
            AlertFacts::DateConflict { .. } => AlertKind::DateConflict,
            AlertFacts::UnknownRole { .. } => AlertKind::UnknownRole,
            AlertFacts::ManualResidency { .. } => AlertKind::ManualResidency,
        }
    }

    /// The answers that a person can give: those of the kind, unless there is nothing to answer
    /// about.
    pub fn resolutions(&self) -> &'static [Resolution] {
        match self {
            AlertFacts::DateConflict { residencies, .. } if residencies.0.is_empty() => {
                &[Resolution::Dismiss]
            }
            AlertFacts::NameMismatch { resident, .. } if resident.has_no_name() => {
                &[Resolution::Dismiss]
            }
            AlertFacts::NameMismatch { linked: Some(_), .. } => {
                &[Resolution::Merge, Resolution::Dismiss]
            }
            _ => self.kind().resolutions(),
        }
    }

    /// The PMS's records that the alert shows.
    pub fn residents(&self) -> &[Resident] {
        match self {
            AlertFacts::DuplicateEmail { residents, .. }
            | AlertFacts::MissingEmail { residents, .. }
            | AlertFacts::DateConflict { residents, .. }
            | AlertFacts::InvalidRecord { residents, .. }
            | AlertFacts::UnknownStatus { residents, .. }
            | AlertFacts::UnknownRole { residents, .. } => residents,
            AlertFacts::NameMismatch { resident, .. }
            | AlertFacts::EmailMismatch { resident, .. }
            | AlertFacts::IdentityChanged { resident, .. }
            | AlertFacts::AccountConflict { resident, .. } => std::slice::from_ref(resident),
            AlertFacts::MissingFromPms { .. }
            | AlertFacts::ManualResidency { .. }
            | AlertFacts::SafetyHold(_) => &[],
        }
    }

    /// The accounts that the alert shows.
    pub fn accounts(&self) -> &[ShownAccount] {
        match self {
            AlertFacts::DuplicateEmail { holder, .. } => holder.as_slice(),
            AlertFacts::EmailMismatch { candidates, .. }
            | AlertFacts::MissingEmail { candidates, .. } => candidates,
            AlertFacts::NameMismatch { account, .. }
            | AlertFacts::IdentityChanged { account, .. }
            | AlertFacts::ManualResidency { account, .. }
            | AlertFacts::AccountConflict { account, .. } => std::slice::from_ref(account),
            AlertFacts::MissingFromPms { accounts, .. }
            | AlertFacts::DateConflict { accounts, .. } => accounts,
            AlertFacts::InvalidRecord { .. }
            | AlertFacts::UnknownStatus { .. }
            | AlertFacts::UnknownRole { .. }
            | AlertFacts::SafetyHold(_) => &[],
        }
    }

    /// The same facts without what they say about accounts, for somebody who may not see these.
    /// The accounts remain, with their IDs only.
    pub fn veiled(mut self) -> Self {
        let accounts: &mut [ShownAccount] = match &mut self {
            AlertFacts::DuplicateEmail { holder, .. } => holder.as_mut_slice(),
            AlertFacts::EmailMismatch { candidates, .. }
            | AlertFacts::MissingEmail { candidates, .. } => candidates,
            AlertFacts::NameMismatch { account, .. }
            | AlertFacts::IdentityChanged { account, .. }
            | AlertFacts::ManualResidency { account, .. }
            | AlertFacts::AccountConflict { account, .. } => std::slice::from_mut(account),
            AlertFacts::MissingFromPms { accounts, .. }
            | AlertFacts::DateConflict { accounts, .. } => accounts,
            AlertFacts::InvalidRecord { .. }
            | AlertFacts::UnknownStatus { .. }
            | AlertFacts::UnknownRole { .. }
            | AlertFacts::SafetyHold(_) => &mut [],
        };
        accounts.iter_mut().for_each(ShownAccount::veil);
        self
    }

    /// What the resident is linked to, for the kinds that compare a resident
    /// with an account.
    pub fn linked(&self) -> Option<LinkedTo> {
        match self {
            AlertFacts::NameMismatch { linked, .. }
            | AlertFacts::EmailMismatch { linked, .. }
            | AlertFacts::IdentityChanged { linked, .. } => *linked,
            _ => None,
        }
    }

    /// The PMS's IDs of everybody named in the alert.
    pub fn resident_ids(&self) -> Vec<Text> {
        match self {
            AlertFacts::MissingFromPms { people, .. } => {
                people.iter().map(|missing| missing.external_id.clone()).collect()
            }
            AlertFacts::SafetyHold(hold) => {
                let ids = hold.people.iter().filter_map(|item| item.external_id.clone());
                let mut ids: Vec<Text> = ids.collect();
                ids.dedup();
                ids
            }
            AlertFacts::InvalidRecord { records, .. } if !records.is_empty() => {
                records.iter().filter_map(|record| record.external_id.clone()).collect()
            }
            AlertFacts::InvalidRecord { external_id: Some(id), .. }
            | AlertFacts::ManualResidency { external_id: id, .. } => vec![id.clone()],
            _ => {
                let ids = self.residents().iter().map(|resident| resident.external_id.clone());
                let mut ids: Vec<Text> = ids.collect();
                ids.dedup();
                ids
            }
        }
    }

    /// The emails of the accounts that the alert shows, or their IDs if they have none.
    pub fn account_handles(&self) -> Vec<Text> {
        self.accounts().iter().map(ShownAccount::handle).collect()
    }
}

fn yes() -> bool {
    true
}
