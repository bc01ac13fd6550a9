//! Rules 1 and 2: what a dispute holds and what it does not, and answers.

use rstest::rstest;
use tenantry_core::{
    model::{AlertKind, Resolution, Status},
    reconcile::{Field, Refusal},
};

use crate::{
    build::{Record, person, r, reject},
    check::Town,
};

fn ana() -> Record {
    r("1", "Ana Ruiz").email("ana").unit("101")
}

fn ben() -> Record {
    r("2", "Ben Ode").email("ben").unit("102")
}

#[test]
fn different_people_with_one_email_are_held_until_the_pms_is_corrected() {
    let mut town = Town::new();
    let wrong = ben().email("ANA@example.com");
    town.check(&[ana(), wrong], &["open duplicate_email ana@example.com"]);
    town.check(
        &[ana(), ben()],
        &[
            "close duplicate_email ana@example.com",
            "create 1 ana no_match",
            "create 2 ben no_match",
        ],
    );
}

#[rstest]
#[case::moves(ana().lives(-100, 0), ana().unit("102").lives(0, 100), true)]
#[case::rents_two(ana(), ana().unit("102"), true)]
#[case::renews(ana().lives(-100, 10), ana().unit("Apt 101").lives(0, 100), true)]
#[case::entered_twice(ana(), ana(), true)]
#[case::one_phone(ana().phone("555-010-1001"), ana(), true)]
#[case::same_phone(ana().phone("555-010-1001"), ana().phone("(555) 010-1001"), true)]
#[case::two_phones(ana().phone("555-010-1001"), ana().phone("555-010-1002"), false)]
#[case::father_and_son(ana().named("Ana Ruiz Sr"), ana().named("Ana Ruiz Jr"), false)]
fn one_person_with_two_ids(
    #[case] first: Record,
    #[case] mut second: Record,
    #[case] one_person: bool,
) {
    second.0.external_id = "9".into();
    let records = [first, second];
    let expected: &[&str] = match one_person {
        true => &["create 1 ana no_match", "link 9 ana another_lease"],
        false => &["open duplicate_email ana@example.com"],
    };
    Town::new().check(&records, expected);
}

fn married() -> Record {
    r("9", "Ana Ortega").email("ana").unit("101")
}

/// Ana Ruiz has married, and her next lease has her new name.
#[test]
fn one_person_under_two_names_gets_one_account() {
    let mut town = Town::of(&[ana(), ben()]);
    town.check(&[ana(), married(), ben()], &["open duplicate_email ana@example.com"]);
    town.answer(AlertKind::DuplicateEmail, Resolution::OnePerson).unwrap();
    town.check(&[ana(), married(), ben()], &["link 9 ana same_email_and_name"]);
    town.has("ana@example.com", "Ana Ruiz active 1@101 9@101");
    // It stays true in another unit and on another lease.
    let renewed = || r("12", "Ana Ortega").email("ana").unit("305");
    town.check(
        &[ana().unit("305"), married(), renewed(), ben()],
        &["link 12 ana same_email_and_name", "update 1 ana pms_changed unit=305"],
    );
    // Somebody else with that email is a new question.
    let lena = r("13", "Lena Voss").email("ana").unit("305");
    town.check(
        &[ana().unit("305"), married(), renewed(), lena, ben()],
        &["open duplicate_email ana@example.com"],
    );
    town.check(&[ana().unit("305"), married(), renewed(), ben()], &[]);
}

/// The email goes from one of her records. That they are hers is no question again, also once
/// something about her account has changed.
#[test]
fn one_person_stays_one_without_the_email() {
    let mut town = Town::of(&[ana(), ben()]);
    town.sync(&[ana(), married(), ben()]);
    town.answer(AlertKind::DuplicateEmail, Resolution::OnePerson).unwrap();
    town.sync(&[ana(), married(), ben()]);
    let without = || r("9", "Ana Ortega").unit("101");
    town.sync(&[ana(), without(), ben()]);
    assert!(town.world.site(&town.policy).alerts.is_empty());
    town.check(
        &[ana().phone("555-010-1002"), without(), ben()],
        &["update 1 ana pms_changed phone=+15550101002"],
    );
    // Another name is one.
    let renamed = r("9", "Eve Stone").unit("101");
    town.check(&[ana().phone("555-010-1002"), renamed, ben()], &["open name_mismatch 9"]);
}

