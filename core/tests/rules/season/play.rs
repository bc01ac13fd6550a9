//! A season: some days in three properties, with two syncs a day.

use tenantry_core::{
    model::{AlertFacts, Roster},
    reconcile::{Plan, Policy, SafetyLimits, WithoutEmail},
};

use super::{
    diary::Diary,
    life::Life,
    limits::{Before, Ledger},
    manager::{Look, Manager},
    wrong::Wrong,
};
use crate::{
    build::{day, policy},
    invariants::{assert_same, check_active, check_audit, check_sync},
    world::{World, copy},
};

/// How often a sync is checked in every way that is known, which takes long.
const THOROUGHLY: f64 = 0.03;

/// Plays a season.
pub(super) fn play(days: i64, diary: &mut Diary) {
    let mut life = Life::new(diary.seed());
    let houses = life.houses.len();
    let mut wrong = Wrong::new(houses);
    let mut manager = Manager::new(diary.seed());
    let mut ledgers: Vec<Ledger> = (0..houses).map(|_| Ledger::default()).collect();
    let mut world = World::default();
    for today in 0..days {
        (life.day, diary.day) = (today, today);
        for _ in 0..2 {
            for (house, ledger) in ledgers.iter_mut().enumerate() {
                let property = life.houses[house].property;
                let policy = policy_of(&life, house);
                for what in life.pass(house) {
                    diary.note(property, what);
                }
                let truth = life.houses[house].truth();
                let (roster, lie) = match today {
                    0 => (Roster { residents: truth, rejects: Vec::new() }, None),
                    _ => wrong.export(&mut life.rng, house, truth),
                };
                let mut look = Look { house, property, roster: &roster, policy: &policy, ledger };
                manager.confirm_late(&mut world, &mut look, diary);
                sync(&mut world, &mut look, lie, &manager, &mut life.rng, diary);
                check_active(&world);
                manager.answer(&mut world, &mut look, &mut life.rng, diary);
                check_active(&world);
                manager.regret(&mut world, &mut look, &mut life.rng, diary);
                check_active(&world);
            }
        }
        if today % 10 == 9 || today + 1 == days {
            check_audit(&world);
        }
    }
}

fn policy_of(life: &Life, house: usize) -> Policy {
    Policy {
        property: life.houses[house].property.into(),
        today: day(life.day),
        safety: SafetyLimits::default(),
        // One of the houses lets people in without an email.
        without_email: if house == 2 { WithoutEmail::Create } else { WithoutEmail::Hold },
        ..policy()
    }
}

/// Syncs, and checks everything about it.
fn sync(
    world: &mut World,
    look: &mut Look,
    lie: Option<&'static str>,
    manager: &Manager,
    rng: &mut fastrand::Rng,
    diary: &mut Diary,
) {
    let (roster, policy) = (look.roster, look.policy);
    let what = lie.map_or_else(|| "sync".into(), |lie| format!("sync of a lie ({lie})"));
    diary.note(look.property, what.clone());
    diary.count(if lie.is_some() { "sync of a lie" } else { "sync" });
    // That records are one person is answered for as long as each record stays as it is, which a
    // plan from scratch does not know.
    let sees_all = !manager.says_one_person();
    if sees_all && rng.f64() < THOROUGHLY && look.ledger.nothing_is_confirmed() {
        check_sync(&mut world.clone(), roster, policy);
    }
    let planned = world.plan(roster, policy);
    if rng.f64() < 0.1 {
        let mut shuffled = copy(roster);
        rng.shuffle(&mut shuffled.residents);
        rng.shuffle(&mut shuffled.rejects);
        assert_same(&planned, &world.plan(&shuffled, policy), "in another order");
        if sees_all {
            assert_same(&planned, &world.plan_from_scratch(roster, policy), "from scratch");
        }
    }
    let before = Before::of(world, look.property);
    let plan = world.sync(roster, policy);
    assert_same(&planned, &plan, "planned and applied");
    look.ledger.check(&before, world, diary.day);
    for hold in plan.holds().filter(|_| lie.is_none()) {
        diary.total(format!("held without a lie: {}", hold.harm.as_str()));
    }
    diary.renote(told(&what, &plan));
    check_second(world, look);
}

/// Checks that a second sync of the same roster does nothing.
fn check_second(world: &World, look: &Look) {
    let again = world.plan(look.roster, look.policy);
    let open = world.site(look.policy).alerts;
    let changed = again.alerts.iter().filter(|alert| match (&alert.facts, alert.id) {
        // What somebody has confirmed may change how many live there, and so the limit.
        (AlertFacts::SafetyHold(hold), Some(id)) => match &open[&id.0].facts {
            AlertFacts::SafetyHold(shown) => hold.people != shown.people,
            _ => true,
        },
        (_, id) => id.is_none() || alert.changed,
    });
    let changed: Vec<_> = changed.collect();
    let closed: Vec<_> = again.closed.iter().map(|id| &open[&id.0]).collect();
    assert!(
        again.changes.is_empty() && closed.is_empty() && changed.is_empty(),
        "a second sync: {:?}, shows {changed:?} instead of {:?}, closes {closed:?}",
        again.changes,
        changed.iter().filter_map(|it| it.id).map(|id| &open[&id.0]).collect::<Vec<_>>()
    );
    assert_eq!(again.lapsed, [], "a second sync");
}

/// What a sync did, unless it did nothing.
fn told(what: &str, plan: &Plan) -> Option<String> {
    let mut told = vec![what.to_owned()];
    if !plan.changes.is_empty() {
        told.push(format!("{} changes", plan.changes.len()));
    }
    for alert in plan.alerts.iter().filter(|alert| alert.id.is_none()) {
        told.push(format!("asks {} {}", alert.kind().as_str(), alert.subject));
    }
    if !plan.closed.is_empty() {
        told.push(format!("closes {}", plan.closed.len()));
    }
    told.extend(plan.holds().map(|hold| format!("holds {}", hold.harm.as_str())));
    (told.len() > 1).then(|| told.join(", "))
}
