//! IDs that move: renumbering, migrations, and an ID that another person takes over.

use tenantry_core::{
    model::{AlertKind, Resolution, Status},
    reconcile::{Policy, SafetyLimits},
};

use crate::{
    build::{person, r, reject},
    check::Town,
};

fn household() -> [crate::build::Record; 2] {
    [r("1", "Ana Ruiz").email("ana").unit("101"), r("2", "Ben Ode").email("ben").unit("101")]
}

#[test]
fn a_reported_new_id_is_taken_and_nothing_else_changes() {
    let mut town = Town::of(&household());
    let [ana, ben] = household();
    let mut moved = ana.was("1");
    moved.0.external_id = "t1".into();
    town.check(&[moved, ben], &["relink t1 ana renumbered external_id=t1"]);
}

#[test]
fn a_reported_new_id_is_taken_with_another_email_too_and_can_be_answered() {
    let mut town = Town::of(&household());
    let [_, ben] = household();
    let moved = r("t1", "Ana Ruiz").email("ruiz").unit("101").was("1");
    town.check(
        &[moved, ben.clone()],
        &["relink t1 ana renumbered external_id=t1", "open email_mismatch t1"],
    );
    town.answer(AlertKind::EmailMismatch, Resolution::UsePmsEmail).unwrap();
    town.has("ruiz@example.com", "Ana Ruiz active t1@101");
    // The PMS drops the former ID: nobody is missing.
    town.check(&[r("t1", "Ana Ruiz").email("ruiz").unit("101"), ben], &[]);
}

#[test]
fn a_person_out_of_scope_under_a_new_id_ends() {
    let mut town = Town::of(&household());
    let [_, ben] = household();
    let gone = r("t1", "Ana Ruiz").email("ana").unit("101").was("1").status(Status::Past);
    town.check(&[gone, ben], &[
        "end t1 ana out_of_scope ended_on=2026-06-15 status=past external_id=t1 account_status=inactive",
    ]);
}

#[test]
fn an_unmapped_status_under_a_new_id_ends_nothing() {
    let mut town = Town::of(&household());
    let [_, ben] = household();
    let unclear = r("t1", "Ana Ruiz").email("ana").unit("101").was("1").status(Status::Unknown);
    town.check(&[unclear, ben], &["open unknown_status unknown"]);
    town.has("ana@example.com", "Ana Ruiz active 1@101");
}

#[test]
fn two_records_with_the_same_former_id_get_a_residency_each() {
    let mut town = Town::of(&household());
    town.check(
        &[r("1", "Ben Ode").email("ben").was("2"), r("3", "Ben Ode").was("2")],
        &[
            "end 1 ana taken_over external_id=- ended_on=2026-06-15 account_status=inactive",
            "link 1 ben taken_over",
            "relink 3 ben renumbered unit=- external_id=3",
        ],
    );
}

#[test]
fn a_lease_gets_the_residency_that_a_former_id_leaves_over() {
    let ana = |id: &str, unit: &str| r(id, "Ana Ruiz").email("ana").unit(unit);
    let mut town = Town::of(&[ana("1", "101").lease("L1"), ana("2", "102")]);
    town.check(
        &[ana("1", "201").lease("L2"), ana("1", "202").lease("L3").was("2")],
        &[
            "relink 1 ana renumbered unit=201 lease_id=L2",
            "relink 1 ana renumbered unit=202 external_id=1 lease_id=L3",
        ],
    );
}

#[test]
fn all_ids_at_once_are_a_migration_and_end_nobody() {
    let mut town = Town::of(&household());
    town.policy.safety = SafetyLimits::all(0);
    let all = household().map(|mut record| {
        record.0.external_id = format!("x{}", record.0.external_id).into();
        record
    });
    town.check(
        &all,
        &["relink x1 ana renumbered external_id=x1", "relink x2 ben renumbered external_id=x2"],
    );
}

#[test]
fn ids_that_are_swapped_follow_the_people() {
    let mut town = Town::of(&household());
    let [ana, ben] = household();
    let (mut new_ana, mut new_ben) = (ana.was("1"), ben.was("2"));
    (new_ana.0.external_id, new_ben.0.external_id) = ("2".into(), "1".into());
    town.sync(&[new_ana.clone(), new_ben.clone()]);
    town.has("ana@example.com", "Ana Ruiz active 2@101");
    town.has("ben@example.com", "Ben Ode active 1@101");
    town.check(&[new_ana, new_ben], &[]);
}

