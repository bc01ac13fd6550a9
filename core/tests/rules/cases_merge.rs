//! Two accounts that are made one, what the next syncs say about that, and its undo.

use std::ops::Range;

use tenantry_core::{
    model::Status,
    reconcile::{Field, KeptWhy, NotMerged, Obstacle, Policy, RunStays},
};

use crate::{
    build::{Record, person, r},
    check::Town,
};

/// Ana Ruiz was entered twice, under two emails.
fn records() -> [Record; 3] {
    [
        r("t1", "Ana Ruiz").email("ana").unit("101"),
        r("t9", "Ana Ruiz").email("ruiz").unit("204"),
        r("t2", "Ben Ode").email("ben").unit("102"),
    ]
}

/// A town in which both of Ana's records have an account.
fn town() -> Town {
    let town = Town::of(&records());
    town.has("ana@example.com", "Ana Ruiz active t1@101");
    town.has("ruiz@example.com", "Ana Ruiz active t9@204");
    town
}

/// Merges the accounts with these emails. Returns the audit rows.
fn merge(town: &mut Town, keep: &str, other: &str) -> Result<Range<usize>, NotMerged> {
    let id = |email: &str| town.world.account(email).id;
    let (keep, other) = (id(keep), id(other));
    let before = town.world.log.len();
    let policy = town.policy.clone();
    town.world.merge(keep, other, &policy)?;
    assert_eq!(town.world.replayed(), town.world.people());
    Ok(before..town.world.log.len())
}

fn undo(town: &mut Town, rows: Range<usize>) -> Result<(), RunStays> {
    let policy = town.policy.clone();
    town.world.undo_merge(rows, &policy)?;
    assert_eq!(town.world.replayed(), town.world.people());
    Ok(())
}

#[test]
fn the_next_sync_is_quiet_about_both_records() {
    let mut town = town();
    let before = town.world.people();
    let rows = merge(&mut town, "ana@example.com", "ruiz@example.com").unwrap();
    town.has("ana@example.com", "Ana Ruiz active t1@101 t9@204");
    town.check(&records(), &[]);
    undo(&mut town, rows).unwrap();
    assert_eq!(town.world.people(), before);
    town.check(&records(), &[]);
}

#[test]
fn either_account_can_be_the_one_that_is_kept() {
    let mut town = town();
    merge(&mut town, "ruiz@example.com", "ana@example.com").unwrap();
    town.has("ruiz@example.com", "Ana Ruiz active t1@101 t9@204");
    town.check(&records(), &[]);
}

#[test]
fn access_ends_with_the_last_home() {
    let mut town = town();
    merge(&mut town, "ana@example.com", "ruiz@example.com").unwrap();
    town.check(&records(), &[]);
    let [first, second, ben] = records();
    let gone = |record: &Record| record.clone().status(Status::Past);
    town.sync(&[gone(&first), second.clone(), ben.clone()]);
    town.has("ana@example.com", "Ana Ruiz active t9@204");
    town.sync(&[gone(&first), gone(&second), ben]);
    town.has("ana@example.com", "Ana Ruiz inactive ");
}

#[test]
fn an_alert_that_names_the_deleted_account_closes() {
    let mut town = Town::new();
    let policy = town.policy.clone();
    let imported = [person("Ana Ruiz", "old", "101"), person("Ana Ruiz", "older", "305")];
    town.world.import(&imported, &policy);
    let ana = [r("t1", "Ana Ruiz").email("old").unit("101")];
    town.sync(&ana);
    town.has("old@example.com", "Ana Ruiz active t1@101");
    let asks = [r("t1", "Ana Ruiz").email("old").unit("101"), r("t3", "Ana Ruiz").unit("305")];
    let asks = [asks[0].clone(), asks[1].clone().email("new")];
    town.check(&asks, &["open email_mismatch t3"]);
    merge(&mut town, "old@example.com", "older@example.com").unwrap();
    let plan = town.sync(&asks);
    assert_eq!(plan.closed.len(), 1, "{plan:#?}");
}

#[test]
fn an_account_without_an_email_gets_the_other_ones() {
    let mut town = town();
    let (policy, ana) = (town.policy.clone(), town.world.account("ana@example.com").id);
    town.world.release(ana, &policy);
    let other = town.world.account("ruiz@example.com").id;
    let (before, from) = (town.world.people(), town.world.log.len());
    town.world.merge(ana, other, &policy).unwrap();
    assert_eq!(town.world.account("ruiz@example.com").id, ana);
    let rows = from..town.world.log.len();
    undo(&mut town, rows).unwrap();
    assert_eq!(town.world.people(), before);
}

#[test]
fn an_undo_gives_both_accounts_back_or_none() {
    let mut town = town();
    let rows = merge(&mut town, "ana@example.com", "ruiz@example.com").unwrap();
    let merged = town.clone();
    let [first, second, ben] = records();

    // One of the homes has ended: the audit cannot say which account should have access.
    town.sync(&[first.clone(), second.clone().status(Status::Past), ben.clone()]);
    let ended = RunStays::Touched(KeptWhy::FieldsChanged(vec![Field::EndedOn]));
    assert_eq!(undo(&mut town, rows.clone()), Err(ended));

    // She is back, and everything is as it was.
    town.sync(&records());
    assert_eq!(undo(&mut town, rows.clone()), Ok(()));
    town.has("ruiz@example.com", "Ana Ruiz active t9@204");

    // Somebody else has the email now.
    let mut town = merged;
    let policy = town.policy.clone();
    town.world.import(&[person("Eva Sand", "ruiz", "7")], &policy);
    let taken = RunStays::Blocked(Obstacle::EmailTaken);
    assert_eq!(undo(&mut town, rows.clone()), Err(taken));

    // She has been merged again.
    let mut town = Town { world: town.world, ..Town::new() };
    merge(&mut town, "ben@example.com", "ana@example.com").unwrap();
    assert!(matches!(undo(&mut town, rows), Err(RunStays::Touched(_))));
}

#[test]
fn homes_at_other_properties_move_too() {
    let mut town = town();
    let maple = town.policy.clone();
    town.policy = Policy { property: "oak".into(), ..maple.clone() };
    let there = [r("o1", "Ana Ruiz").email("ruiz").unit("7")];
    town.sync(&there);
    let oak = town.policy.clone();
    town.policy = maple.clone();
    let before = town.world.people();
    let rows = merge(&mut town, "ana@example.com", "ruiz@example.com").unwrap();
    town.has("ana@example.com", "Ana Ruiz active o1@7 t1@101 t9@204");
    town.check(&records(), &[]);
    // Oak is looked at again.
    assert!(!town.world.is_unchanged(&town.roster(&there), &oak));
    undo(&mut town, rows).unwrap();
    assert_eq!(town.world.people(), before);
    town.policy = oak;
    town.check(&there, &[]);
}

#[test]
fn one_account_is_not_merged() {
    let mut town = town();
    assert_eq!(merge(&mut town, "ana@example.com", "ana@example.com"), Err(NotMerged::Same));
}

#[test]
fn a_new_id_of_one_record_is_no_question_about_the_other() {
    let mut town = town();
    merge(&mut town, "ana@example.com", "ruiz@example.com").unwrap();
    let [_, second, ben] = records();
    let moved = r("t8", "Ana Ruiz").email("ana").unit("305");
    let expected = ["link t8 ana same_email_and_name", "open missing_from_pms t1"];
    town.check(&[moved, second, ben], &expected);
}
