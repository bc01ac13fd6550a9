//! How much one sync may do to many people, and what a confirmation applies.

use rstest::rstest;
use tenantry_core::{
    model::{AlertFacts, AlertKind, Harm, Hold, Resolution, Role, Status, Suspicion},
    reconcile::{Limit, OnMissing, Plan, SafetyLimits},
};

use crate::{
    build::{Record, day, r},
    check::Town,
};

/// People who live in a unit each, with a phone number.
fn crowd(range: std::ops::Range<usize>) -> Vec<Record> {
    range
        .map(|n| {
            r(&format!("t{n:03}"), &format!("P{n} Q{n}"))
                .email(&format!("p{n}"))
                .unit(&format!("{}", 100 + n))
                .phone(&format!("555010{n:04}"))
        })
        .collect()
}

/// The first of a crowd have moved out.
fn past(size: usize, gone: usize) -> Vec<Record> {
    let leave = |(n, record): (usize, Record)| match n < gone {
        true => record.status(Status::Past),
        false => record,
    };
    crowd(0..size).into_iter().enumerate().map(leave).collect()
}

/// A town of that many people with default limits, whose first day was a month ago.
fn town(size: usize) -> Town {
    let mut town = Town::of(&crowd(0..size));
    town.policy.safety = SafetyLimits::default();
    town
}

fn held(plan: &Plan) -> Vec<(Harm, usize)> {
    plan.holds().map(|hold| (hold.harm, hold.people.len())).collect()
}

fn hold(plan: &Plan, harm: Harm) -> Hold {
    plan.holds().find(|hold| hold.harm == harm).unwrap().clone()
}

impl Town {
    /// Confirms what the open alerts show, then syncs.
    pub(crate) fn confirm(&mut self, records: &[Record]) -> Plan {
        let shown: Vec<Hold> = self
            .world
            .site(&self.policy)
            .alerts
            .values()
            .filter_map(|alert| match &alert.facts {
                AlertFacts::SafetyHold(hold) => Some(hold.clone()),
                _ => None,
            })
            .collect();
        self.world.approve_holds(&shown, &self.policy);
        self.sync(records)
    }
}

#[test]
fn too_many_ends_are_held_until_they_are_confirmed() {
    let mut town = town(40);
    assert_eq!(town.sync(&past(40, 8)).counts.ended, 8);
    // With those of the last 24 hours, it is one too many.
    town.check(&past(40, 9), &["held", "open safety_hold ended"]);
    town.check(&past(40, 9), &["held"]);
    let plan = town.confirm(&past(40, 9));
    assert_eq!((plan.counts.ended, plan.closed.len()), (1, 1));
    town.check(&past(40, 9), &[]);
    // A day later the count starts over, and only what nobody confirmed counts for the week.
    town.policy.today = day(1);
    assert_eq!(held(&town.sync(&past(40, 10))), []);
    // The PMS corrects itself, and the alert closes.
    town.check(&past(40, 25), &["held", "open safety_hold ended"]);
    town.check(&past(40, 10), &["close safety_hold ended"]);
}

#[test]
fn a_confirmation_applies_what_it_showed_whatever_has_changed_since() {
    let mut town = town(40);
    town.sync(&past(40, 20));
    // One more leaves before the manager answers: those 20 are ended, and the one is within the
    // limit.
    let plan = town.confirm(&past(40, 21));
    assert_eq!((held(&plan), plan.counts.ended), (vec![], 21));

    // Nine more is too many on its own.
    let mut town = self::town(40);
    town.sync(&past(40, 20));
    let plan = town.confirm(&past(40, 29));
    assert_eq!((held(&plan), plan.counts.ended), (vec![(Harm::Ended, 9)], 20));
    let plan = town.confirm(&past(40, 29));
    assert_eq!((held(&plan), plan.counts.ended), (vec![], 9));
}

#[test]
fn an_approval_is_used_once_and_lapses_when_nothing_asks_for_it() {
    let mut town = town(40);
    town.sync(&past(40, 20));
    let alerts = town.world.site(&town.policy).alerts.len();
    assert_eq!(alerts, 1);
    // The PMS was wrong after all, and the approval is void.
    assert_eq!(town.confirm(&past(40, 0)).changes.len(), 0);
    assert_eq!(held(&town.sync(&past(40, 20))), [(Harm::Ended, 20)]);
}

