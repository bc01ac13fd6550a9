//! How an address that another account holds becomes free.
//!
//! The PMS has exchanged two emails: Ana is to get Ben's, and Ben hers. Whichever of the two alerts
//! is answered, both get their addresses at once. It is the same for a ring of any length, and it
//! ends where an address is free, or where its holder has left or has no email in the PMS anymore
//! and keeps the account without one.

use super::{
    Refusal,
    question::{Question, of_account},
};
use crate::{
    Text,
    model::{AccountId, AccountKind, AlertFacts, AlertId, Resident},
    normalize::Placeholders,
    reconcile::{Change, Field, Known, RowIx, change::Patch},
};

/// What the PMS says about the address of an account.
enum Says<'q> {
    /// The account's resident has another one, by an open alert.
    Another(AlertId, &'q Resident, RowIx, Text),
    /// None of its residents has it.
    Nothing,
}

impl Question<'_> {
    /// The changes by which an address becomes free, for an account or for a new one. `leaving` is
    /// a residency that leaves its account by the answer.
    pub(super) fn free(
        &self,
        email: &Text,
        taker: Option<AccountId>,
        leaving: Option<RowIx>,
    ) -> Result<Vec<Change>, Refusal> {
        let mut moving: Vec<AccountId> = taker.into_iter().collect();
        let mut changes = Vec::new();
        let mut wanted = email.clone();
        let mut last = None;
        while let Some(holder) = self.directory.with_email(&wanted) {
            if taker == Some(holder.account.id) {
                break;
            }
            // The ring closes on somebody in the middle: two are to get that address.
            if moving.contains(&holder.account.id) {
                return Err(Refusal::EmailTaken { alert: last });
            }
            moving.push(holder.account.id);
            if self.has_left(holder, leaving) {
                changes.push(self.without_email(holder));
                break;
            }
            match self.says(holder, &wanted, leaving)? {
                Says::Another(alert, resident, row, next) => {
                    let mut patch = Patch::default();
                    let email = resident.email.as_deref();
                    patch.set(Field::Email, holder.account.email.as_deref(), email);
                    changes.push(self.link(resident, holder, Some(row), patch));
                    (wanted, last) = (next, Some(alert));
                }
                Says::Nothing => {
                    changes.push(self.without_email(holder));
                    break;
                }
            }
        }
        Ok(changes)
    }

    /// Takes the address from an account whose residents do not have it in the PMS anymore.
    pub(super) fn release_address(&self, resident: &Resident) -> Result<Vec<Change>, Refusal> {
        let known = self.account()?;
        let email = self.usable_email(resident).ok_or(Refusal::NoEmail)?;
        if known.email.as_ref() != Some(&email) {
            return Err(Refusal::FactsChanged);
        }
        self.says(known, &email, None)?;
        Ok(vec![self.without_email(known)])
    }

    /// Whether nobody in scope is linked to an account, at any property.
    pub(super) fn has_left(&self, known: &Known, leaving: Option<RowIx>) -> bool {
        let live = self.live_residencies(known, leaving);
        known.account.kind != AccountKind::Staff
            && !live.iter().any(|row| self.directory.residency(*row).link.is_some())
    }

    /// What the PMS says about the address of an account that somebody else is to get. A residency
    /// that leaves the account takes what is said about it along.
    fn says(
        &self,
        known: &Known,
        email: &Text,
        leaving: Option<RowIx>,
    ) -> Result<Says<'_>, Refusal> {
        let taken = |alert| Err(Refusal::EmailTaken { alert });
        let live = self.live_residencies(known, leaving);
        let elsewhere =
            live.iter().any(|row| self.directory.residency(*row).property != self.answer.property);
        if known.account.kind == AccountKind::Staff || elsewhere {
            return taken(None);
        }
        let mut says = Says::Nothing;
        for row in live {
            let residency = self.directory.residency(row);
            let asked = self.answer.open.iter().find(|(_, facts)| {
                facts.linked().is_some_and(|linked| linked.residency == Some(residency.id))
            });
            let usable = |email: Option<&str>| Placeholders::default().usable(email);
            let current = match asked {
                Some((alert, AlertFacts::EmailMismatch { resident, candidates, .. })) => {
                    candidates.iter().try_for_each(|shown| self.unchanged(shown).map(drop))?;
                    let current = usable(resident.email.as_deref());
                    if let Some(next) = current.clone().filter(|next| next != email) {
                        says = Says::Another(*alert, resident, row, next);
                    }
                    current
                }
                Some((alert, AlertFacts::IdentityChanged { .. })) => return taken(Some(*alert)),
                _ if residency.link.is_some() => usable(residency.seen.email.as_deref()),
                _ => None,
            };
            if current.as_ref() == Some(email) {
                return taken(asked.map(|(alert, _)| *alert));
            }
        }
        Ok(says)
    }

    fn without_email(&self, known: &Known) -> Change {
        let mut rows = self.directory.residencies_of(known);
        let id = rows.find_map(|residency| Some(residency.link.as_ref()?.external_id.clone()));
        let mut patch = Patch::default();
        patch.set(Field::Email, known.account.email.as_deref(), None);
        Change { external_id: id, patch: patch.0, ..of_account(known, &Text::default()) }
    }
}
