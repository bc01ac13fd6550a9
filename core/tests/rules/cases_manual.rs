//! Manual residencies of people whom the PMS knows.

use rstest::rstest;
use tenantry_core::model::{AlertFacts, AlertKind, Occasion, ResidencyId, Resolution, Status};

use crate::{
    build::{Record, person, r},
    check::Town,
};

const OPENS: &str = "open manual_residency residency 1";
const CLOSES: &str = "close manual_residency residency 1";
const LEAVES: &str = "end 7 nina out_of_scope ended_on=2026-06-15 status=past";

fn bo() -> Record {
    r("8", "Bo Lund").email("bo").unit("12")
}

fn nina() -> Record {
    r("7", "Nina Kraft").email("nina").unit("15")
}

/// The old system's list has her in 12.
fn town() -> Town {
    let mut town = Town::new();
    town.world.import(&[person("Nina Kraft", "nina", "12")], &town.policy.clone());
    town.check(
        &[nina(), bo()],
        &["create 8 bo no_match", "link 7 nina same_email_and_name", OPENS],
    );
    town
}

fn answer(town: &mut Town, answer: Resolution) {
    town.answer(AlertKind::ManualResidency, answer).unwrap();
}

fn occasion(town: &Town) -> Occasion {
    let AlertFacts::ManualResidency { occasion, .. } = town.shown() else { panic!() };
    occasion
}

#[test]
fn a_home_that_only_the_old_list_has_is_asked_about_until_it_is_answered() {
    let mut town = town();
    town.check(&[nina(), bo()], &[]);
    assert_eq!(occasion(&town), Occasion::Linked);
    answer(&mut town, Resolution::End);
    town.has("nina@example.com", "Nina Kraft active 7@15");
    town.check(&[nina(), bo()], &[]);
    town.check(
        &[nina().status(Status::Past), bo()],
        &[&format!("{LEAVES} account_status=inactive")],
    );
}

#[test]
fn what_is_kept_is_asked_about_again_at_the_move_out() {
    let mut town = town();
    answer(&mut town, Resolution::Keep);
    town.check(&[nina(), bo()], &[]);
    let past = || nina().status(Status::Past);
    town.check(&[past(), bo()], &[LEAVES, OPENS]);
    assert_eq!(occasion(&town), Occasion::MovedOut);
    town.has("nina@example.com", "Nina Kraft active -@12");
    answer(&mut town, Resolution::Keep);
    town.check(&[past(), bo()], &[]);
    town.check(&[bo()], &[]);
}

#[rstest]
#[case::answered(true)]
#[case::not_answered(false)]
fn the_move_out_closes_one_question_and_asks_another(#[case] kept: bool) {
    let mut town = town();
    if kept {
        answer(&mut town, Resolution::Keep);
    }
    let asks: &[&str] = match kept {
        true => &[LEAVES, OPENS],
        false => &[LEAVES],
    };
    town.check(&[nina().status(Status::Past), bo()], asks);
    assert_eq!(occasion(&town), Occasion::MovedOut);
    answer(&mut town, Resolution::End);
    town.has("nina@example.com", "Nina Kraft inactive ");
}

#[test]
fn it_closes_if_the_person_returns() {
    let mut town = town();
    answer(&mut town, Resolution::Keep);
    town.sync(&[nina().status(Status::Past), bo()]);
    town.check(&[nina(), bo()], &["link 7 nina returned ended_on=- status=current", CLOSES]);
}

#[rstest]
#[case::same_unit("15")]
#[case::other_writing("Unit 015")]
#[case::no_unit("-")]
fn the_same_home_is_taken_over(#[case] unit: &str) {
    let mut town = Town::new();
    town.world.import(&[person("Nina Kraft", "nina", unit)], &town.policy.clone());
    town.sync(&[nina(), bo()]);
    assert!(town.world.site(&town.policy).alerts.is_empty());
    town.has("nina@example.com", "Nina Kraft active 7@15");
}

/// A residency that is entered for somebody who is linked already was meant.
#[test]
fn what_is_added_later_is_asked_about_at_the_move_out_only() {
    let mut town = Town::of(&[nina(), bo()]);
    let account = town.world.account("nina@example.com").id;
    let mut rows = town.world.residencies.values();
    let mut added = rows.find(|row| row.account == account).unwrap().clone();
    (added.id, added.link, added.place.unit) = (ResidencyId(3), None, Some("12".into()));
    town.world.residencies.insert(3, added);
    town.check(&[nina(), bo()], &[]);
    town.check(&[nina().unit("16"), bo()], &["update 7 nina pms_changed unit=16"]);
    let past = nina().status(Status::Past).unit("16");
    town.check(&[past, bo()], &[LEAVES, "open manual_residency residency 3"]);
}

#[test]
fn people_whom_the_pms_never_knew_are_nobodys_question() {
    let mut town = Town::new();
    town.world.import(&[person("Gus Cook", "gus", "12")], &town.policy.clone());
    town.sync(&[nina(), bo()]);
    assert!(town.world.site(&town.policy).alerts.is_empty());
}