#[test]
fn newcomers_do_not_wait_for_confirmed_or_held_ends() {
    let mut town = town(100);
    let with_newcomers = |gone| [past(100, gone), crowd(200..222)].concat();
    let plan = town.sync(&with_newcomers(60));
    assert_eq!((held(&plan), plan.counts.created), (vec![(Harm::Ended, 60)], 22));
    assert_eq!(town.confirm(&with_newcomers(60)).counts.ended, 60);
    // An hour later one more leaves, which the confirmed ends do not stand in the way of.
    let plan = town.sync(&with_newcomers(61));
    assert_eq!((held(&plan), plan.counts.ended), (vec![], 1));
}

#[test]
fn who_is_back_no_longer_counts_as_ended() {
    let mut town = town(30);
    let gone = |ids: std::ops::Range<usize>| -> Vec<Record> {
        let leave = |(n, record): (usize, Record)| match ids.contains(&n) {
            true => record.status(Status::Past),
            false => record,
        };
        crowd(0..30).into_iter().enumerate().map(leave).collect()
    };
    assert_eq!(town.sync(&gone(0..3)).counts.ended, 3);
    assert_eq!(held(&town.sync(&gone(0..0))), []);
    assert_eq!(town.sync(&gone(3..9)).counts.ended, 6);
}

#[test]
fn a_drip_of_ends_is_held_by_the_week_and_the_month() {
    let mut town = town(60);
    let mut held_on = Vec::new();
    let mut gone = 0;
    for n in 0..40 {
        town.policy.today = day(n);
        gone += 2;
        if town.sync(&past(60, gone.min(55))).is_held() {
            held_on.push(n);
            break;
        }
    }
    // 13 of the 46 who are left may go in a week.
    let live = town.world.site(&town.policy).fingerprints.live();
    assert_eq!((held_on, live), (vec![7], 46));
    assert_eq!(hold(&town.sync(&past(60, gone)), Harm::Ended).days, 7);
}

#[rstest]
#[case::six(6, 2)]
#[case::twelve(12, 4)]
#[case::thirty(30, 6)]
fn a_small_house_has_a_small_limit(#[case] size: usize, #[case] limit: usize) {
    let mut town = town(size);
    assert_eq!(held(&town.sync(&past(size, limit + 1))), [(Harm::Ended, limit + 1)]);
    assert_eq!(held(&town.sync(&past(size, limit))), []);
}

#[test]
fn limits_can_be_set() {
    let mut town = town(12);
    let limit = Limit { min: Some(9), percent: None };
    town.policy.safety = SafetyLimits::default().with(Harm::Ended, limit);
    assert_eq!(held(&town.sync(&past(12, 10))), [(Harm::Ended, 10)]);
    assert_eq!(held(&town.sync(&past(12, 9))), []);
}

#[test]
fn strangers_are_not_let_in_by_the_hundred() {
    let mut town = town(60);
    // The vendor's training site, next to the house.
    let strangers = [crowd(0..60), crowd(300..600)].concat();
    let plan = town.sync(&strangers);
    assert_eq!((held(&plan), plan.changes.len()), (vec![(Harm::LetIn, 300)], 0));
    let stranger = &hold(&plan, Harm::LetIn).people[0];
    assert_eq!(stranger.external_id.as_deref(), Some("t300"));
    assert_eq!(stranger.account.as_deref(), Some("p300@example.com"));
    assert_eq!((stranger.name.as_str(), stranger.unit.as_deref()), ("P300 Q300", Some("400")));
    town.check(&crowd(0..60), &["close safety_hold let_in"]);
    // A lease-up of 18 is within the day's limit, of 36 within the week's.
    assert_eq!(held(&town.sync(&[crowd(0..60), crowd(300..318)].concat())), []);
    town.policy.today = day(1);
    assert_eq!(held(&town.sync(&[crowd(0..60), crowd(300..318), crowd(400..418)].concat())), []);
    town.policy.today = day(2);
    let more = [crowd(0..60), crowd(300..318), crowd(400..418), crowd(500..525)].concat();
    assert_eq!(hold(&town.sync(&more), Harm::LetIn).days, 7);
}

