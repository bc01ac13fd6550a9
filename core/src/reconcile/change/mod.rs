//! What can happen to the directory.

pub(super) mod patch;

use super::facts::scope;
use crate::{
    Text,
    model::{AccountId, Reason, ResidencyId, Resident},
};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// One change of the directory: what a sync, a resolution, an import or an
/// undo does to one account and one of its residencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happens.
    pub action: Action,
    /// Why.
    pub reason: Reason,
    /// The resident's id in the PMS; `None` where a manual residency changes.
    pub external_id: Option<Text>,
    /// The record that new rows are made from: an index into the residents
    /// that go with the change.
    pub resident: Option<u32>,
    /// The account; a new one is inserted by the change that names it first.
    pub account: AccountRef,
    /// The residency, where one changes.
    pub residency: Option<ResidencyRef>,
    /// Fields of existing rows that change. A new row's fields come from the
    /// resident.
    pub patch: Vec<FieldChange>,
}

/// An account, existing or made by this very set of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccountRef {
    /// In the directory.
    Existing(AccountId),
    /// The n-th new one of the set, from 0.
    New(u32),
}

/// A residency, existing or made by this very set of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResidencyRef {
    /// In the directory.
    Existing(ResidencyId),
    /// The n-th new one of the set, from 0. Made from the change's resident.
    New(u32),
}

/// What a change does.
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
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A new account, with a residency.
    Create,
    /// A residency for an account that exists.
    Link,
    /// Fields change.
    Update,
    /// A residency ends.
    End,
    /// A residency goes over to another id of the PMS, or to another account.
    Relink,
    /// An account, or a residency, is deleted. Never done by a sync.
    Delete,
    /// A deleted account, or residency, comes back with its number. The patch
    /// holds every field. Only an undo does it.
    Restore,
}

/// A field of an account or a residency that changes. Values are text: dates
/// `YYYY-MM-DD`, words as in JSON, ids as decimal numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Which.
    pub field: Field,
    /// What it was.
    pub from: Option<Text>,
    /// What it is from now on.
    pub to: Option<Text>,
}

/// The fields that changes speak of.
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
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the model")]
pub enum Field {
    Email,
    FirstName,
    LastName,
    Phone,
    Kind,
    AccountStatus,
    /// The account that a residency belongs to.
    Account,
    ExternalId,
    LeaseId,
    Building,
    Unit,
    Status,
    LeaseStart,
    LeaseEnd,
    MoveIn,
    MoveOut,
    EndedOn,
    /// What the PMS last said, where that was applied.
    PmsFirstName,
    PmsLastName,
    PmsEmail,
    PmsPhone,
}

impl Field {
    /// Whether it is a field of the account; the others are the residency's.
    pub fn is_of_account(self) -> bool {
        self <= Field::AccountStatus
    }

    /// Whether it serves the engine only and is not shown to people.
    pub fn is_bookkeeping(self) -> bool {
        self >= Field::PmsFirstName
    }
}

words!(Action, Field);

/// Changes with the records that they speak of.
#[derive(Debug, Clone, Copy)]
pub struct ChangeSet<'a> {
    /// The property whose residencies change.
    pub property: &'a str,
    /// What `Change::resident` points into. An empty `external_id` makes a
    /// manual residency.
    pub residents: &'a [Resident],
    /// In the order in which they are applied.
    pub changes: &'a [Change],
    /// Turns a phone number into its E.164 key (see [`super::Policy::phone_key`]).
    pub phone_key: fn(&str, &str) -> Option<Text>,
    /// Default region of phone numbers.
    pub country: &'a str,
}

impl ChangeSet<'_> {
    /// The record that a change's new rows are made from.
    pub fn resident(&self, change: &Change) -> Option<&Resident> {
        self.residents.get(change.resident? as usize)
    }

    /// The phone that an account of this resident gets: E.164 where the
    /// number can be read, else as it was given.
    pub fn phone(&self, resident: &Resident) -> Option<Text> {
        let phone = resident.phone.as_ref()?;
        Some((self.phone_key)(phone, self.country).unwrap_or_else(|| phone.clone()))
    }

    /// Every field that a change sets, those of new rows included, without
    /// bookkeeping for new rows. This is what people see and what the audit
    /// keeps: replaying it gives the directory.
    pub fn fields(&self, change: &Change) -> Vec<FieldChange> {
        let mut fields = Vec::new();
        if let Some(resident) = self.resident(change) {
            if let AccountRef::New(_) = change.account
                && change.action == Action::Create
            {
                self.account_fields(resident, &mut fields);
            }
            if let Some(ResidencyRef::New(_)) = change.residency {
                residency_fields(resident, &mut fields);
            }
        }
        for patch in &change.patch {
            match fields.iter_mut().find(|field| field.field == patch.field) {
                Some(field) => field.to = patch.to.clone(),
                None => fields.push(patch.clone()),
            }
        }
        fields
    }

    fn account_fields(&self, resident: &Resident, fields: &mut Vec<FieldChange>) {
        let mut set = |field, to: Option<Text>| {
            if to.is_some() {
                fields.push(FieldChange { field, from: None, to });
            }
        };
        set(Field::Email, resident.email.clone());
        set(Field::FirstName, Some(resident.first_name.clone()));
        set(Field::LastName, Some(resident.last_name.clone()));
        set(Field::Phone, self.phone(resident));
        set(Field::Kind, Some(Text::const_new("resident")));
        set(Field::AccountStatus, Some(Text::const_new("active")));
    }
}

fn residency_fields(resident: &Resident, fields: &mut Vec<FieldChange>) {
    let mut set = |field, to: Option<Text>| {
        if to.is_some() {
            fields.push(FieldChange { field, from: None, to });
        }
    };
    let id = &resident.external_id;
    set(Field::ExternalId, (!id.is_empty()).then(|| id.clone()));
    set(Field::LeaseId, resident.lease_id.clone());
    set(Field::Building, resident.building.clone());
    set(Field::Unit, resident.unit.clone());
    set(Field::Status, Some(Text::const_new(resident.status.as_str())));
    for (field, date) in [
        (Field::LeaseStart, resident.lease_start),
        (Field::LeaseEnd, resident.lease_end),
        (Field::MoveIn, resident.move_in),
        (Field::MoveOut, resident.move_out),
    ] {
        set(field, date.map(date_text));
    }
}

/// A date as `YYYY-MM-DD`.
pub fn date_text(date: crate::Date) -> Text {
    let (year, month, day) = (date.year(), date.month(), date.day());
    compact_str::format_compact!("{year:04}-{month:02}-{day:02}")
}
