//! An in-memory directory that handles a plan the way the store does.

mod apply;
mod rows;
mod undo;

use std::collections::{BTreeMap, BTreeSet};

use tenantry_core::{
    Date, Text,
    model::{Account, AlertId, Harm, Hold, Residency, ResidencyId, Resident, Resolution, Roster},
    normalize::{NameKey, email_key},
    reconcile::{
        Approval, AuditedChange, Columns, Entry, Field, Fingerprints, Focus, OpenAlert, Plan,
        PlannedAlert, Policy, Prepared, Reason, Recent, RosterDigest, SafetyMemory, Selection,
        Snapshot, Standing, Window, reconcile,
    },
};

/// The directory, with everything that the engine keeps next to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    pub(crate) accounts: BTreeMap<i64, Account>,
    pub(crate) residencies: BTreeMap<i64, Residency>,
    pub(crate) sites: BTreeMap<Text, Site>,
    pub(crate) log: Vec<Logged>,
    numbers: Numbers,
}

#[derive(Debug, Clone, Default)]
struct Numbers {
    account: i64,
    residency: i64,
    alert: i64,
    change: i64,
    run: u32,
    /// Counts every write of accounts and residencies.
    generation: u64,
}

/// What is kept for one property.
#[derive(Debug, Clone, Default)]
pub(crate) struct Site {
    pub(crate) fingerprints: Fingerprints,
    pub(crate) alerts: BTreeMap<i64, PlannedAlert>,
    pub(crate) standing: Vec<Standing>,
    /// Decisions that stood until a run.
    lapsed: Vec<(u32, Standing)>,
    /// The runs that applied a roster and were not undone.
    pub(crate) synced: BTreeSet<u32>,
    columns: Columns,
    approvals: Vec<Approval>,
    pub(crate) done: Vec<DoneOnce>,
    digest: Option<u128>,
    quiet: bool,
    held_back: u64,
    generation: u64,
}

impl Site {
    /// Notes an answer that stands as long as the cause of the alert goes on.
    pub(crate) fn stand(&mut self, alert: PlannedAlert, resolution: Resolution) {
        if resolution == Resolution::OnePerson {
            self.digest = None;
        }
        let kind = alert.kind();
        let mut about = alert.facts.apart();
        if about.is_empty() {
            about.push((alert.subject, alert.facts));
        }
        self.standing.extend(about.into_iter().map(|(subject, facts)| {
            let version = facts.remembered(resolution);
            Standing { kind, subject, version, resolution }
        }));
    }
}

/// Something that counts towards a limit.
#[derive(Debug, Clone)]
pub(crate) struct DoneOnce {
    pub(crate) run: u32,
    day: Date,
    harm: Harm,
    field: Option<Field>,
    residency: i64,
}

/// An audit row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Logged {
    /// The property of its rows. For a restored residency, the one it was created at.
    pub(crate) property: Text,
    pub(crate) run: Option<u32>,
    pub(crate) day: Date,
    pub(crate) reason: Reason,
    pub(crate) change: AuditedChange,
}

/// Copies a roster: in core, rosters deliberately cannot be cloned.
pub(crate) fn copy(roster: &Roster) -> Roster {
    Roster { residents: roster.residents.clone(), rejects: roster.rejects.clone() }
}

impl World {
    pub(crate) fn site(&self, policy: &Policy) -> Site {
        self.sites.get(&policy.property).cloned().unwrap_or_default()
    }

    /// Plans a sync with what is remembered, and with only that part of the directory that the
    /// focus asks for.
    pub(crate) fn plan(&self, roster: &Roster, policy: &Policy) -> Plan {
        let prepared = Prepared::new(copy(roster), policy);
        let fingerprints = self.site(policy).fingerprints;
        let selection = Selection::new(&prepared, &fingerprints, None);
        let focus = selection.focus(&prepared, &fingerprints, policy);
        let snapshot = self.snapshot(Some(&focus), fingerprints, policy);
        reconcile(&prepared, &selection, &snapshot, policy).unwrap()
    }

