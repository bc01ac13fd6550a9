//! `sync.without_email = "create"`: whom only the email keeps out.

use rstest::rstest;
use tenantry_core::{
    Text,
    model::{AccountId, AlertFacts, AlertKind, Residency, Resolution, Role, Status},
    reconcile::{Limit, OnMissing, Refusal, SafetyLimits, WithoutEmail},
};

use crate::{
    build::{Record, person, r, reject},
    check::Town,
};

fn noah() -> Record {
    r("1", "Noah Reyes").unit("204")
}

fn ben() -> Record {
    r("2", "Ben Ode").email("ben").unit("102")
}

/// A town that lets people in without an email.
fn town(records: &[Record]) -> Town {
    let mut town = Town::new();
    town.policy.without_email = WithoutEmail::Create;
    if !records.is_empty() {
        town.sync(records);
    }
    town
}

/// Every account with the residencies that give access, such as `Noah Reyes - 1@204`.
fn people(town: &Town) -> Vec<String> {
    let live = |id: AccountId| {
        let rows = town.world.residencies.values();
        rows.filter(move |row| row.account == id && row.is_live()).map(|row: &Residency| {
            let id = row.link.as_ref().map_or("-", |link| link.external_id.as_str());
            format!(" {id}@{}", row.place.unit.as_deref().unwrap_or("-"))
        })
    };
    let accounts = town.world.accounts.values();
    accounts
        .map(|it| {
            let email = it.email.as_deref().unwrap_or("-");
            let email = email.strip_suffix("@example.com").unwrap_or(email);
            let homes: String = live(it.id).collect();
            format!("{} {} {email}{homes}", it.first_name, it.last_name)
        })
        .collect()
}

fn alerts(town: &Town) -> Vec<AlertFacts> {
    town.world.site(&town.policy).alerts.into_values().map(|alert| alert.facts).collect()
}

#[track_caller]
fn shows_access(town: &Town, expected: bool) {
    let shown: Vec<AlertFacts> = alerts(town);
    let [AlertFacts::MissingEmail { has_access, .. }] = &shown[..] else { panic!("{shown:?}") };
    assert_eq!(*has_access, expected);
}

#[rstest]
#[case::none(noah())]
#[case::a_placeholder(noah().email("noemail"))]
#[case::not_an_address(noah().email("no at sign@"))]
#[case::of_the_property(noah().email("office"))]
fn whoever_has_no_usable_email_gets_an_account_without_one(#[case] record: Record) {
    let mut town = town(&[ben()]);
    town.policy.placeholder_emails = vec!["office@example.com".into()];
    let both = [record, ben()];
    town.check(&both, &["create 1 - no_match", "open missing_email 1"]);
    assert_eq!(people(&town), ["Ben Ode ben 2@102", "Noah Reyes - 1@204"]);
    shows_access(&town, true);
    // The first usable address goes to that account, and the reminder closes.
    town.check(
        &[noah().email("noah"), ben()],
        &["update 1 noah pms_changed email=noah@example.com", "close missing_email 1"],
    );
    // A blank never takes it away.
    town.check(&[noah(), ben()], &[]);
}

#[test]
fn by_default_they_wait() {
    let mut town = Town::new();
    town.check(&[noah()], &["open missing_email 1"]);
    shows_access(&town, false);
    // The setting takes effect with the next sync of the same roster.
    town.policy.without_email = WithoutEmail::Create;
    assert!(!town.world.is_unchanged(&town.roster(&[noah()]), &town.policy));
    town.check(&[noah()], &["create 1 - no_match"]);
    shows_access(&town, true);
    // Switched back, he keeps his access, and there is nothing to remind of.
    town.policy.without_email = WithoutEmail::Hold;
    town.check(&[noah()], &["close missing_email 1"]);
    town.policy.without_email = WithoutEmail::Create;
    town.check(&[noah()], &["open missing_email 1"]);
}

