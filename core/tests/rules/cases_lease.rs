//! What a residency keeps of the lease, and of its end. No rule decides by it, so that it is never a
//! question.

use rstest::rstest;
use tenantry_core::{
    model::{AlertKind, Harm, Reason, Residency, Resolution, Role, Status},
    reconcile::{OnMissing, SafetyLimits},
};

use crate::{
    build::{Record, r},
    check::Town,
};

fn ana() -> Record {
    let mut ana = r("1", "Ana Ruiz").email("ana").unit("101").role(Role::Roommate);
    (ana.0.property_code, ana.0.household_id) = ("M1".into(), Some("h1".into()));
    ana
}

fn zed() -> Record {
    r("9", "Zed Last").email("zed").unit("909")
}

fn home<'t>(town: &'t Town, id: &str) -> &'t Residency {
    let mut all = town.world.residencies.values();
    all.find(|row| row.link.as_ref().is_some_and(|link| link.external_id == id)).unwrap()
}

/// `M1 h1 roommate Current`, with `-` for what is not known.
fn lease(row: &Residency) -> String {
    let place = &row.place;
    let word = |text: Option<&str>| text.unwrap_or("-").to_owned();
    [
        word(place.property_code.as_deref()),
        word(place.household_id.as_deref()),
        word(place.role.map(Role::as_str)),
        word(place.pms_status.as_deref()),
    ]
    .join(" ")
}

fn end(row: &Residency) -> (Option<Reason>, Option<Status>) {
    (row.end_reason, row.last_live_status)
}

#[rstest]
#[case::code(|it: &mut Record| it.0.property_code = "M2".into(), "M2 h1 roommate Current")]
#[case::no_code(|it: &mut Record| it.0.property_code = " ".into(), "- h1 roommate Current")]
#[case::household(|it: &mut Record| it.0.household_id = Some("h2".into()), "M1 h2 roommate Current")]
#[case::no_household(|it: &mut Record| it.0.household_id = None, "M1 - roommate Current")]
#[case::role(|it: &mut Record| it.0.role = Role::Primary, "M1 h1 primary Current")]
#[case::word(|it: &mut Record| it.0.pms_status = "C".into(), "M1 h1 roommate C")]
fn what_the_pms_changes_is_taken_over(#[case] change: fn(&mut Record), #[case] expected: &str) {
    let mut town = Town::of(&[ana(), zed()]);
    assert_eq!(lease(home(&town, "1")), "M1 h1 roommate Current");
    let mut changed = ana();
    change(&mut changed);
    town.check(&[changed.clone(), zed()], &["update 1 ana pms_changed"]);
    assert_eq!(lease(home(&town, "1")), expected);
    // An undo gives it back.
    assert_eq!(town.world.undo(&town.policy.clone()), []);
    assert_eq!(lease(home(&town, "1")), "M1 h1 roommate Current");
    // A dispute about the email does not hold it.
    let disputed = [changed.email("zed"), zed()];
    town.sync(&disputed);
    assert_eq!(lease(home(&town, "1")), expected);
}

#[test]
fn a_manual_residency_has_no_part_in_a_lease_until_it_is_linked() {
    let mut town = Town::new();
    let person = crate::build::person("Ana Ruiz", "ana", "101");
    town.world.import(&[person], &town.policy.clone());
    let row = town.world.residencies.values().next().unwrap();
    assert_eq!(lease(row), "- - - -");
    town.sync(&[ana()]);
    assert_eq!(lease(home(&town, "1")), "M1 h1 roommate Current");
}

#[rstest]
#[case::moved_out(Status::Past)]
#[case::canceled(Status::Cancelled)]
fn an_end_keeps_its_reason_and_the_status_before_it(#[case] status: Status) {
    let reason = Reason::OutOfScope;
    let mut town = Town::of(&[ana(), zed()]);
    town.sync(&[ana().status(Status::Notice), zed()]);
    assert_eq!(end(home(&town, "1")), (None, None));
    town.sync(&[ana().status(status), zed()]);
    assert_eq!(end(home(&town, "1")), (Some(reason), Some(Status::Notice)));
    assert_eq!(lease(home(&town, "1")), format!("M1 h1 roommate {}", status.as_str()));
    // What becomes known later does not change why it ended.
    town.sync(&[ana().status(status).leaves(-3), zed()]);
    assert_eq!(end(home(&town, "1")), (Some(reason), Some(Status::Notice)));
    town.sync(&[ana(), zed()]);
    assert_eq!(end(home(&town, "1")), (None, None));
    // The return is undone: it has ended as before.
    assert_eq!(town.world.undo(&town.policy.clone()), []);
    assert_eq!(end(home(&town, "1")), (Some(reason), Some(Status::Notice)));
    assert_eq!(town.world.replayed(), town.world.people());
}

