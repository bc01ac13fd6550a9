use std::collections::{HashMap, HashSet};

use super::{
    AccountRef, Action, Change, Field, Reason, ResidencyRef,
    alerts::{Draft, named, subject},
    case::Verdict,
    directory::Known,
    linked::{in_unit, name_mismatch},
    patch::Patch,
    reconciler::{Occupant, Reconciler},
    scope::Scope,
};
use crate::model::{AccountId, AccountStatus, AlertKind, ResidencyId};

impl<'a> Reconciler<'a> {
    /// Rule 3: residents in scope that are not linked. What is certain comes
    /// first, for all of them: whom an account belongs to decides on the rest.
    pub(crate) fn unlinked(&mut self) {
        self.link_same_person();
        self.link_same_email_and_name();
        self.settle_changed_persons();
        self.link_same_name_and_place();
        // Whom these have linked may have another lease.
        self.link_same_person();
        self.hold_or_create();
    }

    pub(crate) fn open(&self) -> Vec<usize> {
        let open = |at: &usize| {
            let case = &self.cases[*at];
            case.scope == Scope::In
                && case.residency.is_none()
                && !case.disputed
                && case.verdict == Verdict::Open
        };
        (0..self.cases.len()).filter(open).collect()
    }

    /// Another lease of a person who has an account already.
    fn link_same_person(&mut self) {
        for at in self.open() {
            let Some(account) = self.account_of_person(at) else { continue };
            let Some(known) = self.directory.account(account) else { continue };
            let case = &self.cases[at];
            if self.same_name(case, known)
                && case.email.as_ref().is_none_or(|email| *email == known.email)
            {
                self.link(at, AccountRef::Existing(account), Reason::AnotherLease);
            }
        }
    }

    /// The account of the person's other leases, those of this run included.
    fn account_of_person(&self, at: usize) -> Option<AccountId> {
        let id = &self.cases[at].resident.external_id;
        let mut found: Vec<(bool, ResidencyId, AccountId)> = Vec::new();
        let mut stands_for = HashSet::new();
        for index in self.roster.records_of(id) {
            let Some((residency, account)) = self.links.get(&(index as u32)) else { continue };
            let AccountRef::Existing(account) = *account else { continue };
            let Ok(at) = self.cases.binary_search_by_key(&(index as u32), |case| case.index) else {
                continue;
            };
            let was_live =
                self.cases[at].residency.is_none_or(|at| self.directory.residency(at).is_live());
            let live = match self.cases[at].verdict {
                Verdict::Ended => false,
                Verdict::Held => was_live,
                _ => true,
            };
            let row = match residency {
                ResidencyRef::Existing(row) => *row,
                ResidencyRef::New(_) => ResidencyId(i64::MAX),
            };
            stands_for.insert(row);
            found.push((live, row, account));
        }
        let others = self.directory.with_external_id(id).iter();
        let others = others
            .map(|at| self.directory.residency(*at))
            .filter(|row| !self.taken.contains(&row.id) && !stands_for.contains(&row.id));
        found.extend(others.map(|row| (row.is_live(), row.id, row.account)));
        found.into_iter().max().map(|(.., account)| account)
    }

    fn link_same_email_and_name(&mut self) {
        for at in self.open() {
            let case = &self.cases[at];
            let Some(known) =
                case.email.as_ref().and_then(|email| self.directory.with_email(email))
            else {
                continue;
            };
            if self.same_name(case, known) {
                self.link(at, AccountRef::Existing(known.account.id), Reason::SameEmailAndName);
            }
        }
    }

    /// No usable email: exactly one free account of this property with the
    /// same name, and the same unit or phone. An account that several people
    /// would get is nobody's.
    fn link_same_name_and_place(&mut self) {
        let mut claims: HashMap<AccountId, Vec<usize>> = HashMap::new();
        for at in self.open().into_iter().filter(|at| self.cases[*at].email.is_none()) {
            let resident = self.cases[at].resident;
            let mut fitting = self.free_namesakes(at).into_iter().filter(|id| {
                self.directory.account(*id).is_some_and(|known| {
                    self.same_unit(resident, known) || self.same_phone(resident, known)
                })
            });
            if let (Some(account), None) = (fitting.next(), fitting.next()) {
                claims.entry(account).or_default().push(at);
            }
        }
        let mut claims: Vec<(AccountId, Vec<usize>)> = claims.into_iter().collect();
        claims.sort();
        for (account, cases) in claims {
            let person = &self.cases[cases[0]].resident.external_id;
            if cases.iter().all(|at| self.cases[*at].resident.external_id == *person) {
                for at in cases {
                    self.link(at, AccountRef::Existing(account), Reason::SameNameAndPlace);
                }
            }
        }
    }

