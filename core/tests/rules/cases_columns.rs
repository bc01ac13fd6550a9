//! Columns that are wrong in every row, although few of their changes would be too many alone.

use rstest::rstest;
use tenantry_core::{
    model::{Column, Harm, HeldItem, Role, Status, Suspicion},
    reconcile::{Field, Plan, SafetyLimits},
};

use crate::{
    build::{Record, day, r},
    check::Town,
};

/// People in a unit each, the first two on notice.
fn house(size: usize) -> Vec<Record> {
    let one = |n: usize| {
        let mut record = r(&format!("t{n:03}"), &format!("P{n} Q{n}"))
            .email(&format!("p{n}"))
            .unit(&format!("{}", 100 + n))
            .phone(&format!("555010{n:04}"));
        record.0.move_in = Some(day(-400));
        match n {
            0 | 1 => record.status(Status::Notice).leaves(20),
            _ => record,
        }
    };
    (0..size).map(one).collect()
}

/// A town of sixty with default limits.
fn town() -> Town {
    let mut town = Town::of(&house(60));
    town.policy.safety = SafetyLimits::default();
    town
}

/// The house with some rows changed.
fn with(rows: std::ops::Range<usize>, mut change: impl FnMut(usize, &mut Record)) -> Vec<Record> {
    let mut house = house(60);
    rows.for_each(|n| change(n, &mut house[n]));
    house
}

fn held(plan: &Plan) -> Vec<(Harm, usize)> {
    plan.holds().map(|hold| (hold.harm, hold.people.len())).collect()
}

fn item(plan: &Plan, id: &str) -> HeldItem {
    let mut people = plan.holds().flat_map(|hold| &hold.people);
    people.find(|item| item.external_id.as_deref() == Some(id)).unwrap().clone()
}

/// Syncs a wrong list, checks that it has changed nobody and that the right one ends the matter.
#[track_caller]
fn changes_nobody(town: &mut Town, rows: &[Record], right: &[Record]) -> Plan {
    let before = town.world.people();
    let plan = town.sync(rows);
    assert_eq!(town.world.people(), before);
    town.check(rows, &["held"]);
    let mut after = town.clone();
    after.sync(right);
    assert_eq!((after.world.people(), after.world.site(&after.policy).alerts.len()), (before, 0));
    plan
}

#[rstest]
#[case::phones(
    |n, row: &mut Record| row.0.phone = (n >= 9).then(|| format!("555011{n:04}").into()),
    (Harm::Overwritten, 60)
)]
#[case::units(
    |n, row: &mut Record| row.0.unit = (n >= 9).then(|| format!("{}", 300 + n).into()),
    (Harm::Moved, 60)
)]
#[case::few_other_phones(
    |n, row: &mut Record| row.0.phone = (n < 9).then(|| format!("555011{n:04}").into()),
    (Harm::Wiped, 60)
)]
#[case::few_other_units(
    |n, row: &mut Record| row.0.unit = (n < 9).then(|| format!("{}", 300 + n).into()),
    (Harm::Wiped, 60)
)]
#[case::few_move_ins_lost(
    |n, row: &mut Record| row.0.move_in = (n >= 9).then(|| day(-(n as i64))),
    (Harm::Overwritten, 60)
)]
fn a_column_is_held_in_every_row(
    #[case] lie: fn(usize, &mut Record),
    #[case] expected: (Harm, usize),
) {
    let mut town = town();
    let plan = changes_nobody(&mut town, &with(0..60, lie), &house(60));
    assert_eq!(held(&plan), [expected]);
}

#[test]
fn blank_cells_are_filled_in_with_their_column() {
    let mut start = house(60);
    start[3].0.phone = None;
    start[4].0.unit = None;
    let mut town = Town::of(&start);
    town.policy.safety = SafetyLimits::default();
    let slipped = with(0..60, |n, row| {
        row.0.phone = Some(format!("555011{n:04}").into());
        row.0.unit = Some(format!("{}", 300 + n).into());
    });
    let plan = changes_nobody(&mut town, &slipped, &start);
    assert_eq!(held(&plan), [(Harm::Moved, 60), (Harm::Overwritten, 60)]);
    // One word for all of it.
    assert_eq!(town.confirm(&slipped).counts.updated, 60);
    town.check(&slipped, &[]);
}

