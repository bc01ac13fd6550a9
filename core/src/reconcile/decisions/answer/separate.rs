use super::{
    Refusal,
    question::{Question, deactivate, of_account},
};
use crate::{
    model::{AccountKind, Reason, Resident},
    normalize::NameKey,
    reconcile::{
        AccountRef, Action, Change, Field, FieldChange, Known, RecordIx, ResidencyRef, RowIx,
        change::Patch,
    },
};

impl Question<'_> {
    /// Moves the resident to a new account with the PMS's email.
    pub(super) fn create_separate(
        &self,
        resident: &Resident,
        known: &Known,
        linked: Option<RowIx>,
    ) -> Result<Vec<Change>, Refusal> {
        let email = self.usable_email(resident).ok_or(Refusal::NoEmail)?;
        let mut changes = self.free(&email, None, linked)?;
        changes.push(self.create(resident, known, linked));
        let others_live = self.live_residencies(known, linked);
        if self.answer.delete_old {
            let in_use = others_live.iter().any(|row| {
                let residency = self.directory.residency(*row);
                residency.link.is_some() || residency.property != self.answer.property
            });
            if in_use || known.account.kind == AccountKind::Staff {
                return Err(Refusal::StillInUse);
            }
            changes.push(Change {
                action: Action::Delete,
                ..of_account(known, &resident.external_id)
            });
        } else if linked.is_some() && others_live.is_empty() {
            changes.extend(deactivate(known, &resident.external_id));
        }
        Ok(changes)
    }

    fn create(&self, resident: &Resident, known: &Known, linked: Option<RowIx>) -> Change {
        let mut patch = Patch::default();
        if let Some(row) = linked {
            patch.0.push(FieldChange {
                field: Field::Account,
                from: Some(compact_str::format_compact!("{}", known.account.id.0)),
                to: None,
            });
            patch.0.extend(self.taken_over(resident, row).0);
        }
        Change {
            action: Action::Create,
            reason: Reason::Resolution,
            external_id: Some(resident.external_id.clone()),
            resident: Some(RecordIx::new(0)),
            account: AccountRef::New(0),
            residency: Some(self.row_or_new(linked)),
            patch: patch.0,
        }
    }

    /// Ends the old person's residency, and gives the new person an account, or links them to the
    /// one that already has their email and name.
    pub(super) fn new_person(
        &self,
        resident: &Resident,
        known: &Known,
        linked: RowIx,
    ) -> Result<Vec<Change>, Refusal> {
        let email = self.usable_email(resident).ok_or(Refusal::NoEmail)?;
        let holder = self.directory.with_email(&email);
        let name = NameKey::of(&resident.first_name, &resident.last_name);
        let holder = holder.filter(|holder| {
            holder.account.id != known.account.id && holder.name.same(&name, false)
        });
        let freed = match holder {
            Some(_) => Vec::new(),
            None => self.free(&email, None, Some(linked))?,
        };
        let residency = self.directory.residency(linked);
        let ended_on = residency.ended_on.unwrap_or(self.answer.today);
        let mut patch = Patch::default();
        patch.unlink(residency.link.as_ref());
        patch.end(residency, ended_on, Reason::Resolution);
        let mut changes = vec![Change {
            action: Action::End,
            residency: Some(ResidencyRef::Existing(residency.id)),
            patch: patch.0,
            ..of_account(known, &resident.external_id)
        }];
        if self.live_residencies(known, Some(linked)).is_empty() {
            changes.extend(deactivate(known, &resident.external_id));
        }
        changes.extend(freed);
        changes.push(match holder {
            Some(holder) => self.link(resident, holder, None, Patch::default()),
            None => self.create(resident, known, None),
        });
        Ok(changes)
    }
}