/// Her account takes the name of the record that changed, and no longer has the newcomer's.
#[test]
fn a_name_that_one_person_gives_up_is_free() {
    let ana = || ana().phone("555-010-1001");
    let mut town = Town::of(&[ana(), ben()]);
    town.sync(&[ana(), married(), ben()]);
    town.answer(AlertKind::DuplicateEmail, Resolution::OnePerson).unwrap();
    town.sync(&[ana(), married(), ben()]);
    let again = || r("9", "Ana Novak").email("ana").unit("101");
    town.check(&[ana(), again(), ben()], &["open duplicate_email ana@example.com"]);
    town.answer(AlertKind::DuplicateEmail, Resolution::OnePerson).unwrap();
    let other = r("14", "Ana Ruiz").email("other").phone("555-010-1001").unit("204");
    town.check(
        &[ana(), again(), other, ben()],
        &["create 14 other no_match", "update 9 ana pms_changed last_name=Novak"],
    );
}

#[test]
fn one_person_who_is_new_under_two_names_gets_one_account() {
    let mut town = Town::of(&[ben()]);
    town.check(&[ana(), married(), ben()], &["open duplicate_email ana@example.com"]);
    town.answer(AlertKind::DuplicateEmail, Resolution::OnePerson).unwrap();
    town.check(&[ana(), married(), ben()], &["create 1 ana no_match", "link 9 ana another_lease"]);
    // The old record leaves, and the new name is all that is left: it is hers.
    town.check(
        &[ana().status(Status::Past), married(), ben()],
        &["end 1 ana out_of_scope ended_on=2026-06-15 status=past"],
    );
}

#[test]
fn a_transfer_entered_as_a_new_person_is_asked_about() {
    let ana = || ana().phone("555-010-1001");
    let mut town = Town::of(&[ana(), ben()]);
    let moved = || r("9", "Ana Ruiz").email("ruiz").phone("(555) 010-1001").unit("204");
    town.check(&[ana(), moved(), ben()], &["open email_mismatch 9"]);
    town.answer(AlertKind::EmailMismatch, Resolution::UsePmsEmail).unwrap();
    town.has("ruiz@example.com", "Ana Ruiz active 1@101 9@204");
    // Her old record still has the old email, which is no question.
    town.check(&[ana(), moved(), ben()], &[]);
    // If the PMS gives the old record a third email, it is one.
    town.check(&[ana().email("third"), moved(), ben()], &["open email_mismatch 1"]);
    town.sync(&[ana(), moved(), ben()]);
    // If the email that her account got changes again, neither record has the account's.
    town.check(
        &[ana(), moved().email("fourth"), ben()],
        &["open email_mismatch 1", "open email_mismatch 9"],
    );
    // A namesake with another phone is somebody else.
    let namesake = r("10", "Ana Ruiz").email("namesake").phone("555-010-1002").unit("305");
    town.sync(&[ana(), moved(), ben()]);
    town.check(&[ana(), moved(), namesake, ben()], &["create 10 namesake no_match"]);
}

/// Ana gets another phone in the sync in which a namesake with her old one moves in.
#[test]
fn a_phone_that_changes_in_the_same_run_is_no_evidence() {
    let mut town = Town::of(&[ana().phone("555-010-1001"), ben()]);
    let namesake = || r("9", "Ana Ruiz").email("ruiz").phone("555-010-1001").unit("204");
    town.check(
        &[ana().phone("555-010-1009"), namesake(), ben()],
        &["create 9 ruiz no_match", "update 1 ana pms_changed phone=+15550101009"],
    );
}

#[test]
fn in_a_dispute_units_and_dates_are_applied_and_ends_are_not_held() {
    let mut town = Town::of(&[ana(), ben()]);
    let wrong = ben().email("ana");
    town.check(
        &[ana().named("Ana Diaz").unit("301"), wrong.clone()],
        &["update 1 ana pms_changed unit=301", "open duplicate_email ana@example.com"],
    );
    town.check(&[ana().named("Ana Diaz").status(Status::Past), wrong], &[
        "end 1 ana out_of_scope ended_on=2026-06-15 unit=101 status=past account_status=inactive",
        "close duplicate_email ana@example.com",
        "open email_mismatch 2",
    ]);
}

#[test]
fn somebody_in_dispute_does_not_come_back() {
    let mut town = Town::of(&[ana(), ben()]);
    town.sync(&[ana().status(Status::Past), ben()]);
    town.check(&[ana(), ben().email("ana")], &["open duplicate_email ana@example.com"]);
    assert!(!town.world.active("ana@example.com"));
}

