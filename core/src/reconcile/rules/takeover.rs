use super::{
    AccountRef, Action, Field, Reason, ResidencyRef, directory::Known, linked::in_unit,
    patch::Patch, reconciler::Reconciler,
};
use crate::model::{AccountId, Residency, Resident};

impl Reconciler<'_> {
    /// Another person has taken over the id: the PMS says so, or the name and
    /// email are those of another account of this property. The old person's
    /// residency ends, and the id goes to the new person's account.
    pub(crate) fn take_over(&mut self, at: usize, old_at: usize) -> bool {
        let old = self.directory.residency(old_at);
        let Some((account, former)) = self.new_holder(at, old) else { return false };

        self.part_with(at, old_at);
        match former {
            Some(former) => self.relink(at, former, Action::Relink, Reason::TakenOver),
            None => self.link(at, AccountRef::Existing(account), Reason::TakenOver),
        }
        if let Some(known) = self.directory.account(account)
            && self.cases[at].email.as_ref().is_some_and(|email| *email != known.email)
        {
            let residency = self.links.get(&self.cases[at].index).map(|(residency, _)| *residency);
            let id = match residency {
                Some(ResidencyRef::Existing(id)) => Some(id),
                _ => None,
            };
            self.email_mismatch(at, account, id);
        }
        true
    }

    /// The account of the person who now stands behind an id, and the
    /// residency under the former id, where the roster no longer has that.
    pub(crate) fn new_holder(
        &self,
        at: usize,
        old: &Residency,
    ) -> Option<(AccountId, Option<usize>)> {
        let case = &self.cases[at];
        let resident = case.resident;
        let here = |known: &Known| {
            known
                .residencies
                .iter()
                .any(|at| self.directory.residency(*at).property == self.policy.property)
        };
        let reported = resident.previous_external_id.as_ref().and_then(|id| {
            let gone = self.roster.records_of(id).is_empty() && !self.unreadable.contains(id);
            let free = |at: &&usize| gone || self.missing.contains(at);
            self.directory.with_external_id(id).iter().filter(free).copied().find(|at| {
                let residency = self.directory.residency(*at);
                let account = self.directory.account(residency.account);
                residency.account != old.account
                    && account.is_some_and(|known| self.same_name(case, known))
            })
        });
        let by_email = case.email.as_ref().and_then(|email| self.directory.with_email(email));
        let account = match (reported, by_email) {
            (Some(at), Some(known)) if known.account.id != self.directory.residency(at).account => {
                return None;
            }
            (Some(at), _) => self.directory.residency(at).account,
            (None, Some(known))
                if known.account.id != old.account
                    && here(known)
                    && self.same_name(case, known) =>
            {
                known.account.id
            }
            _ => return None,
        };
        let former = reported.or_else(|| {
            self.missing_of(account, Some(resident)).or_else(|| self.missing_of(account, None))
        });
        Some((account, former.filter(|at| !self.taken.contains(&self.directory.residency(*at).id))))
    }

    /// The residency of an account whose id the roster no longer has: the one
    /// in the resident's unit, or the only one.
    pub(crate) fn missing_of(
        &self,
        account: AccountId,
        unit_of: Option<&Resident>,
    ) -> Option<usize> {
        let mut found = self.missing.iter().copied().filter(|at| {
            let residency = self.directory.residency(*at);
            residency.account == account
                && !self.taken.contains(&residency.id)
                && unit_of.is_none_or(|resident| in_unit(residency, resident))
        });
        let first = found.next()?;
        (unit_of.is_some() || found.next().is_none()).then_some(first)
    }

    /// The resident no longer stands for the account of a residency.
    fn vacate(&mut self, residency: &Residency, resident: &Resident) {
        if let Some(occupants) = self.occupants.get_mut(&AccountRef::Existing(residency.account)) {
            let gone = super::reconciler::Occupant::Here(resident.external_id.clone());
            occupants.retain(|occupant| *occupant != gone);
        }
    }

    /// The former person's residency ends, and parts with the id.
    fn part_with(&mut self, at: usize, old_at: usize) {
        let resident = self.cases[at].resident;
        let old = self.directory.residency(old_at);
        let mut patch = Patch::default();
        patch.set(Field::ExternalId, Some(&resident.external_id), None);
        let lease = old.link.as_ref().and_then(|link| link.lease_id.as_deref());
        patch.set(Field::LeaseId, lease, None);
        if old.is_live() {
            patch.set_date(Field::EndedOn, None, Some(self.policy.today));
            self.change(
                Action::End,
                Reason::TakenOver,
                old_at,
                Some(resident.external_id.clone()),
                patch,
            );
        } else {
            self.change(
                Action::Relink,
                Reason::TakenOver,
                old_at,
                Some(resident.external_id.clone()),
                patch,
            );
        }
        self.taken.insert(old.id);
        self.vacate(old, resident);
    }

    /// Those of whom name and email have both changed, and who have no account
    /// of long standing: this run may make one for another of their ids. It is
    /// made now, so that nobody waits for the former person's account.
    pub(crate) fn settle_changed_persons(&mut self) {
        for (at, old_at) in std::mem::take(&mut self.changed_persons) {
            match self.account_in_the_making(at) {
                Some(account) => {
                    self.part_with(at, old_at);
                    self.link(at, account, Reason::TakenOver);
                }
                None => self.identity_changed(at, old_at),
            }
        }
    }

    fn account_in_the_making(&mut self, at: usize) -> Option<AccountRef> {
        let email = self.cases[at].email.clone()?;
        if let Some(account) = self.created.get(&email) {
            return Some(*account);
        }
        let other =
            self.open().into_iter().find(|at| self.cases[*at].email.as_ref() == Some(&email))?;
        let is_new =
            self.directory.with_email(&email).is_none() && self.candidates(other).is_empty();
        is_new.then(|| self.create(other))
    }
}
