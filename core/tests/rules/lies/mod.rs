//! A catalog of lies: how a PMS or an export can be wrong, and what comes of it.
//!
//! Each lie is told to a healthy house of 60 people, once and on three days in a row, and nobody
//! answers anything. Then the right roster is back. What happened is read from the directory, never
//! from what the engine says about it, and written down in `docs/lies.md`.

pub(crate) mod catalog;
pub(crate) mod feed;
pub(crate) mod house;
mod limits;
mod measure;
mod page;
mod season;

use std::collections::{BTreeMap, BTreeSet};

use catalog::Lie;
use measure::Measure;

/// Where the table is.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/lies.md");

/// Set to write the table instead of comparing it.
const WRITE: &str = "TENANTRY_WRITE_TABLES";

#[test]
fn the_house_is_what_its_pms_says() {
    let world = house::at_rest();
    let living = |roster: Vec<_>| roster.iter().filter(|record| feed::lives_there(record)).count();
    assert_eq!((living(house::north()), living(house::south())), (60, 40));
    let units: BTreeSet<_> = house::north()
        .iter()
        .filter(|record| feed::lives_there(record))
        .map(|record| (record.building.clone(), record.unit.clone()))
        .collect();
    assert_eq!(units.len(), 45);
    assert_eq!(world.sites.values().map(|site| site.alerts.len()).sum::<usize>(), 0);
    for record in house::north().iter().chain(&house::south()) {
        let row = world.residencies.values().find(|row| {
            row.is_live()
                && row.link.as_ref().is_some_and(|link| link.external_id == record.external_id)
        });
        assert_eq!(row.is_some(), feed::lives_there(record), "{record:?}");
        let Some(row) = row else { continue };
        let account = &world.accounts[&row.account.0];
        assert_eq!(
            (&account.first_name, &account.last_name),
            (&record.first_name, &record.last_name)
        );
        assert_eq!(measure::email_of(account), record.email);
        let phone = record.phone.as_ref().and_then(|phone| {
            let policy = house::policy_of(house::NORTH, 0);
            (policy.phone_key)(phone, "US")
        });
        assert_eq!(account.phone, phone);
        assert_eq!((&row.place.building, &row.place.unit), (&record.building, &record.unit));
        let dates =
            (row.place.lease_start, row.place.lease_end, row.place.move_in, row.place.move_out);
        let true_dates = (record.lease_start, record.lease_end, record.move_in, record.move_out);
        assert_eq!(dates, true_dates);
    }
}

#[test]
fn the_truth_changes_nothing() {
    let truth = Measure::new(&house::at_rest());
    let lie = Lie::new("the truth", |_| {});
    let told = season::play(&truth, lie);
    for season in [told.once, told.thrice] {
        assert!(
            season.harm.is_empty() && season.alerts == 0 && season.left.is_empty(),
            "{season:?}"
        );
    }
}

#[test]
fn every_lie_is_another() {
    let mut told = BTreeMap::new();
    let mut names = BTreeSet::new();
    for lie in catalog::all() {
        assert!(names.insert(lie.name), "two lies are called {}", lie.name);
        let rosters: Vec<String> = (1..=3)
            .map(|day| {
                let feed = lie.feed(day);
                format!("{:?} {:?} {:?}", lie.to, feed.residents, feed.rejects)
            })
            .collect();
        let same = told.insert(rosters, lie.name);
        assert_eq!(same, None, "{} says the same", lie.name);
    }
    assert!(told.len() >= 200, "only {} lies", told.len());
}

/// Tells every lie, and compares what comes of it with the table.
#[test]
#[expect(clippy::disallowed_methods, reason = "the table is a file")]
fn the_table_of_lies_is_true() {
    let page = page::page(&season::play_all());
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(PAGE, page).unwrap();
        return;
    }
    let written = std::fs::read_to_string(PAGE).unwrap_or_default();
    let differing: Vec<String> = page::differences(&written, &page);
    assert!(
        differing.is_empty(),
        "docs/lies.md does not say what these lies do now:\n{}\nIf that is better than before, run \
         {WRITE}=1 cargo test -p tenantry-core --test rules the_table_of_lies, and commit the page",
        differing.join("\n")
    );
}