#[test]
fn a_few_blanks_among_a_few_changes_wait_for_nobody() {
    let lie = |n, row: &mut Record| {
        row.0.phone = (n % 3 != 0).then(|| format!("555011{n:04}").into());
    };
    let plan = town().sync(&with(0..30, lie));
    assert_eq!((held(&plan), plan.counts.updated), (vec![], 30));
}

fn years_early(row: &mut Record) {
    for date in [&mut row.0.move_in, &mut row.0.move_out] {
        *date = date.map(|day| day.saturating_sub(jiff::Span::new().years(100)));
    }
}

/// Of the two on notice, neither moved out in 1926.
#[test]
fn ends_wait_with_the_dates_that_they_follow_from() {
    let mut town = town();
    let wrong = with(0..60, |_, row| years_early(row));
    let plan = changes_nobody(&mut town, &wrong, &house(60));
    assert_eq!(held(&plan), [(Harm::Overwritten, 60)]);
    let shown = item(&plan, "t000");
    assert_eq!((shown.field, shown.to.as_deref()), (Some(Field::MoveOut), Some("1926-07-05")));
    assert!(shown.reason.is_some());
    let plan = town.confirm(&wrong);
    assert_eq!((held(&plan), plan.counts.ended, plan.counts.updated), (vec![], 2, 58));
    town.check(&wrong, &[]);
}

/// What ends by its status, or on the day that was announced, waits for no column of dates.
#[test]
fn other_ends_do_not_wait_for_wrong_dates() {
    let mut town = town();
    let mut wrong = with(0..60, |_, row| years_early(row));
    wrong[2] = wrong[2].clone().status(Status::Past);
    town.policy.today = day(21);
    let plan = town.sync(&wrong);
    assert_eq!((held(&plan), plan.counts.ended), (vec![(Harm::Overwritten, 57)], 3));
}

/// An end by a new date is nothing to wait for on an ordinary day.
#[test]
fn a_corrected_move_out_ends_a_residency() {
    let plan = town().sync(&with(0..2, |_, row| row.0.move_out = Some(day(-1))));
    assert_eq!((held(&plan), plan.counts.ended), (vec![], 2));
}

fn suspicion(plan: &Plan) -> Option<Suspicion> {
    plan.holds().find_map(|hold| hold.suspicion.clone())
}

/// A house of twenty: couples in the first three units, and people on notice in three.
fn mixed() -> Vec<Record> {
    let mut rows = house(20);
    for n in 0..3 {
        let name = format!("R{n} Q{n}");
        let mate = r(&format!("r{n:03}"), &name).email(&format!("r{n}"));
        rows.push(mate.unit(&format!("{}", 100 + n)).role(Role::Roommate));
    }
    rows[8] = rows[8].clone().leaves(9).status(Status::Notice);
    rows.iter_mut().for_each(|row| row.0.pms_role = Some(row.0.role.as_str().into()));
    rows
}

#[rstest]
#[case::current(|row: Record| row.status(Status::Current), Some(Column::Status))]
#[case::future(|row: Record| row.status(Status::Future), Some(Column::Status))]
#[case::eviction(|row: Record| row.status(Status::Eviction), Some(Column::Status))]
#[case::primary(|row: Record| row.role(Role::Primary), Some(Column::Role))]
#[case::occupant(|row: Record| row.role(Role::Occupant), Some(Column::Role))]
// A building is emptied.
#[case::notice(|row: Record| row.status(Status::Notice), None)]
fn a_column_that_is_suddenly_equal_is_not_used(
    #[case] lie: fn(Record) -> Record,
    #[case] expected: Option<Column>,
) {
    let mut town = Town::of(&mixed());
    town.policy.safety = SafetyLimits::default();
    let equal: Vec<Record> = mixed().into_iter().map(lie).collect();
    let before = town.world.people();
    let plan = town.sync(&equal);
    let column = suspicion(&plan).map(|suspicion| match suspicion {
        Suspicion::ColumnEqual { column } => column,
        other => panic!("{other:?}"),
    });
    assert_eq!(column, expected);
    if expected.is_some() {
        assert_eq!(town.world.people(), before);
        town.check(&equal, &["held"]);
        // Confirmed, it is used, and the next one passes by itself.
        assert!(!town.confirm(&equal).is_whole_held);
        assert_eq!(suspicion(&town.sync(&equal)), None);
    }
}