#[test]
fn the_first_roster_lets_everybody_in() {
    let mut town = Town::new();
    town.policy.safety = SafetyLimits::default();
    assert_eq!(town.sync(&crowd(0..60)).counts.created, 60);
    // Once that was undone, the next is the first again.
    town.world.undo(&town.policy);
    assert_eq!(held(&town.sync(&crowd(0..60))), []);
}

#[test]
fn a_sorted_column_moves_nobody() {
    let mut town = town(60);
    let mut rows = crowd(0..60);
    let units: Vec<_> = rows.iter().map(|row| row.0.unit.clone()).rev().collect();
    for (row, unit) in rows.iter_mut().zip(units) {
        row.0.unit = unit;
    }
    // Somebody's email is corrected in the same file; that waits for nobody.
    rows[5].0.phone = Some("5550109999".into());
    let plan = town.sync(&rows);
    assert_eq!((held(&plan), plan.counts.updated), (vec![(Harm::Moved, 60)], 1));
    let moved = &hold(&plan, Harm::Moved).people[0];
    assert_eq!((moved.from.as_deref(), moved.to.as_deref()), (Some("100"), Some("159")));
    town.check(&rows, &["held"]);
    // The same places written in another way are no moves.
    let mut rows = crowd(0..60);
    rows.iter_mut()
        .for_each(|row| row.0.unit = row.0.unit.as_ref().map(|u| format!("Apt {u}").into()));
    assert_eq!(held(&town.sync(&rows)), []);
}

#[rstest]
#[case::phone(|row: &mut Record| row.0.phone = None, (Harm::Wiped, 60))]
#[case::unit(|row: &mut Record| row.0.unit = None, (Harm::Wiped, 60))]
#[case::other_phones(|row: &mut Record| row.0.phone = Some("5550101111".into()), (Harm::Overwritten, 60))]
#[case::names(|row: &mut Record| row.0.first_name = "X".into(), (Harm::Renamed, 60))]
#[case::emails(
    |row: &mut Record| row.0.email = Some(format!("{}@example.net", row.0.external_id).into()),
    (Harm::Renamed, 60)
)]
fn a_column_that_changes_for_everybody_is_held(
    #[case] lie: fn(&mut Record),
    #[case] expected: (Harm, usize),
) {
    let mut town = town(60);
    let before = town.world.people();
    let mut rows = crowd(0..60);
    rows.iter_mut().for_each(lie);
    assert_eq!(held(&town.sync(&rows)), [expected]);
    assert_eq!(town.world.people(), before);
    assert_eq!(town.world.site(&town.policy).alerts.len(), 1);
    town.check(&rows, &["held"]);
    // The right file puts everything back.
    town.sync(&crowd(0..60));
    assert_eq!((town.world.people(), town.world.site(&town.policy).alerts.len()), (before, 0));
}

#[test]
fn a_few_of_each_are_applied() {
    let mut town = town(60);
    let mut rows = crowd(0..60);
    for row in &mut rows[..5] {
        row.0.phone = None;
        row.0.last_name = "Married".into();
        row.0.unit = Some("900".into());
    }
    let plan = town.sync(&rows);
    assert_eq!((held(&plan), plan.counts.updated), (vec![], 5));
}

#[test]
fn ended_residencies_do_not_return_by_the_dozen() {
    let mut town = town(60);
    town.sync(&past(60, 12));
    // Yesterday's file comes again.
    let plan = town.sync(&past(60, 0));
    assert_eq!((held(&plan), plan.changes.len()), (vec![(Harm::Returned, 12)], 0));
    assert_eq!(held(&town.sync(&past(60, 8))), []);
}

/// What a sync has done does not make room for more: not newcomers for returns, and not returns or
/// ends for more of their kind.
#[test]
fn limits_are_those_of_the_morning() {
    let mut town = town(60);
    town.sync(&past(60, 24));
    town.confirm(&past(60, 24));
    // 36 are left, so 3 may come back; with 10 newcomers there would be 46, and 4 might.
    let rows = || [past(60, 20), crowd(200..210)].concat();
    let plan = town.sync(&rows());
    assert_eq!((held(&plan), plan.counts.created), (vec![(Harm::Returned, 4)], 10));
    town.check(&rows(), &["held"]);
    // On the next day there are 46.
    town.policy.today = day(1);
    assert_eq!(held(&town.sync(&rows())), []);
}

