//! Who is in scope, rules 4 and 5, safety, and dates.

use rstest::rstest;
use tenantry_core::{
    Text,
    model::{AlertKind, Resolution, Role, Status},
    reconcile::OnMissing,
};

use crate::{
    build::{Record, day, r, reject},
    check::Town,
};

fn zed() -> Record {
    r("99", "Zed Zim").email("zed").unit("900")
}

fn ana() -> Record {
    r("1", "Ana Ruiz").email("ana").unit("101")
}

const CREATED: &[&str] = &["create 1 ana no_match"];

#[rstest]
#[case(ana(), CREATED)]
#[case(ana().status(Status::Future), CREATED)]
#[case(ana().status(Status::Notice), CREATED)]
#[case(ana().status(Status::Eviction), CREATED)]
#[case(ana().lease_until(-30), CREATED)]
#[case(ana().leaves(0), CREATED)]
#[case(ana().role(Role::Occupant), CREATED)]
#[case(ana().status(Status::Notice).leaves(-1), &[])]
#[case(ana().status(Status::Past), &[])]
#[case(ana().status(Status::Applicant), &[])]
#[case(ana().status(Status::Denied), &[])]
#[case(ana().role(Role::Guarantor), &[])]
#[case(ana().role(Role::Minor), &[])]
#[case(ana().word("Eviction Filed"), &[])]
#[case(ana().status(Status::Unknown).word("??"), &["open unknown_status ??"])]
fn scope(#[case] record: Record, #[case] expected: &[&str]) {
    let mut town = Town::of(&[zed()]);
    town.policy.exclude_statuses = vec!["EVICTION filed".into()];
    town.check(&[record, zed()], expected);
}

#[test]
fn a_role_may_be_included_and_a_status_excluded() {
    let mut town = Town::of(&[zed(), ana().status(Status::Notice)]);
    town.policy.include_roles = vec![Role::Guarantor];
    town.policy.exclude_statuses = vec![Text::from("Notice")];
    town.check(
        &[
            zed(),
            ana().status(Status::Notice),
            r("2", "Ben Ode").email("ben").role(Role::Guarantor),
        ],
        &[
            "end 1 ana out_of_scope ended_on=2026-06-15 account_status=inactive",
            "create 2 ben no_match",
        ],
    );
}

#[test]
fn an_unmapped_status_ends_nobody_and_frees_no_account() {
    let mut town = Town::of(&[zed(), ana()]);
    town.check(&[zed(), ana().status(Status::Unknown)], &["open unknown_status unknown"]);
    town.check(
        &[zed(), ana().status(Status::Unknown), r("2", "Ben Ode").email("ana")],
        &["open account_conflict 2"],
    );
}

#[rstest]
#[case(Some(-3), "2026-06-12")]
#[case(None, "2026-06-15")]
#[case(Some(5), "2026-06-15")]
fn an_end_is_on_the_move_out_date_unless_that_is_in_the_future(
    #[case] leaves: Option<i64>,
    #[case] on: &str,
) {
    let mut town = Town::of(&[zed(), ana()]);
    let mut gone = ana().status(Status::Cancelled);
    gone.0.move_out = leaves.map(day);
    town.sync(&[zed(), gone.clone()]);
    let ended = |town: &Town| {
        let row = town.world.residencies.values().find(|row| !row.is_live()).unwrap();
        row.ended_on.unwrap().to_string()
    };
    assert_eq!(ended(&town), on);
    // The announced move-out falls due, which does not end the residency again.
    town.policy.today = day(10);
    let plan = town.world.plan_from_scratch(&town.roster(&[zed(), gone]), &town.policy);
    assert!(plan.changes.is_empty(), "{:?}", plan.changes);
}

#[test]
fn a_move_out_that_falls_due_ends_the_residency_of_an_unchanged_roster() {
    let mut town = Town::of(&[zed(), ana().leaves(1)]);
    town.policy.today = day(1);
    town.check(&[zed(), ana().leaves(1)], &[]);
    town.policy.today = day(2);
    assert!(!town.world.is_unchanged(&town.roster(&[zed(), ana().leaves(1)]), &town.policy));
    town.check(
        &[zed(), ana().leaves(1)],
        &["end 1 ana out_of_scope ended_on=2026-06-16 status=past account_status=inactive"],
    );
}

