use serde_json::json;

use super::{Action, Hold, Plan, alerts::Draft, reconciler::Reconciler};
use crate::model::{AlertKind, full_name};

impl Reconciler<'_> {
    /// Whether the plan ends more than it may without a person's word.
    pub(crate) fn hold_for_safety(&self) -> Option<Hold> {
        let live = self.directory.snapshot.fingerprints.live() as u64;
        let would_end =
            self.changes.iter().filter(|change| change.action == Action::End).count() as u32;
        let ended_recently = self.directory.snapshot.ended_recently;
        let limits = self.policy.safety;
        let share = live * u64::from(limits.max_ended_percent) / 100;
        let limit = u64::from(limits.min_ended).max(share) as u32;
        let nobody_in_scope = self.roster.in_scope() == 0 && live > 0;
        let too_many = would_end > 0 && would_end + ended_recently > limit;
        (too_many || nobody_in_scope).then_some(Hold {
            would_end,
            ended_recently,
            limit,
            nobody_in_scope,
        })
    }

    /// The alert of a held plan, with the people whom the plan would end.
    pub(crate) fn raise_hold(&mut self, hold: &Hold) {
        let mut people = Vec::new();
        for change in self.changes.iter().filter(|change| change.action == Action::End) {
            let super::AccountRef::Existing(id) = change.account else { continue };
            let Some(known) = self.directory.account(id) else { continue };
            people.push(json!({
                "external_id": change.external_id,
                "account": known.account.email,
                "name": full_name(&known.account.first_name, &known.account.last_name),
                "reason": change.reason.as_str(),
            }));
        }
        let message = if hold.nobody_in_scope {
            format!(
                "Nobody in the roster is in scope; the sync would end {} residencies and has changed nothing.",
                hold.would_end
            )
        } else {
            format!(
                "The sync would end {} residencies ({} more ended in the last 24 hours; the limit is {}) and has changed nothing.",
                hold.would_end, hold.ended_recently, hold.limit
            )
        };
        let ids: Vec<_> = self
            .changes
            .iter()
            .filter(|change| change.action == Action::End)
            .filter_map(|change| change.external_id.clone())
            .collect();
        let mut alert = Draft::new(AlertKind::SafetyHold, "sync", message)
            .fact("would_end", json!(ids))
            .remark("people", people)
            .remark("limit", hold.limit)
            .remark("ended_recently", hold.ended_recently)
            .finish();
        alert.residents = ids;
        self.alerts.push(alert);
    }
}

impl Plan {
    /// A person has confirmed the plan: it is applied as if no limit had been
    /// reached, and the alert that asked for the confirmation closes.
    pub fn confirm(&mut self) {
        self.hold = None;
        let hold = self.alerts.iter().position(|alert| alert.kind == AlertKind::SafetyHold);
        if let Some(alert) = hold.map(|at| self.alerts.remove(at)) {
            self.closed.extend(alert.id);
        }
    }

    /// Whether a sync would change the directory or an alert.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.closed.is_empty()
            && self.alerts.iter().all(|alert| alert.id.is_some() && !alert.changed)
    }
}