#[test]
fn who_comes_back_makes_room_for_others_in_the_same_run() {
    let mut town = town(60);
    assert_eq!(town.sync(&past(60, 12)).counts.ended, 12);
    let others = || {
        let leave = |(n, record): (usize, Record)| match n {
            0..6 | 12..18 => record.status(Status::Past),
            _ => record,
        };
        crowd(0..60).into_iter().enumerate().map(leave).collect::<Vec<_>>()
    };
    let plan = town.sync(&others());
    assert_eq!((held(&plan), plan.counts.ended), (vec![], 6));
    town.check(&others(), &[]);
}

#[test]
fn a_confirmed_arrival_counts_among_those_who_live_there() {
    let mut town = town(60);
    let rows = || [past(60, 13), crowd(200..240)].concat();
    assert_eq!(held(&town.sync(&rows())), [(Harm::Ended, 13), (Harm::LetIn, 40)]);
    let hold = hold(&town.world.plan(&town.roster(&rows()), &town.policy), Harm::LetIn);
    town.world.approve_holds(&[hold], &town.policy);
    // A hundred live there with the newcomers, so 20 may leave.
    let plan = town.sync(&rows());
    assert_eq!((held(&plan), plan.counts.created, plan.counts.ended), (vec![], 40, 13));
    town.check(&rows(), &[]);
}

/// The same, if another of Ana's former homes gets another date in the run: that is no arrival.
#[test]
fn an_end_waits_also_if_a_former_home_changes() {
    let former = |left: i64| {
        let mut former = crowd(0..1).remove(0).status(Status::Past).unit("555");
        former.0.external_id = "o000".into();
        former.0.move_out = Some(day(left));
        former
    };
    let mut rows = crowd(0..60);
    let mut lived = former(-40).status(Status::Current);
    lived.0.move_out = None;
    rows.push(lived);
    let mut town = Town::of(&rows);
    town.policy.safety = SafetyLimits::default();
    rows[60] = former(-40);
    town.sync(&rows);
    let mut moved = crowd(0..1).remove(0).unit("777");
    moved.0.external_id = "n000".into();
    let gone = crowd(0..1).remove(0).status(Status::Past);
    let rows = [crowd(1..60), crowd(300..340), vec![gone, moved, former(-50)]].concat();
    let plan = town.sync(&rows);
    assert_eq!((held(&plan), plan.counts.ended), (vec![(Harm::LetIn, 42)], 0));
}

/// A unit that is held holds the dates of the same lease, and a confirmation of the dates waits
/// with them.
#[test]
fn what_waits_for_another_hold_stays_confirmed() {
    let mut town = town(60);
    let mut rows = crowd(0..60);
    rows.iter_mut().for_each(|row| row.0.lease_end = Some(day(300)));
    town.sync(&rows);
    rows.iter_mut().for_each(|row| row.0.lease_end = Some(day(200)));
    assert_eq!(held(&town.sync(&rows)), [(Harm::Overwritten, 60)]);
    // The next file is wrong in another way as well.
    let mut sorted = rows.clone();
    let units: Vec<_> = rows.iter().map(|row| row.0.unit.clone()).rev().collect();
    sorted.iter_mut().zip(units).for_each(|(row, unit)| row.0.unit = unit);
    assert_eq!(held(&town.confirm(&sorted)), [(Harm::Moved, 60)]);
    let plan = town.sync(&rows);
    assert_eq!((held(&plan), plan.counts.updated), (vec![], 60));
}

/// Her account has a second home, whose phone is held.
#[test]
fn who_comes_back_brings_no_phone_that_is_held() {
    let second = |phone: &str| {
        let mut second = crowd(0..1).remove(0).unit("777").phone(phone);
        second.0.external_id = "n000".into();
        second
    };
    let mut town = Town::of(&[crowd(0..60), vec![second("5550100000")]].concat());
    town.policy.safety = SafetyLimits::default();
    let mut rows = past(60, 1);
    rows.push(second("5550100000"));
    town.sync(&rows);
    let mut rows = crowd(0..60);
    rows.iter_mut().for_each(|row| row.0.phone = Some("5550109999".into()));
    rows.push(second("5550109999"));
    assert_eq!(held(&town.sync(&rows)), [(Harm::Overwritten, 61)]);
    town.check(&rows, &["held"]);
}

