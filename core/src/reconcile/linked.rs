use serde_json::json;

use super::{
    AccountRef, Action, Field, Reason, ResidencyRef,
    alerts::{Draft, named, subject},
    case::Verdict,
    directory::Known,
    patch::Patch,
    reconciler::Reconciler,
    scope::Scope,
};
use crate::{
    model::{AccountStatus, AlertKind, Residency, Resident, full_name},
    normalize::{NameKey, email_key, grade, same_unit},
};

impl<'a> Reconciler<'a> {
    /// Rule 2: residents in scope that are linked.
    pub(super) fn linked(&mut self) {
        for at in 0..self.cases.len() {
            let case = &self.cases[at];
            if case.scope == Scope::In
                && let Some(residency) = case.residency
            {
                self.linked_resident(at, residency);
            }
        }
    }

    fn linked_resident(&mut self, at: usize, residency_at: usize) {
        let case = &self.cases[at];
        let residency = self.directory.residency(residency_at);
        self.links.insert(
            case.index,
            (ResidencyRef::Existing(residency.id), AccountRef::Existing(residency.account)),
        );
        if case.disputed {
            return self.place_only(at, residency_at);
        }
        let Some(known) = self.directory.account(residency.account) else { return };
        let (resident, account) = (case.resident, known.account.id);
        let same_name = self.same_name(case, known);
        let name_changed =
            case.name != NameKey::of(&residency.seen.first_name, &residency.seen.last_name);
        let email_changed = case.email != residency.seen.email.as_deref().and_then(email_key);
        let same_email = case.email.as_ref().is_none_or(|email| *email == known.email);
        let unedited =
            NameKey::of(&residency.seen.first_name, &residency.seen.last_name) == known.name;

        let other_person = !same_name
            && name_changed
            && email_changed
            && case.email.as_ref() != Some(&known.email);
        if other_person {
            if !self.take_over(at, residency_at) {
                self.identity_changed(at, residency_at);
            }
        } else if !same_email {
            let draft = self.email_mismatch(resident, known);
            self.hold(draft, &[at]);
            self.place_only(at, residency_at);
        } else if !same_name && !(name_changed && unedited) {
            let draft =
                self.name_mismatch(resident, known).remark("linked_account", account.0.to_string());
            self.hold(draft, &[at]);
            self.place_only(at, residency_at);
        } else {
            self.follow(at, residency_at);
        }
    }

    /// Everything that the PMS changed since the last sync is applied.
    fn follow(&mut self, at: usize, residency_at: usize) {
        let case = &self.cases[at];
        let (resident, index) = (case.resident, case.index);
        let residency = self.directory.residency(residency_at);
        let Some(known) = self.directory.account(residency.account) else { return };
        let account = known.account;
        let mut patch = Patch::default();
        let seen = &residency.seen;
        if (&seen.first_name, &seen.last_name) != (&resident.first_name, &resident.last_name) {
            patch.set(Field::FirstName, Some(&account.first_name), Some(&resident.first_name));
            patch.set(Field::LastName, Some(&account.last_name), Some(&resident.last_name));
        }
        if self.phone_key(seen.phone.as_deref()) != self.phone_key(resident.phone.as_deref()) {
            let phone = resident
                .phone
                .as_ref()
                .map(|raw| self.phone_key(Some(raw)).unwrap_or_else(|| raw.clone()));
            patch.set(Field::Phone, account.phone.as_deref(), phone.as_deref());
        }
        let rewrites = !patch.0.is_empty();
        let returned = !residency.is_live();
        if returned {
            patch.set_date(Field::EndedOn, residency.ended_on, None);
            if account.status == AccountStatus::Inactive {
                patch.set(Field::AccountStatus, Some("inactive"), Some("active"));
            }
        }
        patch.place(residency, resident, self.policy.today);
        let before = patch.0.len();
        patch.link(residency.link.as_ref(), resident);
        let renumbered = patch.0.len() > before;
        self.cases[at].verdict = Verdict::Linked;
        if !patch.is_visible() {
            return;
        }
        patch.seen(seen, resident);
        let (action, reason) = match (returned, renumbered) {
            (true, _) => (Action::Link, Reason::Returned),
            (_, true) => (Action::Relink, Reason::Renumbered),
            _ => (Action::Update, Reason::PmsChanged),
        };
        if rewrites {
            self.rewritten.insert(AccountRef::Existing(residency.account), index);
        }
        self.change(action, reason, residency_at, Some(resident.external_id.clone()), patch);
    }

    /// What flows while the identity is held: place fields, to a residency
    /// that is live. Coming back is linking, and waits.
    pub(super) fn place_only(&mut self, at: usize, residency_at: usize) {
        let resident = self.cases[at].resident;
        let residency = self.directory.residency(residency_at);
        if !residency.is_live() {
            return;
        }
        let mut patch = Patch::default();
        patch.place(residency, resident, self.policy.today);
        let lease = residency.link.as_ref().and_then(|link| link.lease_id.as_deref());
        if !self.cases[at].renumbered {
            patch.set(Field::LeaseId, lease, resident.lease_id.as_deref());
        }
        if !patch.0.is_empty() {
            self.change(
                Action::Update,
                Reason::PmsChanged,
                residency_at,
                Some(resident.external_id.clone()),
                patch,
            );
        }
    }

