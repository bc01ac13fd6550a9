//! One alert about many residents in place of one about each.

use rstest::rstest;
use tenantry_core::{
    model::{AlertFacts, AlertKind, Harm, Reject, RejectCode, Resolution},
    reconcile::{Limit, OnMissing, SafetyLimits, WithoutEmail},
};

use crate::{
    build::{Record, day, r},
    check::Town,
};

/// People who live in a unit each.
fn crowd(range: std::ops::Range<usize>) -> Vec<Record> {
    range.map(|n| person(n).email(&format!("p{n}"))).collect()
}

fn person(n: usize) -> Record {
    r(&format!("t{n:03}"), &format!("P{n} Q{n}")).unit(&format!("{}", 100 + n))
}

/// A crowd of 30 of whom some have move-out dates that contradict their status.
fn contradicting(range: std::ops::Range<usize>) -> Vec<Record> {
    let each = crowd(0..30).into_iter().enumerate();
    each.map(|(n, it)| if range.contains(&n) { it.leaves(-5) } else { it }).collect()
}

/// The subjects of the open alerts.
fn open(town: &Town) -> Vec<String> {
    let alerts = town.world.site(&town.policy).alerts.into_values();
    let mut subjects: Vec<String> = alerts.map(|alert| alert.subject.into_string()).collect();
    subjects.sort();
    subjects
}

fn live(town: &Town) -> usize {
    town.world.residencies.values().filter(|row| row.is_live()).count()
}

fn newcomers_without_email() -> (Vec<Record>, Vec<Record>) {
    (crowd(0..30), crowd(0..30).into_iter().chain((30..41).map(person)).collect())
}

fn strangers_with_passed_dates() -> (Vec<Record>, Vec<Record>) {
    let strangers = crowd(30..41).into_iter().map(|it| it.leaves(-5));
    (crowd(0..30), crowd(0..30).into_iter().chain(strangers).collect())
}

#[rstest]
#[case::dates((crowd(0..30), contradicting(0..11)), "date_conflict many residents")]
#[case::dates_of_strangers(
    strangers_with_passed_dates(),
    "date_conflict many residents without access"
)]
#[case::no_email(newcomers_without_email(), "missing_email many residents")]
#[case::missing((crowd(0..60), crowd(11..60)), "missing_from_pms several residents")]
fn more_than_ten_are_one_question(
    #[case] (before, after): (Vec<Record>, Vec<Record>),
    #[case] expected: &str,
) {
    let mut town = Town::of(&before);
    town.policy.safety = SafetyLimits::default();
    let before = live(&town);
    town.check(&after, &[&format!("open {expected}")]);
    assert_eq!(town.shown().resident_ids().len(), 11);
    assert_eq!(live(&town), before);
    // Dismissed, all of them are quiet, and who is left of them stays so.
    town.answer(town.shown().kind(), Resolution::Dismiss).unwrap();
    town.check(&after, &[]);
    assert!(open(&town).is_empty());
}

#[test]
fn ten_are_ten_questions() {
    let mut town = Town::of(&crowd(0..30));
    town.sync(&contradicting(0..10));
    assert_eq!(open(&town).len(), 10);
    // They stay what they are, and who is new is a question of their own.
    town.check(&contradicting(0..12), &["open date_conflict t010", "open date_conflict t011"]);
}

#[test]
fn one_question_stays_one_while_many_of_them_are_left() {
    let mut town = Town::of(&crowd(0..30));
    town.check(&contradicting(0..11), &["open date_conflict many residents"]);
    town.check(&contradicting(0..14), &[]);
    assert_eq!(town.shown().resident_ids().len(), 14);
    town.check(&contradicting(0..6), &[]);
    assert_eq!(town.shown().resident_ids().len(), 6);
    let few = ["t000", "t001", "t002", "t003", "t004"].map(|id| format!("open date_conflict {id}"));
    let mut expected: Vec<&str> = few.iter().map(String::as_str).collect();
    expected.push("close date_conflict many residents");
    town.check(&contradicting(0..5), &expected);
    town.check(
        &contradicting(0..0),
        &few.map(|open| open.replace("open", "close")).each_ref().map(String::as_str),
    );
}

