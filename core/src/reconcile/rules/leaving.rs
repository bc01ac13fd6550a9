use super::{
    AccountRef, Action, Field, OnMissing, Reason,
    alerts::Draft,
    case::Verdict,
    linked::in_unit,
    patch::Patch,
    reconciler::{Occupant, Reconciler},
    scope::Scope,
};
use crate::{
    Date,
    model::{AlertKind, Residency, ResidencyId, full_name, is_weak_id},
};

/// A missing resident's count of rosters without it, to remember.
pub(crate) type MissingRuns = Vec<(ResidencyId, u32)>;

impl Reconciler<'_> {
    /// Rule 4: linked residents that are no longer in scope.
    pub(crate) fn no_longer_in_scope(&mut self) {
        for at in 0..self.cases.len() {
            let case = &self.cases[at];
            if !matches!(case.scope, Scope::Out(_)) {
                continue;
            }
            let Some(residency_at) = case.residency else {
                self.cases[at].verdict = Verdict::NotHere;
                continue;
            };
            let resident = case.resident;
            let residency = self.directory.residency(residency_at);
            let mut patch = Patch::default();
            let known_day = last_day(resident.move_out, self.policy.today);
            let ended_on = match residency.ended_on {
                // An announced day that falls due ends nothing a second time.
                Some(day) if residency.place.move_out == resident.move_out => day,
                before => known_day.or(before).unwrap_or(self.policy.today),
            };
            patch.set_date(Field::EndedOn, residency.ended_on, Some(ended_on));
            patch.place(residency, resident, self.policy.today);
            if residency.is_live() {
                patch.link(residency.link.as_ref(), resident);
            }
            self.cases[at].verdict = Verdict::Ended;
            let account = AccountRef::Existing(residency.account);
            self.links.insert(
                self.cases[at].index,
                (super::ResidencyRef::Existing(residency.id), account),
            );
            if !patch.0.is_empty() {
                let action = if residency.is_live() { Action::End } else { Action::Update };
                self.change(
                    action,
                    Reason::OutOfScope,
                    residency_at,
                    Some(resident.external_id.clone()),
                    patch,
                );
            }
        }
    }

    /// Rule 5: linked residents that are missing from the roster.
    pub(crate) fn missing_from_roster(&mut self) -> MissingRuns {
        let mut runs = MissingRuns::new();
        // A record that cannot be read at all may be any of them.
        let counts = self.roster.rejects().iter().all(|reject| reject.external_id.is_some());
        for residency_at in self.missing.clone() {
            let residency = self.directory.residency(residency_at);
            if self.taken.contains(&residency.id) {
                continue;
            }
            if self.is_superseded(residency_at) {
                self.end_missing(residency_at, self.policy.today, Reason::Superseded);
                continue;
            }
            if let Some(day) = residency.place.move_out.filter(|day| *day < self.policy.today) {
                self.end_missing(residency_at, day, Reason::LeftAsAnnounced);
                continue;
            }
            let without = residency.missing_runs + u32::from(counts);
            if counts
                && self.policy.on_missing == OnMissing::EndAccess
                && without >= self.policy.missing_runs
                && !has_weak_id(residency)
            {
                self.end_missing(residency_at, self.policy.today, Reason::MissingTooLong);
                continue;
            }
            if without != residency.missing_runs {
                runs.push((residency.id, without));
            }
            self.raise_missing(residency_at);
        }
        runs
    }

    /// Whether a resident in scope is linked to the same account in the same
    /// unit by another residency.
    fn is_superseded(&self, residency_at: usize) -> bool {
        let residency = self.directory.residency(residency_at);
        let account = AccountRef::Existing(residency.account);
        let Some(occupants) = self.occupants.get(&account) else { return false };
        occupants.iter().any(|occupant| {
            let Occupant::Here(id) = occupant else { return false };
            self.roster.records_of(id).any(|index| {
                self.roster.scope(index) == Scope::In
                    && in_unit(residency, &self.roster.residents()[index])
                    && self.opens_doors(index as u32)
            })
        })
    }

    /// Whether the residency of a record in scope is live after the run.
    fn opens_doors(&self, index: u32) -> bool {
        let Ok(at) = self.cases.binary_search_by_key(&index, |case| case.index) else {
            return true;
        };
        let case = &self.cases[at];
        match case.verdict {
            Verdict::Linked | Verdict::NewlyLinked | Verdict::Created => true,
            _ => case.residency.is_some_and(|at| self.directory.residency(at).is_live()),
        }
    }

    fn end_missing(&mut self, residency_at: usize, day: Date, reason: Reason) {
        let residency = self.directory.residency(residency_at);
        let mut patch = Patch::default();
        patch.set_date(Field::EndedOn, None, Some(day));
        patch.set(Field::Status, Some(residency.place.status.as_str()), Some("past"));
        let id = residency.link.as_ref().map(|link| link.external_id.clone());
        self.change(Action::End, reason, residency_at, id, patch);
    }

    fn raise_missing(&mut self, residency_at: usize) {
        let residency = self.directory.residency(residency_at);
        let (Some(link), Some(known)) =
            (&residency.link, self.directory.account(residency.account))
        else {
            return;
        };
        let unit = residency
            .place
            .unit
            .as_deref()
            .map(|unit| format!(" (unit {unit})"))
            .unwrap_or_default();
        let subject = match &link.lease_id {
            None => link.external_id.clone(),
            Some(lease) => compact_str::format_compact!("{} lease {lease}", link.external_id),
        };
        let (account, id) = (known.account.id, &link.external_id);
        self.late.push(Box::new(move |after| {
            let who = after
                .account(account)
                .map(|account| full_name(&account.first_name, &account.last_name))
                .unwrap_or_default();
            let why = if is_weak_id(id) {
                " The report has no ids, and one was made of unit and name: this person may only \
                 have another unit or spelling there."
            } else {
                ""
            };
            let message = format!(
                "{id} {who}{unit} is no longer in the PMS's roster; access goes on until somebody decides.{why}"
            );
            let mut draft = Draft::new(AlertKind::MissingFromPms, subject, message)
                .fact("external_id", id.as_str())
                .fact("residency", residency.id.0.to_string())
                .account(after, account, None);
            draft.unread = Some(id.clone());
            draft
        }));
    }
}

/// Whether the PMS knows the person by unit and name only: absence proves
/// nothing then.
fn has_weak_id(residency: &Residency) -> bool {
    residency.link.as_ref().is_some_and(|link| is_weak_id(&link.external_id))
}

/// The day on which the residency of a person who is out of scope ends: the
/// move-out, but never a day to come. Whom the PMS counts out opens no door
/// until a planned day.
fn last_day(move_out: Option<Date>, today: Date) -> Option<Date> {
    move_out.filter(|day| *day <= today)
}