#[test]
fn every_kind_of_end_has_its_reason() {
    let reason = |town: &Town, id: &str| end(home(town, id));
    let current = Some(Status::Current);

    let mut absent = Town::of(&[ana(), zed()]);
    absent.policy.on_missing = OnMissing::EndAccess;
    absent.sync(&[zed()]);
    absent.sync(&[zed()]);
    assert_eq!(reason(&absent, "1"), (Some(Reason::MissingTooLong), current));

    let mut announced = Town::of(&[ana().leaves(1), zed()]);
    announced.policy.today = crate::build::day(3);
    announced.sync(&[zed()]);
    assert_eq!(reason(&announced, "1"), (Some(Reason::LeftAsAnnounced), current));

    let mut answered = Town::of(&[ana(), zed()]);
    answered.sync(&[zed()]);
    answered.answer(AlertKind::MissingFromPms, Resolution::EndAccess).unwrap();
    assert_eq!(reason(&answered, "1"), (Some(Reason::Resolution), current));

    let mut stranger = Town::of(&[ana(), zed()]);
    stranger.sync(&[ana().named("Ivan Horvat").email("ivan"), zed()]);
    stranger.answer(AlertKind::IdentityChanged, Resolution::NewPerson).unwrap();
    let ends = stranger.world.residencies.values().map(end);
    assert_eq!(ends.filter(|end| *end == (Some(Reason::Resolution), current)).count(), 1);
}

/// Residents of a house in which the PMS has words for roles.
fn house() -> Vec<Record> {
    let person = |n: usize| {
        let mut person = r(&format!("t{n:03}"), &format!("P{n} Q{n}"))
            .email(&format!("p{n}"))
            .unit(&format!("{}", 100 + n))
            .role(if n < 30 { Role::Occupant } else { Role::Primary });
        person.0.pms_role = Some(person.0.role.as_str().into());
        person
    };
    (0..60).map(person).collect()
}

fn without_roles(count: usize) -> Vec<Record> {
    let mut rows = house();
    for row in &mut rows[..count] {
        (row.0.role, row.0.pms_role) = (Role::Primary, None);
    }
    rows
}

#[rstest]
#[case::a_few(12, &[])]
#[case::many(13, &[(Harm::Wiped, 13)])]
fn roles_do_not_vanish_by_the_dozen(#[case] count: usize, #[case] expected: &[(Harm, usize)]) {
    let mut town = Town::of(&house());
    town.policy.safety = SafetyLimits::default();
    let rows = without_roles(count);
    let plan = town.sync(&rows);
    let held: Vec<_> = plan.holds().map(|hold| (hold.harm, hold.people.len())).collect();
    assert_eq!(held, expected);
    let kept = if expected.is_empty() { Role::Primary } else { Role::Occupant };
    assert_eq!(home(&town, "t000").place.role, Some(kept));
    assert_eq!(town.sync(&rows).changes.len(), 0);
    town.sync(&house());
    assert_eq!(home(&town, "t000").place.role, Some(Role::Occupant));
    assert_eq!(town.world.site(&town.policy).alerts.len(), 0);
}

#[test]
fn an_unmapped_role_is_a_lost_one_too() {
    let mut town = Town::of(&house());
    town.policy.safety = SafetyLimits::default();
    town.policy.include_roles = vec![Role::Unknown];
    let rows: Vec<Record> = house().into_iter().map(|row| row.called("Person")).collect();
    let plan = town.sync(&rows);
    let held: Vec<_> = plan.holds().map(|hold| (hold.harm, hold.people.len())).collect();
    assert_eq!(held, [(Harm::Wiped, 60)]);
}

/// What a feed never had cannot be lost: its residents may all become primary ones.
#[test]
fn without_words_for_roles_nothing_is_lost() {
    let plain = |role: Role| -> Vec<Record> {
        let plain = |mut row: Record| {
            row.0.pms_role = None;
            row.role(role)
        };
        house().into_iter().map(plain).collect()
    };
    let mut town = Town::of(&plain(Role::Occupant));
    town.policy.safety = SafetyLimits::default();
    let plan = town.sync(&plain(Role::Primary));
    assert_eq!((plan.is_held(), plan.counts.updated), (false, 60));
}

/// A directory of a version that did not keep any of this, and that looks at every record again.
fn upgraded(records: &[Record]) -> Town {
    let mut town = Town::of(records);
    town.policy.safety = SafetyLimits::default();
    town.policy.placeholder_emails = vec!["nobody".into()];
    for row in town.world.residencies.values_mut() {
        let place = &mut row.place;
        (place.property_code, place.household_id) = (None, None);
        (place.role, place.pms_status) = (None, None);
    }
    for row in &mut town.world.log {
        row.change.fields.retain(|change| !change.field.is_of_lease());
    }
    town
}

#[test]
fn one_sync_fills_in_what_an_earlier_version_did_not_keep() {
    let mut town = upgraded(&house());
    let plan = town.sync(&house());
    assert_eq!((plan.is_held(), plan.changes.len(), plan.counts.updated), (false, 60, 60));
    assert_eq!((plan.done.len(), plan.alerts.len()), (0, 0));
    assert_eq!(lease(home(&town, "t000")), "- - occupant Current");
    town.check(&house(), &[]);
    assert_eq!(town.world.replayed(), town.world.people());
    // It does not keep anybody from undoing what was there before.
    let mut undone = town.clone();
    assert_eq!(undone.world.undo(&town.policy), []);
    assert_eq!(undone.world.undo(&town.policy), []);
    assert_eq!(undone.world.accounts.len(), 0);
}
