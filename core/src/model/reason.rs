use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Why a change happens: the rule that asks for it, or the person's decision.
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
    /// Another lease of a person who has an account.
    AnotherLease,
    /// Same email, same name.
    SameEmailAndName,
    /// No usable email; same name, and same unit or phone.
    SameNameAndPlace,
    /// The PMS changed it since the last sync.
    PmsChanged,
    /// The person is back.
    Returned,
    /// The PMS gave the person or the lease a new id.
    Renumbered,
    /// The id now stands for another person.
    TakenOver,
    /// No longer in scope: moved out, cancelled, denied, excluded.
    OutOfScope,
    /// Missing from the roster after the announced move-out.
    LeftAsAnnounced,
    /// Missing from several rosters in a row.
    MissingTooLong,
    /// Another record of the roster stands for the residency.
    Superseded,
    /// A person answered an alert.
    Resolution,
    /// Imported from a file.
    Import,
    /// A run, or an answer to an alert, was undone.
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
            Reason::Renumbered => "the PMS gave a new id",
            Reason::TakenOver => "the id now stands for another person",
            Reason::OutOfScope => "no longer in scope",
            Reason::LeftAsAnnounced => "left as announced",
            Reason::MissingTooLong => "missing from several rosters in a row",
            Reason::Superseded => "another record stands for it",
            Reason::Resolution => "an alert was answered",
            Reason::Import => "imported",
            Reason::Undo => "a run or an answer was undone",
        }
    }
}

words!(Reason);