/// Only a list that says something else of the same people is wrong.
#[test]
fn a_house_where_all_are_current_is_ordinary() {
    // Whoever was not current is no longer in the list.
    let mut town = Town::of(&mixed());
    town.policy.safety = SafetyLimits::default();
    let mut left = mixed();
    left.retain(|row| row.0.status == Status::Current);
    assert_eq!(suspicion(&town.sync(&left)), None);
    // A family withdraws its notice.
    let mut family: Vec<Record> = (0..3)
        .map(|n| r(&format!("f{n}"), &format!("F{n} G")).email(&format!("f{n}")).unit("204"))
        .map(|row| row.status(Status::Notice).leaves(30))
        .collect();
    family.extend(house(6).split_off(2));
    let mut town = Town::of(&family);
    town.policy.safety = SafetyLimits::default();
    for row in &mut family {
        *row = row.clone().status(Status::Current);
        row.0.move_out = None;
    }
    assert_eq!(suspicion(&town.sync(&family)), None);
    // A new building opens.
    let mut town = Town::of(
        &house(20)[2..].iter().map(|row| row.clone().status(Status::Future)).collect::<Vec<_>>(),
    );
    town.policy.safety = SafetyLimits::default();
    assert_eq!(suspicion(&town.sync(&house(20)[2..])), None);
}

/// An email in the column of phones says nothing about the phone.
#[rstest]
#[case::email("p0@example.com")]
#[case::word("none")]
#[case::error("#N/A")]
fn what_cannot_be_a_phone_replaces_none(#[case] cell: &str) {
    let mut town = town();
    let before = town.world.account("p0@example.com").phone.clone();
    assert!(before.is_some());
    let wrong = with(0..1, |_, row| row.0.phone = Some(cell.into()));
    town.check(&wrong, &[]);
    assert_eq!(town.world.account("p0@example.com").phone, before);
    // A newcomer gets no such number, and the right one later.
    let mut newcomer = r("n1", "Nina Kraft").email("nina").unit("500").phone(cell);
    town.sync(&[wrong.clone(), vec![newcomer.clone()]].concat());
    assert_eq!(town.world.account("nina@example.com").phone, None);
    newcomer = newcomer.phone("5550177777");
    let right = [house(60), vec![newcomer]].concat();
    town.check(&right, &["update n1 nina pms_changed phone=+15550177777"]);
}

#[test]
fn an_email_corrects_no_name() {
    let wrong = with(0..1, |_, row| row.0.last_name = "p0@example.com".into());
    town().check(&wrong, &["open name_mismatch t000"]);
}

/// Lease ends of which two in five can be read the other way round.
fn leased() -> Vec<Record> {
    let mut rows = house(60);
    for (n, row) in rows.iter_mut().enumerate() {
        let (month, of_month) = ((n % 12 + 1) as i8, (n % 28 + 1) as i8);
        row.0.lease_end = Some(jiff::civil::date(2027, month, of_month));
    }
    rows
}

fn exchange(row: &mut Record) -> bool {
    let exchanged = row.0.lease_end.and_then(|end| {
        jiff::civil::Date::new(end.year(), end.day(), end.month()).ok().filter(|day| *day != end)
    });
    row.0.lease_end = exchanged.or(row.0.lease_end);
    exchanged.is_some()
}

#[test]
fn exchanged_days_and_months_are_held() {
    let mut town = Town::of(&leased());
    town.policy.safety = SafetyLimits::default();
    let mut wrong = leased();
    let changed = wrong.iter_mut().map(exchange).filter(|is_changed| *is_changed).count();
    assert!((6..30).contains(&changed), "{changed}");
    let plan = changes_nobody(&mut town, &wrong, &leased());
    assert_eq!(held(&plan), [(Harm::Overwritten, changed)]);
    assert_eq!(town.confirm(&wrong).counts.updated, changed as u64);
    town.check(&wrong, &[]);
}

/// Five are few, and among other changes they are an accident.
#[test]
fn a_few_exchanged_dates_are_applied() {
    let sync = |exchanged: usize, renewed: usize| {
        let mut town = Town::of(&leased());
        town.policy.safety = SafetyLimits::default();
        let mut rows = leased();
        let mut left = exchanged;
        for row in &mut rows {
            if left > 0 && exchange(row) {
                left -= 1;
            }
        }
        for row in rows.iter_mut().rev().take(renewed) {
            row.0.lease_end = Some(day(900));
        }
        held(&town.sync(&rows))
    };
    assert_eq!(sync(5, 0), []);
    assert_eq!(sync(6, 0), [(Harm::Overwritten, 6)]);
    assert_eq!(sync(6, 6), []);
}