#[test]
fn a_roommate_takes_over_the_id_of_somebody_who_left() {
    for told in [true, false] {
        let mut town = Town::of(&household());
        let mut ben = r("1", "Ben Ode").email("ben").unit("101");
        if told {
            ben = ben.was("2");
        }
        town.check(
            &[ben],
            &[
                "end 1 ana taken_over external_id=- ended_on=2026-06-15 account_status=inactive",
                "relink 1 ben taken_over external_id=1",
            ],
        );
        town.has("ben@example.com", "Ben Ode active 1@101");
    }
}

#[test]
fn another_person_behind_an_id_is_asked_about_and_only_an_earlier_end_flows() {
    let ana = r("1", "Ana Ruiz").email("ana").unit("101").leaves(30);
    let other = r("99", "Zed Zim").email("zed");
    let mut town = Town::of(&[ana, other.clone()]);
    let cy = r("1", "Cy Lund").email("cy").unit("909").leaves(40);
    town.check(&[cy.clone(), other.clone()], &["open identity_changed 1"]);
    town.check(
        &[cy.clone().leaves(10), other.clone()],
        &["update 1 ana pms_changed move_out=2026-06-25"],
    );
    town.check(&[cy.status(Status::Past), other], &[
        "end 1 ana out_of_scope ended_on=2026-06-15 unit=909 status=past move_out=2026-07-25 account_status=inactive",
        "close identity_changed 1",
    ]);
}

#[test]
fn a_placeholder_that_stays_is_not_a_change_of_email() {
    let mut town = Town::new();
    town.world.import(&[crate::build::person("Ana Ruiz", "ana", "101")], &town.policy.clone());
    let ana = r("1", "Ana Ruiz").email("none").unit("101");
    town.sync(std::slice::from_ref(&ana));
    town.check(&[ana.named("Ana Diaz")], &["update 1 ana pms_changed last_name=Diaz"]);
}

#[test]
fn an_unreadable_lease_is_not_taken_for_another_one() {
    let lease = |lease: &str| r("1", "Ana Ruiz").email("ana").lease(lease).unit("101");
    let other = r("99", "Zed Zim").email("zed");
    let mut town = Town::of(&[lease("L1"), other.clone()]);
    town.rejects = vec![reject(4, Some("1"))];
    town.check(&[lease("L0").status(Status::Past), other], &["open invalid_record 1"]);
    town.has("ana@example.com", "Ana Ruiz active 1@101");
}

#[test]
fn a_name_that_not_all_of_an_account_have_is_asked_about() {
    let ana = r("1", "Ana Ruiz").email("ana").unit("101");
    let mut town = Town::of(std::slice::from_ref(&ana));
    // Another ID of hers, without an email.
    let other = r("2", "Ana Ruiz").unit("101");
    town.world.import(&[crate::build::person("Ana Ruiz", "ana", "101")], &town.policy.clone());
    town.sync(&[ana.clone().status(Status::Past), other.clone()]);
    town.sync(&[ana.clone(), other.clone()]);
    town.has("ana@example.com", "Ana Ruiz active 1@101 2@101");
    town.check(&[ana.clone().named("Ana Diaz"), other.clone()], &["open name_mismatch 1"]);
    town.check(
        &[ana.named("Ana Diaz"), other.named("Ana Diaz")],
        &[
            "update 1 ana pms_changed last_name=Diaz",
            "update 2 ana pms_changed last_name=Diaz",
            "close name_mismatch 1",
        ],
    );
}

#[test]
fn a_person_of_two_ids_changes_both_at_once() {
    let mut town = Town::of(&[r("2", "Ana Diaz").email("ana").unit("102")]);
    town.check(
        &[
            r("2", "Ana Ruiz").email("john").unit("101"),
            r("3", "Ana Ruiz").email("john").unit("102"),
        ],
        &[
            "create 3 john no_match",
            "end 2 ana taken_over external_id=- ended_on=2026-06-15 account_status=inactive",
            "link 2 john taken_over",
        ],
    );
}

#[test]
fn a_former_id_that_cannot_be_read_is_still_in_the_roster() {
    let mut town = Town::of(&household());
    let [_, ben] = household();
    town.rejects = vec![reject(4, Some("1"))];
    town.check(
        &[r("t1", "Ana Ruiz").email("ruiz").unit("101").was("1"), ben],
        &["open invalid_record 1", "create t1 ruiz no_match"],
    );
    town.has("ana@example.com", "Ana Ruiz active 1@101");
}

