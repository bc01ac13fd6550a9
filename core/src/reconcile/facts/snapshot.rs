use super::{Fingerprints, SafetyMemory};
use crate::{
    Text,
    model::{Account, AccountId, AlertId, AlertKind, Residency, ResidencyId, Resolution},
};

/// What the rules can see of the directory, read at one point in time.
///
/// It does not have to contain every account: only those that a [`Focus`] asks for, each with all
/// of its residencies at every property.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// The accounts, each listed once.
    pub accounts: Vec<Account>,
    /// Every residency of those accounts.
    pub residencies: Vec<Residency>,
    /// The fingerprints of every linked residency of the property.
    pub fingerprints: Fingerprints,
    /// The property's open alerts.
    pub alerts: Vec<OpenAlert>,
    /// The decisions of people at this property that stand.
    pub standing: Vec<Standing>,
    /// What Safety remembers about the property.
    pub safety: SafetyMemory,
}

/// An alert that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAlert {
    /// The ID in the database.
    pub id: AlertId,
    /// What kind of alert is open.
    pub kind: AlertKind,
    /// What it is about. Unique among the open alerts of a kind and property.
    pub subject: Text,
    /// [`AlertFacts::version`](crate::model::AlertFacts::version).
    pub version: u64,
    /// [`AlertFacts::shown`](crate::model::AlertFacts::shown).
    pub shown: u64,
}

/// A person's decision that stands: as long as the cause of the alert goes on with the same facts,
/// the alert is not raised again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What kind of alert was answered.
    pub kind: AlertKind,
    /// What the alert is about.
    pub subject: Text,
    /// The version of the facts that were decided on.
    pub version: u64,
    /// The answer, one that [stands](Resolution::stands).
    pub resolution: Resolution,
}

/// What the rules need to see of the directory for one roster. Everything else is settled.
#[derive(Debug, Clone, Default)]
pub struct Focus {
    /// Residencies without a settled record.
    pub residencies: Vec<ResidencyId>,
    /// PMS IDs of the people whose records are not settled.
    pub external_ids: Vec<Text>,
    /// `email_key`s of those people, to find accounts at any property with one of them.
    pub emails: Vec<Text>,
    /// `name_key`s of those people, to find accounts with one of them that have a residency at the
    /// property, live or ended.
    pub names: Vec<Text>,
    /// Accounts by ID, at any property. A sync asks for none: an answer does, since its alert may
    /// show accounts without an email.
    pub accounts: Vec<AccountId>,
}