#[test]
fn an_account_that_lost_its_email_is_reminded_of() {
    let ana = || r("3", "Ana Ruiz").email("ana").unit("101");
    let mut town = town(&[ana()]);
    town.world.release(AccountId(1), &town.policy.clone());
    town.check(&[ana().email("-")], &["open missing_email 3"]);
    shows_access(&town, true);
    // Somebody who is linked to an account that has an email needs none from the PMS.
    town.check(
        &[ana()],
        &["close missing_email 3", "update 3 ana pms_changed email=ana@example.com"],
    );
    town.check(&[ana().email("-")], &[]);
}

/// What else keeps somebody out keeps them out as before.
#[rstest]
#[case::out_of_scope(noah().status(Status::Past), &[])]
#[case::guarantor(noah().role(Role::Guarantor), &[])]
#[case::no_name(r("1", "").unit("204"), &["open missing_email 1"])]
#[case::unknown_status(noah().status(Status::Unknown), &["open unknown_status unknown"])]
#[case::unannounced_date(noah().leaves(-3), &["open date_conflict 1"])]
#[case::weak_id(r("weak:204:00000000000000a1", "Noah Reyes").unit("204"), &[
    "create weak:204:00000000000000a1 - no_match",
    "open missing_email weak:204:00000000000000a1",
])]
fn only_the_email_may_be_missing(#[case] record: Record, #[case] expected: &[&str]) {
    town(&[ben()]).check(&[record, ben()], expected);
}

/// An account of that name may be his.
#[rstest]
#[case::same_unit(person("Noah Reyes", "noah", "204"), true)]
#[case::another_unit(person("Noah Reyes", "noah", "305"), false)]
#[case::no_unit(person("Noah Reyes", "noah", "-"), false)]
fn an_account_of_the_name_may_be_theirs(
    #[case] account: tenantry_core::reconcile::Newcomer,
    #[case] links: bool,
) {
    let mut town = town(&[]);
    town.world.import(&[account], &town.policy.clone());
    match links {
        true => town.check(&[noah()], &["link 1 noah same_name_and_place external_id=1"]),
        false => {
            town.check(&[noah()], &["open missing_email 1"]);
            shows_access(&town, false);
        }
    }
}

#[test]
fn several_accounts_of_the_name_in_the_unit_are_a_question() {
    let mut town = town(&[]);
    let both = [person("Noah Reyes", "noah", "204"), person("Noah Reyes", "reyes", "204")];
    town.world.import(&both, &town.policy.clone());
    town.check(&[noah()], &["open missing_email 1"]);
}

/// A namesake who left long ago keeps nobody out; one who left lately does, until then.
#[test]
fn a_former_namesake_keeps_nobody_out_for_long() {
    let before = || r("9", "Noah Reyes").email("old").unit("305");
    let mut town = town(&[before(), ben()]);
    let now = [before().status(Status::Past), noah(), ben()];
    town.sync(&now);
    shows_access(&town, false);
    town.policy.today = crate::build::day(90);
    town.check(&now, &[]);
    town.policy.today = crate::build::day(91);
    assert!(!town.world.is_unchanged(&town.roster(&now), &town.policy));
    town.check(&now, &["create 1 - no_match"]);
}

/// Two records of one name: one person, or two?
#[rstest]
// The account of the other may be his.
#[case::linked_in_the_unit(noah().email("noah"), noah(), false)]
#[case::linked_with_the_phone(
    noah().email("noah").phone("555-010-1001"),
    noah().unit("305").phone("555-010-1001"),
    false
)]
#[case::linked_elsewhere(noah().email("noah"), noah().unit("305"), true)]
#[case::linked_with_another_phone(
    noah().email("noah").phone("555-010-1001"),
    noah().phone("555-010-1002"),
    true
)]
#[case::son_in_the_unit(noah().email("noah").named("Noah Reyes Sr"), noah().named("Noah Reyes Jr"), true)]
fn a_record_of_the_same_name(
    #[case] first: Record,
    #[case] mut second: Record,
    #[case] lets_in: bool,
) {
    second.0.external_id = "9".into();
    let both = [first.clone(), second];
    let expected: &[&str] = match lets_in {
        true => &["create 9 - no_match", "open missing_email 9"],
        false => &["open missing_email 9"],
    };
    town(std::slice::from_ref(&first)).check(&both, expected);
    let mut at_once = vec!["create 1 noah no_match"];
    at_once.extend(expected);
    town(&[]).check(&both, &at_once);
}

