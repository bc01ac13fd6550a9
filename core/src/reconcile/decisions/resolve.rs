use serde_json::Value;

use super::{
    AccountRef, Action, Change, Directory, Field, FieldChange, Reason, ResidencyRef, Snapshot,
    directory::Known, linked::in_unit, patch::Patch,
};
use crate::{
    Date, Text,
    model::{AccountId, AccountKind, AccountStatus, ResidencyId, Resident, Resolution},
    normalize::{NameKey, Placeholders, email_key},
};

/// A person's answer to an open alert.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// What the person decides.
    pub resolution: Resolution,
    /// The details of the alert, as it was shown.
    pub details: &'a Value,
    /// Which of several accounts is meant, by email.
    pub account: Option<&'a str>,
    /// With `create-separate`: the old account is deleted.
    pub delete_old: bool,
    /// The property's id in the configuration.
    pub property: &'a str,
    /// The day of the decision in the property's time zone.
    pub today: Date,
}

/// What an answer does: changes, and the records that they speak of.
#[derive(Debug, Default)]
pub struct Resolved {
    /// What `Change::resident` points into.
    pub residents: Vec<Resident>,
    /// In the order in which they are applied.
    pub changes: Vec<Change>,
}

/// Why an answer is refused. Nothing was changed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Refusal {
    /// The directory is not what the alert showed.
    #[error(
        "what the alert showed has changed since; run `sync`, look at the alert again, and answer then"
    )]
    FactsChanged,
    /// Several accounts are possible.
    #[error("the alert names several accounts; say which with --account EMAIL")]
    WhichAccount,
    /// The PMS's email belongs to an account that cannot be used.
    #[error("the PMS's email belongs to another account; settle that account first")]
    EmailTaken,
    /// The record has no email to make an account of.
    #[error("the resident has no usable email in the PMS; correct it there")]
    NoEmail,
    /// The old account cannot be deleted.
    #[error(
        "the old account is staff or has another live residency, so it is not deleted; leave out --delete-old"
    )]
    StillInUse,
    /// The alert's kind knows no such answer.
    #[error("this alert cannot be answered so")]
    NotThisWay,
}

/// Decides what an answer does. `snapshot` must hold the accounts that the
/// alert names, those with the resident's email, and those linked to the
/// resident.
///
/// # Errors
/// [`Refusal`] where the answer no longer fits the facts.
pub fn resolve(answer: &Answer, snapshot: &Snapshot) -> Result<Resolved, Refusal> {
    let directory = Directory::new(snapshot, answer.property);
    let case = Question { answer, directory: &directory };
    if answer.resolution == Resolution::EndAccess {
        return case.end_access();
    }
    let residents: Vec<Resident> = serde_json::from_value(answer.details["residents"].clone())
        .map_err(|_| Refusal::NotThisWay)?;
    let [resident] = &residents[..] else { return Err(Refusal::NotThisWay) };
    let known = case.account()?;
    let linked = case.linked(resident, known)?;
    let changes = match answer.resolution {
        Resolution::Merge => {
            case.rewrite(resident, known, linked, Rewrite { name: true, email: false })
        }
        Resolution::UsePmsEmail => {
            case.rewrite(resident, known, linked, Rewrite { name: false, email: true })
        }
        Resolution::SamePerson => {
            case.rewrite(resident, known, linked, Rewrite { name: true, email: true })
        }
        Resolution::CreateSeparate => case.create_separate(resident, known, linked),
        Resolution::NewPerson => {
            case.new_person(resident, known, linked.ok_or(Refusal::FactsChanged)?)
        }
        Resolution::EndAccess | Resolution::Confirm | Resolution::Dismiss => {
            Err(Refusal::NotThisWay)
        }
    }?;
    Ok(Resolved { residents, changes })
}

struct Question<'a> {
    answer: &'a Answer<'a>,
    directory: &'a Directory<'a>,
}

