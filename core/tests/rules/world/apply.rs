//! Changes to accounts and residencies, and their audit.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use tenantry_core::{
    Text,
    model::{
        Account, AccountId, AccountStatus, AlertFacts, AlertId, Identity, Residency, ResidencyId,
        Resident, Resolution,
    },
    normalize::email_key,
    reconcile::{
        AccountAndHomes, AccountRef, Action, Answer, AuditedChange, Change, ChangeId, ChangeSet,
        Entry, Field, FieldChange, Fingerprints, Imported, LeftOut, Newcomer, NotMerged, Offers,
        Policy, Reason, Refusal, ResidencyRef, describe_deletions, import, merge, resolve,
        undescribed_deletions,
    },
};

use super::{
    Logged, World,
    rows::{new_account, new_residency, set_account, set_residency},
};

/// The IDs of new rows.
#[derive(Debug, Default)]
pub(super) struct NewRows {
    accounts: BTreeMap<u32, i64>,
    residencies: BTreeMap<u32, i64>,
}

impl NewRows {
    pub(super) fn account(&self, account: AccountRef) -> i64 {
        match account {
            AccountRef::Existing(id) => id.0,
            AccountRef::New(new) => self.accounts[&new],
        }
    }

    pub(super) fn residency(&self, residency: ResidencyRef) -> i64 {
        match residency {
            ResidencyRef::Existing(id) => id.0,
            ResidencyRef::New(new) => self.residencies[&new],
        }
    }
}

impl World {
    /// Writes changes and their audit. `run` is the ID of the sync, which writes the property's
    /// fingerprints itself.
    pub(super) fn apply(
        &mut self,
        residents: &[Resident],
        changes: &[Change],
        policy: &Policy,
        run: Option<u32>,
    ) -> NewRows {
        let set = ChangeSet {
            property: &policy.property,
            residents,
            changes,
            phone_key: policy.phone_key,
            country: &policy.country,
        };
        let mut new = NewRows::default();
        if changes.is_empty() {
            return new;
        }
        let described = self.described(changes);
        let set = ChangeSet { changes: &described, ..set };
        self.numbers.generation += 1;
        let mut touched = BTreeSet::new();
        let mut rows = Vec::new();
        for change in set.changes {
            let row = self.log_row(&set, change, &mut new, policy, run);
            touched.insert(row.change.account.0);
            let moved = change.patch.iter().find(|patch| patch.field == Field::Account);
            touched.extend(moved.and_then(|patch| patch.from.as_ref()?.parse::<i64>().ok()));
            rows.push((row, set.resident(change)));
        }
        // In the order of the store: existing accounts, new accounts, residencies, and deletions
        // last.
        for (row, _) in rows.iter().filter(|(row, _)| row.change.action != Action::Delete) {
            self.check_from(row);
        }
        for (row, resident) in rows.iter().filter(|(row, _)| row.change.action != Action::Delete) {
            self.write(row);
            if let (true, Some(id), Some(resident)) =
                (row.change.new_residency, row.change.residency, resident)
                && !resident.external_id.is_empty()
            {
                self.residencies.get_mut(&id.0).unwrap().seen = identity(resident);
            }
        }
        let deleted: BTreeSet<i64> = rows
            .iter()
            .filter(|(row, _)| {
                row.change.action == Action::Delete && row.change.residency.is_none()
            })
            .map(|(row, _)| row.change.account.0)
            .collect();
        self.check_emails(&deleted);
        let before: Vec<(i64, ResidencyId)> = self.owned();
        for (row, _) in rows.iter().filter(|(row, _)| row.change.action == Action::Delete) {
            self.write(row);
        }
        self.check_links();
        self.forget(before, &touched, run.map(|_| policy));
        self.log.extend(rows.into_iter().map(|(row, _)| row));
        new
    }

