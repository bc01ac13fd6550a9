//! The rows of an import, and why some are left out.

use strum::IntoStaticStr;

use crate::{
    Text,
    model::{Account, AccountKind, Resident, Status},
    normalize::{NameKey, PlaceKey},
};

/// A row to import: a person, with a manual residency at the property.
#[derive(Debug, Clone, Default)]
pub struct Newcomer {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// The email, which must be usable.
    pub email: Text,
    /// Given name.
    pub first_name: Text,
    /// Family name.
    pub last_name: Text,
    /// Phone number as written.
    pub phone: Option<Text>,
    /// Building.
    pub building: Option<Text>,
    /// Unit.
    pub unit: Option<Text>,
    /// Resident or staff. If absent, an existing account keeps its kind and a new one is a
    /// resident.
    pub kind: Option<AccountKind>,
}

/// A row that is not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The line of the file.
    pub line: u64,
    /// The email of the row.
    pub email: Text,
    /// Why it is left out.
    pub why: WhyLeftOut,
}

/// Why a row is not imported. As text, a reason is its name alone: `shared_with`.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum WhyLeftOut {
    /// The email is blank, not an email, or a placeholder.
    NoEmail,
    /// An earlier row gives the email to somebody with another name, such as the other half of a
    /// couple.
    SharedWith {
        /// The line of the earlier row.
        line: u64,
    },
    /// The account with the email has another name.
    OtherName,
    /// The row would change an account that belongs to a resident of the PMS, or a former one.
    Resident {
        /// The property of the resident, by its ID in the configuration.
        property: Text,
    },
}

impl Newcomer {
    /// Whether the row may be about the person of an earlier row. Between two rows, a suffix on one
    /// side makes them two people: a father and his son may well share an address.
    pub(super) fn may_be(&self, earlier: &Newcomer) -> bool {
        self.is_nameless() || self.is_named(&earlier.first_name, &earlier.last_name, true)
    }

    /// Whether the row may be about the person who has an account.
    pub(super) fn may_be_of(&self, account: &Account) -> bool {
        let (first, last) = (&account.first_name, &account.last_name);
        let is_nameless = first.trim().is_empty() && last.trim().is_empty();
        self.is_nameless() || is_nameless || self.is_named(first, last, false)
    }

    fn is_nameless(&self) -> bool {
        self.first_name.trim().is_empty() && self.last_name.trim().is_empty()
    }

    /// Whether the names are the same, as far as the row gives them. Names without a letter or a
    /// digit are compared as they are.
    fn is_named(&self, first: &str, last: &str, namesake: bool) -> bool {
        let (own_first, own_last) = self.name_beside(first, last);
        let (own, other) = (NameKey::of(&own_first, &own_last), NameKey::of(first, last));
        own.same(&other, namesake) || (own_first == first && own_last == last)
    }

    /// The first and last name that an account gets from the row. What the row leaves out stays,
    /// and so does a suffix: John Smith Jr would otherwise be open to John Smith Sr afterwards.
    pub(super) fn name_for(&self, account: &Account) -> (Text, Text) {
        let (first, last) = (&account.first_name, &account.last_name);
        let own = self.name_beside(first, last);
        let drops_suffix = NameKey::of(first, last).suffix.is_some()
            && NameKey::of(&own.0, &own.1).suffix.is_none();
        if drops_suffix { (first.clone(), last.clone()) } else { own }
    }

    /// The names of the row, with those that it leaves blank taken from another name.
    fn name_beside(&self, first: &str, last: &str) -> (Text, Text) {
        let or = |own: &Text, other: &str| -> Text {
            if own.trim().is_empty() { other.into() } else { own.clone() }
        };
        (or(&self.first_name, first), or(&self.last_name, last))
    }

    pub(super) fn place(&self) -> PlaceKey {
        PlaceKey::of((self.building.as_deref(), self.unit.as_deref()))
    }

    /// The record of the manual residency and of a new account.
    pub(super) fn resident(&self) -> Resident {
        Resident {
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            email: Some(self.email.clone()),
            phone: self.phone.clone(),
            building: self.building.clone(),
            unit: self.unit.clone(),
            pms_status: Text::const_new("manual"),
            status: Status::Current,
            ..Resident::default()
        }
    }
}
