//! Whatever is killed at any instant has happened completely or not at all, and
//! the next sync completes.

use rstest::rstest;

use super::{
    dice::{Dice, rounds, tally},
    town::{Deed, Town},
};
use crate::harness::{Backend, Postgres, Sqlite};

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
    for round in 0..all {
        town.again();
        let mut running = town.start().spawn().unwrap();
        let instant = dice.within(whole);
        std::thread::sleep(instant);
        running.kill().unwrap();
        if running.wait().unwrap().code().is_none() {
            kills += 1;
        } else {
            // The machine was busy when it was measured.
            whole = instant;
        }
        town.is_whole(&format!("killed after {instant:?}, in round {round}"));
    }
    assert!(kills >= all / 2, "only {kills} of {all} were killed before they ended");
    tally(kills as usize, "kills");
}
