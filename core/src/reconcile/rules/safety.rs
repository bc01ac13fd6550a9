use super::{
    plan::{Hold, PlannedAlert},
    reading::Reading,
};
use crate::{
    model::{AlertFacts, Leaver, full_name},
    reconcile::{AccountRef, Action, Change},
};

/// Decides whether the changes end more residencies than a sync may without confirmation.
///
/// Maple Court has 60 live residencies, `min_ended` is 5 and `max_ended_percent` is 20, so that
/// the limit is 12. A sync that would end 10 is held if syncs in the last 24 hours have already
/// ended 3.
pub(super) fn hold(reading: &Reading, changes: &[Change]) -> Option<Hold> {
    let snapshot = reading.directory.snapshot();
    let live = snapshot.fingerprints.live() as u64;
    let would_end = ends(changes).count() as u32;
    let ended_recently = snapshot.ended_recently;
    let limits = reading.policy.safety;
    let share = live * u64::from(limits.max_ended_percent) / 100;
    let limit = u64::from(limits.min_ended).max(share) as u32;
    let nobody_in_scope = reading.roster.in_scope() == 0 && live > 0;
    let too_many = would_end > 0 && would_end + ended_recently > limit;
    (too_many || nobody_in_scope).then_some(Hold {
        would_end,
        ended_recently,
        limit,
        nobody_in_scope,
    })
}

/// The alert of a held plan, with the people whose access would end.
pub(super) fn alert(reading: &Reading, changes: &[Change], hold: &Hold) -> PlannedAlert {
    let people = ends(changes).filter_map(|change| {
        let AccountRef::Existing(id) = change.account else { return None };
        let account = reading.directory.account(id)?.account;
        Some(Leaver {
            external_id: change.external_id.clone(),
            account: account.email.clone(),
            name: full_name(&account.first_name, &account.last_name),
            reason: change.reason,
        })
    });
    let facts = AlertFacts::SafetyHold {
        would_end: ends(changes).filter_map(|change| change.external_id.clone()).collect(),
        people: people.collect(),
        limit: hold.limit,
        ended_recently: hold.ended_recently,
        nobody_in_scope: hold.nobody_in_scope,
    };
    PlannedAlert::new("sync", facts)
}

fn ends(changes: &[Change]) -> impl Iterator<Item = &Change> {
    changes.iter().filter(|change| change.action == Action::End)
}
