use std::collections::HashSet;

use super::{Answer, Refusal};
use crate::{
    Text,
    model::{
        AccountId, AccountKind, AccountStatus, AlertFacts, Missing, Reason, ResidencyId, Resident,
        ShownAccount,
    },
    normalize::Placeholders,
    reconcile::{
        AccountRef, Action, Change, Directory, Field, Known, ResidencyRef, RowIx, change::Patch,
    },
};

/// An answer, with the directory that it is checked against.
pub(super) struct Question<'a> {
    pub(super) answer: &'a Answer<'a>,
    pub(super) directory: &'a Directory<'a>,
}

impl Question<'_> {
    /// The account that the answer is about, which must be unchanged since the alert showed it.
    pub(super) fn account(&self) -> Result<&Known<'_>, Refusal> {
        let accounts = self.answer.facts.accounts();
        let chosen = match self.answer.account {
            Some(handle) => accounts
                .iter()
                .find(|account| account.answers_to(handle))
                .ok_or(Refusal::OtherAccount)?,
            None => match accounts {
                [only] => only,
                _ => return Err(Refusal::WhichAccount),
            },
        };
        for shown in accounts {
            self.unchanged(shown)?;
        }
        self.unchanged(chosen)
    }

    pub(super) fn unchanged(&self, shown: &ShownAccount) -> Result<&Known<'_>, Refusal> {
        let known = self.directory.account(shown.id).ok_or(Refusal::FactsChanged)?;
        let account = known.account;
        let same = shown.email == account.email
            && shown.first_name == account.first_name
            && shown.last_name == account.last_name;
        if same { Ok(known) } else { Err(Refusal::FactsChanged) }
    }

    /// The residency with the resident's ID, if there is one. It must belong to the account that
    /// the alert said it is linked to.
    pub(super) fn linked(
        &self,
        resident: &Resident,
        known: &Known,
    ) -> Result<Option<RowIx>, Refusal> {
        let shown = self.answer.facts.linked();
        let rows = self.directory.with_external_id(&resident.external_id).iter().copied();
        let found = rows.into_iter().find(|row| {
            let residency = self.directory.residency(*row);
            match shown.and_then(|linked| linked.residency) {
                // The residency may have another lease ID than the record.
                Some(id) => residency.id == id,
                None => {
                    residency.link.as_ref().is_some_and(|link| link.lease_id == resident.lease_id)
                }
            }
        });
        match (found, shown) {
            (Some(row), Some(_)) if self.directory.residency(row).account == known.account.id => {
                Ok(Some(row))
            }
            // The ID of somebody who has left, which now belongs to the resident.
            (Some(row), None) if self.is_reused(row, known) => Ok(None),
            (None, None) if self.lives_elsewhere(known) => Err(Refusal::FactsChanged),
            (None, None) => Ok(None),
            _ => Err(Refusal::FactsChanged),
        }
    }

    /// Refuses if records have access through different accounts, one of which has no email. If
    /// both records are Ana's, the email that they share can go to one of the accounts only, and
    /// the other one would be a question about her forever.
    pub(super) fn can_share_account(&self, residents: &[Resident]) -> Result<(), Refusal> {
        let rows = residents.iter().flat_map(|it| self.directory.with_external_id(&it.external_id));
        let live = rows.map(|row| self.directory.residency(*row)).filter(|row| row.is_live());
        let accounts: HashSet<AccountId> = live.map(|residency| residency.account).collect();
        let mut known = accounts.iter().filter_map(|id| self.directory.account(*id));
        match accounts.len() > 1 && known.any(|known| known.email.is_none()) {
            true => Err(Refusal::SeveralAccounts),
            false => Ok(()),
        }
    }

    fn is_reused(&self, row: RowIx, known: &Known) -> bool {
        let residency = self.directory.residency(row);
        !residency.is_live()
            && residency.account != known.account.id
            && !self.lives_elsewhere(known)
    }

    /// The changes by which former owners lose the ID of a resident who is linked for the first
    /// time.
    pub(super) fn release_id(&self, resident: &Resident) -> Vec<Change> {
        let rows = self.directory.with_external_id(&resident.external_id).iter();
        let rows = rows.map(|row| self.directory.residency(*row)).filter(|residency| {
            let lease = residency.link.as_ref().and_then(|link| link.lease_id.as_ref());
            !residency.is_live() && lease == resident.lease_id.as_ref()
        });
        rows.map(|residency| Change::without_id(residency, Reason::TakenOver)).collect()
    }

    /// Whether the account has since been linked to a resident of another property. An answer here
    /// must not affect that resident's access.
    fn lives_elsewhere(&self, known: &Known) -> bool {
        self.directory.linked_elsewhere(known).next().is_some()
    }

    /// The key of the resident's email, if it can be used for an account.
    pub(super) fn usable_email(&self, resident: &Resident) -> Option<Text> {
        match self.answer.facts {
            AlertFacts::IdentityChanged { usable_email: false, .. } => None,
            _ => Placeholders::default().usable(resident.email.as_deref()),
        }
    }

    /// What a dismissed alert showed counts as seen, so that a later change in the PMS is compared
    /// with that: Ana's email changes after somebody has dismissed the new spelling of her name,
    /// and only the email is asked about.
    pub(super) fn seen(&self) -> Option<Change> {
        let linked = self.answer.facts.linked()?;
        let [resident] = self.answer.facts.residents() else { return None };
        let known = self.directory.account(linked.account)?;
        let row = self.linked(resident, known).ok()??;
        let residency = self.directory.residency(row);
        let mut patch = Patch::default();
        patch.seen(&residency.seen, resident);
        (!patch.is_empty()).then(|| Change {
            residency: Some(ResidencyRef::Existing(residency.id)),
            patch: patch.0,
            ..of_account(known, &resident.external_id)
        })
    }

    /// A residency of the account that is still live and linked to the PMS's ID.
    pub(super) fn live(
        &self,
        known: &Known,
        external_id: &Text,
        residency: ResidencyId,
    ) -> Result<RowIx, Refusal> {
        let row = self.row(known, residency)?;
        let residency = self.directory.residency(row);
        let id = residency.link.as_ref().map(|link| &link.external_id);
        if residency.is_live() && id == Some(external_id) {
            Ok(row)
        } else {
            Err(Refusal::FactsChanged)
        }
    }

    /// Ends the residencies of everybody who is missing. An account is deactivated once none of
    /// its residencies is left.
    pub(super) fn end_access(
        &self,
        people: &[Missing],
        accounts: &[ShownAccount],
    ) -> Result<Vec<Change>, Refusal> {
        let mut changes = Vec::new();
        let mut ended: HashSet<RowIx> = HashSet::new();
        for (missing, shown) in people.iter().zip(accounts) {
            let known = self.unchanged(shown)?;
            let row = self.live(known, &missing.external_id, missing.residency)?;
            changes.push(self.end(row));
            ended.insert(row);
            if self.live_residencies(known, None).iter().all(|row| ended.contains(row)) {
                changes.extend(deactivate(known, &missing.external_id));
            }
        }
        Ok(changes)
    }

    /// The residents of an alert whose move-out dates have passed, with their accounts and live
    /// residencies.
    pub(super) fn overdue(&self) -> Result<Vec<(&Resident, &Known<'_>, RowIx)>, Refusal> {
        let AlertFacts::DateConflict { residents, accounts, residencies } = self.answer.facts
        else {
            return Err(Refusal::NotThisWay);
        };
        let handle = self.answer.account;
        if handle.is_some_and(|it| !accounts.iter().any(|account| account.answers_to(it))) {
            return Err(Refusal::OtherAccount);
        }
        let each = residents.iter().zip(accounts).zip(&residencies.0);
        each.map(|((resident, shown), residency)| {
            let known = self.unchanged(shown)?;
            Ok((resident, known, self.live(known, &resident.external_id, *residency)?))
        })
        .collect()
    }

    /// Ends the residencies of those whose move-out dates have passed. They get these dates, which
    /// then count as announced, so that no sync asks about them again.
    pub(super) fn end_overdue(&self) -> Result<Vec<Change>, Refusal> {
        let mut changes = Vec::new();
        let mut ended: HashSet<RowIx> = HashSet::new();
        for (resident, known, row) in self.overdue()? {
            let place = &self.directory.residency(row).place;
            let mut end = self.end(row);
            let mut patch = Patch::default();
            patch.set_date(Field::MoveOut, place.move_out, resident.move_out);
            end.patch.extend(patch.0);
            changes.push(end);
            ended.insert(row);
            if self.live_residencies(known, None).iter().all(|row| ended.contains(row)) {
                changes.extend(deactivate(known, &resident.external_id));
            }
        }
        Ok(changes)
    }

    /// A residency of the account that is still live and manual.
    pub(super) fn manual(&self, known: &Known, residency: ResidencyId) -> Result<RowIx, Refusal> {
        let row = self.row(known, residency)?;
        let residency = self.directory.residency(row);
        if residency.is_live() && residency.link.is_none() {
            Ok(row)
        } else {
            Err(Refusal::FactsChanged)
        }
    }

    /// Ends a manual residency.
    pub(super) fn end_manual(
        &self,
        residency: ResidencyId,
        external_id: &Text,
    ) -> Result<Vec<Change>, Refusal> {
        let known = self.account()?;
        let row = self.manual(known, residency)?;
        let mut changes = vec![self.end(row)];
        if self.live_residencies(known, Some(row)).is_empty() {
            changes.extend(deactivate(known, external_id));
        }
        Ok(changes)
    }

    fn row(&self, known: &Known, residency: ResidencyId) -> Result<RowIx, Refusal> {
        let mut rows = known.residencies.iter().copied();
        let row = rows.find(|row| self.directory.residency(*row).id == residency);
        row.ok_or(Refusal::FactsChanged)
    }

    fn end(&self, row: RowIx) -> Change {
        Change::end(self.directory.residency(row), self.answer.today, Reason::Resolution)
    }

    pub(super) fn live_residencies(&self, known: &Known, except: Option<RowIx>) -> Vec<RowIx> {
        let live = |row: &RowIx| Some(*row) != except && self.directory.residency(*row).is_live();
        known.residencies.iter().copied().filter(live).collect()
    }
}

/// Deactivates the account, unless it belongs to staff or is inactive already.
pub(super) fn deactivate(known: &Known, external_id: &Text) -> Option<Change> {
    let mut patch = Patch::default();
    patch.account_status(known.account.status, AccountStatus::Inactive);
    (known.account.kind != AccountKind::Staff && !patch.is_empty())
        .then(|| Change { patch: patch.0, ..of_account(known, external_id) })
}

/// A change to an account, without any fields yet.
pub(super) fn of_account(known: &Known, external_id: &Text) -> Change {
    Change {
        action: Action::Update,
        reason: Reason::Resolution,
        external_id: Some(external_id.clone()),
        resident: None,
        account: AccountRef::Existing(known.account.id),
        residency: None,
        patch: Vec::new(),
    }
}
