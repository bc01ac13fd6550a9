//! Dismissals: how long they hold, and what counts as seen from then on.

use rstest::rstest;
use tenantry_core::{
    model::{AlertKind, Resolution, Status},
    reconcile::{Field, OnMissing},
};

use crate::{
    build::{Record, r, reject},
    check::Town,
};

fn zed() -> Record {
    r("99", "Zed Zim").email("zed").unit("900")
}

fn ana() -> Record {
    r("1", "Ana Ruiz").email("ana").unit("101")
}

fn dismiss(town: &mut Town, kind: AlertKind) {
    town.answer(kind, Resolution::Dismiss).unwrap();
}

#[test]
fn who_was_back_and_is_gone_again_is_a_new_alert() {
    let mut town = Town::of(&[zed(), ana()]);
    town.check(&[zed()], &["open missing_from_pms 1"]);
    dismiss(&mut town, AlertKind::MissingFromPms);
    town.check(&[zed()], &[]);
    town.check(&[zed(), ana()], &[]);
    town.check(&[zed()], &["open missing_from_pms 1"]);
}

#[rstest]
#[case::no_email(ana().email("-"), AlertKind::MissingEmail, "open missing_email 1")]
#[case::unmapped(ana().status(Status::Unknown), AlertKind::UnknownStatus, "open unknown_status unknown")]
#[case::dates(ana().leaves(-3), AlertKind::DateConflict, "open date_conflict 1")]
fn a_cause_that_returns_is_asked_about_again(
    #[case] record: Record,
    #[case] kind: AlertKind,
    #[case] opens: &str,
) {
    let mut town = Town::of(&[zed()]);
    town.check(&[zed(), record.clone()], &[opens]);
    dismiss(&mut town, kind);
    town.check(&[zed(), record.clone()], &[]);
    let applicant = ana().status(Status::Applicant);
    town.check(&[zed(), applicant], &[]);
    town.check(&[zed(), record], &[opens]);
}

#[test]
fn a_record_that_can_be_read_again_ends_the_dismissal() {
    let mut town = Town::of(&[zed()]);
    town.rejects = vec![reject(3, None)];
    town.check(&[zed()], &["open invalid_record line 3"]);
    dismiss(&mut town, AlertKind::InvalidRecord);
    town.check(&[zed()], &[]);
    town.rejects.clear();
    town.check(&[zed()], &[]);
    town.rejects = vec![reject(3, None)];
    town.check(&[zed()], &["open invalid_record line 3"]);
}

/// A held run applies nothing, so it ends no dismissal either.
#[test]
fn a_held_run_lapses_nothing() {
    let mut town = Town::of(&[zed(), ana()]);
    town.sync(&[zed()]);
    dismiss(&mut town, AlertKind::MissingFromPms);
    let nobody = [ana().status(Status::Past), zed().status(Status::Past)];
    town.check(&nobody, &["held", "open safety_hold whole_roster"]);
    town.check(&[zed()], &["close safety_hold whole_roster"]);
}

#[test]
fn the_count_of_missing_rosters_goes_on_while_it_is_dismissed() {
    let mut town = Town::of(&[zed(), ana()]);
    town.policy.on_missing = OnMissing::EndAccess;
    town.sync(&[zed()]);
    dismiss(&mut town, AlertKind::MissingFromPms);
    let ended =
        "end 1 ana missing_too_long ended_on=2026-06-15 status=past account_status=inactive";
    town.check(&[zed()], &[ended]);
}

#[test]
fn a_dismissed_name_counts_as_seen() {
    let mut town = Town::of(&[zed(), ana()]);
    let (id, policy) = (town.world.account("ana@example.com").id, town.policy.clone());
    let edited = [(Field::FirstName, "Anna"), (Field::LastName, "Ruitz")];
    town.world.edit(id, &edited, &policy);
    let spelled = || ana().named("Annika Ruiz");
    town.check(&[zed(), spelled()], &["open name_mismatch 1"]);
    dismiss(&mut town, AlertKind::NameMismatch);
    town.check(&[zed(), spelled()], &[]);
    // Only the email is new.
    town.check(&[zed(), spelled().email("annika")], &["open email_mismatch 1"]);
    town.check(&[zed(), spelled()], &["close email_mismatch 1", "open name_mismatch 1"]);
}

#[test]
fn a_dismissed_email_counts_as_seen() {
    let mut town = Town::of(&[zed(), ana()]);
    let moved = || ana().email("ruiz");
    town.check(&[zed(), moved()], &["open email_mismatch 1"]);
    dismiss(&mut town, AlertKind::EmailMismatch);
    town.check(&[zed(), moved()], &[]);
    // Only the name is new, so nobody asks whether it is another person.
    town.check(&[zed(), moved().named("Eve Sand")], &["open email_mismatch 1"]);
}

#[test]
fn a_dismissed_identity_goes_on_as_long_as_the_pms_says_the_same() {
    let mut town = Town::of(&[zed(), ana()]);
    let eve = || ana().named("Eve Sand").email("eve");
    town.check(&[zed(), eve()], &["open identity_changed 1"]);
    dismiss(&mut town, AlertKind::IdentityChanged);
    town.check(&[zed(), eve()], &[]);
    // The same question with other facts is asked again, and stays the same question.
    town.check(&[zed(), eve().phone("555-010-1001")], &["open identity_changed 1"]);
    town.check(&[zed(), eve()], &[]);
    dismiss(&mut town, AlertKind::IdentityChanged);
    town.check(&[zed(), eve().email("sand")], &["open email_mismatch 1"]);
    town.has("ana@example.com", "Ana Ruiz active 1@101");
    // The PMS has her back.
    town.check(&[zed(), ana()], &["close email_mismatch 1"]);
}

#[test]
fn an_undone_dismissal_asks_again() {
    let mut town = Town::of(&[zed(), ana()]);
    let eve = || ana().named("Eve Sand").email("eve");
    town.sync(&[zed(), eve()]);
    let from = town.world.log.len();
    dismiss(&mut town, AlertKind::IdentityChanged);
    let to = town.world.log.len();
    assert_eq!(to - from, 1, "what the alert showed is remembered");
    town.world.undo_answer(from..to, &town.policy).unwrap();
    town.world.sites.get_mut("maple").unwrap().standing.clear();
    town.check(&[zed(), eve()], &["open identity_changed 1"]);
}

#[test]
fn a_dismissal_of_which_the_pms_has_moved_on_can_be_undone() {
    let mut town = Town::of(&[zed(), ana()]);
    town.sync(&[zed(), ana().email("ruiz")]);
    let from = town.world.log.len();
    dismiss(&mut town, AlertKind::EmailMismatch);
    let to = town.world.log.len();
    town.check(
        &[zed(), ana().unit("102").phone("555-010-1001")],
        &["update 1 ana pms_changed phone=+15550101001 unit=102"],
    );
    town.world.undo_answer(from..to, &town.policy).unwrap();
    town.check(&[zed(), ana().unit("102").phone("555-010-1001")], &[]);
}