    fn log_row(
        &mut self,
        set: &ChangeSet,
        change: &Change,
        new: &mut NewRows,
        policy: &Policy,
        run: Option<u32>,
    ) -> Logged {
        let restored = change.action == Action::Restore;
        let residency_restored = restored && change.residency.is_some();
        let mut made = (restored && !residency_restored, residency_restored);
        let numbers = &mut self.numbers;
        if let AccountRef::New(index) = change.account {
            new.accounts.entry(index).or_insert_with(|| {
                made.0 = true;
                numbers.account += 1;
                numbers.account
            });
        }
        if let Some(ResidencyRef::New(index)) = change.residency {
            new.residencies.entry(index).or_insert_with(|| {
                made.1 = true;
                numbers.residency += 1;
                numbers.residency
            });
        }
        numbers.change += 1;
        let account = new.account(change.account);
        let residency = change.residency.map(|residency| ResidencyId(new.residency(residency)));
        let mut fields = set.fields(change);
        for field in fields.iter_mut().filter(|field| field.field == Field::Account) {
            field.to = Some(account.to_string().into());
        }
        let email = self.accounts.get(&account).map(|account| account.email.clone());
        Logged {
            property: match residency {
                Some(id) if residency_restored => self.made_in(id),
                _ => policy.property.clone(),
            },
            run,
            day: policy.today,
            reason: change.reason,
            change: AuditedChange {
                id: ChangeId(self.numbers.change),
                action: change.action,
                external_id: change.external_id.clone(),
                account: AccountId(account),
                account_email: email.flatten(),
                residency,
                new_account: made.0,
                new_residency: made.1,
                fields,
            },
        }
    }

    /// The property of a deleted residency.
    pub(super) fn made_in(&self, residency: ResidencyId) -> Text {
        let made = self.log.iter().find(|Logged { change, .. }| {
            change.residency == Some(residency)
                && change.new_residency
                && change.action != Action::Restore
        });
        made.unwrap().property.clone()
    }

    /// The changes with their deletions described, as the store does it.
    fn described(&self, changes: &[Change]) -> Vec<Change> {
        let ids = undescribed_deletions(changes);
        let accounts: Vec<Account> = ids.iter().map(|id| self.accounts[&id.0].clone()).collect();
        let residencies: Vec<Residency> =
            self.residencies.values().filter(|row| ids.contains(&row.account)).cloned().collect();
        describe_deletions(changes, &accounts, &residencies)
    }

    /// Applies one audit row, as replaying it does.
    pub(super) fn write(&mut self, row: &Logged) {
        let Logged { change, property, .. } = row;
        let account = change.account.0;
        if change.action == Action::Delete {
            match change.residency {
                Some(id) => drop(self.residencies.remove(&id.0).unwrap()),
                None => {
                    let left = self.residencies.values().find(|row| row.account == change.account);
                    assert_eq!(left, None, "the audit describes each residency");
                    self.accounts.remove(&account).unwrap();
                }
            }
            return;
        }
        if change.new_account {
            let before = self.accounts.insert(account, new_account(account));
            assert_eq!(before, None, "created twice");
        }
        if let (true, Some(id)) = (change.new_residency, change.residency) {
            let before = self.residencies.insert(id.0, new_residency(id.0, account, property));
            assert_eq!(before, None, "created twice");
        }
        for FieldChange { field, to, .. } in &change.fields {
            if field.is_of_account() {
                set_account(self.accounts.get_mut(&account).unwrap(), *field, to.clone());
            } else {
                let residency = self.residencies.get_mut(&change.residency.unwrap().0).unwrap();
                set_residency(residency, *field, to.clone(), account);
            }
        }
    }

    /// Checks that the old values in a change are what was there.
    fn check_from(&self, row: &Logged) {
        let Logged { change, reason, .. } = row;
        // An undo reverts step by step what a run may have changed at once.
        if change.new_account || change.new_residency || *reason == Reason::Undo {
            return;
        }
        for FieldChange { field, from, .. } in &change.fields {
            if field.is_of_account() {
                let mut account = self.accounts[&change.account.0].clone();
                set_account(&mut account, *field, from.clone());
                assert_eq!(account, self.accounts[&change.account.0], "{row:?}");
            } else {
                let residency = &self.residencies[&change.residency.unwrap().0];
                let mut before = residency.clone();
                set_residency(&mut before, *field, from.clone(), change.account.0);
                assert_eq!(before, *residency, "{row:?}");
            }
        }
    }

    /// The emails of accounts that are about to be `deleted` are free.
    fn check_emails(&self, deleted: &BTreeSet<i64>) {
        let mut emails = BTreeSet::new();
        for account in self.accounts.values().filter(|it| !deleted.contains(&it.id.0)) {
            let Some(email) = &account.email else { continue };
            assert!(emails.insert(email_key(email).unwrap()), "two accounts have {email}");
        }
    }

