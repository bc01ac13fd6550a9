use super::{
    AccountRef, Action, Field, Reason, ResidencyRef,
    after::After,
    alerts::{Draft, named, subject},
    case::{Case, Verdict},
    directory::Known,
    patch::Patch,
    reconciler::Reconciler,
    scope::Scope,
};
use crate::{
    model::{AccountId, AccountStatus, AlertKind, Residency, ResidencyId, Resident, full_name},
    normalize::{Grade, NameKey, grade, same_unit},
};

impl<'a> Reconciler<'a> {
    /// Rule 2: residents in scope that are linked.
    pub(crate) fn linked(&mut self) {
        self.find_renames();
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
        // One without a name is not another person for that.
        let same_name = case.name == *self.name_of(known) || self.same_name(case, known);
        let same_email = case.email.as_ref().is_none_or(|email| *email == known.email);
        if self.is_other_person(case, residency, known) {
            if !self.take_over(at, residency_at) {
                self.changed_persons.push((at, residency_at));
            }
        } else if !same_email {
            self.email_mismatch(at, account, Some(residency.id));
            self.place_only(at, residency_at);
        } else if !same_name {
            let id = residency.id;
            self.hold(&[at], move |after| {
                name_mismatch(resident, account, after).linked(account, Some(id))
            });
            self.place_only(at, residency_at);
        } else {
            self.follow(at, residency_at);
        }
    }

    /// Whether name and email have both changed, and are not the account's.
    pub(crate) fn is_other_person(
        &self,
        case: &Case,
        residency: &Residency,
        known: &Known,
    ) -> bool {
        let seen = &residency.seen;
        case.name != NameKey::of(&seen.first_name, &seen.last_name)
            && case.email != self.usable(seen.email.as_deref())
            && case.email.as_ref() != Some(&known.email)
            && case.name != *self.name_of(known)
            && !self.same_name(case, known)
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
    pub(crate) fn place_only(&mut self, at: usize, residency_at: usize) {
        let resident = self.cases[at].resident;
        let residency = self.directory.residency(residency_at);
        if !residency.is_live() {
            return;
        }
        let mut patch = Patch::default();
        patch.place(residency, resident, self.policy.today);
        // A new id is of the same person, whatever else is asked about it.
        patch.link(residency.link.as_ref(), resident);
        if !patch.0.is_empty() {
            let (action, reason) = match self.cases[at].renumbered {
                true => (Action::Relink, Reason::Renumbered),
                false => (Action::Update, Reason::PmsChanged),
            };
            self.change(action, reason, residency_at, Some(resident.external_id.clone()), patch);
        }
    }

    /// Name and email have both changed, and nothing says to whom.
    pub(crate) fn identity_changed(&mut self, at: usize, residency_at: usize) {
        let resident = self.cases[at].resident;
        let residency = self.directory.residency(residency_at);
        let Some(known) = self.directory.account(residency.account) else { return };
        let (account, id) = (known.account.id, residency.id);
        let usable = self.cases[at].email.is_some();
        self.hold(&[at], move |after| {
            let before = after
                .account(account)
                .map(|account| full_name(&account.first_name, &account.last_name))
                .unwrap_or_default();
            let message = format!(
                "{} was {before} before: name and email have both changed, so another person may stand behind the id.",
                named(resident),
            );
            Draft::new(AlertKind::IdentityChanged, subject(resident), message)
                .resident(resident)
                .remark("usable_email", usable)
                .account(after, account, Some(resident))
                .linked(account, Some(id))
        });
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

    /// Whether an account has or had a residency in a resident's unit.
    pub(crate) fn same_unit(&self, resident: &Resident, known: &Known) -> bool {
        let here = (resident.building.as_deref(), resident.unit.as_deref());
        known
            .residencies
            .iter()
            .map(|at| self.directory.residency(*at))
            .filter(|residency| residency.property == self.policy.property)
            .any(|residency| match self.moved.get(&residency.id) {
                Some((building, unit)) => same_unit((building.as_deref(), unit.as_deref()), here),
                None => in_unit(residency, resident),
            })
    }

    pub(crate) fn same_phone(&self, resident: &Resident, known: &Known) -> bool {
        let key = self.phone_key(resident.phone.as_deref());
        key.is_some() && key == self.phone_key(known.account.phone.as_deref())
    }

    /// The resident's email differs from that of the account it is linked to.
    pub(crate) fn email_mismatch(
        &mut self,
        at: usize,
        account: AccountId,
        residency: Option<ResidencyId>,
    ) {
        let resident = self.cases[at].resident;
        self.hold(&[at], move |after| {
            let message = format!(
                "{} has the email {} in the PMS and {} in the directory.",
                named(resident),
                resident.email.as_deref().unwrap_or_default(),
                after.account(account).map(|account| account.email.as_str()).unwrap_or_default()
            );
            Draft::new(AlertKind::EmailMismatch, subject(resident), message)
                .resident(resident)
                .account(after, account, Some(resident))
                .linked(account, residency)
        });
    }
}

/// The account with the resident's email has another name.
pub(crate) fn name_mismatch<'a>(
    resident: &'a Resident,
    account: AccountId,
    after: &After,
) -> Draft<'a> {
    let (email, first, last) = match after.account(account) {
        Some(account) => (&*account.email, &*account.first_name, &*account.last_name),
        None => ("", "", ""),
    };
    let grade = grade((&resident.first_name, &resident.last_name), (first, last));
    let message = format!(
        "{} has the email of the account {email}, whose name is {} ({}).",
        named(resident),
        full_name(first, last),
        match grade {
            Grade::Spelling => "another spelling",
            Grade::Nickname => "a short form",
            Grade::Different => "a different name",
        }
    );
    Draft::new(AlertKind::NameMismatch, subject(resident), message)
        .resident(resident)
        .account(after, account, Some(resident))
        .fact("grade", grade.as_str())
}

/// Whether a residency is in a resident's unit.
pub(crate) fn in_unit(residency: &Residency, resident: &Resident) -> bool {
    same_unit(
        (residency.place.building.as_deref(), residency.place.unit.as_deref()),
        (resident.building.as_deref(), resident.unit.as_deref()),
    )
}
