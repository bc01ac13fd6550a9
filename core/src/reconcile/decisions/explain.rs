use super::{
    AccountRef, Change, OutOfScope, Plan, PlannedAlert, Policy, Prepared, ResidencyRef, Scope,
    Snapshot, Verdict, effective_status,
};
use crate::{
    model::{Account, AlertKind, Residency, Resident, full_name},
    normalize::{Placeholders, email_key},
};

/// Why a resident is linked, held, or not there: which record, which rule,
/// which facts on both sides, and the smallest change that would alter the
/// outcome. `None` where neither the roster nor the directory knows the id.
///
/// `plan` must have been made with a [`Selection`](super::Selection) that
/// looks at the resident.
pub fn explain(
    external_id: &str,
    roster: &Prepared,
    snapshot: &Snapshot,
    plan: &Plan,
    policy: &Policy,
) -> Option<Vec<String>> {
    let story = Story { roster, snapshot, plan, policy };
    let mut sentences = Vec::new();
    for index in roster.records_of(external_id) {
        story.record(index, &mut sentences);
    }
    for reject in
        roster.rejects().iter().filter(|reject| reject.external_id.as_deref() == Some(external_id))
    {
        sentences.push(format!("{}: {}.", reject.location, reject.code.explanation()));
        sentences
            .push("A record that cannot be read changes nothing; correct it in the PMS.".into());
    }
    if sentences.is_empty() {
        story.absent(external_id, &mut sentences);
    }
    (!sentences.is_empty()).then_some(sentences)
}

struct Story<'a> {
    roster: &'a Prepared,
    snapshot: &'a Snapshot,
    plan: &'a Plan,
    policy: &'a Policy,
}