    /// Plans a sync that remembers nothing and sees everything.
    pub(crate) fn plan_from_scratch(&self, roster: &Roster, policy: &Policy) -> Plan {
        let prepared = Prepared::new(copy(roster), policy);
        let mut fingerprints = self.site(policy).fingerprints;
        let all: Vec<ResidencyId> = fingerprints.entries().iter().map(|e| e.residency).collect();
        fingerprints.forget(all);
        let selection = Selection::new(&prepared, &fingerprints, None);
        let snapshot = self.snapshot(None, fingerprints, policy);
        reconcile(&prepared, &selection, &snapshot, policy).unwrap()
    }

    /// Plans and applies, as a sync does.
    pub(crate) fn sync(&mut self, roster: &Roster, policy: &Policy) -> Plan {
        let plan = self.plan(roster, policy);
        let prepared = Prepared::new(copy(roster), policy);
        self.apply_plan(prepared.residents(), &plan, policy);
        plan
    }

    /// Approves what a sync would hold, then syncs.
    pub(crate) fn confirm(&mut self, roster: &Roster, policy: &Policy) -> Plan {
        let plan = self.plan(roster, policy);
        self.approve(&plan, policy);
        self.sync(roster, policy)
    }

    /// Approves what a plan holds.
    pub(crate) fn approve(&mut self, plan: &Plan, policy: &Policy) {
        let holds: Vec<Hold> = plan.holds().cloned().collect();
        self.approve_holds(&holds, policy);
    }

    /// Approves holds as somebody was shown them.
    pub(crate) fn approve_holds(&mut self, holds: &[Hold], policy: &Policy) {
        let approvals = holds.iter().flat_map(|hold| {
            hold.marks().into_iter().map(|mark| Approval { harm: hold.harm, mark })
        });
        let site = self.sites.entry(policy.property.clone()).or_default();
        site.approvals.extend(approvals);
    }

    /// Whether a sync may stop before it looks at anything.
    pub(crate) fn is_unchanged(&self, roster: &Roster, policy: &Policy) -> bool {
        let site = self.site(policy);
        // Dismissed alerts depend on the directory as much as open ones.
        let nothing_is_held = site.alerts.is_empty() && site.held_back == 0;
        let still = nothing_is_held || site.generation == self.numbers.generation;
        site.digest == Some(RosterDigest::of(roster, policy)) && site.quiet && still
    }

    /// With `None`, a snapshot of everything.
    pub(crate) fn snapshot(
        &self,
        focus: Option<&Focus>,
        fingerprints: Fingerprints,
        policy: &Policy,
    ) -> Snapshot {
        let wanted = focus.map(|focus| self.wanted(focus, policy));
        let wants = |id: i64| wanted.as_ref().is_none_or(|wanted| wanted.contains(&id));
        let site = self.site(policy);
        Snapshot {
            accounts: self.accounts.values().filter(|a| wants(a.id.0)).cloned().collect(),
            residencies: self
                .residencies
                .values()
                .filter(|r| wants(r.account.0))
                .cloned()
                .collect(),
            fingerprints,
            alerts: site
                .alerts
                .iter()
                .map(|(id, alert)| OpenAlert {
                    id: AlertId(*id),
                    kind: alert.kind(),
                    subject: alert.subject.clone(),
                    version: alert.version,
                    shown: alert.shown,
                })
                .collect(),
            standing: site.standing,
            safety: self.safety(policy),
        }
    }

    fn wanted(&self, focus: &Focus, policy: &Policy) -> BTreeSet<i64> {
        let mut wanted = BTreeSet::new();
        for residency in self.residencies.values() {
            let here = residency.property == policy.property;
            let by_id = focus.residencies.contains(&residency.id);
            let by_link = residency
                .link
                .as_ref()
                .is_some_and(|link| here && focus.external_ids.contains(&link.external_id));
            let account = &self.accounts[&residency.account.0];
            let name = NameKey::of(&account.first_name, &account.last_name).base;
            if by_id || by_link || (here && focus.names.contains(&name)) {
                wanted.insert(residency.account.0);
            }
        }
        let here = |linked: bool| {
            let rows = self.residencies.values();
            let rows = rows
                .filter(move |row| row.property == policy.property && row.link.is_some() == linked);
            rows.filter(move |row| linked || row.is_live()).map(|row| row.account.0)
        };
        let linked: BTreeSet<i64> = here(true).collect();
        wanted.extend(here(false).filter(|account| linked.contains(account)));
        let by_email = self.accounts.values().filter(|account| {
            let key = account.email.as_deref().and_then(email_key);
            key.is_some_and(|key| focus.emails.contains(&key))
        });
        wanted.extend(by_email.map(|account| account.id.0));
        wanted
    }

