//! What an import does with each row, and which rows it leaves out.

use rstest::rstest;
use tenantry_core::{
    model::{AccountKind, AccountStatus, Status},
    reconcile::{Newcomer, Policy, WhyLeftOut},
};

use crate::{
    build::{person, r},
    check::Town,
};

/// Imports rows, numbered as the lines of a file with headings, and returns those left out: `3
/// other_name`. Checks that a second import does nothing.
#[track_caller]
fn import(town: &mut Town, rows: &[Newcomer]) -> Vec<String> {
    let numbered = (2..).zip(rows).map(|(line, row)| Newcomer { line, ..row.clone() });
    let rows: Vec<Newcomer> = numbered.collect();
    let policy = town.policy.clone();
    let left_out = town.world.import(&rows, &policy);
    let before = town.world.people();
    assert_eq!(town.world.import(&rows, &policy), left_out);
    assert_eq!(town.world.people(), before, "a second import");
    left_out.iter().map(|out| format!("{} {}", out.line, <&str>::from(&out.why))).collect()
}

fn staff(name: &str, email: &str, unit: &str) -> Newcomer {
    Newcomer { kind: Some(AccountKind::Staff), ..person(name, email, unit) }
}

fn phone(row: Newcomer, phone: &str) -> Newcomer {
    Newcomer { phone: Some(phone.into()), ..row }
}

/// Ana Ruiz has an account by an earlier import, with a home in 101.
fn town() -> Town {
    let mut town = Town::new();
    assert_eq!(import(&mut town, &[person("Ana Ruiz", "ana", "101")]), [] as [&str; 0]);
    town
}

#[rstest]
#[case::the_same_again(&[person("Ana Ruiz", "ana", "101")], &[], "Ana Ruiz active -@101")]
#[case::in_other_letters(&[person("ANA RUÍZ", "ANA", "Apt 101")], &[], "ANA RUÍZ active -@101")]
#[case::a_second_home(&[person("Ana Ruiz", "ana", "205")], &[], "Ana Ruiz active -@101 -@205")]
#[case::no_unit_says_nothing(&[person("Ana Ruiz", "ana", "-")], &[], "Ana Ruiz active -@101")]
#[case::no_name_says_nothing(&[person("", "ana", "205")], &[], "Ana Ruiz active -@101 -@205")]
#[case::written_differently(&[person("Ana Ruiz", "ana", "10-1")], &[], "Ana Ruiz active -@101")]
#[case::somebody_else(&[person("Ben Ode", "ana", "101")], &["2 other_name"], "Ana Ruiz active -@101")]
#[case::a_changed_last_name(&[person("Ana Diaz", "ana", "101")], &["2 other_name"], "Ana Ruiz active -@101")]
#[case::half_a_name(&[person("Ben", "ana", "101")], &["2 other_name"], "Ana Ruiz active -@101")]
#[case::a_couple(
    &[person("Ana Ruiz", "ana", "101"), person("Ben Ruiz", "ana", "101")],
    &["3 shared_with"],
    "Ana Ruiz active -@101"
)]
#[case::the_account_decides_who_has_the_address(
    &[person("Ben Ruiz", "ana", "101"), person("Ana Ruiz", "ana", "205")],
    &["2 other_name"],
    "Ana Ruiz active -@101 -@205"
)]
fn an_account_that_exists(
    #[case] rows: &[Newcomer],
    #[case] left_out: &[&str],
    #[case] expected: &str,
) {
    let mut town = town();
    assert_eq!(import(&mut town, rows), left_out);
    town.has("ana@example.com", expected);
}

#[rstest]
#[case::two_homes(&[person("Cy Lund", "cy", "1"), person("Cy Lund", "cy", "2")], &[], "Cy Lund active -@1 -@2")]
#[case::one_home_twice(&[person("Cy Lund", "cy", "Apt 012"), person("Cy Lund", "cy", "#12")], &[], "Cy Lund active -@Apt 012")]
#[case::two_homes_that_look_alike(
    &[person("Cy Lund", "cy", "1-12"), person("Cy Lund", "cy", "112"), person("Di Eng", "di", "11-2")],
    &[],
    "Cy Lund active -@1-12 -@112"
)]
#[case::a_couple(
    &[person("Cy Lund", "cy", "1"), person("Di Lund", "cy", "1"), person("Cy Lund", "cy", "2")],
    &["3 shared_with"],
    "Cy Lund active -@1 -@2"
)]
#[case::father_and_son(
    &[person("Cy Lund", "cy", "1"), person("Cy Lund Jr", "cy", "1")],
    &["3 shared_with"],
    "Cy Lund active -@1"
)]
#[case::nobody_and_somebody(
    &[person("", "cy", "1"), person("Cy Lund", "cy", "1")],
    &["3 shared_with"],
    "  active -@1"
)]
#[case::not_an_email(
    &[person("Cy Lund", "cy", "1"), person("No Body", "noemail", "2"), person("No Body", "a b", "2")],
    &["3 no_email", "4 no_email"],
    "Cy Lund active -@1"
)]
fn a_new_account(#[case] rows: &[Newcomer], #[case] left_out: &[&str], #[case] expected: &str) {
    let mut town = town();
    assert_eq!(import(&mut town, rows), left_out);
    town.has("cy@example.com", expected);
}

