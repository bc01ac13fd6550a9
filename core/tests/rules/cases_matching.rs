//! Rules 2 and 3: which account and residency a record finds.

use rstest::rstest;
use tenantry_core::{
    model::{AccountKind, AccountStatus, AlertFacts, Reason, Role, Status},
    normalize::Grade,
};

use crate::{
    build::{Record, day, person, r},
    check::Town,
};

#[test]
fn nothing_matches_so_the_resident_is_created() {
    let mut town = Town::new();
    let records = [r("1", "Ana Ruiz").email("ana").unit("101")];
    town.check(&records, &["create 1 ana no_match"]);
    town.check(&records, &[]);
    town.has("ana@example.com", "Ana Ruiz active 1@101");
}

#[test]
fn an_account_with_the_same_email_and_name_is_linked() {
    let mut town = Town::new();
    town.world.import(&[person("Ana Ruiz", "ana", "0101")], &town.policy.clone());
    town.check(
        &[r("1", "ANA RUÍZ").email("<Ana@Example.com>").unit("Apt 101")],
        &["link 1 ana same_email_and_name external_id=1 unit=Apt 101"],
    );
}

#[test]
fn a_manual_residency_without_a_unit_is_taken_over_and_another_unit_stays() {
    let mut town = Town::new();
    let policy = town.policy.clone();
    town.world.import(&[person("Ana Ruiz", "ana", "-")], &policy);
    town.world.import(&[person("Ben Ode", "ben", "900")], &policy);
    town.check(
        &[r("1", "Ana Ruiz").email("ana").unit("101"), r("2", "Ben Ode").email("ben").unit("102")],
        &[
            "link 1 ana same_email_and_name external_id=1 unit=101",
            "link 2 ben same_email_and_name",
            "open manual_residency residency 2",
        ],
    );
    town.has("ben@example.com", "Ben Ode active -@900 2@102");
}

#[test]
fn an_old_directory_writes_places_in_its_own_way() {
    let mut town = Town::new();
    let people = [
        person("Ana Ruiz", "ana", "12-C"),
        person("Ben Ode", "ben", "B-204"),
        person("Cy Lund", "cy", "Bldg 2 Unit 7"),
    ];
    town.world.import(&people, &town.policy.clone());
    let feed = [
        r("1", "Ana Ruiz").email("ana").unit("12C"),
        r("2", "Ben Ode").email("ben").building("B").unit("204"),
        r("3", "Cy Lund").email("cy").building("2").unit("7"),
    ];
    town.check(
        &feed,
        &[
            "link 1 ana same_email_and_name external_id=1 unit=12C",
            "link 2 ben same_email_and_name external_id=2 building=B unit=204",
            "link 3 cy same_email_and_name external_id=3 building=2 unit=7",
        ],
    );
    // Whoever moves out keeps no key.
    let [ana, others @ ..] = feed;
    town.sync(&[&[ana.status(Status::Past)], &others[..]].concat());
    town.has("ana@example.com", "Ana Ruiz inactive ");
}

#[test]
fn a_unit_that_may_be_one_of_two_is_neither() {
    let eve = || r("1", "Eve Lund").unit("1-12");
    for (other, expected) in [
        ("3", "link 1 eve same_name_and_place external_id=1 unit=1-12"),
        ("11-2", "open missing_email 1"),
    ] {
        let mut town = Town::new();
        town.world.import(&[person("Eve Lund", "eve", "112")], &town.policy.clone());
        let zed = r("2", "Zed Zim").email("zed").unit(other);
        town.check(&[eve(), zed], &["create 2 zed no_match", expected]);
    }
}

#[test]
fn a_namesake_who_left_long_ago_does_not_keep_a_newcomer_out() {
    let left = |days: i64, unit: &str| {
        let mut town = Town::of(&[r("1", "Ana Ruiz").email("old").unit("101")]);
        let past = r("1", "Ana Ruiz").email("old").unit("101").status(Status::Past).leaves(-days);
        town.sync(std::slice::from_ref(&past));
        town.sync(&[past, r("2", "Ana Ruiz").email("ana").unit(unit)])
    };
    for (days, unit, is_new) in [(90, "202", false), (91, "202", true), (900, "101", false)] {
        let plan = left(days, unit);
        let created = plan.changes.iter().any(|change| change.reason == Reason::NoMatch);
        assert_eq!((created, plan.alerts.is_empty()), (is_new, is_new), "{days} {unit}");
    }
}

