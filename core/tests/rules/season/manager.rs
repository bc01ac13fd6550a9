//! A manager who gives any answer that is offered, sometimes late, and sometimes regrets it.

use std::ops::Range;

use fastrand::Rng;
use tenantry_core::{
    model::{AlertFacts, AlertKind, Hold, Resolution, Roster},
    reconcile::{Policy, Refusal},
};

use super::{diary::Diary, limits::Ledger};
use crate::{
    invariants::check_audit,
    world::{World, copy},
};

/// What a manager still means to do.
pub(super) struct Manager {
    /// Holds that were shown, to confirm on a day.
    late: Vec<(i64, usize, Hold)>,
    /// Answers that may be regretted: the house, and the audit rows.
    given: Vec<(usize, Range<usize>)>,
    says_one_person: bool,
}

/// One look at the alerts of a property.
pub(super) struct Look<'a> {
    pub(super) house: usize,
    pub(super) property: &'static str,
    /// What the last sync got.
    pub(super) roster: &'a Roster,
    pub(super) policy: &'a Policy,
    pub(super) ledger: &'a mut Ledger,
}

impl Manager {
    pub(super) fn new(seed: u64) -> Self {
        Self { late: Vec::new(), given: Vec::new(), says_one_person: seed.is_multiple_of(2) }
    }

    /// Whether the manager ever says that records with one email are one person.
    pub(super) fn says_one_person(&self) -> bool {
        self.says_one_person
    }

    /// Confirms late what was shown days ago.
    pub(super) fn confirm_late(&mut self, world: &mut World, look: &mut Look, diary: &mut Diary) {
        let day = diary.day;
        let house = look.house;
        let due = |(due, of, _): &(i64, usize, Hold)| *of == house && *due <= day;
        let (now, later) = self.late.drain(..).partition(due);
        self.late = later;
        let now: Vec<(i64, usize, Hold)> = now;
        for (_, _, hold) in now {
            confirm(world, look, diary, &hold, "late");
        }
    }

    /// Answers some of the open alerts.
    pub(super) fn answer(
        &mut self,
        world: &mut World,
        look: &mut Look,
        rng: &mut Rng,
        diary: &mut Diary,
    ) {
        let mut open: Vec<i64> = world.site(look.policy).alerts.keys().copied().collect();
        rng.shuffle(&mut open);
        for alert in open {
            if rng.f64() > 0.15 {
                continue;
            }
            let shown = world.site(look.policy).alerts[&alert].clone();
            let offered = world.offered(alert, look.policy);
            // To dismiss everything would leave nothing to answer.
            let answers = offered.iter().copied().filter(|it| match it {
                Resolution::Dismiss => false,
                Resolution::OnePerson => self.says_one_person,
                _ => true,
            });
            let answers: Vec<Resolution> = answers.collect();
            let resolution = match rng.choice(&answers) {
                Some(answer) if rng.f64() < 0.9 => *answer,
                _ if offered.contains(&Resolution::Dismiss) => Resolution::Dismiss,
                _ => continue,
            };
            if let AlertFacts::SafetyHold(hold) = &shown.facts {
                match rng.u32(..4) {
                    0 => confirm(world, look, diary, hold, "now"),
                    1 => self.late.push((diary.day + rng.i64(0..4), look.house, hold.clone())),
                    _ => {}
                }
                continue;
            }
            let before = world.log.len();
            let was = (rng.f64() < 0.2).then(|| world.people());
            let (kind, answer) = (shown.kind().as_str(), resolution.as_str());
            diary.count(format!("{kind} {answer}"));
            let deletes = resolution == Resolution::CreateSeparate && rng.f64() < 0.3;
            let and = if deletes { ", and delete" } else { "" };
            let line = format!("{kind} {} is answered {answer}{and}", shown.subject);
            diary.note(look.property, line);
            give(world, (alert, resolution, deletes), look.policy, rng);
            if let Some(was) = was {
                let rows = before..world.log.len();
                let mut undone = world.clone();
                assert_eq!(undone.undo_answer(rows, look.policy), Ok(()), "just given");
                assert_eq!(undone.people(), was, "an answer and its undo");
                check_audit(&undone);
            }
            asks_no_more(world, look, shown.kind(), (&shown.subject, shown.version), diary);
            if world.log.len() > before {
                self.given.push((look.house, before..world.log.len()));
            }
        }
    }

