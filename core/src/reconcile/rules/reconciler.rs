use std::collections::{HashMap, HashSet};

use super::{
    AccountRef, Change, Directory, Field, PlannedAlert, Policy, Prepared, Reason, ResidencyRef,
    Selection,
    after::After,
    alerts::{Draft, Late},
    case::{Case, Namesakes, Verdict, cases},
    directory::Known,
    matching::{match_previous_ids, match_residencies},
    patch::Patch,
    scope::Scope,
};
use crate::{
    Text,
    model::{AccountId, ResidencyId, Resident},
    normalize::{NameKey, Placeholders},
};

/// The state of one reconciliation. Each rule has a file of its own; all of
/// them go through the records in the order of their ids, so that the order
/// of the feed counts for nothing.
pub(crate) struct Reconciler<'a> {
    pub(crate) roster: &'a Prepared,
    pub(crate) selection: &'a Selection,
    pub(crate) policy: &'a Policy,
    pub(crate) directory: Directory<'a>,
    pub(crate) cases: Vec<Case<'a>>,
    pub(crate) namesakes: Namesakes,
    /// Live linked residencies that no record carries the id of: indexes into
    /// the snapshot.
    pub(crate) missing: Vec<usize>,
    /// For each account the residents in scope that are linked to it.
    pub(crate) occupants: HashMap<AccountRef, Vec<Occupant>>,
    /// Ids named by records that could not be read.
    pub(crate) unreadable: HashSet<Text>,
    pub(crate) changes: Vec<Change>,
    /// Alerts to draw up.
    pub(crate) late: Vec<Late<'a>>,
    pub(crate) alerts: Vec<PlannedAlert>,
    /// Cases that an alert names.
    pub(crate) named: HashSet<u32>,
    /// Residencies that went over to another id in this run.
    pub(crate) taken: HashSet<ResidencyId>,
    /// Cases of which name and email have changed, with their residencies,
    /// until it is known whom this run creates.
    pub(crate) changed_persons: Vec<(usize, usize)>,
    /// Where each linked case's residency is after the run.
    pub(crate) links: HashMap<u32, (ResidencyRef, AccountRef)>,
    /// Accounts whose identity fields a case changes.
    pub(crate) rewritten: HashMap<AccountRef, u32>,
    /// Names that accounts get in this run, where they differ by their keys.
    pub(crate) renamed: HashMap<AccountId, NameKey>,
    pub(crate) placeholders: Placeholders,
    /// Accounts that this run creates, by email.
    pub(crate) created: HashMap<Text, AccountRef>,
    /// Building and unit of residencies that this run moves.
    pub(crate) moved: HashMap<ResidencyId, Place>,
    pub(crate) new_accounts: u32,
    pub(crate) new_residencies: u32,
}

/// Building and unit.
pub(crate) type Place = (Option<Text>, Option<Text>);

/// A resident in scope that is linked to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Occupant {
    /// Of this property, by `external_id`.
    Here(Text),
    /// Of another property.
    Elsewhere,
}

impl<'a> Reconciler<'a> {
    pub(crate) fn new(
        roster: &'a Prepared,
        selection: &'a Selection,
        snapshot: &'a super::Snapshot,
        policy: &'a Policy,
    ) -> Self {
        let directory = Directory::new(snapshot, &policy.property);
        let mut cases = cases(roster, selection, policy);
        let unreadable: HashSet<Text> =
            roster.rejects().iter().filter_map(|reject| reject.external_id.clone()).collect();
        match_residencies(&mut cases, &directory, selection, &unreadable);
        let placeholders = Placeholders::new(policy.placeholder_emails.iter().map(Text::as_str));
        let namesakes = Namesakes::new(roster, &cases, &directory);
        let mut this = Self {
            roster,
            selection,
            policy,
            directory,
            cases: Vec::new(),
            namesakes,
            missing: Vec::new(),
            occupants: HashMap::new(),
            unreadable,
            changes: Vec::new(),
            late: Vec::new(),
            alerts: Vec::new(),
            placeholders,
            renamed: HashMap::new(),
            named: HashSet::new(),
            taken: HashSet::new(),
            changed_persons: Vec::new(),
            links: HashMap::new(),
            rewritten: HashMap::new(),
            created: HashMap::new(),
            moved: HashMap::new(),
            new_accounts: 0,
            new_residencies: 0,
        };
        match_previous_ids(&mut cases, &this.directory, roster, &this.unreadable, |case, at| {
            let account = this.directory.residency(at).account;
            this.directory.account(account).is_some_and(|known| this.same_name(case, known))
        });
        this.cases = cases;
        this.find_missing();
        this.find_occupants();
        this
    }

    fn find_missing(&mut self) {
        let matched: HashSet<usize> = self.cases.iter().filter_map(|case| case.residency).collect();
        let residencies = &self.directory.snapshot.residencies;
        let fingerprints = &self.directory.snapshot.fingerprints;
        self.missing = (0..residencies.len())
            .filter(|at| {
                let residency = &residencies[*at];
                residency.property == self.policy.property
                    && residency.is_live()
                    && residency
                        .link
                        .as_ref()
                        .is_some_and(|link| !self.unreadable.contains(&link.external_id))
                    && !matched.contains(at)
                    && self.selection.settled(fingerprints, residency.id).is_none()
            })
            .collect();
        self.missing.sort_by_key(|at| residencies[*at].id);
    }