    /// Accounts of this property with a record's name that no other resident
    /// in scope is linked to.
    fn free_namesakes(&self, at: usize) -> Vec<AccountId> {
        let case = &self.cases[at];
        let ids = self.directory.with_name(&case.name.base).iter().copied();
        ids.filter(|id| {
            !self.is_of_another(*id, case.resident)
                && self.directory.account(*id).is_some_and(|known| self.same_name(case, known))
        })
        .collect()
    }

    /// Creates those whom nothing matches, then links and holds the rest: an
    /// account that this run makes for one id of a person is that of all.
    fn hold_or_create(&mut self) {
        for at in self.open() {
            let Some(email) = self.cases[at].email.as_ref() else { continue };
            let is_new = !self.created.contains_key(email)
                && self.directory.with_email(email).is_none()
                && self.candidates(at).is_empty();
            if is_new {
                self.create(at);
            }
        }
        for at in self.open() {
            let case = &self.cases[at];
            let Some(email) = case.email.clone() else {
                self.missing_email(at);
                continue;
            };
            if let Some(account) = self.created.get(&email).copied() {
                self.link(at, account, Reason::AnotherLease);
                continue;
            }
            let Some(known) = self.directory.with_email(&email) else {
                let candidates = self.candidates(at);
                self.email_mismatch_with(at, &candidates);
                continue;
            };
            let (id, resident) = (known.account.id, case.resident);
            if self.is_of_another(id, resident) {
                self.account_conflict(at, id);
            } else {
                self.hold(&[at], move |after| name_mismatch(resident, id, after));
            }
        }
    }

    /// Accounts that may be those of a resident whose email no account has.
    pub(crate) fn candidates(&self, at: usize) -> Vec<AccountId> {
        let mut candidates = self.free_namesakes(at);
        candidates.extend(self.account_of_person(at));
        candidates.sort();
        candidates.dedup();
        candidates
    }

    fn missing_email(&mut self, at: usize) {
        let resident = self.cases[at].resident;
        let what = if resident.email.is_some() { "no usable email" } else { "no email" };
        let message = format!("{} has {what} in the PMS.", named(resident));
        let candidates = self.free_namesakes(at);
        self.hold(&[at], move |after| {
            let draft =
                Draft::new(AlertKind::MissingEmail, subject(resident), message).resident(resident);
            candidates.iter().fold(draft, |draft, id| draft.account(after, *id, Some(resident)))
        });
    }

    fn account_conflict(&mut self, at: usize, account: AccountId) {
        let resident = self.cases[at].resident;
        let mut others: Vec<String> = Vec::new();
        for occupant in self.occupants.get(&AccountRef::Existing(account)).into_iter().flatten() {
            others.push(match occupant {
                Occupant::Here(id) => id.to_string(),
                Occupant::Elsewhere => "a resident of another property".into(),
            });
        }
        others.retain(|other| *other != resident.external_id);
        others.sort_unstable();
        self.hold(&[at], move |after| {
            let message = format!(
                "{} has the email of the account {}, which belongs to {}.",
                named(resident),
                after.account(account).map(|account| account.email.as_str()).unwrap_or_default(),
                others.join(", ")
            );
            Draft::new(AlertKind::AccountConflict, subject(resident), message)
                .resident(resident)
                .account(after, account, Some(resident))
                .fact("belongs_to", others)
        });
    }

    fn email_mismatch_with(&mut self, at: usize, candidates: &[AccountId]) {
        let resident = self.cases[at].resident;
        let known: Vec<&Known> =
            candidates.iter().filter_map(|id| self.directory.account(*id)).collect();
        let emails: Vec<&str> = known.iter().map(|known| known.account.email.as_str()).collect();
        let message = format!(
            "{} has the email {} in the PMS; the directory has that name with {}.",
            named(resident),
            resident.email.as_deref().unwrap_or_default(),
            emails.join(", ")
        );
        let candidates = candidates.to_vec();
        self.hold(&[at], move |after| {
            let draft =
                Draft::new(AlertKind::EmailMismatch, subject(resident), message).resident(resident);
            candidates.iter().fold(draft, |draft, id| draft.account(after, *id, Some(resident)))
        });
    }