#[test]
fn the_question_about_a_namesake_closes_once_the_time_has_passed() {
    let past = r("1", "Ana Ruiz").email("old").status(Status::Past).leaves(-1);
    let mut town = Town::of(&[r("1", "Ana Ruiz").email("old")]);
    let feed = [past, r("2", "Ana Ruiz").email("ana")];
    town.sync(&feed);
    town.check(&feed, &[]);
    town.policy.today = day(100);
    town.check(&feed, &["close email_mismatch 2", "create 2 ana no_match"]);
}

#[test]
fn no_email_is_linked_by_name_and_unit_or_phone_only() {
    let mut town = Town::new();
    let policy = town.policy.clone();
    let mut ben = person("Ben Ode", "ben", "-");
    ben.phone = Some("555-010-1001".into());
    town.world.import(&[person("Ana Ruiz", "ana", "101"), ben], &policy);
    town.world.import(&[person("Cy Lund", "cy", "103")], &policy);
    town.check(
        &[
            r("1", "Ana Ruiz").unit("101"),
            r("2", "Ben Ode").email("noemail").phone("(555) 010 1001").unit("102"),
            r("3", "Cy Lund").unit("104"),
        ],
        &[
            "link 1 ana same_name_and_place external_id=1",
            "link 2 ben same_name_and_place external_id=2 unit=102",
            "open missing_email 3",
        ],
    );
}

#[test]
fn an_account_that_fits_two_people_is_given_to_neither() {
    let mut town = Town::new();
    town.world.import(&[person("Ana Ruiz", "ana", "101")], &town.policy.clone());
    town.check(
        &[r("1", "Ana Ruiz").unit("101"), r("2", "Ana Ruiz").unit("101")],
        &["open missing_email 1", "open missing_email 2"],
    );
}

#[test]
fn the_email_of_another_resident_is_an_account_conflict() {
    let ana = r("1", "Ana Ruiz").unit("101").email("ana");
    let mut town = Town::of(std::slice::from_ref(&ana));
    // The directory has Ana's email; in the PMS she no longer has one.
    town.check(
        &[ana.clone().email("-"), r("2", "Ben Ode").email("ana")],
        &["open account_conflict 2"],
    );
    town.check(
        &[ana.clone(), r("2", "Ben Ode").email("ben")],
        &["close account_conflict 2", "create 2 ben no_match"],
    );
}

#[test]
fn the_email_of_a_free_account_with_another_name_is_a_name_mismatch() {
    let mut town = Town::new();
    town.world.import(&[person("Robert Lee", "lee", "101")], &town.policy.clone());
    town.check(&[r("1", "Bob Lee").email("lee")], &["open name_mismatch 1"]);
    let AlertFacts::NameMismatch { grade, .. } = town.shown() else { panic!("not a mismatch") };
    assert_eq!(grade, Grade::Nickname);
}

#[test]
fn accounts_of_other_properties_are_found_by_email_only() {
    let mut town = Town::new();
    let oak = tenantry_core::reconcile::Policy { property: "oak".into(), ..town.policy.clone() };
    let there = crate::build::roster(&[
        r("7", "Ana Ruiz").email("ana").unit("101"),
        r("8", "Ben Ode").email("ben"),
    ]);
    town.world.sync(&there, &oak);
    town.check(
        &[
            r("1", "Ana Ruiz").email("ana").unit("5"),
            r("2", "Cy Lund").email("ben"),
            r("3", "Ben Ode").email("ode"),
        ],
        &["link 1 ana same_email_and_name", "open account_conflict 2", "create 3 ode no_match"],
    );
    // Ana leaves one property and stays at the other.
    town.check(
        &[
            r("1", "Ana Ruiz").email("ana").unit("5").status(Status::Past),
            r("3", "Ben Ode").email("ode"),
        ],
        &["end 1 ana out_of_scope ended_on=2026-06-15 status=past", "close account_conflict 2"],
    );
    town.has("ana@example.com", "Ana Ruiz active 7@101");
}

#[test]
fn another_email_with_the_same_name_is_asked_about() {
    for ended in [false, true] {
        let mut town = Town::of(&[r("1", "Ana Ruiz").email("ana").unit("101")]);
        let mut records = vec![r("9", "Ana Ruiz").email("ruiz").unit("101")];
        let mut expected = vec!["open email_mismatch 9"];
        if ended {
            records.push(r("1", "Ana Ruiz").email("ana").unit("101").status(Status::Past));
            expected.push(
                "end 1 ana out_of_scope ended_on=2026-06-15 status=past account_status=inactive",
            );
        } else {
            expected.push("open missing_from_pms 1");
        }
        town.check(&records, &expected);
        let shown = &town.shown().accounts()[0].clone();
        assert!(shown.evidence.unwrap().same_unit);
        let status = if ended { AccountStatus::Inactive } else { AccountStatus::Active };
        assert_eq!(shown.status, status);
    }
}