#[test]
fn an_account_whose_lease_ends_is_free_though_another_record_is_unreadable() {
    let lease = || r("1", "Ana Ruiz").email("ana").lease("L1");
    let [_, ben] = household();
    let mut town = Town::of(&[lease(), ben.clone()]);
    town.rejects = vec![reject(4, Some("1"))];
    town.check(
        &[lease().status(Status::Past), ben, r("3", "Ana Diaz").email("ana")],
        &[
            "end 1 ana out_of_scope ended_on=2026-06-15 status=past account_status=inactive",
            "open invalid_record 1",
            "open name_mismatch 3",
        ],
    );
}

#[test]
fn the_former_id_of_another_person_is_a_namesake() {
    let father = r("1", "John Smith").email("john");
    let son = r("2", "John Smith Jr").email("jr").was("1");
    let mut town = Town::new();
    town.world.import(&[crate::build::person("John Smith", "jr", "-")], &town.policy.clone());
    town.check(&[father, son], &["open email_mismatch 1", "open name_mismatch 2"]);
}

#[test]
fn a_suffix_for_one_of_two_ids_renames_nobody_unasked() {
    let start = [
        r("2", "John Smith").email("john").unit("101"),
        r("5", "John Smith").email("john").unit("102"),
    ];
    let mut town = Town::of(&start);
    let [first, second] = start;
    town.check(&[first.clone(), second.clone().email("-")], &[]);
    town.check(&[first.named("John Smith Jr"), second.email("-")], &["open name_mismatch 2"]);
}

#[test]
fn an_account_that_is_made_for_one_id_is_that_of_all() {
    let old = r("4", "Ana Ruiz").email("ana").unit("101");
    let [_, ben] = household();
    let mut town = Town::of(&[old.clone(), ben.clone()]);
    let past = old.status(Status::Past);
    town.sync(&[past.clone(), ben.clone()]);
    let eve = |id: &str, unit: &str| r(id, "Eve Stone").email("eve").unit(unit);
    town.check(
        &[past, eve("4", "103").lease("L1"), eve("5", "104"), ben],
        &["create 5 eve no_match", "link 4 eve another_lease"],
    );
}

#[test]
fn an_ended_residency_keeps_its_id_for_whoever_comes_back_under_it() {
    let mut town = Town::of(&household());
    let [ana, ben] = household();
    town.sync(&[ana.clone().status(Status::Past), ben.clone()]);
    let renumbered = r("t1", "Ana Ruiz").email("ana").unit("101").was("1").status(Status::Past);
    town.check(&[renumbered.clone(), ben.clone()], &[]);
    town.check(
        &[renumbered, ana, ben],
        &["link 1 ana returned ended_on=- account_status=active status=current"],
    );
}

#[test]
fn an_id_goes_to_an_account_that_is_only_now_linked_here() {
    let mut town = Town::of(&[r("1", "Ana Ruiz").email("ana")]);
    let elm = Policy { property: "elm".into(), ..town.policy.clone() };
    town.world.import(&[person("Ben Ode", "ben", "9")], &elm);
    town.check(
        &[r("1", "Ben Ode").email("ben").unit("101"), r("2", "Ben Ode").email("ben").unit("102")],
        &[
            "end 1 ana taken_over external_id=- ended_on=2026-06-15 account_status=inactive",
            "link 1 ben taken_over",
            "link 2 ben same_email_and_name",
        ],
    );
}

/// Ana Ruiz had the ID 2 until she left. Now the PMS says that Ana Diaz, who was 1, is 2.
#[test]
fn a_new_id_may_have_been_that_of_somebody_who_left() {
    let ana = || r("1", "Ana Diaz").email("ana").unit("101");
    let before = || r("2", "Ana Ruiz").email("ruiz").unit("102");
    let mut town = Town::of(&[ana(), before()]);
    town.sync(&[ana(), before().status(Status::Past)]);
    let renumbered = |email: &str| r("2", "Ana Diaz").email(email).unit("101").was("1");
    let expected =
        ["relink 2 ana renumbered external_id=2", "relink 2 ruiz taken_over external_id=-"];
    town.clone().check(&[renumbered("ana")], &expected);
    // Also while something about her is in doubt.
    let cy = r("3", "Cy Lund").email("new").unit("101");
    let mut asked = expected.to_vec();
    asked.push("open duplicate_email new@example.com");
    town.check(&[renumbered("new"), cy], &asked);
}
