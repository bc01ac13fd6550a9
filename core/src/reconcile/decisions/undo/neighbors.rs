//! Neighboring rows, which may since have taken the place of what an undo would restore.

use std::collections::HashSet;

use super::{AnswerStays, Reversal};
use crate::{
    Text,
    model::{AccountId, AccountStatus, Link, ResidencyId},
    reconcile::{Action, Change, Field, FieldChange},
};

/// What an undo needs to know about the directory before it decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Emails that accounts would get back: which accounts have one of them now?
    pub emails: Vec<Text>,
    /// Residencies that would come back: which others at the same property have their link now?
    pub returning: Vec<Returning>,
    /// Accounts that would become inactive: which live residencies do they have?
    pub inactive: Vec<AccountId>,
    /// Residencies that would come to an account, or back to life there: which of the accounts are
    /// inactive now, and which of the residencies live?
    pub arriving: Vec<(AccountId, ResidencyId)>,
}

/// A deleted residency of a PMS resident that would come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returning {
    /// The account that it belongs to.
    pub account: AccountId,
    /// The residency.
    pub residency: ResidencyId,
    /// The PMS's IDs that it carries.
    pub link: Link,
}

/// The answer to [`Needs`]. May include rows that the undo itself changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbors {
    /// Accounts with one of the emails, compared by `email_key`.
    pub holders: Vec<AccountId>,
    /// Residencies with one of the links.
    pub linked: Vec<ResidencyId>,
    /// Live residencies, at any property, of the accounts that would become inactive.
    pub live: Vec<(AccountId, ResidencyId)>,
    /// Accounts to which a residency would come, and which are inactive.
    pub asleep: Vec<AccountId>,
    /// Residencies that would come to one of them, and are live.
    pub awake: Vec<ResidencyId>,
}

/// What has taken the place of something that an undo would restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// Another account has the email.
    EmailTaken,
    /// Another residency is linked to the resident.
    ResidentTaken,
    /// An account that would become inactive has another live residency.
    LivesElsewhere,
}

impl Reversal {
    /// What has to be known about the directory to decide about these changes.
    pub fn needs(&self) -> Needs {
        let kept = || self.changes.iter().filter(|change| change.action != Action::Delete);
        Needs {
            emails: kept().filter_map(|change| to(change, Field::Email).cloned()).collect(),
            returning: self.changes.iter().filter_map(returning).collect(),
            inactive: kept()
                .filter(|change| deactivates(change))
                .filter_map(Change::existing_account)
                .collect(),
            arriving: self.changes.iter().filter_map(arriving).collect(),
        }
    }

    /// Gives access back to the accounts to which a live residency comes.
    ///
    /// Ana's second home was given to an account of its own. Then she left the first, and her
    /// account became inactive. If the second comes back to it, it is her home again.
    fn awaken(mut self, neighbors: &Neighbors) -> Self {
        let mut asleep: HashSet<AccountId> = neighbors.asleep.iter().copied().collect();
        for change in &self.changes {
            if let (Some(id), Some(_)) =
                (change.existing_account(), to(change, Field::AccountStatus))
            {
                asleep.remove(&id);
            }
        }
        let (from, active) = (AccountStatus::Inactive, AccountStatus::Active);
        for change in &mut self.changes {
            let Some((account, residency)) = arriving(change) else { continue };
            let stays = to(change, Field::EndedOn).is_none();
            let is_live = reopens(change) || stays && neighbors.awake.contains(&residency);
            if is_live && asleep.remove(&account) {
                let field = Field::AccountStatus;
                let (from, to) = (Some(from.as_str().into()), Some(active.as_str().into()));
                change.patch.push(FieldChange { field, from, to });
            }
        }
        self
    }

    /// Decides about undoing a run. An account that would become inactive stays active if it has
    /// another live residency: no undo locks anybody out of another home.
    pub fn of_run(mut self, neighbors: &Neighbors) -> Self {
        let living = neighbors.living_elsewhere(&self.changes);
        self.changes.retain_mut(|change| {
            if change.existing_account().is_none_or(|id| !living.contains(&id)) {
                return true;
            }
            change.patch.retain(|field| field.field != Field::AccountStatus);
            change.action == Action::Delete
                || change.residency.is_some()
                || !change.patch.is_empty()
        });
        self.awaken(neighbors)
    }

    /// Decides about undoing an answer, which is undone entirely or not at all.
    ///
    /// # Errors
    /// [`AnswerStays`] if later changes or other rows prevent it.
    pub fn of_answer(self, neighbors: &Neighbors) -> Result<Self, AnswerStays> {
        if let Some(kept) = self.kept.first() {
            return Err(AnswerStays::Touched(kept.why.clone()));
        }
        match neighbors.obstacle(&self.changes) {
            Some(obstacle) => Err(AnswerStays::Blocked(obstacle)),
            None => Ok(self.awaken(neighbors)),
        }
    }
}

impl Neighbors {
    fn obstacle(&self, changes: &[Change]) -> Option<Obstacle> {
        let accounts: HashSet<AccountId> =
            changes.iter().filter_map(Change::existing_account).collect();
        let residencies: HashSet<ResidencyId> =
            changes.iter().filter_map(Change::existing_residency).collect();
        if self.holders.iter().any(|id| !accounts.contains(id)) {
            return Some(Obstacle::EmailTaken);
        }
        if self.linked.iter().any(|id| !residencies.contains(id)) {
            return Some(Obstacle::ResidentTaken);
        }
        (!self.living_elsewhere(changes).is_empty()).then_some(Obstacle::LivesElsewhere)
    }

    /// The accounts that would become inactive although they have a live residency that none of
    /// the changes affects.
    fn living_elsewhere(&self, changes: &[Change]) -> HashSet<AccountId> {
        let own: HashSet<ResidencyId> =
            changes.iter().filter_map(Change::existing_residency).collect();
        let others = self.live.iter().filter(|(_, residency)| !own.contains(residency));
        others.map(|(account, _)| *account).collect()
    }
}

fn returning(change: &Change) -> Option<Returning> {
    if change.action != Action::Restore {
        return None;
    }
    let external_id = to(change, Field::ExternalId)?.clone();
    Some(Returning {
        account: change.existing_account()?,
        residency: change.existing_residency()?,
        link: Link { external_id, lease_id: to(change, Field::LeaseId).cloned() },
    })
}

/// The account and the residency, if a change brings a residency to an account or ends its end.
fn arriving(change: &Change) -> Option<(AccountId, ResidencyId)> {
    let comes = to(change, Field::Account).is_some() || reopens(change);
    comes.then_some((change.existing_account()?, change.existing_residency()?))
}

fn reopens(change: &Change) -> bool {
    let mut ends = change.patch.iter().filter(|field| field.field == Field::EndedOn);
    ends.any(|field| field.from.is_some() && field.to.is_none())
}

fn deactivates(change: &Change) -> bool {
    let status = to(change, Field::AccountStatus).and_then(|to| AccountStatus::from_name(to));
    status == Some(AccountStatus::Inactive)
}

fn to(change: &Change, of: Field) -> Option<&Text> {
    change.patch.iter().find(|field| field.field == of)?.to.as_ref()
}

#[cfg(test)]
mod tests;
