//! People in a PMS report without IDs: theirs are built from unit and name, and their absence does
//! not end anything.

use tenantry_core::{
    model::{AlertKind, Resolution, Status, weak_id},
    reconcile::OnMissing,
};

use crate::{
    build::{Record, day, policy, r},
    check::Town,
};

/// Somebody in a unit, as a report without IDs lists them.
fn weak(name: &str, unit: &str) -> Record {
    let (first, last) = name.split_once(' ').unwrap();
    r(&weak_id(None, unit, first, last), name).unit(unit)
}

fn ana() -> Record {
    weak("Ana Ruiz", "101").email("ana")
}

fn zed() -> Record {
    weak("Zed Zim", "900").email("zed")
}

/// A line for [`Town::check`] about somebody with a weak ID.
fn line(before: &str, record: &Record, after: &str) -> String {
    format!("{before} {}{after}", record.0.external_id)
}

fn ending_missing(records: &[Record]) -> Town {
    let mut town = Town::of(records);
    town.policy.on_missing = OnMissing::EndAccess;
    town.policy.missing_runs = 1;
    town
}

#[test]
fn absence_never_ends_a_residency() {
    let mut town = ending_missing(&[zed(), ana()]);
    town.check(&[zed()], &[&line("open missing_from_pms", &ana(), "")]);
    for _ in 0..5 {
        town.check(&[zed()], &[]);
    }
    assert!(town.world.active("ana@example.com"));
    town.answer(AlertKind::MissingFromPms, Resolution::EndAccess).unwrap();
    assert!(!town.world.active("ana@example.com"));
}

#[test]
fn the_same_absence_ends_that_of_a_person_with_an_id() {
    let ben = r("2", "Ben Ode").email("ben").unit("102");
    let mut town = ending_missing(&[zed(), ana(), ben]);
    town.check(
        &[zed()],
        &[
            &line("open missing_from_pms", &ana(), ""),
            "end 2 ben missing_too_long ended_on=2026-06-15 status=past account_status=inactive",
        ],
    );
}

#[test]
fn the_status_of_the_report_ends_it() {
    let mut town = ending_missing(&[zed(), ana()]);
    let ended = " ana out_of_scope ended_on=2026-06-15 status=past account_status=inactive";
    town.check(&[zed(), ana().status(Status::Past)], &[&line("end", &ana(), ended)]);
}

#[test]
fn the_dates_of_the_report_end_it_even_when_it_is_absent() {
    let mut town = ending_missing(&[zed(), ana().leaves(1)]);
    town.check(&[zed()], &[&line("open missing_from_pms", &ana(), "")]);
    town.policy.today = day(2);
    let ended = " ana left_as_announced ended_on=2026-06-16 status=past account_status=inactive";
    town.check(
        &[zed()],
        &[&line("end", &ana(), ended), &line("close missing_from_pms", &ana(), "")],
    );
}

/// The new unit opens at once. The old one stays open until a person ends it, because the report
/// does not distinguish a transfer from a second apartment.
#[test]
fn a_transfer_is_a_second_residency_of_the_same_account() {
    let moved = weak("Ana Ruiz", "205").email("ana");
    let mut town = ending_missing(&[zed(), ana()]);
    town.check(
        &[zed(), moved.clone()],
        &[
            &line("link", &moved, " ana same_email_and_name"),
            &line("open missing_from_pms", &ana(), ""),
        ],
    );
    town.answer(AlertKind::MissingFromPms, Resolution::EndAccess).unwrap();
    let live = format!("Ana Ruiz active {}@205", moved.0.external_id);
    town.has("ana@example.com", &live);
}

/// Another name under the same email is never taken over automatically. Once somebody has merged
/// the two, the record represents the old one as well.
#[test]
fn a_corrected_name_is_decided_by_a_person() {
    let corrected = weak("Anna Ruiz", "101").email("ana");
    let mut town = ending_missing(&[zed(), ana()]);
    town.check(
        &[zed(), corrected.clone()],
        &[&line("open name_mismatch", &corrected, ""), &line("open missing_from_pms", &ana(), "")],
    );
    town.answer(AlertKind::NameMismatch, Resolution::Merge).unwrap();
    town.sync(&[zed(), corrected.clone()]);
    let live = format!("Anna Ruiz active {}@101", corrected.0.external_id);
    town.has("ana@example.com", &live);
    town.check(&[zed(), corrected], &[]);
}

/// A unit that is written differently gives the same ID, so nothing happens.
#[test]
fn another_spelling_of_the_unit_is_the_same_person() {
    let mut town = Town::of(&[zed(), ana()]);
    let apt = weak("ANA RUIZ", "Apt 0101").email("ana");
    assert_eq!(apt.0.external_id, ana().0.external_id);
    town.check(
        &[zed(), apt.clone()],
        &[&line("update", &apt, " ana pms_changed first_name=ANA last_name=RUIZ unit=Apt 0101")],
    );
}

#[test]
fn two_people_of_one_name_in_one_unit_are_not_made_one() {
    let mut town = Town::of(&[zed()]);
    let son = weak("Ana Ruiz", "101").email("son");
    town.check(&[zed(), ana(), son.clone()], &[&line("open invalid_record", &son, "")]);
}

/// Rent rolls have no emails. They keep people up to date who were entered by hand.
#[test]
fn without_an_email_the_name_and_the_unit_find_the_account() {
    let mut town = Town::new();
    let newcomer = crate::build::person("Ana Ruiz", "ana", "Apt 101");
    town.world.import(&[newcomer], &policy());
    let bare = weak("Ana Ruiz", "101");
    let stranger = weak("Ben Ode", "102");
    town.sync(&[bare.clone(), stranger.clone()]);
    town.has("ana@example.com", &format!("Ana Ruiz active {}@101", bare.0.external_id));
    assert_eq!(town.world.site(&policy()).alerts.len(), 1, "only Ben has no email");
}