/// A hold shows people as the run leaves them.
#[test]
fn a_hold_shows_the_name_that_the_run_gives() {
    let mut town = town(60);
    let mut rows = crowd(0..60);
    let units: Vec<_> = rows.iter().map(|row| row.0.unit.clone()).rev().collect();
    rows.iter_mut().zip(units).for_each(|(row, unit)| row.0.unit = unit);
    rows[0].0.last_name = "Married".into();
    let plan = town.sync(&rows);
    assert_eq!(hold(&plan, Harm::Moved).people[0].name, "P0 Married");
    town.check(&rows, &["held"]);
}

#[test]
fn an_end_waits_for_the_residency_that_replaces_it() {
    let mut town = town(60);
    // Forty strangers, and Ana's transfer under a new ID.
    let transferred = || {
        let mut rows = [crowd(1..60), crowd(300..340)].concat();
        rows.push(crowd(0..1).remove(0).status(Status::Past));
        let mut moved = crowd(0..1).remove(0).unit("777");
        moved.0.external_id = "n000".into();
        rows.push(moved);
        rows
    };
    let plan = town.sync(&transferred());
    assert_eq!((held(&plan), plan.changes.len()), (vec![(Harm::LetIn, 42)], 0));
    town.has("p0@example.com", "P0 Q0 active t000@100");
    let plan = town.confirm(&transferred());
    assert_eq!((plan.counts.ended, plan.is_held()), (1, false));
    town.has("p0@example.com", "P0 Q0 active n000@777");
}

#[test]
fn a_roster_that_cannot_be_right_is_not_used() {
    let suspicion = |plan: &Plan| {
        assert!(plan.is_whole_held && plan.changes.is_empty(), "{plan:#?}");
        plan.holds().next().unwrap().suspicion.clone().unwrap()
    };
    let mut town = town(60);
    let before = town.world.people();
    assert_eq!(suspicion(&town.sync(&[])), Suspicion::NobodyInScope);
    assert_eq!(suspicion(&town.sync(&crowd(0..29))), Suspicion::MostMissing { missing: 31 });
    let mut rows = crowd(0..60);
    rows.iter_mut().for_each(|row| row.0.last_name = "".into());
    assert!(matches!(suspicion(&town.sync(&rows)), Suspicion::ColumnLost { .. }));
    assert_eq!(town.world.people(), before);
    town.check(&crowd(0..60), &["close safety_hold whole_roster"]);
}

/// Without its role column, the guarantor looks like somebody who lives there.
#[test]
fn a_roster_without_roles_lets_no_guarantor_in() {
    let mut rows = crowd(0..60);
    rows.iter_mut().for_each(|row| row.0.pms_role = Some("Resident".into()));
    let mut town = Town::of(&rows[..59]);
    let told: Vec<Record> = crowd(0..60);
    (rows[59].0.role, rows[59].0.pms_role) = (Role::Guarantor, Some("Guarantor".into()));
    town.check(&rows, &[]);
    town.check(&told, &["held", "open safety_hold whole_roster"]);
    town.check(&rows, &["close safety_hold whole_roster"]);
}

/// Somebody confirms that the list is right, but not that the roles of twenty are gone.
#[test]
fn roles_that_are_held_stay_held() {
    let with_roles = |lost: bool| {
        let mut rows = crowd(0..60);
        for (n, row) in rows.iter_mut().enumerate() {
            (row.0.role, row.0.pms_role) = match (n % 3, lost) {
                (0, false) => (Role::Roommate, Some("Roommate".into())),
                (_, false) => (Role::Primary, Some("Primary".into())),
                (_, true) => (Role::Primary, None),
            };
        }
        rows
    };
    let mut town = Town::of(&with_roles(false));
    town.policy.safety = SafetyLimits::default();
    assert_eq!(held(&town.sync(&with_roles(true))), [(Harm::WholeRoster, 0)]);
    assert_eq!(held(&town.confirm(&with_roles(true))), [(Harm::Wiped, 20)]);
    town.check(&with_roles(true), &["held"]);
    town.confirm(&with_roles(true));
    town.check(&with_roles(true), &[]);
}

