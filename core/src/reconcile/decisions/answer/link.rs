use super::{Refusal, question::Question};
use crate::{
    model::{AccountStatus, Reason, Resident},
    reconcile::{
        AccountRef, Action, Change, Field, Known, RecordIx, ResidencyRef, RowIx, change::Patch,
    },
};

impl Question<'_> {
    /// Gives the account the PMS's name or email, and links the resident to it.
    pub(super) fn rewrite(
        &self,
        resident: &Resident,
        known: &Known,
        linked: Option<RowIx>,
        name: bool,
        email: bool,
    ) -> Result<Vec<Change>, Refusal> {
        let account = known.account;
        let mut changes = Vec::new();
        let mut patch = Patch::default();
        if email && let Some(key) = self.usable_email(resident) {
            changes = self.free(&key, Some(account.id), None)?;
            let email = resident.email.as_deref().unwrap_or_default();
            patch.set(Field::Email, account.email.as_deref(), Some(email));
        }
        if name && !resident.has_no_name() {
            patch.set(Field::FirstName, Some(&account.first_name), Some(&resident.first_name));
            patch.set(Field::LastName, Some(&account.last_name), Some(&resident.last_name));
        }
        changes.push(self.link(resident, known, linked, patch));
        Ok(changes)
    }

    /// Links a resident to an account: through the resident's own residency, a manual one in the
    /// same unit or without a unit, or a new one.
    pub(super) fn link(
        &self,
        resident: &Resident,
        known: &Known,
        linked: Option<RowIx>,
        mut patch: Patch,
    ) -> Change {
        patch.account_status(known.account.status, AccountStatus::Active);
        let existing =
            linked.or_else(|| self.directory.manual_residency(known, resident, |_| true));
        if let Some(row) = existing {
            patch.0.extend(self.taken_over(resident, row).0);
        }
        Change {
            action: if linked.is_some() { Action::Update } else { Action::Link },
            reason: Reason::Resolution,
            external_id: Some(resident.external_id.clone()),
            resident: existing.is_none().then_some(RecordIx::new(0)),
            account: AccountRef::Existing(known.account.id),
            residency: Some(self.row_or_new(existing)),
            patch: patch.0,
        }
    }

    /// Turns a residency into that of the resident, and makes it live.
    pub(super) fn taken_over(&self, resident: &Resident, row: RowIx) -> Patch {
        let residency = self.directory.residency(row);
        let mut patch = Patch::default();
        patch.link(residency.link.as_ref(), resident);
        patch.place(residency, resident, self.answer.today);
        patch.reopen(residency);
        patch.seen(&residency.seen, resident);
        patch
    }

    pub(super) fn row_or_new(&self, row: Option<RowIx>) -> ResidencyRef {
        row.map_or(ResidencyRef::New(0), |row| {
            ResidencyRef::Existing(self.directory.residency(row).id)
        })
    }
}