#[derive(Clone, Copy)]
struct Rewrite {
    name: bool,
    email: bool,
}

impl Question<'_> {
    /// The account that the answer is about, unchanged since the alert showed it.
    fn account(&self) -> Result<&Known<'_>, Refusal> {
        let accounts =
            self.answer.details["accounts"].as_array().map(Vec::as_slice).unwrap_or_default();
        let chosen = match self.answer.account {
            Some(email) => accounts
                .iter()
                .find(|account| account["email"].as_str().and_then(email_key) == email_key(email))
                .ok_or(Refusal::WhichAccount)?,
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

    fn unchanged(&self, shown: &Value) -> Result<&Known<'_>, Refusal> {
        let id =
            shown["id"].as_str().and_then(|id| id.parse().ok()).ok_or(Refusal::FactsChanged)?;
        let known = self.directory.account(AccountId(id)).ok_or(Refusal::FactsChanged)?;
        let account = known.account;
        let same = shown["email"] == account.email.as_str()
            && shown["first_name"] == account.first_name.as_str()
            && shown["last_name"] == account.last_name.as_str();
        if same { Ok(known) } else { Err(Refusal::FactsChanged) }
    }

    /// The residency that carries the resident's id, if it has one, on the
    /// account that the alert said it is linked to.
    fn linked(&self, resident: &Resident, known: &Known) -> Result<Option<usize>, Refusal> {
        let details = self.answer.details;
        // The record may stand for a residency whose lease id differs still.
        let shown_residency = details["linked_residency"].as_str();
        let found =
            self.directory.with_external_id(&resident.external_id).iter().copied().find(|at| {
                let residency = self.directory.residency(*at);
                match shown_residency {
                    Some(id) => number(residency.id.0) == *id,
                    None => residency
                        .link
                        .as_ref()
                        .is_some_and(|link| link.lease_id == resident.lease_id),
                }
            });
        match (found, details["linked_account"].as_str()) {
            (Some(at), Some(_)) if self.directory.residency(at).account == known.account.id => {
                Ok(Some(at))
            }
            (None, None) if self.lives_elsewhere(known) => Err(Refusal::FactsChanged),
            (None, None) => Ok(None),
            _ => Err(Refusal::FactsChanged),
        }
    }

    /// Whether the account has meanwhile become that of a resident of another
    /// property: their doors are nobody else's.
    fn lives_elsewhere(&self, known: &Known) -> bool {
        known.residencies.iter().map(|at| self.directory.residency(*at)).any(|residency| {
            residency.property != self.answer.property
                && residency.link.is_some()
                && residency.is_live()
        })
    }

    /// The email of a resident, where it stands for one.
    fn usable_email(&self, resident: &Resident) -> Option<Text> {
        let known = Placeholders::default().usable(resident.email.as_deref());
        known.filter(|_| self.answer.details["usable_email"] != false)
    }

    /// The account takes what the PMS says, and the resident is linked to it.
    fn rewrite(
        &self,
        resident: &Resident,
        known: &Known,
        linked: Option<usize>,
        what: Rewrite,
    ) -> Result<Vec<Change>, Refusal> {
        let account = known.account;
        let mut patch = Patch::default();
        if what.email
            && let Some(key) = self.usable_email(resident)
        {
            let email = resident.email.as_deref().unwrap_or_default();
            if self.directory.with_email(&key).is_some_and(|other| other.account.id != account.id) {
                return Err(Refusal::EmailTaken);
            }
            patch.set(Field::Email, Some(&account.email), Some(email));
        }
        if what.name {
            patch.set(Field::FirstName, Some(&account.first_name), Some(&resident.first_name));
            patch.set(Field::LastName, Some(&account.last_name), Some(&resident.last_name));
        }
        Ok(vec![self.link(resident, known, linked, patch)])
    }

    /// Links a resident to an account: by its own residency, a manual one in
    /// the same unit or without a unit, or a new one.
    fn link(
        &self,
        resident: &Resident,
        known: &Known,
        linked: Option<usize>,
        mut patch: Patch,
    ) -> Change {
        if known.account.status == AccountStatus::Inactive {
            patch.set(Field::AccountStatus, Some("inactive"), Some("active"));
        }
        let manual = || {
            let manual = |at: &&usize| {
                let residency = self.directory.residency(**at);
                residency.property == self.answer.property
                    && residency.link.is_none()
                    && residency.is_live()
            };
            let here = |at: &&usize| in_unit(self.directory.residency(**at), resident);
            let anywhere = |at: &&usize| self.directory.residency(**at).place.unit.is_none();
            let all = || known.residencies.iter().filter(manual);
            all().find(here).or_else(|| all().find(anywhere)).copied()
        };
        let existing = linked.or_else(manual);
        if let Some(at) = existing {
            let residency = self.directory.residency(at);
            patch.link(residency.link.as_ref(), resident);
            patch.place(residency, resident, self.answer.today);
            patch.set_date(Field::EndedOn, residency.ended_on, None);
            patch.seen(&residency.seen, resident);
        }
        Change {
            action: if linked.is_some() { Action::Update } else { Action::Link },
            reason: Reason::Resolution,
            external_id: Some(resident.external_id.clone()),
            resident: existing.is_none().then_some(0),
            account: AccountRef::Existing(known.account.id),
            residency: Some(match existing {
                Some(at) => ResidencyRef::Existing(self.directory.residency(at).id),
                None => ResidencyRef::New(0),
            }),
            patch: patch.0,
        }
    }

    /// A new account with the PMS's email takes over the resident.
    fn create_separate(
        &self,
        resident: &Resident,
        known: &Known,
        linked: Option<usize>,
    ) -> Result<Vec<Change>, Refusal> {
        let email = self.usable_email(resident).ok_or(Refusal::NoEmail)?;
        if self.directory.with_email(&email).is_some() {
            return Err(Refusal::EmailTaken);
        }
        let mut changes = vec![self.create(resident, known, linked)];
        let others_live = self.live_residencies(known, linked);
        if self.answer.delete_old {
            let in_use = others_live.iter().any(|at| {
                let residency = self.directory.residency(*at);
                residency.link.is_some() || residency.property != self.answer.property
            });
            if in_use || known.account.kind == AccountKind::Staff {
                return Err(Refusal::StillInUse);
            }
            changes.push(Change {
                action: Action::Delete,
                residency: None,
                ..self.of_account(known, resident)
            });
        } else if linked.is_some() && others_live.is_empty() {
            changes.extend(self.deactivate(known, resident));
        }
        Ok(changes)
    }

    fn create(&self, resident: &Resident, known: &Known, linked: Option<usize>) -> Change {
        let mut patch = Patch::default();
        if let Some(at) = linked {
            let residency = self.directory.residency(at);
            patch.0.push(FieldChange {
                field: Field::Account,
                from: Some(number(known.account.id.0)),
                to: None,
            });
            patch.link(residency.link.as_ref(), resident);
            patch.place(residency, resident, self.answer.today);
            patch.set_date(Field::EndedOn, residency.ended_on, None);
            patch.seen(&residency.seen, resident);
        }
        Change {
            action: Action::Create,
            reason: Reason::Resolution,
            external_id: Some(resident.external_id.clone()),
            resident: Some(0),
            account: AccountRef::New(0),
            residency: Some(match linked {
                Some(at) => ResidencyRef::Existing(self.directory.residency(at).id),
                None => ResidencyRef::New(0),
            }),
            patch: patch.0,
        }
    }

    /// The old person's residency ends, and the new person is created, or
    /// linked to the account that has the email and the name already.
    fn new_person(
        &self,
        resident: &Resident,
        known: &Known,
        linked: usize,
    ) -> Result<Vec<Change>, Refusal> {
        let email = self.usable_email(resident).ok_or(Refusal::NoEmail)?;
        let holder = self.directory.with_email(&email);
        let name = NameKey::of(&resident.first_name, &resident.last_name);
        if holder.is_some_and(|holder| {
            holder.account.id == known.account.id || !holder.name.same(&name, false)
        }) {
            return Err(Refusal::EmailTaken);
        }
        let residency = self.directory.residency(linked);
        let mut patch = Patch::default();
        patch.set(Field::ExternalId, Some(&resident.external_id), None);
        patch.set(
            Field::LeaseId,
            residency.link.as_ref().and_then(|link| link.lease_id.as_deref()),
            None,
        );
        patch.set_date(
            Field::EndedOn,
            residency.ended_on,
            residency.ended_on.or(Some(self.answer.today)),
        );
        let end = self.of_account(known, resident);
        let mut changes = vec![Change {
            action: Action::End,
            residency: Some(ResidencyRef::Existing(residency.id)),
            patch: patch.0,
            ..end
        }];
        if self.live_residencies(known, Some(linked)).is_empty() {
            changes.extend(self.deactivate(known, resident));
        }
        changes.push(match holder {
            Some(holder) => self.link(resident, holder, None, Patch::default()),
            None => self.create(resident, known, None),
        });
        Ok(changes)
    }

    fn end_access(&self) -> Result<Resolved, Refusal> {
        let known = self.account()?;
        let details = self.answer.details;
        let id = details["residency"]
            .as_str()
            .and_then(|id| id.parse().ok())
            .ok_or(Refusal::NotThisWay)?;
        let at = known
            .residencies
            .iter()
            .copied()
            .find(|at| self.directory.residency(*at).id == ResidencyId(id));
        let at = at.ok_or(Refusal::FactsChanged)?;
        let residency = self.directory.residency(at);
        let id = residency.link.as_ref().map(|link| link.external_id.clone());
        if !residency.is_live() || id.as_deref() != details["external_id"].as_str() {
            return Err(Refusal::FactsChanged);
        }
        let mut patch = Patch::default();
        patch.set_date(Field::EndedOn, None, Some(self.answer.today));
        patch.set(Field::Status, Some(residency.place.status.as_str()), Some("past"));
        let end = Change {
            action: Action::End,
            reason: Reason::Resolution,
            external_id: id.clone(),
            resident: None,
            account: AccountRef::Existing(known.account.id),
            residency: Some(ResidencyRef::Existing(residency.id)),
            patch: patch.0,
        };
        let mut changes = vec![end];
        if self.live_residencies(known, Some(at)).is_empty() {
            let resident = Resident { external_id: id.unwrap_or_default(), ..Resident::default() };
            changes.extend(self.deactivate(known, &resident));
        }
        Ok(Resolved { residents: Vec::new(), changes })
    }

    fn live_residencies(&self, known: &Known, but: Option<usize>) -> Vec<usize> {
        let live = |at: &usize| Some(*at) != but && self.directory.residency(*at).is_live();
        known.residencies.iter().copied().filter(live).collect()
    }

    fn deactivate(&self, known: &Known, resident: &Resident) -> Option<Change> {
        if known.account.kind == AccountKind::Staff
            || known.account.status == AccountStatus::Inactive
        {
            return None;
        }
        let mut patch = Patch::default();
        patch.set(Field::AccountStatus, Some("active"), Some("inactive"));
        Some(Change { patch: patch.0, ..self.of_account(known, resident) })
    }

    fn of_account(&self, known: &Known, resident: &Resident) -> Change {
        Change {
            action: Action::Update,
            reason: Reason::Resolution,
            external_id: Some(resident.external_id.clone()),
            resident: None,
            account: AccountRef::Existing(known.account.id),
            residency: None,
            patch: Vec::new(),
        }
    }
}

fn number(number: i64) -> Text {
    compact_str::format_compact!("{number}")
}
