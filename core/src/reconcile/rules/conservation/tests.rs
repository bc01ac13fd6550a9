//! Silences each rule in turn; the run must fail.

use jiff::civil::date;
use rstest::rstest;

use super::{
    super::sabotage::{Dropped, without},
    *,
};
use crate::{
    model::{
        Account, AccountId, AccountKind, AccountStatus, AlertKind, Harm, Link, Place, Reason,
        Reject, RejectCode, Resolution, Role, Roster, Status,
    },
    reconcile::{
        Entry, Fingerprints, Limit, OnMissing, Policy, SafetyLimits, Selection, Standing,
        WithoutEmail, change::identity, reconcile,
    },
};

/// A building, with its directory and its PMS's roster.
#[derive(Debug, Clone, Default)]
struct House {
    residents: Vec<Resident>,
    rejects: Vec<Reject>,
    accounts: Vec<Account>,
    residencies: Vec<Residency>,
}

impl House {
    /// Adds a resident to the roster. `email` is the local part at example.com, or `-` for none.
    fn lists(mut self, id: &str, name: &str, email: &str, unit: &str) -> Self {
        self.residents.push(resident(id, name, email, unit));
        self
    }

    fn but(mut self, change: impl FnOnce(&mut Resident)) -> Self {
        change(self.residents.last_mut().unwrap());
        self
    }

    /// Adds an account to the directory, with a residency that has `id`, or a manual one if that
    /// is `-`.
    fn knows(mut self, id: &str, name: &str, email: &str, unit: &str) -> Self {
        let number = self.accounts.len() as i64 + 1;
        let seen = resident(id, name, email, unit);
        self.accounts.push(Account {
            id: AccountId(number),
            email: seen.email.clone(),
            first_name: seen.first_name.clone(),
            last_name: seen.last_name.clone(),
            phone: None,
            kind: AccountKind::Resident,
            status: AccountStatus::Active,
        });
        self.residencies.push(Residency {
            id: ResidencyId(number),
            account: AccountId(number),
            property: "maple".into(),
            link: (id != "-").then(|| Link { external_id: id.into(), lease_id: None }),
            place: Place { unit: seen.unit.clone(), status: Status::Current, ..Place::default() },
            ended_on: None,
            end_reason: None,
            last_live_status: None,
            seen: if id == "-" { Identity::default() } else { identity(&seen) },
            missing_runs: 0,
        });
        self
    }

    /// Changes the last residency.
    fn whose(mut self, change: impl FnOnce(&mut Residency)) -> Self {
        change(self.residencies.last_mut().unwrap());
        self
    }

    fn fails_to_read(mut self, id: Option<&str>) -> Self {
        self.rejects.push(Reject {
            location: "line 7".into(),
            external_id: id.map(Text::new),
            code: RejectCode::BadDate,
            field: None,
        });
        self
    }

    fn plan(&self, policy: &Policy) -> Result<Plan, FellThrough> {
        let (roster, snapshot) = self.read(policy);
        let selection = Selection::new(&roster, &snapshot.fingerprints, None);
        reconcile(&roster, &selection, &snapshot, policy)
    }

    fn read(&self, policy: &Policy) -> (Prepared, Snapshot) {
        let roster = Roster { residents: self.residents.clone(), rejects: self.rejects.clone() };
        let linked = self.residencies.iter().filter(|residency| residency.link.is_some());
        let entries = linked.map(|residency| Entry {
            residency: residency.id,
            live: residency.is_live(),
            fingerprint: 0,
        });
        let snapshot = Snapshot {
            accounts: self.accounts.clone(),
            residencies: self.residencies.clone(),
            fingerprints: Fingerprints::new(entries.collect()),
            ..Snapshot::default()
        };
        (Prepared::new(roster, policy), snapshot)
    }
}

fn resident(id: &str, name: &str, email: &str, unit: &str) -> Resident {
    let (first_name, last_name) = name.split_once(' ').unwrap();
    Resident {
        external_id: id.into(),
        first_name: first_name.into(),
        last_name: last_name.into(),
        email: (email != "-").then(|| format!("{email}@example.com").into()),
        unit: Some(unit.into()),
        pms_status: "Current".into(),
        status: Status::Current,
        ..Resident::default()
    }
}

fn policy() -> Policy {
    Policy {
        property: "maple".into(),
        country: "US".into(),
        today: date(2026, 6, 15),
        exclude_statuses: Vec::new(),
        include_roles: Vec::new(),
        placeholder_emails: Vec::new(),
        on_missing: OnMissing::Alert,
        missing_runs: 1,
        without_email: WithoutEmail::Hold,
        safety: SafetyLimits::all(100),
        phone_key: |_, _| None,
    }
}

fn house() -> House {
    House::default()
}

