use std::collections::{HashMap, HashSet};

use super::{
    case::CaseIx,
    claims::{BuildingAndUnit, Claimed, building_and_unit, located},
    reading::Reading,
};
use crate::{
    Date, Text,
    model::{Account, AccountId, AccountStatus, Evidence, ResidencyId, Resident, ShownAccount},
    reconcile::{
        AccountRef, Action, Change, Field, Known, Located, RecordIx, ResidencyRef,
        change::located_after,
    },
};

/// The directory as the run leaves it, which is what alerts show: their facts must still be true
/// when somebody answers them, and the next sync of the same roster must not find anything new to
/// say.
pub(super) struct After<'r> {
    reading: &'r Reading<'r>,
    claims: &'r Claimed,
    /// The accounts of the records that get a new residency.
    let_in: HashMap<RecordIx, AccountRef>,
    /// The new accounts without an email.
    emailless: HashSet<AccountRef>,
    accounts: HashMap<AccountId, Account>,
    added: HashMap<AccountId, Vec<BuildingAndUnit>>,
    moved: HashMap<ResidencyId, BuildingAndUnit>,
    ends: HashMap<ResidencyId, Option<Date>>,
}

impl<'r> After<'r> {
    /// Applies the complete changes of a run.
    pub(super) fn new(reading: &'r Reading, claims: &'r Claimed, changes: &[Change]) -> Self {
        let mut after = After {
            reading,
            claims,
            let_in: HashMap::new(),
            emailless: HashSet::new(),
            accounts: HashMap::new(),
            added: HashMap::new(),
            moved: moved(reading, changes),
            ends: ends(changes),
        };
        for change in changes {
            after.add_new(change);
            let AccountRef::Existing(id) = change.account else { continue };
            if let (Some(record), Some(ResidencyRef::New(_))) = (change.resident, change.residency)
            {
                let resident = reading.roster.resident(record);
                let place = (resident.building.clone(), resident.unit.clone());
                after.added.entry(id).or_default().push(place);
            }
            for patch in &change.patch {
                after.patch(id, patch.field, patch.to.as_ref());
            }
        }
        after
    }

    fn add_new(&mut self, change: &Change) {
        let (Some(record), Some(ResidencyRef::New(_))) = (change.resident, change.residency) else {
            return;
        };
        self.let_in.insert(record, change.account);
        let has_email = self.reading.roster.resident(record).email.is_some();
        let loses_it = change.patch.iter().any(|patch| patch.field == Field::Email);
        if change.action == Action::Create && (!has_email || loses_it) {
            self.emailless.insert(change.account);
        }
    }

    fn patch(&mut self, id: AccountId, field: Field, to: Option<&Text>) {
        if !field.is_of_account() {
            return;
        }
        let Some(known) = self.reading.directory.account(id) else { return };
        let account = self.accounts.entry(id).or_insert_with(|| known.account.clone());
        match field {
            Field::FirstName => account.first_name = to.cloned().unwrap_or_default(),
            Field::LastName => account.last_name = to.cloned().unwrap_or_default(),
            Field::Email => account.email = to.cloned(),
            Field::Phone => account.phone = to.cloned(),
            Field::AccountStatus => {
                let status = to.and_then(|to| AccountStatus::from_name(to));
                account.status = status.unwrap_or(account.status);
            }
            _ => {}
        }
    }

    /// An account as the run leaves it.
    pub(super) fn account<'a>(&'a self, known: &'a Known) -> &'a Account {
        self.accounts.get(&known.account.id).unwrap_or(known.account)
    }

    /// The account through which a record has access.
    pub(super) fn account_of(&self, at: CaseIx) -> Option<AccountRef> {
        let link = self.claims.link(at)?;
        match (link.residency, link.account) {
            (ResidencyRef::Existing(id), AccountRef::Existing(account)) => {
                let known = self.reading.directory.account(account)?;
                let mut here = self.reading.directory.residencies_here(known);
                let before = here.find(|residency| residency.id == id)?.ended_on;
                let ended = self.ends.get(&id).copied().unwrap_or(before);
                ended.is_none().then_some(link.account)
            }
            _ => self.let_in.get(&self.reading.cases[at].record).copied(),
        }
    }