    fn check_links(&self) {
        let mut links = BTreeSet::new();
        for residency in self.residencies.values() {
            if let Some(link) = &residency.link {
                let key = (residency.property.clone(), link.clone());
                assert!(links.insert(key), "two residencies carry {link:?}");
            }
        }
    }

    fn owned(&self) -> Vec<(i64, ResidencyId)> {
        self.residencies.values().map(|row| (row.account.0, row.id)).collect()
    }

    /// Forgets what was remembered about the residencies of touched accounts, at every property
    /// except the one whose sync rewrites it anyway.
    fn forget(
        &mut self,
        before: Vec<(i64, ResidencyId)>,
        touched: &BTreeSet<i64>,
        own: Option<&Policy>,
    ) {
        let mut ids: BTreeSet<ResidencyId> = BTreeSet::new();
        for (account, id) in before.into_iter().chain(self.owned()) {
            if touched.contains(&account) {
                ids.insert(id);
            }
        }
        for (property, site) in &mut self.sites {
            if own.is_some_and(|own| own.property == *property) {
                continue;
            }
            let mut entries: BTreeMap<ResidencyId, Entry> =
                site.fingerprints.entries().iter().map(|entry| (entry.residency, *entry)).collect();
            for id in &ids {
                let row = self.residencies.get(&id.0).filter(|row| row.property == *property);
                let linked = row.filter(|row| row.link.is_some());
                if entries.remove(id).is_some() || linked.is_some() {
                    site.digest = None;
                }
                if let Some(row) = linked {
                    let live = row.is_live();
                    entries.insert(*id, Entry { residency: *id, live, fingerprint: 0 });
                }
            }
            site.fingerprints = Fingerprints::new(entries.into_values().collect());
        }
    }

    /// Imports people, as the command does. Returns the rows that are left out.
    pub(crate) fn import(&mut self, rows: &[Newcomer], policy: &Policy) -> Vec<LeftOut> {
        let snapshot = self.snapshot(None, Fingerprints::default(), policy);
        let Imported { resolved, left_out } = import(rows, &snapshot, policy);
        self.apply(&resolved.residents, &resolved.changes, policy, None);
        self.sites.entry(policy.property.clone()).or_default().digest = None;
        left_out
    }

    /// Sets fields of an account, as somebody does who edits the directory.
    pub(crate) fn edit(&mut self, id: AccountId, fields: &[(Field, &str)], policy: &Policy) {
        let account = &self.accounts[&id.0];
        let now = |field| match field {
            Field::FirstName => Some(account.first_name.clone()),
            Field::LastName => Some(account.last_name.clone()),
            Field::Phone => account.phone.clone(),
            other => panic!("{other:?}"),
        };
        let changed = fields.iter().map(|(field, to)| FieldChange {
            field: *field,
            from: now(*field),
            to: Some((*to).into()),
        });
        let change = Change {
            action: Action::Update,
            reason: Reason::Resolution,
            external_id: None,
            resident: None,
            account: AccountRef::Existing(id),
            residency: None,
            patch: changed.filter(|change| change.from != change.to).collect(),
        };
        if !change.patch.is_empty() {
            self.apply(&[], &[change], policy, None);
        }
        self.sites.entry(policy.property.clone()).or_default().digest = None;
    }

    /// Takes the email of an account away, as an answer does that frees the address for somebody
    /// else. Returns the audit rows of that.
    pub(crate) fn release(&mut self, id: AccountId, policy: &Policy) -> Range<usize> {
        let before = self.log.len();
        let from = self.accounts[&id.0].email.clone();
        let change = Change {
            action: Action::Update,
            reason: Reason::Resolution,
            external_id: None,
            resident: None,
            account: AccountRef::Existing(id),
            residency: None,
            patch: vec![FieldChange { field: Field::Email, from: from.clone(), to: None }],
        };
        if from.is_some() {
            self.apply(&[], &[change], policy, None);
        }
        self.sites.entry(policy.property.clone()).or_default().digest = None;
        before..self.log.len()
    }

