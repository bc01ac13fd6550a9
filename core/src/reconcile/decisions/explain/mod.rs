//! Why a resident is linked, held, or not there.

mod finding;

pub use finding::{ExplainedAccount, Finding, Otherwise};

use crate::{
    Text,
    model::{AccountId, Residency, Resident, full_name},
    normalize::{Placeholders, email_key},
    reconcile::{
        AccountRef, Change, OutOfScope, Plan, PlannedAlert, Policy, Prepared, RecordIx,
        ResidencyRef, Scope, Snapshot, Verdict, effective_status, standing,
    },
};

/// Explains why a resident is linked, held, or not there: which record, which rule, which facts on
/// both sides, and the smallest change that would change the outcome. Empty if neither the roster
/// nor the directory has the ID.
///
/// `plan` must have been created with a [`Selection`](crate::reconcile::Selection) that includes
/// the resident.
pub fn explain(
    external_id: &str,
    roster: &Prepared,
    snapshot: &Snapshot,
    plan: &Plan,
    policy: &Policy,
) -> Vec<Finding> {
    let story = Story { roster, snapshot, plan, policy };
    let mut findings = Vec::new();
    for record in roster.records_of(external_id) {
        story.record(record, &mut findings);
    }
    let rejects = roster.rejects().iter();
    let unreadable = rejects.filter(|reject| reject.external_id.as_deref() == Some(external_id));
    findings.extend(unreadable.map(|reject| Finding::Unreadable {
        location: reject.location.clone(),
        code: reject.code,
    }));
    if findings.is_empty() {
        story.absent(external_id, &mut findings);
    }
    findings
}

struct Story<'a> {
    roster: &'a Prepared,
    snapshot: &'a Snapshot,
    plan: &'a Plan,
    policy: &'a Policy,
}

