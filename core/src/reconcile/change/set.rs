use super::{AccountRef, Action, Change, Field, FieldChange, ResidencyRef, date_text};
use crate::{Text, model::Resident, normalize::can_be_phone};

/// Changes, with the records that they refer to.
#[derive(Debug, Clone, Copy)]
pub struct ChangeSet<'a> {
    /// The property whose residencies change.
    pub property: &'a str,
    /// What `Change::resident` indexes. An empty `external_id` creates a manual residency.
    pub residents: &'a [Resident],
    /// The changes, in the order in which they are applied.
    pub changes: &'a [Change],
    /// Turns a phone number into its E.164 key (see [`super::Policy::phone_key`]).
    pub phone_key: fn(&str, &str) -> Option<Text>,
    /// Default region of phone numbers.
    pub country: &'a str,
}

impl ChangeSet<'_> {
    /// The record that the change's new rows are created from.
    pub fn resident(&self, change: &Change) -> Option<&Resident> {
        self.residents.get(change.resident?.position())
    }

    /// The phone number for this resident's account: E.164 if it can be parsed, otherwise as it
    /// was given. `None` if what was given cannot be a phone number.
    pub fn phone(&self, resident: &Resident) -> Option<Text> {
        let phone = resident.phone.as_ref().filter(|phone| can_be_phone(phone))?;
        Some((self.phone_key)(phone, self.country).unwrap_or_else(|| phone.clone()))
    }

    /// Every field that a change sets, including those of new rows, but without bookkeeping for
    /// new rows. People see these, and the audit keeps them: replaying the audit yields the
    /// directory.
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
        if change.action == Action::Create {
            // A new account may not get its resident's email.
            fields.retain(|field| field.from != field.to);
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
    // A residency that somebody adds says nothing about a lease.
    if !id.is_empty() {
        set(Field::PropertyCode, resident.code().map(Text::from));
        set(Field::HouseholdId, resident.household_id.clone());
        set(Field::Role, Some(Text::const_new(resident.role.as_str())));
        set(Field::PmsStatus, resident.status_word().map(Text::from));
    }
}