#[test]
fn a_namesake_who_lives_there_is_not_a_candidate() {
    let ana = r("1", "Ana Ruiz").email("ana").unit("101");
    let mut town = Town::of(std::slice::from_ref(&ana));
    town.check(&[ana, r("2", "Ana Ruiz").email("ruiz").unit("102")], &["create 2 ruiz no_match"]);
}

#[test]
fn father_and_son_are_told_apart() {
    let father = r("1", "John Smith").email("john").unit("101");
    let mut town = Town::of(std::slice::from_ref(&father));
    town.check(&[father.clone(), r("2", "John Smith Jr").unit("101")], &["open missing_email 2"]);
    // Without a namesake, a suffix does not make another person.
    let mut town = Town::of(&[r("1", "John Smith").email("john")]);
    town.check(
        &[r("1", "John Smith Jr").email("john")],
        &["update 1 john pms_changed last_name=Smith Jr"],
    );
    town.check(
        &[r("1", "John Smith Jr").email("john"), r("2", "John Smith").email("john")],
        &["open duplicate_email john@example.com"],
    );
}

#[test]
fn somebody_who_is_renamed_now_is_nobodys_namesake() {
    let mut town = Town::of(&[r("2", "John Smith").email("john").unit("102")]);
    let renamed = r("2", "John Ruiz").email("john").unit("102");
    let lease = |name, lease| r("5", name).email("ben").lease(lease);
    town.check(
        &[renamed, lease("John Smith", "L1"), lease("John Smith Jr", "L2")],
        &[
            "create 5 ben no_match",
            "link 5 ben another_lease",
            "update 2 john pms_changed last_name=Ruiz",
        ],
    );
}

#[test]
fn an_account_that_somebody_takes_leaves_only_one_for_another() {
    let mut town = Town::new();
    let policy = town.policy.clone();
    let mut with_phone = person("John Smith", "john", "101");
    with_phone.phone = Some("555-010-1001".into());
    town.world.import(&[with_phone, person("John Smith", "jr", "101")], &policy);
    town.check(
        &[r("1", "John Smith").phone("555-010-1001").unit("201"), r("2", "John Smith").unit("101")],
        &[
            "link 1 john same_name_and_place",
            "link 2 jr same_name_and_place external_id=2",
            "open manual_residency residency 1",
        ],
    );
}

fn jeong(id: &str) -> Record {
    r(id, "Daniel Jeong").unit("610")
}

#[rstest]
#[case::a_minor_has_the_phone(jeong("2").phone("555-010-1001").role(Role::Minor), false)]
#[case::a_minor_in_the_same_unit(jeong("2").role(Role::Minor), false)]
#[case::a_minor_in_another_unit(jeong("2").unit("611").role(Role::Minor), true)]
#[case::the_same_person_before(jeong("2").status(Status::Past), true)]
#[case::a_former_one_has_the_phone(jeong("2").phone("555-010-1001").status(Status::Past), false)]
fn every_namesake_in_the_roster_counts(#[case] other: Record, #[case] is_linked: bool) {
    let mut town = Town::new();
    let mut known = person("Daniel Jeong", "daniel", "610");
    known.phone = Some("555-010-1001".into());
    town.world.import(&[known], &town.policy.clone());
    let expected = match is_linked {
        true => "link 1 daniel same_name_and_place external_id=1",
        false => "open missing_email 1",
    };
    town.check(&[jeong("1"), other], &[expected]);
}

#[test]
fn phones_that_contradict_are_evidence_against() {
    let mut town = Town::new();
    let mut known = person("Daniel Jeong", "daniel", "610");
    known.phone = Some("555-010-1001".into());
    town.world.import(&[known], &town.policy.clone());
    town.check(&[jeong("1").phone("555-010-1002")], &["open missing_email 1"]);
}

/// More than 20 accounts are called VACANT: the name says nothing, and nobody looks at all of them.
#[test]
fn a_name_that_many_have_is_no_evidence() {
    let mut town = Town::new();
    let email = |n: i32| format!("p{n}");
    let vacant: Vec<_> = (0..21).map(|n| person("Vacant Unit", &email(n), "101")).collect();
    town.world.import(&vacant, &town.policy.clone());
    let record = r("1", "Vacant Unit").unit("101");
    town.check(std::slice::from_ref(&record), &["open missing_email 1"]);
    assert_eq!(town.shown().accounts().len(), 0);
    town.check(&[record.email("unit")], &["close missing_email 1", "create 1 unit no_match"]);
}