    /// Undoes the last run of a property, or the last answer there.
    pub(super) fn regret(
        &mut self,
        world: &mut World,
        look: &mut Look,
        rng: &mut Rng,
        diary: &mut Diary,
    ) {
        match rng.u32(..60) {
            0 => {
                diary.count("undo of a run");
                diary.note(look.property, "the last run is undone");
                world.undo(look.policy);
                look.ledger.keep_runs(&world.site(look.policy).synced);
            }
            1 | 2 => {
                let last = self.given.iter().rposition(|(house, _)| *house == look.house);
                let Some((_, rows)) = last.map(|at| self.given.remove(at)) else { return };
                let undone = world.undo_answer(rows, look.policy);
                diary.count(if undone.is_ok() { "undo of an answer" } else { "undo refused" });
                diary.note(look.property, format!("the last answer is undone: {undone:?}"));
            }
            _ => return,
        }
        check_audit(world);
    }
}

fn confirm(world: &mut World, look: &mut Look, diary: &mut Diary, hold: &Hold, when: &str) {
    let harm = hold.harm.as_str();
    diary.count(format!("confirm {harm} {when}"));
    let line = format!("{harm} of {} people is confirmed, {when}", hold.people.len());
    diary.note(look.property, line);
    world.approve_holds(std::slice::from_ref(hold), look.policy);
    look.ledger.confirm(hold);
}

/// Gives an answer that is offered. If the alert names several accounts, at least one of them can
/// be chosen.
fn give(
    world: &mut World,
    (alert, resolution, deletes): (i64, Resolution, bool),
    policy: &Policy,
    rng: &mut Rng,
) {
    let shown = world.site(policy).alerts[&alert].clone();
    if deletes {
        let handles = shown.facts.account_handles();
        let account = rng.choice(&handles).map(|handle| handle.as_str());
        match world.resolve(alert, resolution, account, true, policy) {
            Ok(()) => return,
            // Without the deletion it still has to succeed. An account that another answer has
            // changed since the alert showed it is not deleted.
            Err(
                Refusal::StillInUse
                | Refusal::WhichAccount
                | Refusal::EmailTaken { .. }
                | Refusal::FactsChanged,
            ) => {}
            Err(refusal) => panic!("{resolution:?} with deletion: {refusal:?}: {shown:#?}"),
        }
    }
    match world.resolve(alert, resolution, None, false, policy) {
        Ok(()) => {}
        Err(Refusal::WhichAccount) => {
            let mut handles = shown.facts.account_handles();
            rng.shuffle(&mut handles);
            let works = handles.iter().any(|handle| {
                world.resolve(alert, resolution, Some(handle.as_str()), false, policy).is_ok()
            });
            assert!(works, "{resolution:?} is offered, but with no account: {shown:#?}");
        }
        Err(refusal) => panic!("{resolution:?} is offered, but {refusal:?}: {shown:#?}"),
    }
}

/// Checks that the next sync of the same roster does not ask the same again.
fn asks_no_more(
    world: &World,
    look: &Look,
    kind: AlertKind,
    (subject, version): (&str, u64),
    diary: &mut Diary,
) {
    let plan = world.plan(&copy(look.roster), look.policy);
    for alert in plan.alerts.iter().filter(|alert| alert.id.is_none()) {
        let same = alert.kind() == kind && alert.subject == subject;
        assert!(!same || alert.version != version, "answered, and asked again: {alert:#?}");
        let asked = format!("  then asked: {}", alert.kind().as_str());
        *diary.totals.done.entry(asked).or_default() += 1;
        let line = format!("the next sync would ask {} {}", alert.kind().as_str(), alert.subject);
        diary.note(look.property, line);
    }
}
