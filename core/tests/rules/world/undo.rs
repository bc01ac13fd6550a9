//! Undoing runs and answers, by the rules that the store uses.

use std::ops::Range;

use tenantry_core::{
    model::{AccountStatus, ResidencyId},
    normalize::email_key,
    reconcile::{
        AnswerStays, AuditedChange, Kept, LinkHolder, Needs, Neighbors, Policy, Returning,
        Reversal, RunStays, Standing, former_links, reverse, unmerge,
    },
};

use super::World;

impl World {
    /// Undoes the latest run of the property that changed something and has not been undone.
    /// Returns the changes that are kept.
    pub(crate) fn undo(&mut self, policy: &Policy) -> Vec<Kept> {
        let of_runs = self.log.iter().filter(|row| row.property == policy.property);
        let Some(run) = of_runs.filter_map(|row| row.run).next_back() else { return Vec::new() };
        let made = self.log.iter().filter(|row| row.run == Some(run));
        let made: Vec<AuditedChange> = made.map(|row| row.change.clone()).collect();
        let reversal = self.reversed(&made);
        let reversal = reversal.clone().of_run(&self.neighbors(&reversal.needs()));
        for row in &mut self.log {
            row.run = row.run.filter(|of| *of != run);
        }
        self.apply(&[], &reversal.changes, policy, None);
        let site = self.sites.entry(policy.property.clone()).or_default();
        let (again, lapsed) = site.lapsed.drain(..).partition(|(by, _)| *by == run);
        site.lapsed = lapsed;
        let again: Vec<(u32, Standing)> = again;
        site.standing.extend(again.into_iter().map(|(_, standing)| standing));
        site.digest = None;
        site.done.retain(|done| done.run != run);
        site.synced.remove(&run);
        reversal.kept
    }

    /// Undoes an answer, which wrote these audit rows.
    pub(crate) fn undo_answer(
        &mut self,
        rows: Range<usize>,
        policy: &Policy,
    ) -> Result<(), AnswerStays> {
        let made: Vec<AuditedChange> =
            self.log[rows].iter().map(|row| row.change.clone()).collect();
        let reversal = self.reversed(&made);
        let neighbors = self.neighbors(&reversal.needs());
        let reversal = reversal.of_answer(&neighbors)?;
        self.apply(&[], &reversal.changes, policy, None);
        self.sites.entry(policy.property.clone()).or_default().digest = None;
        Ok(())
    }

    /// Undoes a merge, which wrote these audit rows.
    pub(crate) fn undo_merge(
        &mut self,
        rows: Range<usize>,
        policy: &Policy,
    ) -> Result<(), RunStays> {
        let made: Vec<AuditedChange> =
            self.log[rows].iter().map(|row| row.change.clone()).collect();
        let reversal = self.reversed(&made);
        let neighbors = self.neighbors(&reversal.needs());
        let reversal = unmerge(reversal, &self.later(&made), &neighbors)?;
        self.apply(&[], &reversal.changes, policy, None);
        self.sites.entry(policy.property.clone()).or_default().digest = None;
        Ok(())
    }

    fn reversed(&self, made: &[AuditedChange]) -> Reversal {
        reverse(made, &self.later(made), &self.link_holders(made))
    }

    /// Later changes to the same accounts and residencies.
    fn later(&self, made: &[AuditedChange]) -> Vec<AuditedChange> {
        let Some(last) = made.last() else { return Vec::new() };
        let same = |change: &&AuditedChange| {
            change.id > last.id
                && made.iter().any(|before| {
                    before.account == change.account
                        || (before.residency.is_some() && before.residency == change.residency)
                })
        };
        self.log.iter().map(|row| &row.change).filter(same).cloned().collect()
    }

    fn link_holders(&self, made: &[AuditedChange]) -> Vec<LinkHolder> {
        let mut holders = Vec::new();
        for former in former_links(made) {
            let Some(row) = self.residencies.get(&former.residency.0) else { continue };
            let Some(link) = former.given(row.link.as_ref()) else { continue };
            let others = self.residencies.values().filter(|other| {
                other.id != row.id
                    && other.property == row.property
                    && other.link.as_ref() == Some(&link)
            });
            holders.extend(others.map(|other| (former.change, other.id)));
        }
        holders
    }

    fn neighbors(&self, needs: &Needs) -> Neighbors {
        let keys: Vec<_> = needs.emails.iter().filter_map(|email| email_key(email)).collect();
        let holds = |email: &str| email_key(email).is_some_and(|key| keys.contains(&key));
        let holders = self.accounts.values();
        let holders = holders.filter(|account| account.email.as_deref().is_some_and(holds));
        let live = self.residencies.values().filter(|row| row.is_live());
        let (to, arriving): (Vec<_>, Vec<_>) = needs.arriving.iter().copied().unzip();
        let awake = live.clone().map(|row| row.id).filter(|id| arriving.contains(id));
        let asleep = to.iter().copied().filter(|id| {
            let account = self.accounts.get(&id.0);
            account.is_some_and(|account| account.status == AccountStatus::Inactive)
        });
        Neighbors {
            awake: awake.collect(),
            asleep: asleep.collect(),
            holders: holders.map(|account| account.id).collect(),
            linked: needs.returning.iter().flat_map(|returning| self.linked(returning)).collect(),
            live: live
                .filter(|row| needs.inactive.contains(&row.account))
                .map(|row| (row.account, row.id))
                .collect(),
        }
    }

    fn linked(&self, returning: &Returning) -> Vec<ResidencyId> {
        let property = self.made_in(returning.residency);
        let same = self
            .residencies
            .values()
            .filter(|row| row.property == property && row.link.as_ref() == Some(&returning.link));
        same.map(|row| row.id).collect()
    }
}