#[test]
fn whoever_is_missing_is_asked_about_unless_they_have_left() {
    let mut town = Town::of(&[zed(), ana()]);
    town.check(&[zed()], &["open missing_from_pms 1"]);
    town.check(&[zed(), ana()], &["close missing_from_pms 1"]);
    town.check(&[zed()], &["open missing_from_pms 1"]);
    town.answer(AlertKind::MissingFromPms, Resolution::EndAccess).unwrap();
    assert!(!town.world.active("ana@example.com"));
    town.check(&[zed()], &[]);

    let mut town = Town::of(&[zed(), ana().leaves(1)]);
    town.check(&[zed()], &["open missing_from_pms 1"]);
    town.policy.today = day(2);
    assert!(!town.world.is_unchanged(&town.roster(&[zed()]), &town.policy));
    town.check(
        &[zed()],
        &[
            "end 1 ana left_as_announced ended_on=2026-06-16 status=past account_status=inactive",
            "close missing_from_pms 1",
        ],
    );
}

#[test]
fn a_record_that_could_not_be_read_is_not_missing() {
    let mut town = Town::of(&[zed(), ana()]);
    town.rejects = vec![reject(3, Some("1"))];
    town.check(&[zed()], &["open invalid_record 1"]);
}

#[test]
fn with_end_access_rosters_in_a_row_are_counted() {
    let mut town = Town::of(&[zed(), ana()]);
    town.policy.on_missing = OnMissing::EndAccess;
    town.check(&[zed()], &["open missing_from_pms 1"]);
    // Back once: the count starts over.
    town.check(&[zed(), ana()], &["close missing_from_pms 1"]);
    town.check(&[zed()], &["open missing_from_pms 1"]);
    // Any record without an ID may be hers.
    town.rejects = vec![reject(3, None)];
    town.check(&[zed()], &["open invalid_record line 3"]);
    town.policy.missing_runs = 1;
    town.check(&[zed()], &[]);
    town.policy.missing_runs = 2;
    town.rejects.clear();
    town.check(
        &[zed()],
        &[
            "end 1 ana missing_too_long ended_on=2026-06-15 status=past account_status=inactive",
            "close missing_from_pms 1",
            "close invalid_record line 3",
        ],
    );
}

#[test]
fn the_count_of_a_renumbered_residency_starts_over() {
    let mut town = Town::of(&[zed(), ana()]);
    town.policy.on_missing = OnMissing::EndAccess;
    town.sync(&[zed()]);
    let mut renamed = ana();
    renamed.0.external_id = "t1".into();
    town.check(
        &[zed(), renamed],
        &["relink t1 ana renumbered external_id=t1", "close missing_from_pms 1"],
    );
    town.check(&[zed()], &["open missing_from_pms t1"]);
}

#[test]
fn a_move_out_that_passes_shows_whatever_the_reason_for_being_out() {
    let mut town = Town::of(&[zed(), ana().leaves(1)]);
    let guarantor = || ana().leaves(1).role(Role::Guarantor);
    town.check(
        &[zed(), guarantor()],
        &["end 1 ana out_of_scope ended_on=2026-06-15 account_status=inactive"],
    );
    town.policy.today = day(2);
    town.check(&[zed(), guarantor()], &["update 1 ana out_of_scope status=past"]);
}

#[test]
fn a_lease_that_goes_on_is_unchanged_where_another_ends() {
    let lease = |lease: &str| ana().lease(lease).unit(lease);
    let mut town = Town::of(&[zed(), lease("L1"), lease("L2").leaves(0)]);
    town.policy.today = day(1);
    let plan = town.sync(&[zed(), lease("L1")]);
    assert_eq!((plan.counts.ended, plan.counts.unchanged), (1, 2));
}