    fn safety(&self, policy: &Policy) -> SafetyMemory {
        let site = self.site(policy);
        let since = |day: Date| policy.today.since(day).unwrap().get_days();
        let recent = site.done.iter().filter_map(|done| {
            let days = since(done.day) as u32;
            let window = Window::ALL.into_iter().find(|window| days < window.days())?;
            let residencies = vec![ResidencyId(done.residency)];
            Some(Recent { harm: done.harm, field: done.field, window, residencies })
        });
        SafetyMemory {
            has_synced: !site.synced.is_empty(),
            columns: site.columns,
            recent: recent.collect(),
            approvals: site.approvals.clone(),
        }
    }

    fn apply_plan(&mut self, residents: &[Resident], plan: &Plan, policy: &Policy) {
        self.numbers.run += 1;
        let alerts: Vec<&PlannedAlert> = plan.alerts.iter().collect();
        self.sites.entry(policy.property.clone()).or_default().approvals = plan.waiting.clone();
        if plan.is_whole_held {
            // What was remembered about the last roster does not apply to this one.
            self.sites.entry(policy.property.clone()).or_default().digest = None;
            return self.write_alerts(&alerts, policy);
        }
        let run = self.numbers.run;
        let new = self.apply(residents, &plan.changes, policy, Some(run));
        let mut entries: BTreeMap<ResidencyId, Entry> =
            plan.fingerprints.entries().iter().map(|entry| (entry.residency, *entry)).collect();
        for kept in &plan.bookkeeping {
            let id = new.residency(kept.residency);
            let (residency, fingerprint) = (ResidencyId(id), kept.fingerprint);
            entries.remove(&residency);
            if kept.linked {
                entries.insert(residency, Entry { residency, live: kept.live, fingerprint });
            }
            let row = self.residencies.get_mut(&id).unwrap();
            assert_eq!(row.account.0, new.account(kept.account));
            if let Some(seen) = &kept.seen {
                row.seen = (**seen).clone();
            }
            row.missing_runs = kept.missing_runs.unwrap_or(row.missing_runs);
        }
        self.write_alerts(&alerts, policy);
        let done = plan.done.iter().map(|done| DoneOnce {
            run,
            day: policy.today,
            harm: done.harm,
            field: done.field,
            residency: new.residency(done.residency),
        });
        let done: Vec<DoneOnce> = done.collect();
        let generation = self.numbers.generation;
        let site = self.sites.entry(policy.property.clone()).or_default();
        plan.closed.iter().for_each(|id| drop(site.alerts.remove(&id.0).unwrap()));
        site.standing.retain(|standing| !plan.lapsed.contains(standing));
        site.lapsed.extend(plan.lapsed.iter().map(|standing| (run, standing.clone())));
        site.fingerprints = Fingerprints::new(entries.into_values().collect());
        site.digest = Some(plan.roster_digest);
        site.quiet = plan.quiet;
        site.held_back = plan.counts.held_back;
        site.generation = generation;
        site.done.extend(done);
        site.columns = plan.columns;
        site.synced.insert(run);
    }

    fn write_alerts(&mut self, alerts: &[&PlannedAlert], policy: &Policy) {
        let site = self.sites.entry(policy.property.clone()).or_default();
        for alert in alerts {
            let id = match alert.id {
                Some(AlertId(id)) => id,
                None => {
                    self.numbers.alert += 1;
                    self.numbers.alert
                }
            };
            if alert.id.is_none() || alert.changed {
                site.alerts.insert(id, (*alert).clone());
            }
        }
    }
}