    pub(crate) fn create(&mut self, at: usize) -> AccountRef {
        let account = AccountRef::New(self.new_accounts);
        self.new_accounts += 1;
        self.insert(at, Action::Create, Reason::NoMatch, account, Vec::new());
        let case = &mut self.cases[at];
        case.verdict = Verdict::Created;
        // Only an email that others carry too is ever looked for.
        if self.roster.shares_email(case.index as usize)
            && let Some(email) = case.email.clone()
        {
            self.created.insert(email, account);
        }
        account
    }

    /// Links a record to an account: with a residency of that account whose id
    /// the roster no longer has, in the same unit; else with a manual one in
    /// the same unit or without a unit; else with a new one.
    pub(crate) fn link(&mut self, at: usize, account: AccountRef, reason: Reason) {
        let AccountRef::Existing(id) = account else {
            self.insert(at, Action::Link, reason, account, Vec::new());
            return;
        };
        let resident = self.cases[at].resident;
        if let Some(missing) = self.missing_of(id, Some(resident)) {
            return self.relink(at, missing, Action::Relink, Reason::Renumbered);
        }
        if let Some(manual) = self.manual_residency(at, id) {
            return self.relink(at, manual, Action::Link, reason);
        }
        self.insert(at, Action::Link, reason, account, self.activation(id));
    }

    fn manual_residency(&self, at: usize, account: AccountId) -> Option<usize> {
        let resident = self.cases[at].resident;
        let known = self.directory.account(account)?;
        let manual: Vec<usize> = known
            .residencies
            .iter()
            .copied()
            .filter(|at| {
                let residency = self.directory.residency(*at);
                residency.property == self.policy.property
                    && residency.link.is_none()
                    && residency.is_live()
                    && !self.taken.contains(&residency.id)
            })
            .collect();
        let in_same_unit =
            manual.iter().copied().find(|at| in_unit(self.directory.residency(*at), resident));
        in_same_unit.or_else(|| {
            manual.into_iter().find(|at| self.directory.residency(*at).place.unit.is_none())
        })
    }

    /// Gives a residency that exists to a record.
    pub(crate) fn relink(
        &mut self,
        at: usize,
        residency_at: usize,
        action: Action,
        reason: Reason,
    ) {
        let resident = self.cases[at].resident;
        let residency = self.directory.residency(residency_at);
        let mut patch = Patch::default();
        patch.link(residency.link.as_ref(), resident);
        patch.place(residency, resident, self.policy.today);
        patch.set_date(Field::EndedOn, residency.ended_on, None);
        patch.seen(&residency.seen, resident);
        patch.0.extend(self.activation(residency.account));
        self.taken.insert(residency.id);
        let account = AccountRef::Existing(residency.account);
        self.now_linked(at, ResidencyRef::Existing(residency.id), account);
        self.change(action, reason, residency_at, Some(resident.external_id.clone()), patch);
    }

    fn activation(&self, account: AccountId) -> Vec<super::FieldChange> {
        let mut patch = Patch::default();
        let status = self.directory.account(account).map(|known| known.account.status);
        if status == Some(AccountStatus::Inactive) {
            patch.set(Field::AccountStatus, Some("inactive"), Some("active"));
        }
        patch.0
    }

    fn insert(
        &mut self,
        at: usize,
        action: Action,
        reason: Reason,
        account: AccountRef,
        patch: Vec<super::FieldChange>,
    ) {
        let case = &self.cases[at];
        let residency = ResidencyRef::New(self.new_residencies);
        self.new_residencies += 1;
        self.changes.push(Change {
            action,
            reason,
            external_id: Some(case.resident.external_id.clone()),
            resident: Some(case.index),
            account,
            residency: Some(residency),
            patch,
        });
        self.now_linked(at, residency, account);
    }

    fn now_linked(&mut self, at: usize, residency: ResidencyRef, account: AccountRef) {
        let case = &mut self.cases[at];
        case.verdict = Verdict::NewlyLinked;
        self.links.insert(case.index, (residency, account));
        let id = case.resident.external_id.clone();
        self.occupy(account, Occupant::Here(id));
    }
}