#[test]
fn the_only_guarantor_of_a_house_may_leave() {
    let mut rows = crowd(0..6);
    (rows[5].0.role, rows[5].0.pms_role) = (Role::Guarantor, Some("Guarantor".into()));
    let mut town = Town::of(&rows);
    town.check(&rows[..5], &[]);
}

#[test]
fn a_confirmed_roster_is_believed_until_one_passes_by_itself() {
    let mut town = town(60);
    let few = crowd(0..29);
    town.sync(&few);
    // The other limits go on.
    let plan = town.confirm(&few);
    assert!(!plan.is_whole_held);
    assert!(plan.alerts.iter().any(|alert| alert.kind() == AlertKind::MissingFromPms));
    assert!(!town.sync(&few).is_whole_held);
    town.sync(&crowd(0..60));
    assert!(town.sync(&few).is_whole_held);
}

#[test]
fn many_who_are_missing_are_one_question() {
    let mut town = town(60);
    let filtered = || crowd(0..45);
    town.check(&filtered(), &["open missing_from_pms many residents"]);
    town.check(&filtered(), &[]);
    let shown = town.shown();
    assert_eq!((shown.resident_ids().len(), shown.accounts().len()), (15, 15));
    // Nobody's access ends by absence, however often the report comes.
    town.policy.on_missing = OnMissing::EndAccess;
    for _ in 0..4 {
        assert_eq!(town.sync(&filtered()).changes.len(), 0);
    }
    // One answer ends them all.
    town.answer(AlertKind::MissingFromPms, Resolution::EndAccess).unwrap();
    let live = town.world.residencies.values().filter(|row| row.is_live()).count();
    assert_eq!((live, town.sync(&filtered()).is_empty()), (45, true));
}

/// Four move in, and a fifth of those who live there is now one more.
#[test]
fn one_question_about_many_stays_one() {
    let mut town = town(60);
    town.check(&crowd(0..47), &["open missing_from_pms many residents"]);
    town.answer(AlertKind::MissingFromPms, Resolution::Dismiss).unwrap();
    town.policy.today = day(2);
    let rows = || [crowd(0..47), crowd(200..205)].concat();
    town.sync(&rows());
    assert!(town.world.site(&town.policy).alerts.is_empty());
    town.check(&rows(), &[]);
}

#[test]
fn a_few_who_are_missing_are_questions_of_their_own() {
    let mut town = town(60);
    let open = |town: &Town| town.world.site(&town.policy).alerts.len();
    town.sync(&crowd(0..50));
    assert_eq!(open(&town), 10);
    // Together with those of today, the next are too many.
    town.check(&crowd(0..47), &["open missing_from_pms many residents"]);
    // Most are back: what is left is few enough.
    town.sync(&crowd(0..58));
    assert_eq!(open(&town), 2);
}

#[test]
fn the_export_of_another_property_is_not_used() {
    let mut town = town(60);
    let north = town.policy.property.clone();
    town.policy.property = "south".into();
    let plan = town.sync(&crowd(0..60));
    let hold = plan.holds().next().unwrap();
    let expected = Suspicion::OtherProperty { property: north, residents: 60 };
    assert_eq!(hold.suspicion, Some(expected));
    // The same numbers for other people are no reason for doubt.
    let others: Vec<Record> = crowd(0..60)
        .into_iter()
        .map(|row| {
            let name = format!("S{} T", row.0.external_id);
            let email = format!("south{}", row.0.external_id);
            row.named(&name).email(&email)
        })
        .collect();
    assert!(!town.sync(&others).is_held());
}

#[test]
fn nobody_is_held_in_an_empty_house() {
    let mut town = Town::new();
    town.policy.safety = SafetyLimits::default();
    town.check(&[], &[]);
    town.check(&[r("1", "Ana Ruiz").email("ana")], &["create 1 ana no_match"]);
    town.check(&[], &["held", "open safety_hold whole_roster"]);
}