/// A building that raises an alert of this kind.
fn that_raises(kind: AlertKind) -> House {
    match kind {
        AlertKind::DuplicateEmail => {
            house().lists("t1", "Ana Ruiz", "ruiz", "101").lists("t2", "Ben Ode", "ruiz", "101")
        }
        AlertKind::NameMismatch => {
            house().knows("-", "Ben Ode", "ben", "101").lists("t1", "Zoe Zed", "ben", "101")
        }
        AlertKind::EmailMismatch => {
            house().knows("-", "Ana Ruiz", "ana.old", "101").lists("t1", "Ana Ruiz", "ana", "101")
        }
        AlertKind::IdentityChanged => {
            house().knows("t1", "Ana Ruiz", "ana", "101").lists("t1", "Zoe Zed", "zoe", "101")
        }
        AlertKind::MissingEmail => house().lists("t1", "Ana Ruiz", "-", "101"),
        AlertKind::InvalidRecord => house().fails_to_read(None),
        AlertKind::UnknownStatus => {
            let unknown = |resident: &mut Resident| resident.status = Status::Unknown;
            house().lists("t1", "Ana Ruiz", "ana", "101").but(unknown)
        }
        AlertKind::UnknownRole => {
            let unknown = |resident: &mut Resident| {
                (resident.role, resident.pms_role) = (Role::Unknown, Some("Cat".into()));
            };
            house().lists("t1", "Ana Ruiz", "ana", "101").but(unknown)
        }
        AlertKind::AccountConflict => house()
            .knows("t1", "Ana Ruiz", "ana", "101")
            .lists("t1", "Ana Ruiz", "ana", "101")
            .but(|resident| resident.email = None)
            .lists("t2", "Zoe Zed", "ana", "102"),
        AlertKind::MissingFromPms => {
            house().knows("t9", "Ana Ruiz", "ana", "101").lists("t1", "Ben Ode", "ben", "102")
        }
        AlertKind::DateConflict => house()
            .knows("t1", "Ana Ruiz", "ana", "101")
            .lists("t1", "Ana Ruiz", "ana", "101")
            .but(|resident| resident.move_out = Some(date(2026, 6, 1))),
        AlertKind::ManualResidency => {
            house().knows("-", "Ana Ruiz", "ana", "101").lists("t1", "Ana Ruiz", "ana", "102")
        }
        AlertKind::SafetyHold => house().knows("t9", "Ana Ruiz", "ana", "101"),
    }
}

#[test]
fn no_alert_can_be_left_out() {
    // A manual residency is nobody's record.
    let others = [AlertKind::SafetyHold, AlertKind::ManualResidency];
    for &kind in AlertKind::ALL.iter().filter(|kind| !others.contains(kind)) {
        let house = that_raises(kind);
        let plan = house.plan(&policy()).unwrap();
        let raised: Vec<AlertKind> = plan.alerts.iter().map(PlannedAlert::kind).collect();
        assert_eq!(raised, [kind]);
        let fell = without(Dropped::Alert(kind), || house.plan(&policy()));
        assert!(fell.is_err(), "the check missed that the {kind:?} alert was left out");
    }
}

#[rstest]
#[case::linked(house().knows("t1", "Ana Ruiz", "ana.old", "101").lists("t1", "Ana Ruiz", "ana", "101"), AlertKind::EmailMismatch)]
#[case::linked(house().knows("t1", "Ana Ruiz", "ana", "101").lists("t1", "Zoe Zed", "ana", "101").whose(|row| row.seen.first_name = "Anna".into()), AlertKind::NameMismatch)]
#[case::renumbered(house().lists("t8", "Kim Kay", "kim", "108").knows("t1", "Ana Ruiz", "ana", "101").lists("t2", "Ana Ruiz", "ana", "101").but(|resident| (resident.status, resident.previous_external_id) = (Status::Unknown, Some("t1".into()))), AlertKind::UnknownStatus)]
#[case::unreadable_lease(house().fails_to_read(Some("t1")), AlertKind::InvalidRecord)]
#[case::not_linked(house().lists("t1", "Ana Ruiz", "ana", "101").but(|resident| resident.move_out = Some(date(2026, 6, 1))), AlertKind::DateConflict)]
#[case::contradicting_leases(house().lists("t1", "Ana Ruiz", "ana", "101").lists("t1", "Zoe Zed", "ana", "102").but(|resident| resident.lease_id = Some("2".into())), AlertKind::InvalidRecord)]
fn no_alert_can_name_other_people_instead(#[case] house: House, #[case] kind: AlertKind) {
    assert!(house.plan(&policy()).unwrap().alerts.iter().any(|alert| alert.kind() == kind));
    assert!(without(Dropped::Alert(kind), || house.plan(&policy())).is_err());
}

