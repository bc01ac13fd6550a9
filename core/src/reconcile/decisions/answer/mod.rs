//! What a person's answer to an alert does.

mod address;
mod link;
mod offer;
mod question;
mod reach;
mod separate;

pub use offer::Offers;
use question::Question;
pub use reach::Reach;

use crate::{
    Date,
    model::{AlertFacts, AlertId, Resident, Resolution},
    reconcile::{Change, ChangeSet, Directory, Policy, Snapshot},
};

/// A person's answer to an open alert.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The answer itself.
    pub resolution: Resolution,
    /// The facts of the alert, as they were shown.
    pub facts: &'a AlertFacts,
    /// Which account is meant, by email or ID, if the alert shows several.
    pub account: Option<&'a str>,
    /// With [`Resolution::CreateSeparate`], whether to delete the old account.
    pub delete_old: bool,
    /// The property's ID in the configuration.
    pub property: &'a str,
    /// The other open alerts of the property: an address that one of them asks about may be the one
    /// that this answer needs.
    pub open: &'a [(AlertId, AlertFacts)],
    /// The date of the decision in the property's time zone.
    pub today: Date,
}

/// What a decision does: changes, and the records that they refer to.
#[derive(Debug, Default)]
pub struct Resolved {
    /// What `Change::resident` indexes.
    pub residents: Vec<Resident>,
    /// The changes, in the order in which they are applied.
    pub changes: Vec<Change>,
    /// What the changed accounts mean beyond the property.
    pub reach: Reach,
}

impl Resolved {
    /// The changes in the form in which they are applied.
    pub fn change_set<'a>(&'a self, policy: &'a Policy) -> ChangeSet<'a> {
        ChangeSet {
            property: &policy.property,
            residents: &self.residents,
            changes: &self.changes,
            phone_key: policy.phone_key,
            country: &policy.country,
        }
    }
}

/// Why an answer was refused. Nothing was changed.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
pub enum Refusal {
    /// The directory no longer matches what the alert showed.
    #[error("what the alert showed has changed since")]
    FactsChanged,
    /// Several accounts are possible, and none was chosen.
    #[error("the alert names several accounts, and the answer does not say which is meant")]
    WhichAccount,
    /// The chosen account is not one that the alert names.
    #[error("the alert does not name that account")]
    OtherAccount,
    /// The PMS's email belongs to an account that keeps it, by what the PMS says.
    #[error("the PMS's email belongs to another account{}", settle_first(*.alert))]
    EmailTaken {
        /// The open alert about that account, if there is one.
        alert: Option<AlertId>,
    },
    /// The record has no email, so no account can be created.
    #[error("the resident has no usable email in the PMS")]
    NoEmail,
    /// The old account cannot be deleted.
    #[error("the old account is staff or has another live residency, so it cannot be deleted")]
    StillInUse,
    /// The records have access through accounts of their own, and not all of these have an email.
    #[error("the records have access through different accounts")]
    SeveralAccounts,
    /// This kind of alert does not have that answer.
    #[error("this alert cannot be answered that way")]
    NotThisWay,
}

fn settle_first(alert: Option<AlertId>) -> String {
    alert.map_or_else(String::new, |alert| format!("; settle alert {} first", alert.0))
}

/// Decides what an answer does. `snapshot` must hold the accounts that the
/// alert names, those with the resident's email, and those linked to the
/// resident.
///
/// # Errors
/// [`Refusal`] if the answer no longer fits the facts.
pub fn resolve(answer: &Answer, snapshot: &Snapshot) -> Result<Resolved, Refusal> {
    resolve_in(answer, &Directory::new(snapshot, answer.property))
}

fn resolve_in(answer: &Answer, directory: &Directory) -> Result<Resolved, Refusal> {
    let resolved = decide(answer, directory)?;
    let visible = resolved.changes.iter().filter(|_| answer.resolution != Resolution::Dismiss);
    let accounts = visible.filter_map(Change::existing_account);
    let reach = Reach::of(accounts, directory, answer.property);
    Ok(Resolved { reach, ..resolved })
}

fn decide(answer: &Answer, directory: &Directory) -> Result<Resolved, Refusal> {
    if !answer.facts.resolutions().contains(&answer.resolution) {
        return Err(Refusal::NotThisWay);
    }
    let question = Question { answer, directory };
    if answer.resolution == Resolution::OnePerson {
        question.can_share_account(answer.facts.residents())?;
        // The next sync links them.
        return Ok(Resolved::default());
    }
    if answer.resolution == Resolution::Dismiss {
        let changes = question.seen().into_iter().collect();
        return Ok(Resolved { changes, ..Resolved::default() });
    }
    let about_access = match (answer.resolution, answer.facts) {
        (Resolution::EndAccess, AlertFacts::MissingFromPms { people, accounts, .. }) => {
            Some(question.end_access(people, accounts)?)
        }
        (Resolution::EndAccess, AlertFacts::DateConflict { .. }) => Some(question.end_overdue()?),
        (Resolution::ReleaseAddress, AlertFacts::AccountConflict { resident, .. }) => {
            Some(question.release_address(resident)?)
        }
        (Resolution::KeepAccess, AlertFacts::DateConflict { .. }) => {
            question.overdue()?;
            Some(Vec::new())
        }
        (Resolution::End, AlertFacts::ManualResidency { residency, external_id, .. }) => {
            Some(question.end_manual(*residency, external_id)?)
        }
        (Resolution::Keep, AlertFacts::ManualResidency { residency, .. }) => {
            question.manual(question.account()?, *residency)?;
            Some(Vec::new())
        }
        _ => None,
    };
    if let Some(changes) = about_access {
        return Ok(Resolved { changes, ..Resolved::default() });
    }
    let [resident] = answer.facts.residents() else { return Err(Refusal::NotThisWay) };
    let known = question.account()?;
    let linked = question.linked(resident, known)?;
    let rewrite = |name, email| question.rewrite(resident, known, linked, name, email);
    let changes = match answer.resolution {
        Resolution::Merge => rewrite(true, false),
        Resolution::UsePmsEmail => rewrite(false, true),
        Resolution::SamePerson => rewrite(true, true),
        // Two people with one address: only somebody who has left can give it up.
        Resolution::CreateSeparate
            if matches!(answer.facts, AlertFacts::NameMismatch { .. })
                && !question.has_left(known, None) =>
        {
            Err(Refusal::NotThisWay)
        }
        Resolution::CreateSeparate => question.create_separate(resident, known, linked),
        Resolution::NewPerson => {
            question.new_person(resident, known, linked.ok_or(Refusal::FactsChanged)?)
        }
        Resolution::OnePerson
        | Resolution::ReleaseAddress
        | Resolution::EndAccess
        | Resolution::KeepAccess
        | Resolution::End
        | Resolution::Keep
        | Resolution::Confirm
        | Resolution::Dismiss => Err(Refusal::NotThisWay),
    }?;
    let mut released = match linked {
        Some(_) => Vec::new(),
        None => question.release_id(resident),
    };
    released.extend(changes);
    Ok(Resolved { residents: vec![resident.clone()], changes: released, reach: Reach::default() })
}