/// A double entry without an email: one of them gets in, and the other one waits.
#[rstest]
#[case::entered_twice(noah(), noah(), false)]
#[case::one_phone(noah().phone("555-010-1001"), noah(), false)]
#[case::same_phone(noah().phone("555-010-1001"), noah().unit("305").phone("555-010-1001"), false)]
#[case::two_phones(noah().phone("555-010-1001"), noah().phone("555-010-1002"), true)]
#[case::two_units(noah(), noah().unit("305"), true)]
#[case::father_and_son(noah().named("Noah Reyes Sr"), noah().named("Noah Reyes Jr"), true)]
fn two_of_one_name_without_an_email(
    #[case] first: Record,
    #[case] mut second: Record,
    #[case] both_get_in: bool,
) {
    second.0.external_id = "9".into();
    let mut expected = vec!["create 1 - no_match", "open missing_email 1", "open missing_email 9"];
    if both_get_in {
        expected.push("create 9 - no_match");
    }
    town(&[]).check(&[first.clone(), second.clone()], &expected);
    let mut later = town(std::slice::from_ref(&first));
    let expected: &[&str] = match both_get_in {
        true => &["create 9 - no_match", "open missing_email 9"],
        false => &["open missing_email 9"],
    };
    later.check(&[first.clone(), second.clone()], expected);
    // Once the first has left, the account in the unit is that of the second.
    if !both_get_in && first.0.unit == second.0.unit && first.0.phone.is_none() {
        later.sync(&[first.status(Status::Past), second]);
        assert_eq!(people(&later), ["Noah Reyes - 9@204"]);
    }
}

#[test]
fn leases_of_one_person_share_an_account() {
    let lease = |lease: &str, unit: &str| noah().lease(lease).unit(unit);
    let both = [lease("L1", "204"), lease("L2", "305")];
    let mut at_once = town(&[]);
    at_once.check(
        &both,
        &[
            "create 1 - no_match",
            "link 1 - another_lease",
            "open missing_email 1 lease L1",
            "open missing_email 1 lease L2",
        ],
    );
    let mut later = town(&both[..1]);
    later.check(&both, &["link 1 - another_lease", "open missing_email 1 lease L2"]);
    for town in [&mut at_once, &mut later] {
        assert_eq!(people(town), ["Noah Reyes - 1@204 1@305"]);
        // Leases of one person that disagree about the email are a question of their own.
        let half = [lease("L1", "204").email("noah"), lease("L2", "305")];
        town.check(
            &half,
            &[
                "close missing_email 1 lease L1",
                "close missing_email 1 lease L2",
                "open invalid_record 1 identity",
            ],
        );
        town.check(
            &both.clone().map(|it| it.email("noah")),
            &[
                "close invalid_record 1 identity",
                "update 1 noah pms_changed email=noah@example.com",
            ],
        );
    }
}

/// A report without IDs has a new person for every spelling.
#[rstest]
#[case::spelling("Noa Reyes", false)]
#[case::somebody_else("Lena Voss", true)]
fn somebody_missing_from_the_unit_may_be_misspelled(#[case] name: &str, #[case] lets_in: bool) {
    let weak = |id: &str, name: &str| r(&format!("weak:204:{id}"), name).unit("204");
    let mut town = town(&[weak("00000000000000a1", "Noah Reyes"), ben()]);
    let now = [weak("00000000000000b2", name), ben()];
    let mut expected = vec![
        "open missing_from_pms weak:204:00000000000000a1",
        "open missing_email weak:204:00000000000000b2",
        "close missing_email weak:204:00000000000000a1",
    ];
    if lets_in {
        expected.push("create weak:204:00000000000000b2 - no_match");
    }
    town.check(&now, &expected);
}