    /// Name and email have both changed, and nothing says to whom.
    fn identity_changed(&mut self, at: usize, residency_at: usize) {
        let resident = self.cases[at].resident;
        let residency = self.directory.residency(residency_at);
        let Some(known) = self.directory.account(residency.account) else { return };
        let message = format!(
            "{} was {} before: name and email have both changed, so another person may stand behind the id.",
            named(resident),
            full_name(&known.account.first_name, &known.account.last_name),
        );
        let evidence = self.evidence(resident, known);
        let draft = Draft::new(AlertKind::IdentityChanged, subject(resident), message)
            .resident(resident)
            .account(&self.directory, &self.policy.property, known, evidence)
            .remark("linked_account", known.account.id.0.to_string());
        self.hold(draft, &[at]);
        if residency.is_live() {
            let mut patch = Patch::default();
            patch.earlier_end(residency, resident);
            if !patch.0.is_empty() {
                self.change(
                    Action::Update,
                    Reason::PmsChanged,
                    residency_at,
                    Some(resident.external_id.clone()),
                    patch,
                );
            }
        }
    }

    /// Another person has taken over the id: the PMS says so, or the name and
    /// email are those of another account of this property. The old person's
    /// residency ends, and the id goes to the new person's account.
    fn take_over(&mut self, at: usize, old_at: usize) -> bool {
        let case = &self.cases[at];
        let resident = case.resident;
        let old = self.directory.residency(old_at);
        let Some((account, former)) = self.new_holder(at, old) else { return false };

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
        match former {
            Some(former) => self.relink(at, former, Action::Relink, Reason::TakenOver),
            None => self.link(at, AccountRef::Existing(account), Reason::TakenOver),
        }
        if let Some(known) = self.directory.account(account)
            && self.cases[at].email.as_ref().is_some_and(|email| *email != known.email)
        {
            let draft = self.email_mismatch(resident, known);
            self.hold(draft, &[at]);
        }
        true
    }

    /// The account of the person who now stands behind an id, and the
    /// residency under the former id, where the roster no longer has that.
    fn new_holder(
        &self,
        at: usize,
        old: &Residency,
    ) -> Option<(crate::model::AccountId, Option<usize>)> {
        let case = &self.cases[at];
        let resident = case.resident;
        let here = |known: &Known| {
            known
                .residencies
                .iter()
                .any(|at| self.directory.residency(*at).property == self.policy.property)
        };
        let reported = resident.previous_external_id.as_ref().and_then(|id| {
            let free =
                |at: &&usize| self.missing.contains(at) || self.roster.records_of(id).is_empty();
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
    pub(super) fn missing_of(
        &self,
        account: crate::model::AccountId,
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

    /// How an account compares with a resident, for the person who decides.
    pub(super) fn evidence(&self, resident: &Resident, known: &Known) -> serde_json::Value {
        let same_unit =
            known.residencies.iter().map(|at| self.directory.residency(*at)).any(|residency| {
                residency.property == self.policy.property && in_unit(residency, resident)
            });
        json!({ "same_unit": same_unit, "same_phone": self.same_phone(resident, known) })
    }

    pub(super) fn same_phone(&self, resident: &Resident, known: &Known) -> bool {
        let key = self.phone_key(resident.phone.as_deref());
        key.is_some() && key == self.phone_key(known.account.phone.as_deref())
    }

    /// The resident's email differs from that of the account it is linked to.
    fn email_mismatch(&self, resident: &'a Resident, known: &Known) -> Draft<'a> {
        let message = format!(
            "{} has the email {} in the PMS and {} in the directory.",
            named(resident),
            resident.email.as_deref().unwrap_or_default(),
            known.account.email
        );
        let evidence = self.evidence(resident, known);
        Draft::new(AlertKind::EmailMismatch, subject(resident), message)
            .resident(resident)
            .account(&self.directory, &self.policy.property, known, evidence)
            .remark("linked_account", known.account.id.0.to_string())
    }

    /// The account with the resident's email has another name.
    pub(super) fn name_mismatch(&self, resident: &'a Resident, known: &Known) -> Draft<'a> {
        let account = known.account;
        let grade = grade(
            (&resident.first_name, &resident.last_name),
            (&account.first_name, &account.last_name),
        );
        let message = format!(
            "{} has the email of the account {}, whose name is {} ({}).",
            named(resident),
            account.email,
            full_name(&account.first_name, &account.last_name),
            match grade {
                crate::normalize::Grade::Spelling => "another spelling",
                crate::normalize::Grade::Nickname => "a short form",
                crate::normalize::Grade::Different => "a different name",
            }
        );
        Draft::new(AlertKind::NameMismatch, subject(resident), message)
            .resident(resident)
            .account(&self.directory, &self.policy.property, known, self.evidence(resident, known))
            .fact("grade", grade.as_str())
    }
}

/// Whether a residency is in a resident's unit.
pub(super) fn in_unit(residency: &Residency, resident: &Resident) -> bool {
    same_unit(
        (residency.place.building.as_deref(), residency.place.unit.as_deref()),
        (resident.building.as_deref(), resident.unit.as_deref()),
    )
}