#[test]
fn one_answer_ends_the_access_of_all() {
    let mut town = Town::of(&crowd(0..30));
    town.sync(&contradicting(0..12));
    town.answer(AlertKind::DateConflict, Resolution::EndAccess).unwrap();
    assert_eq!(live(&town), 18);
    assert!(!town.world.active("p3@example.com"));
    town.check(&contradicting(0..12), &[]);
}

#[test]
fn one_answer_keeps_all_and_another_date_is_another_question() {
    let mut town = Town::of(&crowd(0..30));
    town.sync(&contradicting(0..14));
    town.answer(AlertKind::DateConflict, Resolution::KeepAccess).unwrap();
    town.check(&contradicting(0..14), &[]);
    // Somebody's dates are corrected: the others stay as decided.
    town.check(&contradicting(1..14), &[]);
    // Who is new, and whose date is another one, is asked about.
    let mut rows = contradicting(1..15);
    rows[5] = rows[5].clone().leaves(-4);
    town.check(&rows, &["open date_conflict t005", "open date_conflict t014"]);
    // The dates of all of them move: one question about those who have none of their own.
    for row in &mut rows[1..15] {
        *row = row.clone().leaves(-3);
    }
    town.check(&rows, &["open date_conflict many residents"]);
    assert_eq!(open(&town), ["many residents", "t005", "t014"]);
    assert_eq!(live(&town), 30);
}

#[test]
fn who_waits_for_an_email_and_who_has_access_without_one_are_two_questions() {
    let rows: Vec<Record> = (0..12).map(person).collect();
    let mut town = Town::new();
    town.check(&rows, &["open missing_email many residents"]);
    town.policy.without_email = WithoutEmail::Create;
    town.sync(&rows);
    assert_eq!(open(&town), ["many residents with access"]);
    assert_eq!(live(&town), 12);
}

/// Any of the accounts of that name may be theirs.
#[test]
fn who_may_have_an_account_is_a_question_of_their_own() {
    let mut town = Town::of(&crowd(0..60));
    let renumbered = |n: usize| r(&format!("u{n:03}"), &format!("P{n} Q{n}")).unit("2");
    let rows: Vec<Record> = (0..12).map(renumbered).chain(crowd(12..60)).collect();
    town.sync(&rows);
    let alerts = town.world.site(&town.policy).alerts;
    let asked = alerts.values().filter(|alert| alert.kind() == AlertKind::MissingEmail);
    assert_eq!(asked.count(), 12);
}

#[test]
fn records_with_the_same_fault_are_one_question() {
    let mut town = Town::of(&crowd(0..30));
    let reject = |n: usize, field| Reject {
        external_id: n.is_multiple_of(2).then(|| format!("x{n:03}").into()),
        location: format!("line {n}"),
        code: RejectCode::BadDate,
        field: Some(field),
    };
    town.rejects = (0..12).map(|n| reject(n, "move_in")).chain([reject(12, "move_out")]).collect();
    town.check(
        &crowd(0..30),
        &["open invalid_record many records: bad_date move_in", "open invalid_record x012"],
    );
    let alerts = town.world.site(&town.policy).alerts;
    let many = alerts.iter().find(|(_, alert)| alert.facts.is_about_many());
    let (id, alert) = many.unwrap();
    let AlertFacts::InvalidRecord { records, .. } = &alert.facts else { panic!() };
    assert_eq!(records.len(), 12);
    let policy = town.policy.clone();
    town.world.resolve(*id, Resolution::Dismiss, None, false, &policy).unwrap();
    town.rejects.remove(0);
    town.check(&crowd(0..30), &[]);
    town.rejects.push(reject(14, "move_in"));
    town.check(&crowd(0..30), &["open invalid_record x014"]);
}

