use serde::{Deserialize, Serialize};

/// The number of an alert in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AlertId(pub i64);

/// What a property manager has to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// Different people, or one person twice in a unit, share an email in the PMS.
    DuplicateEmail,
    /// An account has the resident's email and another name.
    NameMismatch,
    /// The resident's email differs from that of the account that seems to be theirs.
    EmailMismatch,
    /// Name and email changed at once: another person may stand behind the id.
    IdentityChanged,
    /// The resident has no usable email and matches no single account.
    MissingEmail,
    /// A record could not be read, or contradicts another.
    InvalidRecord,
    /// A status word that nobody has mapped.
    UnknownStatus,
    /// The email's account belongs to another resident.
    AccountConflict,
    /// A linked resident is no longer in the roster.
    MissingFromPms,
    /// A sync would end more residencies than the limit.
    SafetyHold,
}

impl AlertKind {
    /// Every kind.
    pub const ALL: [AlertKind; 10] = [
        AlertKind::DuplicateEmail,
        AlertKind::NameMismatch,
        AlertKind::EmailMismatch,
        AlertKind::IdentityChanged,
        AlertKind::MissingEmail,
        AlertKind::InvalidRecord,
        AlertKind::UnknownStatus,
        AlertKind::AccountConflict,
        AlertKind::MissingFromPms,
        AlertKind::SafetyHold,
    ];

    /// The word in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            AlertKind::DuplicateEmail => "duplicate_email",
            AlertKind::NameMismatch => "name_mismatch",
            AlertKind::EmailMismatch => "email_mismatch",
            AlertKind::IdentityChanged => "identity_changed",
            AlertKind::MissingEmail => "missing_email",
            AlertKind::InvalidRecord => "invalid_record",
            AlertKind::UnknownStatus => "unknown_status",
            AlertKind::AccountConflict => "account_conflict",
            AlertKind::MissingFromPms => "missing_from_pms",
            AlertKind::SafetyHold => "safety_hold",
        }
    }

    /// The kind of a word.
    pub fn from_name(name: &str) -> Option<Self> {
        AlertKind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// How a person may answer, besides correcting the PMS. `dismiss` goes
    /// with every kind.
    pub fn resolutions(self) -> &'static [Resolution] {
        match self {
            AlertKind::NameMismatch => &[Resolution::Merge, Resolution::Dismiss],
            AlertKind::EmailMismatch => {
                &[Resolution::CreateSeparate, Resolution::UsePmsEmail, Resolution::Dismiss]
            }
            AlertKind::IdentityChanged => {
                &[Resolution::SamePerson, Resolution::NewPerson, Resolution::Dismiss]
            }
            AlertKind::MissingFromPms => &[Resolution::EndAccess, Resolution::Dismiss],
            AlertKind::SafetyHold => &[Resolution::Confirm, Resolution::Dismiss],
            _ => &[Resolution::Dismiss],
        }
    }
}

/// A person's answer to an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    /// The PMS's name overrides the account's, and the resident is linked.
    Merge,
    /// A new account with the PMS's email takes over the resident.
    CreateSeparate,
    /// The account gets the PMS's email.
    UsePmsEmail,
    /// The same person has a new name and email.
    SamePerson,
    /// Another person stands behind the id.
    NewPerson,
    /// The residency ends.
    EndAccess,
    /// The held sync is applied.
    Confirm,
    /// The same facts are not raised again.
    Dismiss,
}

impl Resolution {
    /// Every resolution.
    pub const ALL: [Resolution; 8] = [
        Resolution::Merge,
        Resolution::CreateSeparate,
        Resolution::UsePmsEmail,
        Resolution::SamePerson,
        Resolution::NewPerson,
        Resolution::EndAccess,
        Resolution::Confirm,
        Resolution::Dismiss,
    ];

    /// The word on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Resolution::Merge => "merge",
            Resolution::CreateSeparate => "create-separate",
            Resolution::UsePmsEmail => "use-pms-email",
            Resolution::SamePerson => "same-person",
            Resolution::NewPerson => "new-person",
            Resolution::EndAccess => "end-access",
            Resolution::Confirm => "confirm",
            Resolution::Dismiss => "dismiss",
        }
    }

    /// The resolution of a word.
    pub fn from_name(name: &str) -> Option<Self> {
        Resolution::ALL.into_iter().find(|resolution| resolution.as_str() == name)
    }
}
