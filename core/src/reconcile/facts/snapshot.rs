use super::Fingerprints;
use crate::{
    Text,
    model::{Account, AlertId, AlertKind, Residency, ResidencyId},
};

/// What the rules may see of the directory: one consistent reading of it.
///
/// It need not hold every account. It holds those that a [`Focus`] asks for,
/// each with all of its residencies, in every property.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// The accounts, each once.
    pub accounts: Vec<Account>,
    /// Every residency of those accounts.
    pub residencies: Vec<Residency>,
    /// Every linked residency of the property.
    pub fingerprints: Fingerprints,
    /// The property's open alerts.
    pub alerts: Vec<OpenAlert>,
    /// What people have dismissed in this property.
    pub dismissals: Vec<Dismissal>,
    /// Residencies of this property that syncs have ended in the last 24
    /// hours, less those of runs that were undone.
    pub ended_recently: u32,
}

/// An alert that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAlert {
    /// Its number.
    pub id: AlertId,
    /// Its kind.
    pub kind: AlertKind,
    /// What it is about, unique among the open alerts of a kind and property.
    pub subject: Text,
    /// [`AlertFacts::version`](crate::model::AlertFacts::version).
    pub version: u64,
    /// [`AlertFacts::shown`](crate::model::AlertFacts::shown).
    pub shown: u64,
}

/// A person's decision that an alert need not be raised while its facts stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dismissal {
    /// The alert's kind.
    pub kind: AlertKind,
    /// The alert's subject.
    pub subject: Text,
    /// The version of the facts that were dismissed.
    pub version: u64,
}

/// What the rules need to see of the directory for one roster. Everything else
/// is settled.
#[derive(Debug, Clone, Default)]
pub struct Focus {
    /// Residencies that no settled record stands for.
    pub residencies: Vec<ResidencyId>,
    /// Ids of the persons of records that are not settled.
    pub external_ids: Vec<Text>,
    /// Their `email_key`s: accounts of any property with one of them.
    pub emails: Vec<Text>,
    /// Their `name_key`s: accounts with a residency, live or ended, in the
    /// property and one of them.
    pub names: Vec<Text>,
}
