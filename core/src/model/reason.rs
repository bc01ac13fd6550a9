use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Why a change happens: by which rule or which person's decision.
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
pub enum Reason {
    /// Nobody in the directory matches.
    NoMatch,
    /// Another lease of a person who already has an account.
    AnotherLease,
    /// The account has the same email and name.
    SameEmailAndName,
    /// No usable email, but the same name and the same unit or phone.
    SameNameAndPlace,
    /// The PMS changed the value since the last sync.
    PmsChanged,
    /// The person has come back.
    Returned,
    /// The PMS gave the person or the lease a new ID.
    Renumbered,
    /// The ID now belongs to another person.
    TakenOver,
    /// No longer in scope: moved out, canceled, denied or excluded.
    OutOfScope,
    /// Missing from the roster after an announced move-out.
    LeftAsAnnounced,
    /// Missing from several rosters in a row.
    MissingTooLong,
    /// Another record in the roster now represents the residency.
    Superseded,
    /// A person resolved an alert.
    Resolution,
    /// Imported from a file.
    Import,
    /// A person retired the property.
    Retired,
    /// A person made two accounts one.
    Merged,
    /// A run, or the answer to an alert, was undone.
    Undo,
}

impl Reason {
    /// The reason in words.
    pub fn explanation(self) -> &'static str {
        match self {
            Reason::NoMatch => "nobody in the directory matches",
            Reason::AnotherLease => "another lease of a person who has an account",
            Reason::SameEmailAndName => "same email and name as the account",
            Reason::SameNameAndPlace => "no usable email; same name, and same unit or phone",
            Reason::PmsChanged => "the PMS changed it since the last sync",
            Reason::Returned => "the person is back",
            Reason::Renumbered => "the PMS assigned a new ID",
            Reason::TakenOver => "the ID now belongs to another person",
            Reason::OutOfScope => "no longer in scope",
            Reason::LeftAsAnnounced => "moved out as announced",
            Reason::MissingTooLong => "missing from several rosters in a row",
            Reason::Superseded => "another record replaces it",
            Reason::Resolution => "an alert was resolved",
            Reason::Import => "imported",
            Reason::Retired => "the property was retired",
            Reason::Merged => "two accounts were made one",
            Reason::Undo => "a run or an answer was undone",
        }
    }
}

words!(Reason);
