//! Names that the PMS changes, and IDs that it gives to somebody else.

use rstest::rstest;
use tenantry_core::{
    model::{AlertFacts, AlertKind, Resolution, Status},
    reconcile::Refusal,
};

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

#[rstest]
#[case::spelling("Ana Ruis")]
#[case::short_form("A Ruiz")]
#[case::short_form_and_spelling("Anna Ruis")]
#[case::wedding("Ana Ortega")]
fn a_corrected_name_is_applied(#[case] name: &str) {
    let mut town = Town::of(&[zed(), ana()]);
    town.sync(&[zed(), ana().named(name)]);
    town.has("ana@example.com", &format!("{name} active 1@101"));
    assert!(town.world.site(&town.policy).alerts.is_empty());
}

#[rstest]
#[case::another_person("Ben Okafor")]
#[case::a_relative("Ben Ruiz")]
#[case::exchanged("Ruiz Ana")]
#[case::only_a_first_name("Ana")]
#[case::blank(" ")]
fn somebody_may_have_been_typed_over_the_record(#[case] name: &str) {
    let mut town = Town::of(&[zed(), ana()]);
    let typed = || ana().named(name).unit("102");
    town.check(&[zed(), typed()], &["open name_mismatch 1", "update 1 ana pms_changed unit=102"]);
    town.has("ana@example.com", "Ana Ruiz active 1@102");
}

/// The next tenant gets the name today, and the email tomorrow.
#[test]
fn a_record_typed_over_in_two_steps_is_one_question() {
    let mut town = Town::of(&[zed(), ana()]);
    let ben = || ana().named("Ben Okafor");
    town.check(&[zed(), ben()], &["open name_mismatch 1"]);
    town.check(&[zed(), ben().email("ben")], &["close name_mismatch 1", "open identity_changed 1"]);
    town.answer(AlertKind::IdentityChanged, Resolution::NewPerson).unwrap();
    town.check(&[zed(), ben().email("ben")], &[]);
    town.has("ben@example.com", "Ben Okafor active 1@101");
    town.has("ana@example.com", "Ana Ruiz inactive ");
}

#[test]
fn father_and_son_are_two_people() {
    let senior = || r("1", "John Smith Sr").email("john").unit("101");
    let mut town = Town::of(&[zed(), senior()]);
    town.check(&[zed(), senior().named("John Smith Jr")], &["open name_mismatch 1"]);
}

#[test]
fn a_blank_name_is_never_merged_in() {
    let mut town = Town::of(&[zed(), ana()]);
    town.sync(&[zed(), ana().named(" ")]);
    assert_eq!(town.shown().resolutions(), [Resolution::Dismiss]);
    let merged = town.answer(AlertKind::NameMismatch, Resolution::Merge);
    assert_eq!(merged, Err(Refusal::NotThisWay));
    town.check(&[zed(), ana()], &["close name_mismatch 1"]);
    // With another email as well, it may be another person.
    town.check(&[zed(), ana().named(" ").email("ruiz")], &["open identity_changed 1"]);
    town.answer(AlertKind::IdentityChanged, Resolution::SamePerson).unwrap();
    town.has("ruiz@example.com", "Ana Ruiz active 1@101");
}

fn left() -> Town {
    let mut town = Town::of(&[zed(), ana()]);
    town.sync(&[zed(), ana().status(Status::Past)]);
    town
}

fn ben() -> Record {
    r("1", "Ben Okafor").email("ben").unit("204")
}

#[test]
fn an_id_that_is_reused_after_its_owner_left_is_a_new_person() {
    let mut town = left();
    town.check(
        &[zed(), ben()],
        &["create 1 ben no_match", "relink 1 ana taken_over external_id=-"],
    );
    town.has("ben@example.com", "Ben Okafor active 1@204");
    town.has("ana@example.com", "Ana Ruiz inactive ");
    // Undone, the ID is hers again.
    town.world.undo(&town.policy.clone());
    let of_ana = town.world.account("ana@example.com").id;
    let rows = town.world.residencies.values();
    let link = rows.filter(|row| row.account == of_ana).find_map(|row| row.link.clone());
    assert_eq!(link.unwrap().external_id, "1");
}

#[rstest]
#[case::same_name(ben().named("Ana Ruiz"), "open email_mismatch 1")]
#[case::same_email(ben().email("ana"), "open name_mismatch 1")]
fn who_has_the_name_or_the_email_of_the_former_owner_may_be_back(
    #[case] record: Record,
    #[case] opens: &str,
) {
    left().check(&[zed(), record], &[opens]);
}

#[test]
fn a_reused_id_of_somebody_with_an_account_is_linked_to_it() {
    let mut town = left();
    let known = |id| r(id, "Ben Okafor").email("ben").unit("204");
    town.sync(&[zed(), known("7")]);
    town.check(
        &[zed(), known("1")],
        &["relink 1 ana taken_over external_id=-", "relink 1 ben renumbered external_id=1"],
    );
}

#[test]
fn an_answer_about_a_reused_id_is_accepted() {
    let mut town = left();
    // A former Ben, who has another email.
    let former = r("8", "Ben Okafor").email("okafor").unit("204");
    town.sync(&[zed(), former.clone()]);
    town.sync(&[zed(), former.status(Status::Past)]);
    town.check(&[zed(), ben()], &["open email_mismatch 1"]);
    let AlertFacts::EmailMismatch { candidates, .. } = town.shown() else { panic!() };
    assert_eq!(candidates.len(), 1);
    town.answer(AlertKind::EmailMismatch, Resolution::CreateSeparate).unwrap();
    town.check(&[zed(), ben()], &[]);
    town.has("ben@example.com", "Ben Okafor active 1@204");
}

#[test]
fn every_lease_of_the_former_owner_loses_the_id() {
    let lease = |lease, unit| ana().lease(lease).unit(unit);
    let mut town = Town::of(&[zed(), lease("L1", "101"), lease("L2", "102")]);
    let past = |lease: Record| lease.status(Status::Past);
    town.sync(&[zed(), past(lease("L1", "101")), past(lease("L2", "102"))]);
    town.check(
        &[zed(), ben().lease("L3").unit("101")],
        &[
            "create 1 ben no_match",
            "relink 1 ana taken_over external_id=- lease_id=-",
            "relink 1 ana taken_over external_id=- lease_id=-",
        ],
    );
}