/// The PMS gives somebody without an email another ID.
#[test]
fn a_new_id_is_no_new_person() {
    let mut town = town(&[noah(), ben()]);
    let renumbered = || r("7", "Noah Reyes").unit("204");
    town.check(
        &[renumbered(), ben()],
        &["relink 7 - renumbered external_id=7", "close missing_email 1", "open missing_email 7"],
    );
    assert_eq!(people(&town), ["Ben Ode ben 2@102", "Noah Reyes - 7@204"]);
}

fn ana() -> Record {
    r("3", "Ana Ruiz").email("home").unit("101")
}

fn cy() -> Record {
    r("4", "Cy Lund").email("home").unit("101")
}

fn without_email(town: &Town) -> Vec<Text> {
    let shown = alerts(town);
    let [AlertFacts::DuplicateEmail { without_email, .. }] = &shown[..] else {
        panic!("{shown:?}")
    };
    without_email.clone()
}

#[test]
fn people_who_share_an_email_get_accounts_without_one() {
    let mut town = town(&[ben()]);
    town.check(
        &[ana(), cy(), ben()],
        &["create 3 - no_match", "create 4 - no_match", "open duplicate_email home@example.com"],
    );
    assert_eq!(people(&town), ["Ben Ode ben 2@102", "Ana Ruiz - 3@101", "Cy Lund - 4@101"]);
    assert_eq!(without_email(&town), ["3", "4"]);
    // Units and dates follow the PMS.
    town.check(&[ana().unit("305"), cy(), ben()], &["update 3 - pms_changed unit=305"]);
    // One correction is enough for both of them, whichever it is.
    let mut other = town.clone();
    town.check(
        &[ana().unit("305"), cy().email("cy"), ben()],
        &[
            "close duplicate_email home@example.com",
            "update 3 home pms_changed email=home@example.com",
            "update 4 cy pms_changed email=cy@example.com",
        ],
    );
    other.check(
        &[ana().unit("305").email("-"), cy(), ben()],
        &[
            "close duplicate_email home@example.com",
            "open missing_email 3",
            "update 4 home pms_changed email=home@example.com",
        ],
    );
}

#[test]
fn whoever_has_the_address_keeps_it() {
    let mut town = town(&[ana(), ben()]);
    town.check(
        &[ana(), cy(), ben()],
        &["create 4 - no_match", "open duplicate_email home@example.com"],
    );
    assert_eq!(people(&town), ["Ben Ode ben 2@102", "Ana Ruiz home 3@101", "Cy Lund - 4@101"]);
    assert_eq!(without_email(&town), ["4"]);
    // It turns out to be Cy's: that is a question, as for everybody.
    let mut other = town.clone();
    other.check(
        &[ana().email("ana"), cy(), ben()],
        &[
            "close duplicate_email home@example.com",
            "open email_mismatch 3",
            "open email_mismatch 4",
        ],
    );
    town.check(
        &[ana(), cy().email("cy"), ben()],
        &["close duplicate_email home@example.com", "update 4 cy pms_changed email=cy@example.com"],
    );
}

/// The address is that of an account of none of them.
#[rstest]
#[case::of_somebody_linked("Lena Voss", true)]
#[case::imported("Lena Voss", false)]
#[case::of_their_name("Ana Ruiz", false)]
fn an_address_of_somebody_else_is_a_question_of_its_own(#[case] name: &str, #[case] linked: bool) {
    let mut town = town(&[ben()]);
    let lena = r("5", name).email("home").unit("305");
    match linked {
        true => drop(town.sync(&[lena.clone(), ben()])),
        false => drop(town.world.import(&[person(name, "home", "305")], &town.policy.clone())),
    }
    let mut now = vec![ana(), cy(), ben()];
    if linked {
        now.push(lena.email("-"));
    }
    town.check(&now, &["open duplicate_email home@example.com"]);
    assert_eq!(without_email(&town), Vec::<Text>::new());
}

