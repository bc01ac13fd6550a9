use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// The ID of an alert in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AlertId(pub i64);

/// What a property manager has to look at.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    JsonSchema,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// Different people share an email in the PMS.
    DuplicateEmail,
    /// The account with the resident's email has another name.
    NameMismatch,
    /// The resident's email differs from that of the account that seems to be theirs.
    EmailMismatch,
    /// Name and email changed at once: the ID may now belong to another person.
    IdentityChanged,
    /// The resident has no usable email and matches no single account.
    MissingEmail,
    /// A record could not be read, or contradicts another.
    InvalidRecord,
    /// A PMS status that is not mapped.
    UnknownStatus,
    /// The account with the resident's email belongs to another resident.
    AccountConflict,
    /// A linked resident is missing from the roster.
    MissingFromPms,
    /// A sync held what may do too much harm.
    SafetyHold,
    /// The PMS calls the resident current, but has a move-out date that has passed and that nobody
    /// announced.
    DateConflict,
    /// A PMS word for a role that is not mapped.
    UnknownRole,
    /// A resident also has a residency that somebody entered by hand or imported.
    ManualResidency,
}

impl AlertKind {
    /// The answers that a person can give, as an alternative to correcting the PMS. Every kind
    /// but a hold can be dismissed.
    pub fn resolutions(self) -> &'static [Resolution] {
        match self {
            AlertKind::DuplicateEmail => &[Resolution::OnePerson, Resolution::Dismiss],
            AlertKind::NameMismatch => {
                &[Resolution::Merge, Resolution::CreateSeparate, Resolution::Dismiss]
            }
            AlertKind::AccountConflict => &[Resolution::ReleaseAddress, Resolution::Dismiss],
            AlertKind::EmailMismatch => {
                &[Resolution::CreateSeparate, Resolution::UsePmsEmail, Resolution::Dismiss]
            }
            AlertKind::IdentityChanged => {
                &[Resolution::SamePerson, Resolution::NewPerson, Resolution::Dismiss]
            }
            AlertKind::MissingFromPms => &[Resolution::EndAccess, Resolution::Dismiss],
            AlertKind::SafetyHold => &[Resolution::Confirm],
            AlertKind::ManualResidency => &[Resolution::End, Resolution::Keep, Resolution::Dismiss],
            AlertKind::DateConflict => {
                &[Resolution::EndAccess, Resolution::KeepAccess, Resolution::Dismiss]
            }
            _ => &[Resolution::Dismiss],
        }
    }
}

/// A person's answer to an alert.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    JsonSchema,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    /// The records with one email are one person, and get one account.
    OnePerson,
    /// The PMS's name replaces the account's, and the resident is linked.
    Merge,
    /// A new account with the PMS's email takes over the resident.
    CreateSeparate,
    /// The account gets the PMS's email.
    UsePmsEmail,
    /// The account keeps access without an email, which is free for the resident.
    ReleaseAddress,
    /// It is the same person, with a new name and email.
    SamePerson,
    /// The ID now belongs to another person.
    NewPerson,
    /// The residency ends.
    EndAccess,
    /// The person stays as long as the PMS does not change the move-out date.
    KeepAccess,
    /// The manual residency ends.
    End,
    /// The manual residency stays, until the resident moves out.
    Keep,
    /// What a sync held is right: the next sync applies it.
    Confirm,
    /// The alert is not raised again for the same facts.
    Dismiss,
}

impl Resolution {
    /// Whether the answer stands as long as the cause of the alert goes on: it changes nothing in
    /// the directory that would remove the cause.
    pub fn stands(self) -> bool {
        matches!(
            self,
            Resolution::OnePerson | Resolution::KeepAccess | Resolution::Keep | Resolution::Dismiss
        )
    }
}

words!(AlertKind, Resolution);
