//! What a sync did, in readable lines.

use tenantry_core::{
    model::{AlertFacts, AlertKind, Reject, Resolution, Roster},
    reconcile::{Field, Plan, Policy, Refusal},
};

use crate::{
    build::{Record, policy, roster},
    world::World,
};

/// A directory, with the policy and the rejects of its next sync.
#[derive(Clone)]
pub(crate) struct Town {
    pub(crate) world: World,
    pub(crate) policy: Policy,
    pub(crate) rejects: Vec<Reject>,
}

impl Town {
    pub(crate) fn new() -> Self {
        Self { world: World::default(), policy: policy(), rejects: Vec::new() }
    }

    /// A town with these people already in it.
    pub(crate) fn of(records: &[Record]) -> Self {
        let mut town = Self::new();
        town.sync(records);
        town
    }

    pub(crate) fn roster(&self, records: &[Record]) -> Roster {
        Roster { rejects: self.rejects.clone(), ..roster(records) }
    }

    pub(crate) fn sync(&mut self, records: &[Record]) -> Plan {
        let roster = self.roster(records);
        self.world.sync(&roster, &self.policy)
    }

    /// Syncs, compares what happened with `expected`, and checks that a second sync of the same
    /// roster does nothing.
    #[track_caller]
    pub(crate) fn check(&mut self, records: &[Record], expected: &[&str]) {
        let before = self.world.clone();
        let plan = self.sync(records);
        let mut expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
        let mut happened = lines(&before, &self.world, &plan, &self.policy);
        expected.sort();
        happened.sort();
        assert_eq!(happened, expected);
        if self.policy.on_missing == Default::default() {
            let again = self.world.plan(&self.roster(records), &self.policy);
            assert!(again.is_empty(), "the second sync: {again:#?}");
        }
    }

    /// Answers the only open alert of a kind.
    pub(crate) fn answer(
        &mut self,
        kind: AlertKind,
        resolution: Resolution,
    ) -> Result<(), Refusal> {
        self.answer_about(kind, resolution, None, false)
    }

    pub(crate) fn answer_about(
        &mut self,
        kind: AlertKind,
        resolution: Resolution,
        account: Option<&str>,
        delete_old: bool,
    ) -> Result<(), Refusal> {
        let alerts = self.world.site(&self.policy).alerts;
        let mut of_kind = alerts.iter().filter(|(_, alert)| alert.kind() == kind);
        let (id, _) = of_kind.next().unwrap();
        assert!(of_kind.next().is_none(), "several alerts of the kind");
        self.world.resolve(*id, resolution, account, delete_old, &self.policy)
    }

    /// What the first open alert shows.
    pub(crate) fn shown(&self) -> AlertFacts {
        let alerts = self.world.site(&self.policy).alerts;
        alerts.into_values().next().unwrap().facts
    }

    /// Checks the name, status and live residencies (as `id@unit`) of an account.
    #[track_caller]
    pub(crate) fn has(&self, email: &str, expected: &str) {
        let account = self.world.account(email);
        let mut units: Vec<String> = self
            .world
            .residencies
            .values()
            .filter(|row| row.account == account.id && row.is_live())
            .map(|row| {
                let id = row.link.as_ref().map_or("-", |link| link.external_id.as_str());
                format!("{id}@{}", row.place.unit.as_deref().unwrap_or("-"))
            })
            .collect();
        units.sort();
        let name = format!("{} {}", account.first_name, account.last_name);
        assert_eq!(format!("{name} {} {}", account.status.as_str(), units.join(" ")), expected);
    }
}

/// Whether a field that changes is listed. `cases_lease` looks at the part in the lease and at what
/// is known of an end: nothing is decided by them, and they come with most changes.
fn is_listed(field: Field) -> bool {
    !field.is_of_lease() && !field.is_implied() && !field.is_bookkeeping()
}

/// Every change, and every alert that opens or closes.
fn lines(before: &World, after: &World, plan: &Plan, policy: &Policy) -> Vec<String> {
    let mut lines = Vec::new();
    for row in &after.log[before.log.len()..] {
        let id = row.change.external_id.as_deref().unwrap_or("-");
        let (action, reason) = (row.change.action.as_str(), row.reason.as_str());
        let email = after
            .accounts
            .get(&row.change.account.0)
            .and_then(|account| account.email.as_deref())
            .unwrap_or("-");
        let email = email.strip_suffix("@example.com").unwrap_or(email);
        let mut line = format!("{action} {id} {email} {reason}");
        let new = |field: Field| match field.is_of_account() {
            true => row.change.new_account,
            false => row.change.new_residency,
        };
        let shown = row.change.fields.iter().filter(|f| !new(f.field) && is_listed(f.field));
        for field in shown {
            let to = field.to.as_deref().unwrap_or("-");
            line.push_str(&format!(" {}={to}", field.field.as_str()));
        }
        lines.push(line);
    }
    let (before, after) = (before.site(policy).alerts, after.site(policy).alerts);
    let told = |kind: AlertKind, subject: &str| format!("{} {subject}", kind.as_str());
    for (_, alert) in after.iter().filter(|(id, _)| !before.contains_key(id)) {
        lines.push(format!("open {}", told(alert.kind(), &alert.subject)));
    }
    for (_, alert) in before.iter().filter(|(id, _)| !after.contains_key(id)) {
        lines.push(format!("close {}", told(alert.kind(), &alert.subject)));
    }
    if plan.is_held() {
        lines.push("held".into());
    }
    lines
}