#[test]
fn several_records_of_one_of_them_share_an_account() {
    let second = || r("9", "Ana Ruiz").email("home").unit("101");
    let mut at_once = town(&[]);
    at_once.check(
        &[ana(), second(), cy()],
        &[
            "create 3 - no_match",
            "create 4 - no_match",
            "link 9 - another_lease",
            "open duplicate_email home@example.com",
        ],
    );
    let mut later = town(&[ana(), cy()]);
    later.check(&[ana(), second(), cy()], &["link 9 - another_lease"]);
    for town in [at_once, later] {
        assert_eq!(people(&town), ["Ana Ruiz - 3@101 9@101", "Cy Lund - 4@101"]);
        assert_eq!(without_email(&town), ["3", "4", "9"]);
    }
}

#[test]
fn father_and_son_with_one_email_and_two_phones_get_an_account_each() {
    let sr = || r("3", "John Smith Sr").email("home").unit("101");
    let jr = || r("4", "John Smith Jr").email("home").unit("101");
    town(&[]).check(
        &[sr(), jr()],
        &["create 3 - no_match", "create 4 - no_match", "open duplicate_email home@example.com"],
    );
}

#[test]
fn somebody_who_is_back_and_shares_an_email_is_let_in() {
    let mut town = town(&[ana(), ben()]);
    town.sync(&[ana().status(Status::Past), ben()]);
    town.check(
        &[ana(), cy(), ben()],
        &[
            "create 4 - no_match",
            "link 3 home returned ended_on=- account_status=active status=current",
            "open duplicate_email home@example.com",
        ],
    );
    let mut live = town.world.residencies.values().filter(|row| row.is_live());
    assert!(live.all(|row| (row.end_reason, row.last_live_status) == (None, None)));
    // With another email than before, there is more to ask.
    let mut other = self::town(&[ana().email("ana"), ben()]);
    other.sync(&[ana().email("ana").status(Status::Past), ben()]);
    other.check(
        &[ana(), cy(), ben()],
        &["create 4 - no_match", "open duplicate_email home@example.com"],
    );
}

#[test]
fn whom_an_answer_called_one_person_is_one() {
    let mut town = town(&[ben()]);
    let mut records = [ana(), ana().named("Ana Ortega"), ben()];
    records[1].0.external_id = "9".into();
    town.sync(&records);
    assert_eq!(people(&town), ["Ben Ode ben 2@102", "Ana Ruiz - 3@101", "Ana Ortega - 9@101"]);
    // Both have access already: their accounts become one first.
    let one_person = Resolution::OnePerson;
    let refused = town.answer(AlertKind::DuplicateEmail, one_person);
    assert_eq!(refused, Err(Refusal::SeveralAccounts));
    town.world.merge(AccountId(2), AccountId(3), &town.policy.clone()).unwrap();
    town.check(&records, &[]);
    town.answer(AlertKind::DuplicateEmail, one_person).unwrap();
    town.check(&records, &["update 3 home pms_changed email=home@example.com"]);
    assert_eq!(people(&town), ["Ben Ode ben 2@102", "Ana Ruiz home 3@101 9@101"]);
}

#[test]
fn who_was_called_one_person_before_gets_one_account() {
    let mut town = Town::of(&[ben()]);
    let mut married = ana().named("Ana Ortega");
    married.0.external_id = "9".into();
    let records = [ana(), married, ben()];
    town.check(&records, &["open duplicate_email home@example.com"]);
    town.answer(AlertKind::DuplicateEmail, Resolution::OnePerson).unwrap();
    town.policy.without_email = WithoutEmail::Create;
    town.check(&records, &["create 3 home no_match", "link 9 home another_lease"]);
}

