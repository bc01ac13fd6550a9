//! Words of the PMS that are not mapped: for a status or for a role.

use rstest::rstest;
use tenantry_core::model::{AlertFacts, AlertKind, Resolution, Role, Status};

use crate::{
    build::{Record, r},
    check::Town,
};

fn zed() -> Record {
    r("99", "Zed Zim").email("zed").unit("900")
}

fn ana() -> Record {
    r("1", "Ana Ruiz").email("ana").unit("101")
}

fn ben() -> Record {
    r("2", "Ben Ode").email("ben").unit("102")
}

const ASKED: &[&str] = &["open unknown_role cat"];

#[rstest]
#[case::current(ana().called("Cat"), ASKED)]
#[case::notice(ana().called("Cat").status(Status::Notice).leaves(5), ASKED)]
#[case::blank(ana().called(" "), &["open unknown_role (blank)"])]
#[case::past(ana().called("Cat").status(Status::Past), &[])]
#[case::left(ana().called("Cat").status(Status::Notice).leaves(-5), &[])]
#[case::contradicting(ana().called("Cat").leaves(-5), ASKED)]
#[case::both(ana().called("Cat").status(Status::Unknown).word("Skip"), &["open unknown_status skip"])]
fn nobody_with_an_unknown_role_is_let_in(#[case] record: Record, #[case] expected: &[&str]) {
    Town::of(&[zed()]).check(&[zed(), record], expected);
}

#[test]
fn nothing_changes_for_who_is_linked_except_an_end() {
    let mut town = Town::of(&[zed(), ana()]);
    let moved = ana().called("Cat").unit("204").email("ruiz").phone("555-010-1001");
    town.check(&[zed(), moved], ASKED);
    town.has("ana@example.com", "Ana Ruiz active 1@101");
    // Her account is not free.
    town.check(&[zed(), ana().called("Cat"), ben().email("ana")], &["open account_conflict 2"]);
    town.check(
        &[zed(), ana().called("Cat").status(Status::Past)],
        &[
            "close account_conflict 2",
            "close unknown_role cat",
            "end 1 ana out_of_scope ended_on=2026-06-15 status=past account_status=inactive",
        ],
    );
}

#[test]
fn who_left_as_announced_ends_whatever_the_role() {
    let mut town = Town::of(&[zed(), ana().leaves(1)]);
    town.policy.today = crate::build::day(2);
    town.check(
        &[zed(), ana().called("Cat").leaves(1)],
        &["end 1 ana out_of_scope ended_on=2026-06-16 status=past account_status=inactive"],
    );
}

#[test]
fn unknown_roles_can_be_included() {
    let mut town = Town::of(&[zed()]);
    town.policy.include_roles = vec![Role::Unknown];
    town.check(&[zed(), ana().called("Cat")], &["create 1 ana no_match"]);
}

#[test]
fn there_is_one_alert_for_each_word() {
    let zed = || {
        let mut zed = zed();
        zed.0.pms_role = Some("Resident".into());
        zed
    };
    let mut town = Town::of(&[zed(), ana()]);
    let skip = |record: Record, word: &str| record.status(Status::Unknown).word(word);
    let all = [zed(), skip(ana(), "Skip"), skip(ben(), " SKIP"), ben().lease("2").called("Cat")];
    town.check(&all, &["open unknown_role cat", "open unknown_status skip"]);
    let AlertFacts::UnknownStatus { residents, pms_status } = town.shown() else { panic!() };
    assert_eq!((residents.len(), pms_status.as_str()), (2, "Skip"));
    // One of them is mapped, and the alert goes on.
    town.check(
        &[zed(), skip(ana(), "Skip"), ben()],
        &["create 2 ben no_match", "close unknown_role cat"],
    );
}

#[test]
fn a_dismissal_of_a_word_is_about_who_has_it() {
    let mut town = Town::of(&[zed()]);
    town.check(&[zed(), ana().called("Cat")], ASKED);
    town.answer(AlertKind::UnknownRole, Resolution::Dismiss).unwrap();
    town.check(&[zed(), ana().called("CAT").phone("555-010-1001").unit("204")], &[]);
    town.check(&[zed(), ana().called("Cat"), ben().called("Cat")], ASKED);
}

/// Neither the word nor the date says anything for sure, and the former ID has left the roster.
#[test]
fn a_passed_date_under_a_new_id_with_an_unknown_role_ends_nothing() {
    let mut town = Town::of(&[zed(), ana()]);
    let renumbered = || r("5", "Ana Ruiz").email("ana").unit("101").called("Cat").was("1");
    town.check(&[zed(), renumbered().leaves(-3)], ASKED);
    town.has("ana@example.com", "Ana Ruiz active 1@101");
}
