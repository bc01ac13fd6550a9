use std::collections::{HashMap, HashSet};

use xxhash_rust::xxh3::Xxh3;

use super::{
    AccountRef, Action, Bookkeeping, Change, Counts, Field, FieldChange, Plan, PlannedAlert,
    ResidencyRef, case::Verdict, leaving::MissingRuns, patch::identity, reconciler::Reconciler,
    scope::Scope,
};
use crate::{
    Text,
    model::{AccountKind, AccountStatus, AlertKind, Residency, ResidencyId},
};

impl Reconciler<'_> {
    /// Accounts whose last live residency ends become inactive, but for staff.
    pub(crate) fn deactivate(&mut self) {
        let mut last_end: HashMap<AccountRef, usize> = HashMap::new();
        let mut live: HashMap<AccountRef, i64> = HashMap::new();
        for (at, change) in self.changes.iter().enumerate() {
            match (change.action, change.residency) {
                (Action::End, _) => {
                    last_end.insert(change.account, at);
                    *live.entry(change.account).or_default() -= 1;
                }
                (_, Some(ResidencyRef::New(_))) => *live.entry(change.account).or_default() += 1,
                _ => {
                    let revived = change
                        .patch
                        .iter()
                        .any(|field| field.field == Field::EndedOn && field.to.is_none());
                    *live.entry(change.account).or_default() += i64::from(revived);
                }
            }
        }
        for (account, at) in last_end {
            let AccountRef::Existing(id) = account else { continue };
            let Some(known) = self.directory.account(id) else { continue };
            let before = known
                .residencies
                .iter()
                .filter(|at| self.directory.residency(**at).is_live())
                .count();
            let after = before as i64 + live.get(&account).copied().unwrap_or_default();
            if after <= 0
                && known.account.kind == AccountKind::Resident
                && known.account.status == AccountStatus::Active
            {
                self.changes[at].patch.push(FieldChange {
                    field: Field::AccountStatus,
                    from: Some(Text::const_new("active")),
                    to: Some(Text::const_new("inactive")),
                });
            }
        }
    }

    /// What the engine remembers of each residency it looked at.
    pub(crate) fn bookkeeping(&self, missing_runs: &MissingRuns) -> Vec<Bookkeeping> {
        let mut kept: Vec<Bookkeeping> = Vec::with_capacity(self.links.len());
        let changed: HashSet<ResidencyRef> =
            self.changes.iter().filter_map(|change| change.residency).filter(is_existing).collect();
        let relinked: HashMap<ResidencyId, &Residency> = self
            .directory
            .snapshot
            .residencies
            .iter()
            .filter(|row| self.taken.contains(&row.id))
            .map(|row| (row.id, row))
            .collect();
        let ends = self.ends();
        for case in &self.cases {
            let Some((residency, account)) = self.links.get(&case.index).copied() else { continue };
            let before = match residency {
                ResidencyRef::Existing(id) => case
                    .residency
                    .map(|at| self.directory.residency(at))
                    .filter(|row| row.id == id)
                    .or_else(|| relinked.get(&id).copied()),
                ResidencyRef::New(_) => None,
            };
            let was_live = before.is_none_or(Residency::is_live);
            let live = ends.get(&residency).copied().unwrap_or(was_live);
            let name = match account {
                AccountRef::Existing(id) => self.directory.account(id).map(|known| &known.name),
                AccountRef::New(_) => None,
            };
            let rewritten = self.rewritten.get(&account).is_some_and(|by| *by != case.index);
            let settled = case.verdict != Verdict::Held
                && !rewritten
                && !name.is_some_and(|name| self.is_fragile(case, name));
            let seen = before
                .filter(|before| {
                    let applied = matches!(case.verdict, Verdict::Linked | Verdict::Settled);
                    applied
                        && !changed.contains(&residency)
                        && before.seen != identity(case.resident)
                })
                .map(|_| Box::new(identity(case.resident)));
            kept.push(Bookkeeping {
                residency,
                account,
                live,
                linked: true,
                fingerprint: if settled {
                    self.roster.facts()[case.index as usize].fingerprint
                } else {
                    0
                },
                seen,
                missing_runs: before.filter(|before| before.missing_runs > 0).map(|_| 0),
            });
        }
        let seen: HashSet<ResidencyRef> =
            kept.iter().map(|entry| entry.residency).filter(is_existing).collect();
        self.remember_the_rest(&seen, missing_runs, &mut kept);
        kept
    }

    /// The residencies that end or come back, with whether they are live then.
    fn ends(&self) -> HashMap<ResidencyRef, bool> {
        let patches = self.changes.iter().filter_map(|change| {
            let end = change.patch.iter().find(|patch| patch.field == Field::EndedOn)?;
            Some((change.residency?, end.to.is_none()))
        });
        patches.collect()
    }

    /// Residencies that no record is linked to any more, and settled ones of
    /// accounts that another record rewrote.
    fn remember_the_rest(
        &self,
        done: &HashSet<ResidencyRef>,
        missing_runs: &MissingRuns,
        kept: &mut Vec<Bookkeeping>,
    ) {
        let runs: HashMap<_, _> = missing_runs.iter().copied().collect();
        let ended: HashSet<ResidencyRef> = self
            .changes
            .iter()
            .filter(|change| change.action == Action::End)
            .filter_map(|change| change.residency)
            .collect();
        let unlinked: HashSet<ResidencyRef> = self
            .changes
            .iter()
            .filter(|change| {
                change
                    .patch
                    .iter()
                    .any(|field| field.field == Field::ExternalId && field.to.is_none())
            })
            .filter_map(|change| change.residency)
            .collect();
        for residency in &self.directory.snapshot.residencies {
            let reference = ResidencyRef::Existing(residency.id);
            if residency.link.is_none()
                || residency.property != self.policy.property
                || done.contains(&reference)
            {
                continue;
            }
            let account = AccountRef::Existing(residency.account);
            let touched = ended.contains(&reference)
                || unlinked.contains(&reference)
                || runs.contains_key(&residency.id)
                || self.rewritten.contains_key(&account);
            if touched {
                kept.push(Bookkeeping {
                    residency: reference,
                    account,
                    live: residency.is_live() && !ended.contains(&reference),
                    linked: !unlinked.contains(&reference),
                    fingerprint: 0,
                    seen: None,
                    missing_runs: runs.get(&residency.id).copied(),
                });
            }
        }
    }

    /// Compares the alerts that are asked for with those that are open.
    pub(crate) fn settle_alerts(&mut self, plan: &mut Plan) {
        let snapshot = self.directory.snapshot;
        let open: HashMap<(AlertKind, &str), _> = snapshot
            .alerts
            .iter()
            .map(|alert| ((alert.kind, alert.subject.as_str()), alert))
            .collect();
        let dismissed: HashSet<(AlertKind, &str, u64)> = snapshot
            .dismissals
            .iter()
            .map(|dismissal| (dismissal.kind, dismissal.subject.as_str(), dismissal.facts))
            .collect();
        let mut continued = HashSet::new();
        let mut alerts = std::mem::take(&mut self.alerts);
        alerts.retain_mut(|alert| match open.get(&(alert.kind, alert.subject.as_str())) {
            Some(known) => {
                alert.id = Some(known.id);
                alert.changed = (alert.facts, alert.shown) != (known.facts, known.shown);
                continued.insert(known.id);
                true
            }
            None => !dismissed.contains(&(alert.kind, alert.subject.as_str(), alert.facts)),
        });
        alerts.sort_by(|a, b| (a.kind, &a.subject).cmp(&(b.kind, &b.subject)));
        plan.closed = snapshot
            .alerts
            .iter()
            .map(|alert| alert.id)
            .filter(|id| !continued.contains(id))
            .collect();
        plan.closed.sort();
        plan.alerts = alerts;
    }

    pub(crate) fn counts(&self) -> Counts {
        let with = |actions: &[Action]| {
            self.changes.iter().filter(|change| actions.contains(&change.action)).count() as u64
        };
        let touched: HashSet<ResidencyRef> =
            self.changes.iter().filter_map(|change| change.residency).collect();
        let (mut held_back, mut moved) = (0, 0);
        for case in self.cases.iter().filter(|case| case.scope == Scope::In) {
            if self.named.contains(&case.index) {
                held_back += 1;
            } else if self.links.get(&case.index).is_some_and(|link| touched.contains(&link.0)) {
                moved += 1;
            }
        }
        Counts {
            fetched: self.roster.fetched(),
            in_scope: self.roster.in_scope(),
            created: with(&[Action::Create]),
            linked: with(&[Action::Link, Action::Relink]),
            updated: with(&[Action::Update]),
            ended: with(&[Action::End]),
            unchanged: self.roster.in_scope() - held_back - moved,
            held_back,
        }
    }

    /// Identifies the decisions of a plan: changes and alerts, not the days on
    /// which residencies end for want of a move-out.
    pub(crate) fn digest(&self, alerts: &[PlannedAlert]) -> u64 {
        let mut hash = Xxh3::new();
        for change in &self.changes {
            self.feed(change, &mut hash);
        }
        for alert in alerts {
            hash.update(alert.kind.as_str().as_bytes());
            hash.update(alert.subject.as_bytes());
            hash.update(&alert.facts.to_le_bytes());
        }
        hash.digest()
    }

    fn feed(&self, change: &Change, hash: &mut Xxh3) {
        let number = |new: u32| -1 - i64::from(new);
        hash.update(change.action.as_str().as_bytes());
        hash.update(change.reason.as_str().as_bytes());
        hash.update(change.external_id.as_deref().unwrap_or_default().as_bytes());
        hash.update(&match change.account {
            AccountRef::Existing(id) => id.0.to_le_bytes(),
            AccountRef::New(new) => number(new).to_le_bytes(),
        });
        hash.update(&match change.residency {
            Some(ResidencyRef::Existing(id)) => id.0.to_le_bytes(),
            Some(ResidencyRef::New(new)) => number(new).to_le_bytes(),
            None => [0; 8],
        });
        if let Some(index) = change.resident {
            hash.update(&self.roster.facts()[index as usize].fingerprint.to_le_bytes());
        }
        let today = super::date_text(self.policy.today);
        for field in &change.patch {
            let by_default = field.field == Field::EndedOn && field.to.as_ref() == Some(&today);
            if !by_default {
                hash.update(field.field.as_str().as_bytes());
                hash.update(field.to.as_deref().unwrap_or("\u{0}").as_bytes());
            }
        }
    }
}

fn is_existing(residency: &ResidencyRef) -> bool {
    matches!(residency, ResidencyRef::Existing(_))
}