impl Story<'_> {
    fn record(&self, record: RecordIx, out: &mut Vec<Finding>) {
        let resident = self.roster.resident(record);
        let placeholders =
            Placeholders::new(self.policy.placeholder_emails.iter().map(Text::as_str));
        let scope = self.scope(record);
        out.push(Finding::InPms {
            resident: Box::new(resident.clone()),
            status: match scope {
                Scope::Overdue => resident.status,
                _ => effective_status(resident, self.policy.today),
            },
            usable_email: placeholders.usable(resident.email.as_deref()).is_some(),
        });
        let residency = self.residency(resident);
        out.extend(residency.map(|residency| self.in_the_directory(residency)));
        match scope {
            Scope::Out(why) => out.push(Finding::OutOfScope(why)),
            Scope::Overdue => out.push(Finding::DatesContradict),
            Scope::Unknown(_) => {}
            Scope::In => out.push(Finding::InScope),
        }
        let before = out.len();
        let about = |change: &&Change| change.external_id.as_ref() == Some(&resident.external_id);
        self.changes(about, out);
        let nothing_happens = out.len() == before;
        let alerts = self.alerts(&resident.external_id).map(alert);
        let before = out.len();
        out.extend(alerts);
        if out.len() > before {
            return;
        }
        let decided = self.decided(&resident.external_id);
        let is_decided = decided.is_some();
        out.extend(decided);
        if nothing_happens && !is_decided {
            out.push(match self.verdict(record) {
                Some(Verdict::NotHere) => Finding::NothingToEnd,
                Some(Verdict::Ended) => Finding::HasEnded,
                _ => Finding::Settled,
            });
        }
        out.push(Finding::Otherwise(self.otherwise(record, residency)));
    }

    fn in_the_directory(&self, residency: &Residency) -> Finding {
        Finding::InDirectory {
            account: self.account(residency.account),
            unit: residency.place.unit.clone(),
            ended_on: residency.ended_on,
        }
    }

    /// The changes that concern somebody, applied and held.
    fn changes(&self, about: impl Fn(&&Change) -> bool, out: &mut Vec<Finding>) {
        let Plan { changes, held_changes, .. } = self.plan;
        for (changes, is_held) in [(changes, false), (held_changes, true)] {
            let changes = changes.iter().filter(&about);
            out.extend(changes.map(|change| self.what_happens(change, is_held)));
        }
    }

    fn what_happens(&self, change: &Change, is_held: bool) -> Finding {
        let fields = change.patch.iter().map(|field| field.field);
        Finding::Change {
            action: change.action,
            account: match change.account {
                AccountRef::Existing(id) => self.account(id),
                AccountRef::New(_) => None,
            },
            fields: fields.filter(|field| !field.is_bookkeeping()).collect(),
            reason: change.reason,
            is_held,
        }
    }

    fn otherwise(&self, record: RecordIx, residency: Option<&Residency>) -> Otherwise {
        let resident = self.roster.resident(record);
        let is_live = residency.is_some_and(Residency::is_live);
        match self.scope(record) {
            Scope::In if is_live => Otherwise::WouldEnd { today: self.policy.today },
            Scope::In => match resident.email.as_deref().and_then(email_key) {
                Some(email) => Otherwise::OtherHolder { email },
                None => Otherwise::UsableEmail,
            },
            Scope::Out(why) => Otherwise::InScope(why),
            Scope::Overdue => Otherwise::AgreeingDates,
            Scope::Unknown(what) => Otherwise::Mapped(what),
        }
    }

    /// Whether the resident is in scope, given the residency: an announced date that has passed is
    /// no contradiction.
    fn scope(&self, record: RecordIx) -> Scope {
        match (self.roster.scope(record), self.verdict(record)) {
            (Scope::Overdue, Some(Verdict::Ended)) => Scope::Out(OutOfScope::MovedOut),
            (scope, _) => scope,
        }
    }

    fn verdict(&self, record: RecordIx) -> Option<Verdict> {
        let mut verdicts = self.plan.verdicts.iter();
        verdicts.find(|(of, _)| *of == record).map(|(_, verdict)| *verdict)
    }

    /// The decision that keeps an alert about a resident from being raised.
    fn decided(&self, external_id: &str) -> Option<Finding> {
        let mut about = self.plan.dismissed.iter().filter(|alert| names(alert, external_id));
        let standing = about.find_map(|alert| standing(alert, self.snapshot))?;
        Some(Finding::Decided { resolution: standing.resolution })
    }

    fn absent(&self, external_id: &str, out: &mut Vec<Finding>) {
        for residency in self.carrying(external_id) {
            out.push(Finding::NotInRoster);
            out.push(self.in_the_directory(residency));
            let reference = Some(ResidencyRef::Existing(residency.id));
            self.changes(|change| change.residency == reference, out);
            out.extend(self.alerts(external_id).map(alert));
            out.extend(self.decided(external_id));
        }
    }

    /// The residencies of the property with an ID.
    fn carrying(&self, external_id: &str) -> impl Iterator<Item = &Residency> {
        self.snapshot.residencies.iter().filter(move |residency| {
            residency.property == self.policy.property
                && residency.link.as_ref().is_some_and(|link| link.external_id == external_id)
        })
    }

    fn residency(&self, resident: &Resident) -> Option<&Residency> {
        let exact = |residency: &Residency| {
            residency.link.as_ref().is_some_and(|link| link.lease_id == resident.lease_id)
        };
        self.carrying(&resident.external_id)
            .max_by_key(|residency| (exact(residency), residency.is_live(), residency.id))
    }

    fn alerts(&self, external_id: &str) -> impl Iterator<Item = &PlannedAlert> {
        self.plan.alerts.iter().filter(move |alert| names(alert, external_id))
    }

    fn account(&self, id: AccountId) -> Option<ExplainedAccount> {
        let account = self.snapshot.accounts.iter().find(|account| account.id == id)?;
        Some(ExplainedAccount {
            id,
            email: account.email.clone(),
            name: full_name(&account.first_name, &account.last_name),
        })
    }
}

fn names(alert: &PlannedAlert, external_id: &str) -> bool {
    alert.facts.resident_ids().iter().any(|id| id.as_str() == external_id)
}

fn alert(alert: &PlannedAlert) -> Finding {
    Finding::Alert { is_open: alert.id.is_some(), facts: Box::new(alert.facts.clone()) }
}