/// The limit alone decides whether anybody's access ends by absence, not how many cards there are.
#[test]
fn the_limit_decides_who_ends_by_absence() {
    let mut town = Town::of(&crowd(0..60));
    town.policy.safety = SafetyLimits::default();
    town.policy.on_missing = OnMissing::EndAccess;
    town.check(&crowd(12..60), &["open missing_from_pms several residents"]);
    town.policy.today = day(1);
    town.sync(&crowd(12..60));
    assert_eq!((live(&town), open(&town).len()), (48, 0));
}

/// Eleven have been missing for three days. Two more are two more, not thirteen at once.
#[test]
fn who_was_asked_about_with_others_is_not_newly_missing() {
    let mut town = Town::of(&crowd(0..60));
    town.policy.safety = SafetyLimits::default();
    for days in 0..3 {
        town.policy.today = day(days);
        town.sync(&crowd(11..60));
        assert_eq!(open(&town), ["several residents"]);
    }
    town.sync(&crowd(13..60));
    assert_eq!(open(&town), ["several residents"]);
    assert_eq!(town.shown().resident_ids().len(), 13);
    // Thirteen at once are too many.
    town.policy.today = day(10);
    town.sync(&crowd(26..60));
    assert_eq!(open(&town), ["many residents", "several residents"]);
}

/// Somebody joined the contacts by unit, and each of a couple has the email of the first.
#[test]
fn shared_emails_that_are_new_to_many_are_held_as_renames() {
    let couples = |emails: fn(usize) -> usize| -> Vec<Record> {
        let each = 0..60;
        each.map(|n| person(n).email(&format!("p{}", emails(n)))).collect()
    };
    let truth = couples(|n| n);
    let mut town = Town::of(&truth);
    let limit = Limit { min: Some(5), percent: Some(20) };
    town.policy.safety = SafetyLimits::all(1000).with(Harm::Renamed, limit);
    let few = couples(|n| if n < 24 { n / 2 * 2 } else { n });
    let mut other = town.clone();
    other.sync(&few);
    assert_eq!(open(&other).len(), 12);
    let joined = couples(|n| n / 2 * 2);
    town.check(&joined, &["held", "open safety_hold renamed"]);
    let AlertFacts::SafetyHold(hold) = town.shown() else { panic!() };
    assert_eq!((hold.people.len(), hold.limit), (30, 12));
    town.check(&truth, &["close safety_hold renamed"]);
    // Confirmed, they are questions.
    town.sync(&joined);
    let AlertFacts::SafetyHold(hold) = town.shown() else { panic!() };
    town.world.approve_holds(&[hold], &town.policy);
    town.sync(&joined);
    assert_eq!(open(&town).len(), 30);
    town.check(&joined, &[]);
}

/// A newcomer has the email of a resident: nobody's email changed.
#[test]
fn a_shared_email_of_somebody_not_linked_is_asked_about() {
    let mut town = Town::of(&crowd(0..60));
    let limit = Limit { min: Some(0), percent: Some(0) };
    town.policy.safety = SafetyLimits::all(1000).with(Harm::Renamed, limit);
    let rows = [crowd(0..60), vec![person(70).email("p1")]].concat();
    town.check(&rows, &["open duplicate_email p1@example.com"]);
}

/// The phone of somebody who shares an email with one whose email is new waits with the question.
#[test]
fn who_shares_a_held_email_is_shown_with_what_is_new() {
    let mut town = Town::of(&crowd(0..6));
    let limit = Limit { min: Some(0), percent: Some(0) };
    town.policy.safety = SafetyLimits::all(1000).with(Harm::Renamed, limit);
    let mut rows = crowd(0..6);
    rows[1] = rows[1].clone().email("p0");
    let shown = |town: &Town| {
        let AlertFacts::SafetyHold(hold) = town.shown() else { panic!() };
        hold.people.iter().map(|it| it.external_id.clone().unwrap()).collect::<Vec<_>>()
    };
    town.check(&rows, &["held", "open safety_hold renamed"]);
    assert_eq!(shown(&town), ["t001"]);
    rows[0] = rows[0].clone().phone("555-010-0000");
    town.check(&rows, &["held"]);
    assert_eq!(shown(&town), ["t000", "t001"]);
}
