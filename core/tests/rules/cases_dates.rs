//! Move-out dates that contradict the status or the rest of the record.

use rstest::rstest;
use tenantry_core::{
    model::{AlertFacts, AlertKind, Resolution, Status},
    reconcile::Refusal,
};

use crate::{
    build::{Record, TODAY, day, r},
    check::Town,
};

fn zed() -> Record {
    r("99", "Zed Zim").email("zed").unit("900")
}

fn ana() -> Record {
    r("1", "Ana Ruiz").email("ana").unit("101")
}

const CREATED: &[&str] = &["create 1 ana no_match"];
const ASKED: &[&str] = &["open date_conflict 1"];

#[rstest]
#[case::not_yet(ana().leaves(0), CREATED)]
#[case::passed(ana().leaves(-1), ASKED)]
#[case::future_resident(ana().status(Status::Future).leaves(-1), ASKED)]
#[case::on_notice(ana().status(Status::Notice).leaves(-1), &[])]
#[case::evicted(ana().status(Status::Eviction).leaves(-1), &[])]
#[case::past(ana().status(Status::Past).lives(-30, -60), &[])]
#[case::earlier_stay(ana().lives(-30, -60), CREATED)]
#[case::earlier_stay_today(ana().lives(0, -1), CREATED)]
#[case::same_day(ana().lives(-60, -60), ASKED)]
#[case::next_stay(ana().status(Status::Future).lives(30, -60), CREATED)]
#[case::stay_not_begun(ana().lives(30, -60), ASKED)]
#[case::notice_before_arrival(ana().status(Status::Notice).lives(-30, -60), ASKED)]
#[case::unmapped(ana().status(Status::Unknown).word("??").leaves(-1), &["open unknown_status ??"])]
fn who_is_not_linked(#[case] record: Record, #[case] expected: &[&str]) {
    Town::of(&[zed()]).check(&[record, zed()], expected);
}

#[rstest]
#[case::passed(ana().leaves(-1), ASKED)]
#[case::on_notice(ana().status(Status::Notice).leaves(-1), &["end 1 ana out_of_scope ended_on=2026-06-14 status=past move_out=2026-06-14 account_status=inactive"])]
#[case::earlier_stay(ana().lives(-30, -60), &["update 1 ana pms_changed move_in=2026-05-16"])]
#[case::notice_before_arrival(ana().status(Status::Notice).lives(-30, -60), &["open date_conflict 1", "update 1 ana pms_changed status=notice move_in=2026-05-16"])]
fn who_is_linked(#[case] record: Record, #[case] expected: &[&str]) {
    let mut town = Town::of(&[zed(), ana()]);
    town.check(&[record, zed()], expected);
}

#[test]
fn the_start_of_the_lease_counts_without_a_move_in() {
    let mut record = ana().leaves(-60);
    record.0.lease_start = Some(day(-30));
    Town::of(&[zed()]).check(&[zed(), record.clone()], CREATED);
    // A move-in before the move-out is what counts.
    record.0.move_in = Some(day(-90));
    Town::of(&[zed()]).check(&[zed(), record], ASKED);
}

#[test]
fn who_leaves_as_announced_is_not_asked_about() {
    let mut town = Town::of(&[zed(), ana().leaves(1)]);
    town.policy.today = day(2);
    town.check(
        &[zed(), ana().leaves(1)],
        &["end 1 ana out_of_scope ended_on=2026-06-16 status=past account_status=inactive"],
    );
    // Another date is another question, and lets nobody in.
    town.check(&[zed(), ana().leaves(0)], ASKED);
    town.check(&[zed(), ana().leaves(1)], &["close date_conflict 1"]);
    town.check(
        &[zed(), ana()],
        &["link 1 ana returned ended_on=- account_status=active status=current move_out=-"],
    );
}

/// The announced date stays until the PMS has one that is possible.
#[test]
fn a_date_in_question_does_not_replace_the_announced_one() {
    let mut town = Town::of(&[zed(), ana().leaves(3)]);
    town.check(&[zed(), ana().leaves(-5)], ASKED);
    // Access goes on, and so does everything else.
    let moved = ana().unit("102").phone("555-010-1001").leaves(-5);
    town.check(&[zed(), moved], &["update 1 ana pms_changed phone=+15550101001 unit=102"]);
    town.check(&[zed(), ana().leaves(-5)], &["update 1 ana pms_changed phone=- unit=101"]);
    town.policy.today = day(4);
    town.check(&[zed(), ana().leaves(-5)], &[]);
    assert!(town.world.active("ana@example.com"));
    town.check(
        &[zed(), ana().leaves(3)],
        &[
            "end 1 ana out_of_scope ended_on=2026-06-18 status=past account_status=inactive",
            "close date_conflict 1",
        ],
    );
}