impl Story<'_> {
    fn record(&self, index: usize, out: &mut Vec<String>) {
        let resident = &self.roster.residents()[index];
        out.push(self.in_the_pms(resident));
        let verdict = self
            .plan
            .verdicts
            .iter()
            .find(|(at, _)| *at as usize == index)
            .map(|(_, verdict)| *verdict);
        let residency = self.residency(resident);
        if let Some(residency) = residency {
            out.push(self.in_the_directory(residency));
        }
        match self.roster.scope(index) {
            Scope::Out(why) => out.push(self.out_of_scope(resident, why)),
            Scope::Unknown => {}
            Scope::In => out.push("It is in scope.".into()),
        }
        let changes = self.changes(resident);
        for change in &changes {
            out.push(self.what_happens(change));
        }
        let alerts: Vec<&PlannedAlert> = self
            .plan
            .alerts
            .iter()
            .filter(|alert| alert.residents.contains(&resident.external_id))
            .collect();
        for alert in &alerts {
            let state = if alert.id.is_some() { "open" } else { "would be opened" };
            out.push(format!("Alert {} ({state}): {}", alert.kind.as_str(), alert.message));
            out.push(way_out(alert.kind).into());
        }
        if alerts.is_empty() && changes.is_empty() {
            out.push(match verdict {
                Some(Verdict::Held) => "A person has dismissed the alert about it; it waits until a fact on either side changes.".into(),
                Some(Verdict::NotHere) => "Nobody in the directory carries its id, so there is nothing to end.".into(),
                Some(Verdict::Ended) => "Its residency has ended already; there is nothing to do.".into(),
                _ => "It is linked and everything agrees; a sync would change nothing.".into(),
            });
        }
        if alerts.is_empty() {
            out.push(self.smallest_change(resident, self.roster.scope(index), residency));
        }
    }

    fn in_the_pms(&self, resident: &Resident) -> String {
        let own =
            Placeholders::new(self.policy.placeholder_emails.iter().map(|entry| entry.as_str()));
        let email = match &resident.email {
            None => "no email".into(),
            Some(email) if own.usable(Some(email)).is_none() => {
                format!("the unusable email {email:?}")
            }
            Some(email) => format!("the email {email}"),
        };
        let lease = resident
            .lease_id
            .as_deref()
            .map(|lease| format!(", lease {lease}"))
            .unwrap_or_default();
        let place = resident
            .unit
            .as_deref()
            .map(|unit| format!("unit {unit}"))
            .unwrap_or_else(|| "no unit".into());
        let date = |what: &str, date: Option<crate::Date>| {
            date.map(|date| format!(", {what} {date}")).unwrap_or_default()
        };
        format!(
            "In the PMS {}{lease} is {}, {} with status {:?} ({}), {place}, {email}{}{}.",
            resident.external_id,
            resident.full_name(),
            resident.role.as_str(),
            resident.pms_status,
            effective_status(resident, self.policy.today).as_str(),
            date("moved in", resident.move_in),
            date("move-out", resident.move_out),
        )
    }

    fn in_the_directory(&self, residency: &Residency) -> String {
        let account = self.snapshot.accounts.iter().find(|account| account.id == residency.account);
        let unit = residency
            .place
            .unit
            .as_deref()
            .map(|unit| format!("unit {unit}"))
            .unwrap_or_else(|| "no unit".into());
        let state = residency.ended_on.map_or("live".into(), |day| format!("ended on {day}"));
        match account {
            Some(account) => format!(
                "In the directory it is linked to account {} ({}, {}), {unit}, {state}.",
                account.id.0,
                full_name(&account.first_name, &account.last_name),
                account.email
            ),
            None => format!("In the directory it is linked, {unit}, {state}."),
        }
    }

    fn out_of_scope(&self, resident: &Resident, why: OutOfScope) -> String {
        let why = match why {
            OutOfScope::Status => format!(
                "people with the status {} have no place in the directory",
                resident.status.as_str()
            ),
            OutOfScope::Excluded => "sync.exclude_statuses names its status".into(),
            OutOfScope::Role => format!(
                "a {} is out of scope unless sync.include_roles names the role",
                resident.role.as_str()
            ),
            OutOfScope::MovedOut => format!(
                "its move-out {} lies before {}",
                resident.move_out.map(|day| day.to_string()).unwrap_or_default(),
                self.policy.today
            ),
        };
        format!("It is out of scope: {why}.")
    }

    fn what_happens(&self, change: &Change) -> String {
        let account = match change.account {
            AccountRef::Existing(id) => {
                self.account(id).map(|account| format!("account {} ({})", id.0, account.email))
            }
            AccountRef::New(_) => None,
        };
        let account = account.unwrap_or_else(|| "a new account".into());
        let fields: Vec<&str> = change
            .patch
            .iter()
            .filter(|field| !field.field.is_bookkeeping())
            .map(|field| field.field.as_str())
            .collect();
        let fields =
            if fields.is_empty() { String::new() } else { format!(" ({})", fields.join(", ")) };
        let held =
            if self.plan.hold.is_some() { ", once somebody confirms the held sync" } else { "" };
        format!(
            "A sync would {} it: {account}{fields}, because {}{held}.",
            change.action.as_str(),
            change.reason.explanation()
        )
    }

    fn smallest_change(
        &self,
        resident: &Resident,
        scope: Scope,
        residency: Option<&Residency>,
    ) -> String {
        match (scope, residency.filter(|residency| residency.is_live())) {
            (Scope::In, Some(_)) => format!(
                "It would end with a status out of scope or a move-out before {}; another email in the PMS would raise email_mismatch.",
                self.policy.today
            ),
            (Scope::In, None) => match resident.email.as_deref().and_then(email_key) {
                Some(email) => format!(
                    "Were {email} the email of an account with another name, the outcome would be name_mismatch instead; shared by another resident in scope, duplicate_email."
                ),
                None => "With a usable email in the PMS it would be matched by that email.".into(),
            },
            (Scope::Out(OutOfScope::MovedOut), _) => {
                "Without that move-out, or with a later one, it would be in scope.".into()
            }
            (Scope::Out(OutOfScope::Role), _) => {
                "With the role in sync.include_roles it would be in scope.".into()
            }
            (Scope::Out(OutOfScope::Excluded), _) => {
                "Without the entry in sync.exclude_statuses it would be in scope.".into()
            }
            (Scope::Out(OutOfScope::Status), _) => {
                "With the status future, current, notice or eviction it would be in scope.".into()
            }
            (Scope::Unknown, _) => {
                "With its status mapped in [connector.statuses] it would be decided.".into()
            }
        }
    }

    fn absent(&self, external_id: &str, out: &mut Vec<String>) {
        let carries = |residency: &&Residency| {
            residency.property == self.policy.property
                && residency.link.as_ref().is_some_and(|link| link.external_id == external_id)
        };
        for residency in self.snapshot.residencies.iter().filter(carries) {
            out.push(format!("{external_id} is not in the PMS's roster."));
            out.push(self.in_the_directory(residency));
            let changes =
                self.plan.changes.iter().filter(|change| {
                    change.residency == Some(ResidencyRef::Existing(residency.id))
                });
            changes.for_each(|change| out.push(self.what_happens(change)));
            for alert in self
                .plan
                .alerts
                .iter()
                .filter(|alert| alert.residents.iter().any(|id| id == external_id))
            {
                out.push(format!("Alert {}: {}", alert.kind.as_str(), alert.message));
                out.push(way_out(alert.kind).into());
            }
        }
    }

    fn residency(&self, resident: &Resident) -> Option<&Residency> {
        let carries = |residency: &&Residency| {
            residency.property == self.policy.property
                && residency
                    .link
                    .as_ref()
                    .is_some_and(|link| link.external_id == resident.external_id)
        };
        let exact = |residency: &Residency| {
            residency.link.as_ref().is_some_and(|link| link.lease_id == resident.lease_id)
        };
        self.snapshot
            .residencies
            .iter()
            .filter(carries)
            .max_by_key(|residency| (exact(residency), residency.is_live(), residency.id))
    }

    fn changes(&self, resident: &Resident) -> Vec<&Change> {
        self.plan
            .changes
            .iter()
            .filter(|change| change.external_id.as_ref() == Some(&resident.external_id))
            .collect()
    }

    fn account(&self, id: crate::model::AccountId) -> Option<&Account> {
        self.snapshot.accounts.iter().find(|account| account.id == id)
    }
}

/// The smallest change that settles an alert.
fn way_out(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::DuplicateEmail => {
            "Give each of them an email of their own in the PMS; the next sync imports them."
        }
        AlertKind::NameMismatch => {
            "If it is the same person, answer `merge`, or write the same name in the PMS."
        }
        AlertKind::EmailMismatch => {
            "If it is the same person, answer `use-pms-email`; if not, `create-separate`; or correct the email in the PMS."
        }
        AlertKind::IdentityChanged => {
            "Answer `same-person` or `new-person`; until then only an end or an earlier end is applied."
        }
        AlertKind::MissingEmail => "Enter an email in the PMS; the next sync matches by it.",
        AlertKind::InvalidRecord => "Correct the record in the PMS.",
        AlertKind::UnknownStatus => {
            "Map the word in [connector.statuses], or correct the status in the PMS."
        }
        AlertKind::AccountConflict => {
            "Settle the other resident's alert, or correct the email in the PMS."
        }
        AlertKind::MissingFromPms => {
            "If the person has left, answer `end-access`; if not, the PMS must list them again."
        }
        AlertKind::SafetyHold => "If so many have really left, confirm the held run.",
    }
}