    fn find_occupants(&mut self) {
        let fingerprints = &self.directory.snapshot.fingerprints;
        let mut found: Vec<(AccountId, Occupant)> = Vec::new();
        let matched: HashSet<usize> = self.cases.iter().filter_map(|case| case.residency).collect();
        for (at, residency) in self.directory.snapshot.residencies.iter().enumerate() {
            let Some(link) = &residency.link else { continue };
            if residency.property != self.policy.property {
                if residency.is_live() {
                    found.push((residency.account, Occupant::Elsewhere));
                }
                continue;
            }
            let settled = self.selection.settled(fingerprints, residency.id);
            let unreadable = residency.is_live()
                && self.unreadable.contains(&link.external_id)
                && !matched.contains(&at);
            if unreadable
                || settled.is_some_and(|index| self.roster.scope(index as usize) == Scope::In)
            {
                found.push((residency.account, Occupant::Here(link.external_id.clone())));
            }
        }
        // Nobody knows what an unmapped status means: the account is not free.
        for case in
            self.cases.iter().filter(|case| matches!(case.scope, Scope::In | Scope::Unknown))
        {
            if let Some(at) = case.residency {
                let account = self.directory.residency(at).account;
                found.push((account, Occupant::Here(case.resident.external_id.clone())));
            }
        }
        for (account, occupant) in found {
            self.occupy(AccountRef::Existing(account), occupant);
        }
    }

    pub(crate) fn occupy(&mut self, account: AccountRef, occupant: Occupant) {
        if let AccountRef::New(_) = account {
            return; // Nobody asks whose a new account is.
        }
        let occupants = self.occupants.entry(account).or_default();
        if !occupants.contains(&occupant) {
            occupants.push(occupant);
        }
    }

    /// Whether a resident in scope other than this one is linked to an account.
    pub(crate) fn is_of_another(&self, account: AccountId, resident: &Resident) -> bool {
        self.occupants.get(&AccountRef::Existing(account)).is_some_and(|occupants| {
            occupants
                .iter()
                .any(|occupant| *occupant != Occupant::Here(resident.external_id.clone()))
        })
    }

    /// Whether a record and an account have the same name.
    pub(crate) fn same_name(&self, case: &Case, known: &Known) -> bool {
        case.name.same(self.name_of(known), self.namesake(case, known))
    }

    /// The name of an account, as this run leaves it.
    pub(crate) fn name_of<'s>(&'s self, known: &'s Known) -> &'s NameKey {
        self.renamed.get(&known.account.id).unwrap_or(&known.name)
    }

    /// Whether somebody else of the property has the name that a record and
    /// an account share but for a suffix.
    fn namesake(&self, case: &Case, known: &Known) -> bool {
        if !case.name.hangs_on_namesake(self.name_of(known)) {
            return false;
        }
        let in_directory = self
            .directory
            .with_name(&case.name.base)
            .iter()
            .filter(|id| self.renamed.get(id).is_none_or(|name| name.base == case.name.base))
            .any(|id| *id != known.account.id);
        in_directory || self.namesakes.in_roster(&case.name.base, case.resident)
    }

    /// Whether somebody else of the property has the name of a record, but for
    /// a suffix.
    pub(crate) fn has_namesake(&self, case: &Case) -> bool {
        let is_own = |id: &AccountId| {
            self.directory.account(*id).is_some_and(|known| {
                Some(&known.email) == case.email.as_ref()
                    || known.residencies.iter().map(|at| self.directory.residency(*at)).any(|row| {
                        row.property == self.policy.property
                            && row
                                .link
                                .as_ref()
                                .is_some_and(|link| link.external_id == case.resident.external_id)
                    })
            })
        };
        self.namesakes.in_roster(&case.name.base, case.resident)
            || self.directory.with_name(&case.name.base).iter().any(|id| !is_own(id))
    }

    /// Whether the outcome for a linked record hangs on namesakes, so that it
    /// has to be looked at every time.
    pub(crate) fn is_fragile(&self, case: &Case, name: &NameKey) -> bool {
        case.name.hangs_on_namesake(name)
    }

    /// Opens an alert that names cases.
    pub(crate) fn hold(&mut self, cases: &[usize], draw: impl FnOnce(&After) -> Draft<'a> + 'a) {
        for at in cases {
            self.cases[*at].verdict = Verdict::Held;
            self.named.insert(self.cases[*at].index);
        }
        self.late.push(Box::new(draw));
    }

    /// The key of an email that stands for one.
    pub(crate) fn usable(&self, email: Option<&str>) -> Option<Text> {
        self.placeholders.usable(email)
    }

    /// Records a change of a residency that exists.
    pub(crate) fn change(
        &mut self,
        action: super::Action,
        reason: Reason,
        at: usize,
        external_id: Option<Text>,
        patch: Patch,
    ) {
        let residency = self.directory.residency(at);
        if patch.0.iter().any(|patch| matches!(patch.field, Field::Building | Field::Unit)) {
            let mut place = (residency.place.building.clone(), residency.place.unit.clone());
            for patch in &patch.0 {
                match patch.field {
                    Field::Building => place.0 = patch.to.clone(),
                    Field::Unit => place.1 = patch.to.clone(),
                    _ => {}
                }
            }
            self.moved.insert(residency.id, place);
        }
        self.changes.push(Change {
            action,
            reason,
            external_id,
            resident: None,
            account: AccountRef::Existing(residency.account),
            residency: Some(ResidencyRef::Existing(residency.id)),
            patch: patch.0,
        });
    }

    pub(crate) fn phone_key(&self, phone: Option<&str>) -> Option<Text> {
        (self.policy.phone_key)(phone?, &self.policy.country)
    }
}
