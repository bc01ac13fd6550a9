//! Alerts about many, whatever syncs and people do: everybody is asked about once.

use std::collections::BTreeMap;

use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, RngSeed},
};
use tenantry_core::{
    model::{AlertKind, Resolution},
    reconcile::Plan,
};

use crate::{
    build::{Record, r},
    check::Town,
};

const PEOPLE: usize = 16;

fn config() -> Config {
    let cases = std::env::var("TENANTRY_PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    Config {
        cases: cases.unwrap_or(40),
        rng_seed: if cases.is_some() { RngSeed::Random } else { RngSeed::Fixed(2026) },
        failure_persistence: None,
        ..Config::default()
    }
}

/// What is wrong with a record.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Nothing,
    Missing,
    Date(i64),
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        2 => Just(Fault::Nothing),
        1 => Just(Fault::Missing),
        4 => (-4_i64..-2).prop_map(Fault::Date),
    ]
}

fn rows(faults: &[Fault]) -> Vec<Record> {
    let each = faults.iter().enumerate().filter_map(|(n, fault)| {
        let row = r(&format!("t{n:02}"), &format!("P{n} Q{n}")).email(&format!("p{n}"));
        match fault {
            Fault::Nothing => Some(row),
            Fault::Missing => None,
            Fault::Date(days) => Some(row.leaves(*days)),
        }
    });
    // The people whom nothing ever happens to.
    let others =
        (0..20).map(|n| r(&format!("u{n:02}"), &format!("R{n} S{n}")).email(&format!("r{n}")));
    each.chain(others).collect()
}

/// How many alerts, open or decided about, name each of the people.
fn named(plan: &Plan) -> BTreeMap<String, usize> {
    let mut named = BTreeMap::new();
    for alert in plan.alerts.iter().chain(&plan.dismissed) {
        for id in alert.facts.resident_ids() {
            *named.entry(id.into_string()).or_default() += 1;
        }
    }
    named
}

fn is_live(town: &Town, id: &str) -> bool {
    town.world
        .residencies
        .values()
        .any(|row| row.is_live() && row.link.as_ref().is_some_and(|link| link.external_id == id))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn everybody_is_asked_about_once(
        days in vec((vec(fault(), PEOPLE), 0_usize..4), 1..6),
    ) {
        let mut town = Town::of(&rows(&[Fault::Nothing; PEOPLE]));
        for (faults, answer) in days {
            let rows = rows(&faults);
            let shuffled: Vec<Record> = rows.iter().rev().cloned().collect();
            let other = town.world.plan(&town.roster(&shuffled), &town.policy);
            let plan = town.sync(&rows);
            prop_assert_eq!(plan.digest, other.digest);
            let again = town.world.plan(&town.roster(&rows), &town.policy);
            prop_assert!(again.is_empty(), "{:#?}", again);
            let named = named(&plan);
            for (n, fault) in faults.iter().enumerate() {
                let id = format!("t{n:02}");
                let times = named.get(&id).copied().unwrap_or_default();
                match fault {
                    Fault::Nothing => prop_assert_eq!(times, 0, "{}", id),
                    _ if is_live(&town, &id) => prop_assert_eq!(times, 1, "{}", id),
                    _ => prop_assert!(times <= 1, "{}", id),
                }
            }
            let answer = [None, Some(Resolution::Dismiss), Some(Resolution::KeepAccess), Some(Resolution::EndAccess)][answer];
            let alerts = town.world.site(&town.policy).alerts;
            for (id, alert) in alerts.iter().filter(|(_, alert)| alert.kind() == AlertKind::DateConflict) {
                let Some(answer) = answer.filter(|it| alert.facts.resolutions().contains(it)) else { continue };
                let policy = town.policy.clone();
                prop_assert_eq!(town.world.resolve(*id, answer, None, false, &policy), Ok(()));
                // The same roster raises nothing about what was decided.
                let after = town.world.plan(&town.roster(&rows), &town.policy);
                let is_asked = after.alerts.iter().any(|open| open.id.is_none());
                prop_assert!(!is_asked, "{:#?}", after.alerts);
            }
        }
    }
}