    /// Makes two accounts one, as the command does.
    pub(crate) fn merge(
        &mut self,
        keep: AccountId,
        other: AccountId,
        policy: &Policy,
    ) -> Result<(), NotMerged> {
        let homes = |id| -> Vec<Residency> {
            self.residencies.values().filter(|row| row.account == id).cloned().collect()
        };
        let (keeps, moves) = (homes(keep), homes(other));
        let of = |id: AccountId, residencies| AccountAndHomes {
            account: &self.accounts[&id.0],
            residencies,
        };
        let changes = merge(&policy.property, of(keep, &keeps), of(other, &moves))?;
        self.apply(&[], &changes, policy, None);
        self.sites.entry(policy.property.clone()).or_default().digest = None;
        Ok(())
    }

    /// The answers to an open alert that are offered, as a page shows them.
    pub(crate) fn offered(&self, alert: i64, policy: &Policy) -> Vec<Resolution> {
        let site = self.site(policy);
        let open: Vec<(AlertId, AlertFacts)> =
            site.alerts.iter().map(|(id, open)| (AlertId(*id), open.facts.clone())).collect();
        let about = Answer {
            resolution: Resolution::Dismiss,
            open: &open,
            facts: &site.alerts[&alert].facts,
            account: None,
            delete_old: false,
            property: &policy.property,
            today: policy.today,
        };
        let snapshot = self.snapshot(None, Fingerprints::default(), policy);
        Offers::new(&snapshot, &policy.property).of(&about)
    }

    /// Answers an open alert, as the command does.
    pub(crate) fn resolve(
        &mut self,
        alert: i64,
        resolution: Resolution,
        account: Option<&str>,
        delete_old: bool,
        policy: &Policy,
    ) -> Result<(), Refusal> {
        let site = self.site(policy);
        let shown = &site.alerts[&alert];
        if !shown.facts.resolutions().contains(&resolution) {
            return Err(Refusal::NotThisWay);
        }
        // In the form in which the database stores it.
        let facts = serde_json::to_string(&shown.facts).unwrap();
        let facts: AlertFacts = serde_json::from_str(&facts).unwrap();
        assert_eq!(facts, shown.facts);
        let open: Vec<(AlertId, AlertFacts)> =
            site.alerts.iter().map(|(id, open)| (AlertId(*id), open.facts.clone())).collect();
        let answer = Answer {
            resolution,
            open: &open,
            facts: &facts,
            account,
            delete_old,
            property: &policy.property,
            today: policy.today,
        };
        let snapshot = self.snapshot(None, Fingerprints::default(), policy);
        let done = resolve(&answer, &snapshot);
        if account.is_none() && !delete_old && resolution != Resolution::Confirm {
            let is_offered =
                Offers::new(&snapshot, &policy.property).of(&answer).contains(&resolution);
            let works = matches!(done, Ok(_) | Err(Refusal::WhichAccount));
            assert!(works || !is_offered, "{resolution:?} is offered, but {done:?}");
        }
        let done = done?;
        self.apply(&done.residents, &done.changes, policy, None);
        let site = self.sites.get_mut(&policy.property).unwrap();
        let gone = site.alerts.remove(&alert).unwrap();
        if resolution.stands() {
            site.stand(gone, resolution);
        } else {
            site.digest = None;
        }
        Ok(())
    }

    /// The directory that results from replaying the audit.
    pub(crate) fn replayed(&self) -> (Vec<Account>, Vec<Residency>) {
        let mut empty = World::default();
        self.log.iter().for_each(|row| empty.write(row));
        empty.people()
    }

    /// The directory, without what is internal to the engine.
    pub(crate) fn people(&self) -> (Vec<Account>, Vec<Residency>) {
        let residencies = self.residencies.values().map(|row| Residency {
            seen: Identity::default(),
            missing_runs: 0,
            ..row.clone()
        });
        (self.accounts.values().cloned().collect(), residencies.collect())
    }

    /// Whether the account has access.
    pub(crate) fn active(&self, email: &str) -> bool {
        self.account(email).status == AccountStatus::Active
    }

    pub(crate) fn account(&self, email: &str) -> &Account {
        self.accounts.values().find(|account| account.email.as_deref() == Some(email)).unwrap()
    }
}

fn identity(resident: &Resident) -> Identity {
    Identity {
        first_name: resident.first_name.clone(),
        last_name: resident.last_name.clone(),
        email: resident.email.clone(),
        phone: resident.phone.clone(),
    }
}
