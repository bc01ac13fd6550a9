//! Whatever is killed at any instant has happened completely or not at all, and
//! the next sync completes.

use std::time::Duration;

use rstest::rstest;

use super::{
    dice::{Dice, rounds, tally},
    sound::{is_sound, settled},
    town::{Deed, Town},
};
use crate::{
    console::{Console, operator},
    harness::{Backend, Postgres, Site, Sqlite, crowd},
};

#[rstest]
fn killed(
    #[values(Sqlite, Postgres)] on: Backend,
    #[values(
        Deed::First,
        Deed::Sync,
        Deed::Confirm,
        Deed::Plan,
        Deed::Undo,
        Deed::Resolve,
        Deed::Import,
        Deed::Merge
    )]
    deed: Deed,
) {
    let Some(town) = Town::on(on, deed) else { return };
    let mut dice = Dice::new();
    let mut whole = town.whole;
    let (mut kills, all) = (0, rounds(4));
    for round in 0..all * 5 {
        town.again();
        let mut running = town.start().spawn().unwrap();
        let instant = dice.within(whole);
        std::thread::sleep(instant);
        running.kill().unwrap();
        if running.wait().unwrap().code().is_some() {
            // It was too late. The machine was busier when it was measured.
            whole = instant;
            continue;
        }
        town.is_whole(&format!("killed after {instant:?}, in round {round}"));
        kills += 1;
        if kills == all {
            break;
        }
    }
    assert_eq!(kills, all, "as many were killed before they ended");
    tally(kills as usize, "kills");
}

/// The schedule's sync and a page are killed with the console.
#[rstest]
fn a_killed_console(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let site = site.set("[sync]\nevery = \"1m\"\n[sync.safety]\nmoved = { min = 1000000 }\n");
    operator(&site.toml(), "ana", "manager", &[]);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut dice = Dice::new();
    let kills = rounds(3);
    for round in 0..kills {
        let rows = crowd(500).into_iter().map(|row| row.unit(&format!("room {round}")));
        site.feed(&rows.collect::<Vec<_>>());
        let console = Console::of(&site);
        let ana = runtime.block_on(console.signed_in("ana"));
        // A sync may already be running, because one was due.
        let asked = runtime.block_on(ana.post("/p/maple-court/sync", &[]));
        assert_eq!(asked.status, 303, "{}", asked.body);
        std::thread::sleep(dice.within(Duration::from_millis(600)));
        // Dropped as it is: SIGKILL.
        drop(console);
        settled(&site, on);
        let sync = site.json(&["sync"]);
        assert_eq!(sync["outcome"], "completed", "round {round}: {sync}");
        is_sound(&site, on);
        let people = site.people();
        let homes = people.as_array().unwrap().iter().map(|it| &it["residencies"][0]["unit"]);
        let moved = homes.filter(|unit| **unit == format!("room {round}")).count();
        assert_eq!(moved, 500, "round {round}");
    }
    tally(kills as usize, "kills");
}