/// A father and his son: which of them has the account does not depend on how often a file is read.
#[rstest]
#[case::none_says_nothing("John Smith Jr", &[("John Smith", "1")], &[], "John Smith Jr")]
#[case::the_other_before_none(
    "John Smith Jr",
    &[("John Smith Sr", "2"), ("John Smith", "1")],
    &["2 other_name"],
    "John Smith Jr"
)]
#[case::none_in_other_letters("John Smith Jr", &[("JOHN SMITH", "1")], &[], "John Smith Jr")]
#[case::one_is_added("John Smith", &[("John Smith Jr", "1")], &[], "John Smith Jr")]
#[case::one_is_written_out("John Smith Jr", &[("John Smith Junior", "1")], &[], "John Smith Junior")]
#[case::the_first_row_adds_one(
    "John Smith",
    &[("John Smith Jr", "1"), ("John Smith Sr", "1"), ("John Smith", "1")],
    &["3 shared_with", "4 shared_with"],
    "John Smith Jr"
)]
fn a_suffix(
    #[case] before: &str,
    #[case] rows: &[(&str, &str)],
    #[case] left_out: &[&str],
    #[case] expected: &str,
) {
    let mut town = Town::new();
    assert_eq!(import(&mut town, &[person(before, "john", "1")]), [] as [&str; 0]);
    let rows: Vec<_> = rows.iter().map(|(name, unit)| person(name, "john", unit)).collect();
    assert_eq!(import(&mut town, &rows), left_out);
    town.has("john@example.com", &format!("{expected} active -@1"));
}

#[test]
fn the_first_row_of_a_person_decides_about_the_account() {
    let mut town = town();
    let first = phone(staff("Ana Ruiz", "ana", "101"), "555-010-1001");
    let second = phone(person("ANA RUIZ", "ana", "205"), "555-010-1002");
    assert_eq!(import(&mut town, &[first, second]), [] as [&str; 0]);
    let ana = town.world.account("ana@example.com");
    assert_eq!((&*ana.first_name, ana.phone.as_deref()), ("Ana", Some("+15550101001")));
    assert_eq!(ana.kind, AccountKind::Staff);
}

/// A resident of another property is linked to the account, or was.
#[rstest]
#[case::live(Status::Current, "ana@example.com", "Ana Ruiz active -@101 o1@7")]
#[case::left(Status::Past, "ana@example.com", "Ana Ruiz active -@101")]
fn nobody_whom_a_pms_knows_is_touched(
    #[case] status: Status,
    #[case] email: &str,
    #[case] expected: &str,
) {
    let mut town = town();
    let maple = town.policy.clone();
    town.policy = Policy { property: "oak".into(), ..maple.clone() };
    let resident = r("o1", "Ana Ruiz").email("ana").unit("7");
    town.sync(&[resident.clone(), r("o2", "Zed Zim").email("zed")]);
    town.sync(&[resident.status(status), r("o2", "Zed Zim").email("zed")]);
    town.policy = maple;
    let rows = [
        person("Ana Ruiz", "ana", "101"),
        phone(person("Ana Ruiz", "ana", "-"), "555-010-1001"),
        person("Ana Ruiz", "ana", "205"),
        person("Ana Diaz", "ana", "101"),
        person("Eve Stone", "eve", "3"),
    ];
    // The first row changes nothing. A later one does not decide about the phone.
    assert_eq!(import(&mut town, &rows), ["4 resident", "5 shared_with"]);
    let alone = import(&mut town, &[phone(person("Ana Ruiz", "ana", "101"), "555-010-1001")]);
    assert_eq!(alone, ["2 resident"]);
    town.has(email, expected);
    town.has("eve@example.com", "Eve Stone active -@3");
}

#[test]
fn a_left_out_row_says_whose_the_address_is() {
    let mut town = Town::of(&[r("1", "Ana Ruiz").email("ana").unit("101")]);
    let policy = town.policy.clone();
    let numbered = |line, row| Newcomer { line, ..row };
    let left_out = town.world.import(
        &[
            numbered(7, person("Ana Ruiz", "ana", "205")),
            numbered(8, person("Di Lund", "lund", "1")),
            numbered(9, person("Cy Lund", "lund", "1")),
        ],
        &policy,
    );
    let whys: Vec<_> = left_out.into_iter().map(|out| (out.line, out.why)).collect();
    let resident = WhyLeftOut::Resident { property: "maple".into() };
    assert_eq!(whys, [(7, resident), (9, WhyLeftOut::SharedWith { line: 8 })]);
}

#[test]
fn somebody_who_had_lost_access_by_hand_gets_it_again() {
    let mut town = town();
    let ids: Vec<i64> = town.world.residencies.keys().copied().collect();
    let rows = town.world.residencies.get_mut(&ids[0]).unwrap();
    rows.ended_on = Some(town.policy.today);
    let account = town.world.accounts.values_mut().next().unwrap();
    account.status = AccountStatus::Inactive;
    assert_eq!(import(&mut town, &[person("Ana Ruiz", "ana", "101")]), [] as [&str; 0]);
    town.has("ana@example.com", "Ana Ruiz active -@101");
}