#[test]
fn a_residency_that_ended_earlier_does_not_come_back_with_a_passed_date() {
    let mut town = Town::of(&[zed(), ana()]);
    town.sync(&[zed(), ana().status(Status::Past).leaves(-10)]);
    // The date is the one that she left on. Only the PMS's word for her status is another one.
    town.check(&[zed(), ana().leaves(-10)], &["update 1 ana out_of_scope"]);
    town.check(&[zed(), ana().leaves(-2)], ASKED);
    let AlertFacts::DateConflict { accounts, residencies, .. } = town.shown() else { panic!() };
    assert_eq!((accounts.len(), residencies.0.len()), (1, 0));
    let keep = town.answer(AlertKind::DateConflict, Resolution::KeepAccess);
    assert_eq!(keep, Err(Refusal::NotThisWay));
    // Her account is not free for anybody else.
    town.check(
        &[zed(), ana().leaves(-2), r("2", "Ben Ode").email("ana")],
        &["open account_conflict 2"],
    );
}

#[test]
fn end_access_ends_the_residency_once() {
    let mut town = Town::of(&[zed(), ana()]);
    let left = || [zed(), ana().leaves(-5)];
    town.check(&left(), ASKED);
    town.answer(AlertKind::DateConflict, Resolution::EndAccess).unwrap();
    assert!(!town.world.active("ana@example.com"));
    town.check(&left(), &[]);
    let row = town.world.residencies.values().find(|row| !row.is_live()).unwrap();
    assert_eq!((row.ended_on, row.place.move_out), (Some(TODAY), Some(day(-5))));
    // The PMS corrects the date: she lives there after all.
    town.check(&[zed(), ana().leaves(30)], &["link 1 ana returned ended_on=- account_status=active status=current move_out=2026-07-15"]);
}

#[test]
fn keep_access_stands_until_the_date_changes() {
    let mut town = Town::of(&[zed(), ana()]);
    let stays = |days| [zed(), ana().leaves(days)];
    town.check(&stays(-5), ASKED);
    town.answer(AlertKind::DateConflict, Resolution::KeepAccess).unwrap();
    town.check(&stays(-5), &[]);
    // Whatever else changes.
    let moved = ana().unit("102").named("Ana Ruíz").leaves(-5);
    town.check(&[zed(), moved], &["update 1 ana pms_changed last_name=Ruíz unit=102"]);
    town.check(&stays(-5), &["update 1 ana pms_changed last_name=Ruiz unit=101"]);
    town.check(&stays(-4), ASKED);
    assert!(town.world.active("ana@example.com"));
}

/// A record whose dates contradict each other holds nobody else back.
#[test]
fn a_stale_record_shares_its_email_with_nobody() {
    let stale = || r("2", "Ben Ode").email("ana").unit("204").leaves(-400);
    Town::of(&[zed()])
        .check(&[zed(), ana(), stale()], &["create 1 ana no_match", "open date_conflict 2"]);
}

/// An ID that another person has taken over moves no residency as long as it is unclear whether
/// that person is there.
#[test]
fn nobody_takes_an_id_over_with_contradicting_dates() {
    let ben = || r("2", "Ben Ode").email("ben").unit("102");
    let mut town = Town::of(&[zed(), ana(), ben()]);
    let mut taken = ben().leaves(-5);
    taken.0.external_id = "1".into();
    town.check(
        &[zed(), taken],
        &["open date_conflict 1", "open identity_changed 1", "open missing_from_pms 2"],
    );
}

#[test]
fn the_renewed_lease_goes_before_the_one_in_question() {
    let lease = |id: &str| ana().lease(id);
    let mut town = Town::of(&[zed(), lease("L1")]);
    town.check(
        &[zed(), lease("L0").leaves(-20), lease("L2")],
        &["relink 1 ana renumbered lease_id=L2", "open date_conflict 1 lease L0"],
    );
}
