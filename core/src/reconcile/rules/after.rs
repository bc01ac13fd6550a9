use std::collections::HashMap;

use serde_json::{Value, json};

use super::{
    AccountRef, Field, Policy, ResidencyRef,
    directory::Directory,
    reconciler::{Place, Reconciler},
};
use crate::{
    Text,
    model::{Account, AccountId, AccountStatus, ResidencyId, Resident},
    normalize::same_unit,
};

/// The directory as the plan leaves it. Alerts speak of that: what they show
/// must stand when somebody answers them, and the next sync of the same roster
/// must find nothing to tell anew.
pub(crate) struct After<'r> {
    directory: &'r Directory<'r>,
    policy: &'r Policy,
    accounts: HashMap<AccountId, Account>,
    moved: &'r HashMap<ResidencyId, Place>,
    added: HashMap<AccountId, Vec<Place>>,
}

impl<'a> Reconciler<'a> {
    /// Draws up the alerts that the rules have asked for.
    pub(crate) fn draw_up_alerts(&mut self) {
        let late = std::mem::take(&mut self.late);
        let after = self.after();
        let alerts = late.into_iter().map(|draw| draw(&after).finish()).collect();
        self.alerts = alerts;
    }

    fn after(&self) -> After<'_> {
        let mut after = After {
            directory: &self.directory,
            policy: self.policy,
            accounts: HashMap::new(),
            moved: &self.moved,
            added: HashMap::new(),
        };
        for change in &self.changes {
            let AccountRef::Existing(id) = change.account else { continue };
            if let (Some(index), Some(ResidencyRef::New(_))) = (change.resident, change.residency) {
                let resident = &self.roster.residents()[index as usize];
                let place = (resident.building.clone(), resident.unit.clone());
                after.added.entry(id).or_default().push(place);
            }
            for patch in &change.patch {
                after.patch(id, patch.field, patch.to.clone());
            }
        }
        after
    }
}

impl After<'_> {
    fn patch(&mut self, id: AccountId, field: Field, to: Option<Text>) {
        if field.is_of_account() {
            let Some(known) = self.directory.account(id) else { return };
            let account = self.accounts.entry(id).or_insert_with(|| known.account.clone());
            match field {
                Field::FirstName => account.first_name = to.unwrap_or_default(),
                Field::LastName => account.last_name = to.unwrap_or_default(),
                Field::Phone => account.phone = to,
                Field::AccountStatus => {
                    let status = to.as_deref().and_then(AccountStatus::from_name);
                    account.status = status.unwrap_or(account.status);
                }
                _ => {}
            }
        }
    }

    /// An account.
    pub(crate) fn account(&self, id: AccountId) -> Option<&Account> {
        self.accounts.get(&id).or_else(|| Some(self.directory.account(id)?.account))
    }

    /// An account in an alert, with its units in this property and how it
    /// compares with the resident.
    pub(crate) fn shown(&self, account: &Account, resident: Option<&Resident>) -> Value {
        let places = self.places(account.id);
        let mut units: Vec<&str> = places.iter().filter_map(|place| place.1).collect();
        units.sort_unstable();
        units.dedup();
        let evidence = resident.map_or_else(
            || json!({}),
            |resident| {
                let here = (resident.building.as_deref(), resident.unit.as_deref());
                let phone = self.phone_key(resident.phone.as_deref());
                let same_phone =
                    phone.is_some() && phone == self.phone_key(account.phone.as_deref());
                let same_unit = places.iter().any(|place| same_unit(*place, here));
                json!({ "same_unit": same_unit, "same_phone": same_phone })
            },
        );
        json!({
            "id": account.id.0.to_string(),
            "email": account.email,
            "first_name": account.first_name,
            "last_name": account.last_name,
            "phone": account.phone,
            "status": account.status.as_str(),
            "units": units,
            "evidence": evidence,
        })
    }

    fn phone_key(&self, phone: Option<&str>) -> Option<Text> {
        (self.policy.phone_key)(phone?, &self.policy.country)
    }

    /// Where the account has or had residencies in this property.
    fn places(&self, id: AccountId) -> Vec<(Option<&str>, Option<&str>)> {
        let known = self.directory.account(id);
        let rows = known.into_iter().flat_map(|known| &known.residencies);
        let here = rows
            .map(|at| self.directory.residency(*at))
            .filter(|residency| residency.property == self.policy.property)
            .map(|residency| match self.moved.get(&residency.id) {
                Some((building, unit)) => (building.as_deref(), unit.as_deref()),
                None => (residency.place.building.as_deref(), residency.place.unit.as_deref()),
            });
        let added = self.added.get(&id).into_iter().flatten();
        here.chain(added.map(|(building, unit)| (building.as_deref(), unit.as_deref()))).collect()
    }
}