#[test]
fn leases_of_one_id_with_differing_identities_are_an_invalid_record() {
    let mut town = Town::new();
    town.check(
        &[ana().lease("L1"), ana().lease("L2").named("Eve Stone"), ben()],
        &["create 2 ben no_match", "open invalid_record 1 identity"],
    );
    town.check(
        &[ana(), ana().unit("7"), ben()],
        &["close invalid_record 1 identity", "open invalid_record 1"],
    );
    town.check(&[ana(), ana(), ben()], &["close invalid_record 1", "create 1 ana no_match"]);
}

#[test]
fn only_what_the_pms_changed_is_applied() {
    let mut town = Town::of(&[ana().phone("555-010-1001"), ben()]);
    let policy = town.policy.clone();
    let id = town.world.account("ana@example.com").id;
    town.world.edit(id, &[(Field::Phone, "+15550109999")], &policy);
    town.check(&[ana().phone("(555) 010-1001"), ben()], &[]);
    town.check(
        &[ana().phone("555-010-1002"), ben()],
        &["update 1 ana pms_changed phone=+15550101002"],
    );
    // A name that somebody edited raises an alert.
    town.world.edit(id, &[(Field::FirstName, "Anna")], &policy);
    town.check(&[ana().phone("555-010-1002"), ben()], &["open name_mismatch 1"]);
    town.answer(AlertKind::NameMismatch, Resolution::Merge).unwrap();
    town.has("ana@example.com", "Ana Ruiz active 1@101");
    town.check(&[ana().phone("555-010-1002"), ben()], &[]);
}

#[test]
fn what_an_alert_shows_of_an_account_is_true_after_the_run() {
    let mut town = Town::of(&[ana(), ben()]);
    // The unit changes in the same run that raises the alert: `check` syncs again.
    town.check(
        &[ana().email("ruiz").unit("301"), ben()],
        &["update 1 ana pms_changed unit=301", "open email_mismatch 1"],
    );
    assert_eq!(town.shown().accounts()[0].units, ["301"]);
}

#[test]
fn answers_to_an_email_mismatch_of_a_linked_resident() {
    let start = || {
        let mut town = Town::of(&[ana(), ben()]);
        town.check(&[ana().email("ruiz"), ben()], &["open email_mismatch 1"]);
        town
    };
    let mut town = start();
    town.answer(AlertKind::EmailMismatch, Resolution::UsePmsEmail).unwrap();
    town.has("ruiz@example.com", "Ana Ruiz active 1@101");
    town.check(&[ana().email("ruiz"), ben()], &[]);

    let mut town = start();
    town.answer(AlertKind::EmailMismatch, Resolution::CreateSeparate).unwrap();
    town.has("ruiz@example.com", "Ana Ruiz active 1@101");
    town.has("ana@example.com", "Ana Ruiz inactive ");
    town.check(&[ana().email("ruiz"), ben()], &[]);

    let mut town = start();
    town.answer_about(AlertKind::EmailMismatch, Resolution::CreateSeparate, None, true).unwrap();
    assert_eq!(town.world.accounts.len(), 2);
    town.check(&[ana().email("ruiz"), ben()], &[]);

    let mut town = start();
    let refused = town.answer(AlertKind::EmailMismatch, Resolution::Merge);
    assert_eq!(refused, Err(Refusal::NotThisWay));
    let id = town.world.account("ana@example.com").id;
    town.world.edit(id, &[(Field::FirstName, "Anna")], &town.policy.clone());
    let refused = town.answer(AlertKind::EmailMismatch, Resolution::UsePmsEmail);
    assert_eq!(refused, Err(Refusal::FactsChanged));
}

#[test]
fn an_answer_must_say_which_of_several_accounts() {
    let mut town = Town::new();
    let policy = town.policy.clone();
    town.world.import(&[person("Ana Ruiz", "a1", "101"), person("Ana Ruiz", "a2", "-")], &policy);
    town.check(&[ana(), ben()], &["create 2 ben no_match", "open email_mismatch 1"]);
    let which = town.answer(AlertKind::EmailMismatch, Resolution::UsePmsEmail);
    assert_eq!(which, Err(Refusal::WhichAccount));
    let account = Some("a2@example.com");
    town.answer_about(AlertKind::EmailMismatch, Resolution::UsePmsEmail, account, false).unwrap();
    town.has("ana@example.com", "Ana Ruiz active 1@101");
    town.has("a1@example.com", "Ana Ruiz active -@101");
    town.check(&[ana(), ben()], &[]);
}

