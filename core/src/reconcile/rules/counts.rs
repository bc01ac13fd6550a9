use std::collections::HashSet;

use super::{
    case::{Case, Verdict},
    claims::Claimed,
    plan::Counts,
    reading::Reading,
};
use crate::reconcile::{Action, Change, ResidencyRef, Scope};

/// Counts what a run does, from its complete changes.
/// `verdicts` are those of the cases, with what Safety holds.
pub(super) fn of(
    reading: &Reading,
    claims: &Claimed,
    changes: &[Change],
    verdicts: &[Verdict],
) -> Counts {
    let with = |actions: &[Action]| {
        changes.iter().filter(|change| actions.contains(&change.action)).count() as u64
    };
    let touched: HashSet<ResidencyRef> =
        changes.iter().filter_map(|change| change.residency).collect();
    let (mut held_back, mut changed) = (0, 0);
    let counted = |case: &Case| case.is_in_scope() || case.scope == Scope::Overdue;
    for (at, case) in reading.cases.iter().filter(|(_, case)| counted(case)) {
        if verdicts[at.position()] == Verdict::Held || case.contradicts {
            held_back += 1;
        } else if claims.link(at).is_some_and(|link| touched.contains(&link.residency)) {
            changed += 1;
        }
    }
    let in_scope = reading.roster.in_scope() - overdue_out_of_scope(reading);
    Counts {
        fetched: reading.roster.fetched(),
        in_scope,
        created: with(&[Action::Create]),
        linked: with(&[Action::Link, Action::Relink]),
        updated: with(&[Action::Update]),
        ended: with(&[Action::End]),
        unchanged: in_scope - held_back - changed,
        held_back,
    }
}

/// Counts of a run that uses nothing of the roster.
pub(super) fn of_nothing(reading: &Reading) -> Counts {
    let in_scope = reading.roster.in_scope();
    Counts { fetched: reading.roster.fetched(), in_scope, held_back: in_scope, ..Counts::default() }
}

/// How many people whose status and move-out date disagree are out of scope: they left on the day
/// that an earlier roster announced, or their role is not mapped. A record whose dates contradict
/// each other is never settled.
fn overdue_out_of_scope(reading: &Reading) -> u64 {
    let overdue =
        reading.roster.records().filter(|record| reading.roster.scope(*record) == Scope::Overdue);
    let left = overdue.filter(|record| {
        let case = reading.cases.of_record(*record).map(|at| &reading.cases[at]);
        case.is_none_or(|case| matches!(case.scope, Scope::Out(_) | Scope::Unknown(_)))
    });
    left.count() as u64
}