#[test]
fn a_contradiction_about_the_person_is_not_about_the_email() {
    let mut town = town(&[ben()]);
    let lease = |name: &str, lease: &str| ana().named(name).lease(lease);
    town.check(
        &[lease("Ana Ruiz", "L1"), lease("Zoe Pike", "L2"), cy(), ben()],
        &[
            "create 4 - no_match",
            "open duplicate_email home@example.com",
            "open invalid_record 3 identity",
        ],
    );
}

#[test]
fn many_at_once_are_held_like_other_newcomers() {
    let mut town = town(&[ben()]);
    let one = Limit { min: Some(1), percent: Some(0) };
    town.policy.safety = SafetyLimits::all(1000).with(tenantry_core::model::Harm::LetIn, one);
    let lena = || r("5", "Lena Voss").unit("305");
    let now = [noah(), lena(), ben()];
    town.check(
        &now,
        &["open missing_email 1", "open missing_email 5", "open safety_hold let_in", "held"],
    );
    let open = alerts(&town);
    let has_access =
        |facts: &AlertFacts| matches!(facts, AlertFacts::MissingEmail { has_access: true, .. });
    assert!(!open.iter().any(has_access), "they wait");
    town.world.confirm(&town.roster(&now), &town.policy.clone());
    assert_eq!(alerts(&town).iter().filter(|facts| has_access(facts)).count(), 2);
    assert_eq!(people(&town).len(), 3);
}

#[test]
fn a_dismissed_reminder_stays_away_until_something_changes() {
    let mut town = town(&[noah()]);
    town.answer(AlertKind::MissingEmail, Resolution::Dismiss).unwrap();
    town.check(&[noah()], &[]);
    town.check(&[noah().unit("305")], &["open missing_email 1", "update 1 - pms_changed unit=305"]);
}

#[test]
fn whoever_was_dismissed_outside_is_a_reminder_inside() {
    let mut town = Town::of(&[noah()]);
    town.answer(AlertKind::MissingEmail, Resolution::Dismiss).unwrap();
    town.policy.without_email = WithoutEmail::Create;
    town.check(&[noah()], &["create 1 - no_match", "open missing_email 1"]);
}

#[test]
fn undoing_the_sync_takes_the_accounts_away() {
    let mut town = town(&[ben()]);
    town.sync(&[noah(), ana(), cy(), ben()]);
    assert_eq!(people(&town).len(), 4);
    assert_eq!(town.world.undo(&town.policy.clone()), []);
    assert_eq!(people(&town), ["Ben Ode ben 2@102"]);
}

#[test]
fn somebody_without_an_email_leaves_like_everybody() {
    let mut town = town(&[noah(), ben()]);
    town.check(
        &[noah().status(Status::Past), ben()],
        &[
            "end 1 - out_of_scope ended_on=2026-06-15 status=past account_status=inactive",
            "close missing_email 1",
        ],
    );
    town.check(
        &[noah(), ben()],
        &[
            "link 1 - returned ended_on=- account_status=active status=current",
            "open missing_email 1",
        ],
    );
    town.policy.on_missing = OnMissing::EndAccess;
    town.policy.missing_runs = 1;
    town.sync(&[ben()]);
    assert_eq!(people(&town), ["Ben Ode ben 2@102", "Noah Reyes -"]);
}

#[test]
fn a_record_that_cannot_be_read_is_a_question_of_its_own() {
    let mut town = town(&[noah(), ben()]);
    town.rejects = vec![reject(2, Some("1"))];
    town.check(&[ben()], &["open invalid_record 1", "close missing_email 1"]);
    town.rejects.clear();
    town.check(&[noah(), ben()], &["close invalid_record 1", "open missing_email 1"]);
}