    /// The PMS's IDs of the records that have access through an account without an email.
    pub(super) fn without_email(&self, cases: &[CaseIx]) -> Vec<Text> {
        let has_none = |account: AccountRef| match account {
            AccountRef::New(_) => self.emailless.contains(&account),
            AccountRef::Existing(id) => {
                let known = self.reading.directory.account(id);
                known.is_some_and(|known| self.account(known).email.is_none())
            }
        };
        let found = cases.iter().filter(|at| self.account_of(**at).is_some_and(has_none));
        let ids = found.map(|at| self.reading.cases[*at].resident.external_id.clone());
        let mut ids: Vec<Text> = ids.collect();
        ids.dedup();
        ids
    }

    /// An account as an alert shows it, with its units at this property and how it compares with
    /// the resident.
    pub(super) fn shown(&self, known: &Known, resident: Option<&Resident>) -> ShownAccount {
        let account = self.account(known);
        let places = self.places(known);
        let mut units: Vec<Text> =
            places.iter().filter_map(|place| place.1.map(Text::from)).collect();
        units.sort_unstable();
        units.dedup();
        ShownAccount {
            units,
            left_on: self.left_on(known),
            evidence: resident.map(|resident| self.evidence(account, &places, resident)),
            ..ShownAccount::of(account)
        }
    }

    /// The day on which the last residency of an account at this property ended, if none is live.
    fn left_on(&self, known: &Known) -> Option<Date> {
        if self.added.contains_key(&known.account.id) {
            return None;
        }
        let here = self.reading.directory.residencies_here(known);
        let ends = here.map(|row| self.ends.get(&row.id).copied().unwrap_or(row.ended_on));
        ends.collect::<Option<Vec<Date>>>()?.into_iter().max()
    }

    fn evidence(&self, account: &Account, places: &[Located], resident: &Resident) -> Evidence {
        let phone = self.reading.phone_key(resident.phone.as_deref());
        Evidence {
            same_unit: places
                .iter()
                .any(|place| self.reading.directory.same_unit(*place, resident.located())),
            same_phone: phone.is_some()
                && phone == self.reading.phone_key(account.phone.as_deref()),
        }
    }

    /// The units at this property in which the account has or had a residency.
    fn places(&self, known: &Known) -> Vec<Located<'_>> {
        let here = self.reading.directory.residencies_here(known);
        let here = here.map(|residency| {
            self.moved.get(&residency.id).map_or(residency.place.located(), located)
        });
        let added = self.added.get(&known.account.id).into_iter().flatten();
        here.chain(added.map(located)).collect()
    }
}

/// The residencies that changes move, with their new places.
fn moved(reading: &Reading, changes: &[Change]) -> HashMap<ResidencyId, BuildingAndUnit> {
    let moves = |change: &&Change| change.patch.iter().any(|patch| patch.field.is_location());
    let moving: HashMap<ResidencyId, &Change> = changes
        .iter()
        .filter(moves)
        .filter_map(|change| Some((change.existing_residency()?, change)))
        .collect();
    if moving.is_empty() {
        return HashMap::new();
    }
    let rows = reading.directory.residencies().filter_map(|(_, residency)| {
        let change = moving.get(&residency.id)?;
        let place = located_after(&change.patch, residency.place.located());
        Some((residency.id, building_and_unit(place)))
    });
    rows.collect()
}

/// The new end of residencies that changes end or reopen.
fn ends(changes: &[Change]) -> HashMap<ResidencyId, Option<Date>> {
    let of = |change: &Change| {
        let patch = change.patch.iter().find(|patch| patch.field == Field::EndedOn)?;
        let end = patch.to.as_ref().and_then(|day| day.parse().ok());
        Some((change.existing_residency()?, end))
    };
    changes.iter().filter_map(of).collect()
}