#[rstest]
#[case(Reason::NoMatch, house().lists("t1", "Ana Ruiz", "ana", "101"))]
#[case(Reason::AnotherLease, house().knows("t1", "Ana Ruiz", "ana", "101").lists("t1", "Ana Ruiz", "ana", "101").lists("t1", "Ana Ruiz", "ana", "204").but(|resident| resident.lease_id = Some("2".into())))]
#[case(Reason::SameEmailAndName, house().knows("-", "Ana Ruiz", "ana", "101").lists("t1", "Ana Ruiz", "ana", "101"))]
#[case(Reason::SameNameAndPlace, house().knows("-", "Ana Ruiz", "ana", "101").lists("t1", "Ana Ruiz", "-", "101"))]
#[case(Reason::Returned, house().knows("t1", "Ana Ruiz", "ana", "101").whose(|row| row.ended_on = Some(date(2026, 1, 1))).lists("t1", "Ana Ruiz", "ana", "101"))]
#[case(Reason::Renumbered, house().knows("t1", "Ana Ruiz", "ana", "101").lists("t2", "Ana Ruiz", "ana", "101").but(|resident| resident.previous_external_id = Some("t1".into())))]
#[case(Reason::TakenOver, house().knows("t1", "Ana Ruiz", "ana", "101").knows("-", "Ben Ode", "ben", "101").lists("t1", "Ben Ode", "ben", "101"))]
#[case(Reason::OutOfScope, house().lists("t8", "Kim Kay", "kim", "108").knows("t1", "Ana Ruiz", "ana", "101").lists("t1", "Ana Ruiz", "ana", "101").but(|resident| resident.status = Status::Past))]
#[case(Reason::OutOfScope, house().lists("t8", "Kim Kay", "kim", "108").knows("t1", "Ana Ruiz", "ana", "101").whose(|row| row.place.move_out = Some(date(2026, 6, 1))).lists("t1", "Ana Ruiz", "ana", "101").but(|resident| resident.move_out = Some(date(2026, 6, 1))))]
#[case(Reason::LeftAsAnnounced, house().knows("t1", "Ana Ruiz", "ana", "101").whose(|row| row.place.move_out = Some(date(2026, 6, 1))).lists("t2", "Ben Ode", "ben", "102"))]
#[case(Reason::Superseded, house().knows("t1", "Ana Ruiz", "ana", "101").knows("t2", "Ana Ruiz", "ana2", "101").whose(|row| row.account = AccountId(1)).lists("t2", "Ana Ruiz", "ana", "101"))]
fn no_link_and_no_end_can_be_left_out(#[case] reason: Reason, #[case] house: House) {
    let plan = house.plan(&policy()).unwrap();
    assert!(plan.changes.iter().any(|change| change.reason == reason), "{plan:#?}");
    assert!(without(Dropped::Change(reason), || house.plan(&policy())).is_err());
}

#[test]
fn no_end_of_somebody_missing_too_long_can_be_left_out() {
    let policy = Policy { on_missing: OnMissing::EndAccess, ..policy() };
    let house = that_raises(AlertKind::MissingFromPms);
    let dropped = Dropped::Change(Reason::MissingTooLong);
    assert!(house.plan(&policy).is_ok());
    assert!(without(dropped, || house.plan(&policy)).is_err());
}

#[test]
fn a_held_plan_says_so() {
    let house = that_raises(AlertKind::SafetyHold);
    let mut plan = house.plan(&policy()).unwrap();
    assert!(plan.is_held() && plan.is_whole_held);
    plan.alerts.retain(|alert| alert.kind() != AlertKind::SafetyHold);
    let (roster, snapshot) = house.read(&policy());
    assert!(check(&plan, &roster, &snapshot).is_err());
}

#[test]
fn nobody_of_whom_something_is_held_can_be_left_out() {
    let none = SafetyLimits::all(0).with(Harm::Moved, Limit { min: Some(0), percent: Some(0) });
    let policy = Policy { safety: none, ..policy() };
    let house = house()
        .lists("t8", "Kim Kay", "kim", "108")
        .knows("t1", "Ana Ruiz", "ana", "101")
        .lists("t1", "Ana Ruiz", "ana", "102");
    let mut plan = house.plan(&policy).unwrap();
    let holds: Vec<Harm> = plan.holds().map(|hold| hold.harm).collect();
    assert_eq!((holds, plan.held_changes.len()), (vec![Harm::Moved], 1));
    plan.alerts.retain(|alert| alert.kind() != AlertKind::SafetyHold);
    let (roster, snapshot) = house.read(&policy);
    assert!(check(&plan, &roster, &snapshot).is_err());
}

/// An alert that the plan calls dismissed although nobody has dismissed it does not count.
#[test]
fn a_dismissal_is_looked_up() {
    let house = that_raises(AlertKind::MissingEmail);
    let mut plan = house.plan(&policy()).unwrap();
    plan.dismissed = std::mem::take(&mut plan.alerts);
    let (roster, mut snapshot) = house.read(&policy());
    assert!(check(&plan, &roster, &snapshot).is_err());
    let alert = &plan.dismissed[0];
    let (kind, subject, version) = (alert.kind(), alert.subject.clone(), alert.version);
    let resolution = Resolution::Dismiss;
    snapshot.standing.push(Standing { kind, subject, version, resolution });
    assert!(check(&plan, &roster, &snapshot).is_ok());
}