#[test]
fn a_namesake_that_arrives_makes_a_lone_suffix_count() {
    let mut town = Town::new();
    town.world.import(&[person("John Smith Jr", "john", "101")], &town.policy.clone());
    let father = r("1", "John Smith").email("john").unit("101");
    town.check(std::slice::from_ref(&father), &["link 1 john same_email_and_name external_id=1"]);
    town.check(
        &[father, r("2", "John Smith Jr").email("jr")],
        &["create 2 jr no_match", "open name_mismatch 1"],
    );
}

#[test]
fn a_person_who_comes_back_is_linked_to_the_same_account() {
    let ana = r("1", "Ana Ruiz").email("ana").unit("101");
    let other = r("99", "Zed Zim").email("zed");
    let mut town = Town::of(&[ana.clone(), other.clone()]);
    town.check(&[ana.clone().status(Status::Past).leaves(-3), other.clone()], &[
        "end 1 ana out_of_scope ended_on=2026-06-12 status=past move_out=2026-06-12 account_status=inactive",
    ]);
    town.check(&[ana.clone().unit("202"), other.clone()], &[
        "link 1 ana returned ended_on=- account_status=active unit=202 status=current move_out=-",
    ]);
    town.sync(&[ana.status(Status::Past), other.clone()]);
    town.check(
        &[r("77", "Ana Ruiz").email("ana").unit("303"), other],
        &["link 77 ana same_email_and_name account_status=active"],
    );
}

#[test]
fn one_id_on_several_leases_is_one_person() {
    let lease = |lease: &str, unit: &str| r("1", "Ana Ruiz").email("ana").lease(lease).unit(unit);
    let mut town = Town::new();
    town.check(
        &[lease("L1", "101"), lease("L2", "102")],
        &["create 1 ana no_match", "link 1 ana another_lease"],
    );
    // The renewed lease has another ID in the same unit. Then only one lease is left.
    town.check(
        &[lease("L3", "102"), lease("L1", "101")],
        &["update 1 ana pms_changed lease_id=L3"
            .replace("update", "relink")
            .replace("pms_changed", "renumbered")
            .as_str()],
    );
    town.check(
        &[lease("L3", "102"), lease("L9", "105")],
        &["relink 1 ana renumbered unit=105 lease_id=L9"],
    );
}

#[test]
fn staff_are_linked_and_never_made_inactive() {
    let mut town = Town::new();
    let mut eve = person("Eve Stone", "eve", "-");
    eve.kind = Some(AccountKind::Staff);
    town.world.import(&[eve], &town.policy.clone());
    let record = r("1", "Eve Stone").email("eve").unit("101");
    let other = r("99", "Zed Zim").email("zed");
    town.check(
        &[record.clone(), other.clone()],
        &["link 1 eve same_email_and_name external_id=1 unit=101", "create 99 zed no_match"],
    );
    town.check(
        &[record.status(Status::Past), other],
        &["end 1 eve out_of_scope ended_on=2026-06-15 status=past"],
    );
    assert!(town.world.active("eve@example.com"));
}

#[test]
fn the_same_unit_of_another_building_is_not_evidence() {
    let mut town = Town::new();
    let mut ana = person("Ana Ruiz", "ana", "101");
    ana.building = Some("North".into());
    town.world.import(&[ana], &town.policy.clone());
    let record = r("1", "Ana Ruiz").unit("101");
    town.check(&[record.clone().building("South")], &["open missing_email 1"]);
    town.check(
        &[record],
        &["link 1 ana same_name_and_place external_id=1 building=-", "close missing_email 1"],
    );
}

#[test]
fn a_former_resident_among_the_candidates_says_when_they_left() {
    let ana = r("1", "Ana Ruiz").email("ana").unit("101");
    let zed = r("99", "Zed Zim").email("zed");
    let mut town = Town::of(&[ana.clone(), zed.clone()]);
    let left = ana.status(Status::Past).leaves(-3);
    let back = r("7", "Ana Ruiz").email("ruiz").unit("204");
    // She leaves and is back under another ID in one roster, and in the next one.
    for _ in 0..2 {
        town.sync(&[left.clone(), back.clone(), zed.clone()]);
        assert_eq!(town.shown().accounts()[0].left_on, Some(day(-3)));
    }
}