#[test]
fn an_account_of_another_property_is_not_merged_with() {
    let mut town = Town::new();
    let policy = town.policy.clone();
    town.world.import(&[person("Robert Lee", "lee", "-")], &policy);
    let bob = r("1", "Bob Lee").email("lee").unit("101");
    town.check(&[bob, ben()], &["create 2 ben no_match", "open name_mismatch 1"]);
    let oak = tenantry_core::reconcile::Policy { property: "oak".into(), ..policy };
    let there = crate::build::roster(&[r("7", "Robert Lee").email("lee").unit("5")]);
    town.world.sync(&there, &oak);
    let refused = town.answer(AlertKind::NameMismatch, Resolution::Merge);
    assert_eq!(refused, Err(Refusal::FactsChanged));
}

#[test]
fn answers_to_a_changed_identity() {
    let cy = || r("1", "Cy Lund").email("cy").unit("101");
    let start = |record: Record| {
        let mut town = Town::of(&[ana().lease("L1"), ben()]);
        let alert = match &record.0.lease_id {
            Some(lease) => format!("open identity_changed 1 lease {lease}"),
            None => "open identity_changed 1".into(),
        };
        town.check(&[record, ben()], &[&alert]);
        town
    };
    // The lease has another ID as well, and the answers still find the residency.
    let mut town = start(cy().lease("L2"));
    town.answer(AlertKind::IdentityChanged, Resolution::SamePerson).unwrap();
    town.has("cy@example.com", "Cy Lund active 1@101");
    town.check(&[cy().lease("L2"), ben()], &[]);

    let mut town = start(cy().lease("L2"));
    town.answer(AlertKind::IdentityChanged, Resolution::NewPerson).unwrap();
    town.has("cy@example.com", "Cy Lund active 1@101");
    town.has("ana@example.com", "Ana Ruiz inactive ");
    town.check(&[cy().lease("L2"), ben()], &[]);

    // A placeholder never becomes an account's email.
    let nobody = cy().email("none").lease("L1");
    let mut town = start(nobody.clone());
    let refused = town.answer(AlertKind::IdentityChanged, Resolution::NewPerson);
    assert_eq!(refused, Err(Refusal::NoEmail));
    town.answer(AlertKind::IdentityChanged, Resolution::SamePerson).unwrap();
    town.has("ana@example.com", "Cy Lund active 1@101");
}

#[test]
fn a_dismissed_alert_is_not_raised_again_while_its_facts_stay_the_same() {
    let mut town = Town::of(&[ana(), ben()]);
    town.check(&[ana().email("ruiz"), ben()], &["open email_mismatch 1"]);
    town.answer(AlertKind::EmailMismatch, Resolution::Dismiss).unwrap();
    town.check(&[ana().email("ruiz"), ben()], &[]);
    town.check(
        &[ana().email("ruiz").lease_until(90), ben()],
        &["update 1 ana pms_changed lease_end=2026-09-13"],
    );
    town.check(
        &[ana().email("diaz"), ben()],
        &["update 1 ana pms_changed lease_end=-", "open email_mismatch 1"],
    );
}

#[test]
fn staff_and_people_with_another_home_are_not_deleted() {
    let mut town = Town::of(&[ana(), r("3", "Ana Ruiz").email("ana").unit("7"), ben()]);
    town.check(
        &[ana().email("ruiz"), r("3", "Ana Ruiz").email("ana").unit("7"), ben()],
        &["open email_mismatch 1"],
    );
    let kind = AlertKind::EmailMismatch;
    let refused = town.answer_about(kind, Resolution::CreateSeparate, None, true);
    assert_eq!(refused, Err(Refusal::StillInUse));
}

#[test]
fn the_order_of_rejects_makes_no_difference() {
    let mut late = reject(9, Some("1"));
    late.code = tenantry_core::model::RejectCode::TooLong;
    let mut town = Town::new();
    town.rejects = vec![late.clone(), reject(3, Some("1"))];
    town.check(&[ben()], &["create 2 ben no_match", "open invalid_record 1"]);
    town.rejects.reverse();
    town.check(&[ben()], &[]);
}