/// Sixty who live there, every fourth a roommate, and two guarantors.
fn with_roles() -> Vec<Record> {
    let mut rows = house(62);
    for (n, row) in rows.iter_mut().enumerate() {
        let role = match n {
            60.. => Role::Guarantor,
            _ if n % 4 == 3 => Role::Roommate,
            _ => Role::Primary,
        };
        (row.0.role, row.0.pms_role) = (role, Some(role.as_str().into()));
    }
    rows
}

fn exchange_roles(rows: &mut [Record], role: Role, other: Role) {
    for row in rows {
        let is = if row.0.role == role { other } else { role };
        if row.0.role == role || row.0.role == other {
            (row.0.role, row.0.pms_role) = (is, Some(is.as_str().into()));
        }
    }
}

/// Roommates and primary residents are exchanged, and so are two of them with guarantors.
#[test]
fn a_column_of_roles_is_held_with_what_follows_from_it() {
    let mut town = Town::of(&with_roles());
    town.policy.safety = SafetyLimits::default();
    let mut wrong = with_roles();
    exchange_roles(&mut wrong[4..60], Role::Primary, Role::Roommate);
    exchange_roles(&mut wrong[0..2], Role::Primary, Role::Guarantor);
    exchange_roles(&mut wrong[60..62], Role::Primary, Role::Guarantor);
    let plan = changes_nobody(&mut town, &wrong, &with_roles());
    assert_eq!(held(&plan), [(Harm::Overwritten, 60)]);
    assert_eq!(item(&plan, "t060").name, "P60 Q60");
    assert!(item(&plan, "t000").reason.is_some());
    let plan = town.confirm(&wrong);
    assert_eq!((held(&plan), plan.counts.ended, plan.counts.created), (vec![], 2, 2));
    town.check(&wrong, &[]);
}

#[test]
fn a_few_roles_change_on_an_ordinary_day() {
    let mut town = Town::of(&with_roles());
    town.policy.safety = SafetyLimits::default();
    let mut rows = with_roles();
    exchange_roles(&mut rows[0..12], Role::Primary, Role::Roommate);
    exchange_roles(&mut rows[60..62], Role::Primary, Role::Guarantor);
    let plan = town.sync(&rows);
    assert_eq!((held(&plan), plan.counts.updated, plan.counts.created), (vec![], 12, 2));
}

/// Ends that follow from other roles are one hold, and one word is enough for them.
#[rstest]
#[case::some_are_minors(18, 0, &[(Harm::Ended, 18)], 18, &[])]
#[case::and_others_are_roommates(18, 30, &[(Harm::Ended, 18), (Harm::Overwritten, 30)], 18, &[(Harm::Overwritten, 30)])]
#[case::few_of_them_are_minors(3, 30, &[(Harm::Overwritten, 33)], 3, &[])]
fn ends_by_roles_are_confirmed_once(
    #[case] minors: usize,
    #[case] roommates: usize,
    #[case] first: &[(Harm, usize)],
    #[case] ended: u64,
    #[case] left: &[(Harm, usize)],
) {
    let in_role = |rows: &mut [Record], role: Role| {
        rows.iter_mut().for_each(|row| {
            (row.0.role, row.0.pms_role) = (role, Some(role.as_str().into()));
        });
    };
    let mut rows = with_roles();
    in_role(&mut rows[0..60], Role::Primary);
    let mut town = Town::of(&rows);
    town.policy.safety = SafetyLimits::default();
    in_role(&mut rows[60 - minors..60], Role::Minor);
    in_role(&mut rows[0..roommates], Role::Roommate);
    let plan = town.sync(&rows);
    assert_eq!(held(&plan), first);
    let shown = plan.holds().next().unwrap().clone();
    town.world.approve_holds(&[shown], &town.policy.clone());
    let plan = town.sync(&rows);
    assert_eq!((plan.counts.ended, held(&plan)), (ended, left.to_vec()));
    let plan = town.confirm(&rows);
    assert_eq!(held(&plan), []);
    town.check(&rows, &[]);
}
