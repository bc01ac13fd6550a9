//! Accounts without an email, and the first usable address of their residents.

use tenantry_core::{
    model::{AccountId, AlertFacts, AlertKind, Resolution},
    reconcile::{AnswerStays, Obstacle},
};

use crate::{
    build::{Record, person, r},
    check::Town,
};

fn ana() -> Record {
    r("1", "Ana Ruiz").email("ana").unit("101")
}

/// A town whose first account, Ana's, has lost its email.
fn released(records: &[Record]) -> Town {
    let mut town = Town::of(records);
    town.world.release(AccountId(1), &town.policy.clone());
    town
}

#[test]
fn the_first_usable_address_goes_to_the_account_by_itself() {
    let gives = |email: &str| format!("update 1 {email} pms_changed email={email}@example.com");
    for (email, expected) in [
        ("ana", Some(gives("ana"))),
        ("new", Some(gives("new"))),
        // Nothing to ask: Ana lives there, and has no address in either place.
        ("-", None),
        ("noemail", None),
    ] {
        let mut town = released(&[ana()]);
        let expected: Vec<&str> = expected.as_deref().into_iter().collect();
        town.check(&[ana().email(email)], &expected);
        assert_eq!(town.world.site(&town.policy).alerts.len(), 0, "{email}");
    }
}

#[test]
fn an_address_that_comes_later_is_the_first_one() {
    let mut town = released(&[ana()]);
    town.check(&[ana().email("-")], &[]);
    town.check(&[ana().email("new")], &["update 1 new pms_changed email=new@example.com"]);
    // From then on, another one is a question.
    town.check(&[ana().email("other")], &["open email_mismatch 1"]);
}

#[test]
fn an_address_that_somebody_has_is_another_email() {
    let ben = || r("2", "Ben Ode").email("ben").unit("102");
    let mut town = released(&[ana(), ben()]);
    town.check(&[ana().email("ben"), ben().email("-")], &["open email_mismatch 1"]);
    let AlertFacts::EmailMismatch { candidates, .. } = town.shown() else { panic!() };
    assert_eq!((candidates[0].id, &candidates[0].email), (AccountId(1), &None));
    town.check(
        &[ana().email("new"), ben().email("-")],
        &["close email_mismatch 1", "update 1 new pms_changed email=new@example.com"],
    );
}

#[test]
fn an_address_that_two_people_share_goes_to_neither() {
    let mut town = released(&[ana()]);
    let ben = r("2", "Ben Ode").email("new").unit("102");
    town.check(&[ana().email("new"), ben], &["open duplicate_email new@example.com"]);
}

#[test]
fn another_record_of_the_person_joins_the_account_that_gets_the_address() {
    let mut town = released(&[ana()]);
    let second = r("2", "Ana Ruiz").email("new").unit("204");
    town.check(
        &[ana().email("new"), second],
        &["update 1 new pms_changed email=new@example.com", "link 2 new another_lease"],
    );
}

#[test]
fn another_lease_under_the_same_id_brings_the_address() {
    let mut town = released(&[ana().lease("L1")]);
    let both = |email: &str| [ana().lease("L1").email(email), ana().lease("L2").email(email)];
    town.check(&both("-"), &["link 1 - another_lease"]);
    town.check(&both("new"), &["update 1 new pms_changed email=new@example.com"]);
}

#[test]
fn two_people_who_share_an_account_without_an_email_do_not_take_turns() {
    let mut town = Town::of(&[ana(), r("2", "Ana Ruiz").email("ana").unit("204")]);
    town.world.release(AccountId(1), &town.policy.clone());
    town.check(
        &[ana().email("one"), r("2", "Ana Ruiz").email("two").unit("204")],
        &["update 1 one pms_changed email=one@example.com", "open email_mismatch 2"],
    );
}

/// A person gave both records one account, and its email to somebody else. The first record gives
/// the account its own again, and the other one says what it always said.
#[test]
fn of_two_records_of_an_account_one_gives_the_address() {
    let second = || r("2", "Ana Ruiz").email("ruiz").unit("204");
    let mut town = Town::of(&[ana(), second()]);
    town.world.merge(AccountId(1), AccountId(2), &town.policy.clone()).unwrap();
    town.world.release(AccountId(1), &town.policy.clone());
    town.check(&[ana(), second()], &["update 1 ana pms_changed email=ana@example.com"]);
}

/// Ben has the email of Ana's first record, so the second one gives the address, and the first says
/// what it always said.
#[test]
fn of_two_records_the_one_with_a_free_address_gives_it() {
    let second = || r("2", "Ana Ruiz").email("ruiz").unit("204");
    let mut town = Town::of(&[ana(), second()]);
    let policy = town.policy.clone();
    town.world.merge(AccountId(1), AccountId(2), &policy).unwrap();
    town.world.release(AccountId(1), &policy);
    town.world.import(&[person("Ben Soto", "ana", "-")], &policy);
    town.check(&[ana(), second()], &["update 2 ruiz pms_changed email=ruiz@example.com"]);
}

#[test]
fn a_new_name_and_a_first_address_may_be_another_person() {
    let mut town = released(&[ana()]);
    let cy = r("1", "Cy Lund").email("cy").unit("101");
    town.check(&[cy], &["open identity_changed 1"]);
    town.answer(AlertKind::IdentityChanged, Resolution::SamePerson).unwrap();
    town.has("cy@example.com", "Cy Lund active 1@101");
}

#[test]
fn an_account_without_an_email_is_a_candidate_and_is_chosen_by_its_id() {
    let candidates = || {
        let mut town = Town::new();
        let people = [person("Ana Ruiz", "ana", "101"), person("Ana Ruiz", "old", "102")];
        town.world.import(&people, &town.policy.clone());
        town.world.release(AccountId(1), &town.policy.clone());
        town.check(&[ana().email("new")], &["open email_mismatch 1"]);
        town
    };
    for (chosen, unit) in [("1", "101"), (" 1 ", "101"), ("OLD@example.com", "102"), ("2", "102")] {
        let mut town = candidates();
        let answer = Resolution::UsePmsEmail;
        town.answer_about(AlertKind::EmailMismatch, answer, Some(chosen), false).unwrap();
        let expected = match unit {
            "101" => "Ana Ruiz active 1@101",
            _ => "Ana Ruiz active -@102 1@101",
        };
        town.has("new@example.com", expected);
    }
    for refused in ["3", "", "ana@example.com"] {
        let answer = Resolution::UsePmsEmail;
        let mut town = candidates();
        town.answer_about(AlertKind::EmailMismatch, answer, Some(refused), false).unwrap_err();
    }
}

#[test]
fn an_address_is_given_back_unless_somebody_has_it() {
    let given_back = |new: Option<Record>| {
        let mut town = Town::of(&[ana()]);
        let rows = town.world.release(AccountId(1), &town.policy.clone());
        let records: Vec<Record> = [ana().email("-")].into_iter().chain(new).collect();
        town.sync(&records);
        town.world.undo_answer(rows, &town.policy.clone())
    };
    assert_eq!(given_back(None), Ok(()));
    let ben = r("2", "Ben Ode").email("ana").unit("102");
    assert_eq!(given_back(Some(ben)), Err(AnswerStays::Blocked(Obstacle::EmailTaken)));
}

#[test]
fn undoing_the_sync_that_gave_the_address_takes_it_away() {
    let mut town = released(&[ana()]);
    town.sync(&[ana().email("new")]);
    assert_eq!(town.world.undo(&town.policy.clone()), []);
    assert_eq!(town.world.accounts[&1].email, None);
}
