//! What a sync can do to people that needs a limit.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use xxhash_rust::xxh3::Xxh3;

use super::{Field, Reason, ResidencyId};
use crate::Text;

/// A kind of harm that a wrong roster can do. A sync may do only so much of each without a
/// person's word.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
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
pub enum Harm {
    /// Residencies end.
    #[default]
    Ended,
    /// Ended residencies become live again.
    Returned,
    /// People get a residency who did not have it.
    LetIn,
    /// Residents get another place.
    Moved,
    /// Residents get another name or email.
    Renamed,
    /// A field becomes blank.
    Wiped,
    /// A phone number or a date changes.
    Overwritten,
    /// Residents are no longer in the roster.
    Missing,
    /// The roster as a whole cannot be right.
    WholeRoster,
}

words!(Harm);

/// Why a roster as a whole cannot be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "suspicion", rename_all = "snake_case")]
pub enum Suspicion {
    /// Nobody in the roster is in scope, although people live here.
    NobodyInScope,
    /// More than half of the residents are missing.
    MostMissing {
        /// How many are missing.
        missing: u32,
    },
    /// A column is blank in every record that the last complete roster had.
    ColumnLost {
        /// Which column.
        column: Column,
    },
    /// Every record has the same value in a column, and people of several leases had another one in
    /// the last complete roster.
    ColumnEqual {
        /// Which column.
        column: Column,
    },
    /// More than half of the residents are newcomers who live at another property, or more than half
    /// of the newcomers live there under the same IDs.
    OtherProperty {
        /// That property's ID in the configuration.
        #[schemars(with = "String")]
        property: Text,
        /// How many of them.
        residents: u32,
    },
}

/// A column that a roster does not lose, or fill with one value, from one day to the next.
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
#[expect(missing_docs, reason = "the names are those of a resident's fields")]
pub enum Column {
    FirstName,
    LastName,
    Status,
    Role,
}

words!(Column);

/// One thing that is held: a harm to one resident.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct HeldItem {
    /// The PMS's ID of the person.
    #[schemars(with = "Option<String>")]
    pub external_id: Option<Text>,
    /// The PMS's ID of the lease, if it has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub lease_id: Option<Text>,
    /// The residency's ID, in decimal digits; absent if it does not exist yet.
    #[serde(with = "super::alert::json::maybe_digits", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub residency: Option<ResidencyId>,
    /// Email of the account; for somebody who has none yet, the email in the PMS.
    #[schemars(with = "Option<String>")]
    pub account: Option<Text>,
    /// First and last name.
    pub name: String,
    /// The unit in which the person lives or would live.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub unit: Option<Text>,
    /// What would change, if the harm concerns one field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
    /// The value before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub from: Option<Text>,
    /// The value that the PMS has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub to: Option<Text>,
    /// The rule by which a residency would end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// Identifies one held item: the person and the value. A confirmation approves marks, so that it
/// can never approve anything else than what was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark(pub u64);

impl HeldItem {
    /// The mark of this item under a harm. It depends on who and on the new value, not on the
    /// value before: a correction of what is overwritten does not make it another item.
    pub fn mark(&self, harm: Harm) -> Mark {
        let mut hash = Xxh3::new();
        let mut feed = |text: &str| {
            hash.update(text.as_bytes());
            hash.update(&[0xFF]);
        };
        feed(harm.as_str());
        feed(self.external_id.as_deref().unwrap_or_default());
        feed(self.lease_id.as_deref().unwrap_or_default());
        feed(&self.residency.map(|id| id.0.to_string()).unwrap_or_default());
        feed(self.field.map(Field::as_str).unwrap_or_default());
        feed(self.to.as_deref().unwrap_or_default());
        if harm == Harm::LetIn {
            feed(&self.name);
            feed(self.account.as_deref().unwrap_or_default());
            feed(self.unit.as_deref().unwrap_or_default());
        }
        Mark(hash.digest())
    }
}

/// What one sync holds under one harm, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hold {
    /// Which harm has reached its limit.
    #[serde(default)]
    pub harm: Harm,
    /// Why the whole roster is held.
    #[serde(flatten)]
    pub suspicion: Option<Suspicion>,
    /// Everything that is held, ordered by PMS ID.
    #[serde(default)]
    pub people: Vec<HeldItem>,
    /// How many of these a sync may do without a confirmation in that many `days`.
    #[serde(default)]
    pub limit: u32,
    /// The period of the limit that was reached.
    #[serde(default = "one_day")]
    pub days: u32,
    /// How many residencies syncs did this to in that period before.
    #[serde(default, alias = "ended_recently")]
    pub recent: u32,
}

fn one_day() -> u32 {
    1
}

impl Hold {
    /// The marks of everything that is held.
    pub fn marks(&self) -> Vec<Mark> {
        let mut marks: Vec<Mark> = match self.harm {
            Harm::WholeRoster => vec![Mark(0)],
            harm => self.people.iter().map(|item| item.mark(harm)).collect(),
        };
        marks.sort_unstable();
        marks.dedup();
        marks
    }
}
