//! Seasons: three properties in which all sorts of things happen, a PMS that is wrong on some days,
//! and a manager who gives any answer that is offered. Everything follows from a seed.
//!
//! The ordinary run plays short seasons. `TENANTRY_SEASON_DAYS`, `TENANTRY_SEASONS` and
//! `TENANTRY_SEASON_SEED` say how many days, how many seasons, and the seed of the first; with any
//! of them set, totals are printed.

mod diary;
mod events;
mod life;
mod limits;
mod manager;
mod people;
mod play;
mod wrong;

use std::{
    io::Write,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

use diary::{Diary, Totals};

/// What the ordinary run plays.
const DAYS: i64 = 30;
const SEED: u64 = 1;
const SEASONS: u64 = 3;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "says how fast it was, which decides nothing")]
fn the_invariants_hold_for_a_season() {
    let seed = number("TENANTRY_SEASON_SEED");
    let seasons = number("TENANTRY_SEASONS");
    let days = number("TENANTRY_SEASON_DAYS");
    let is_asked = seed.is_some() || seasons.is_some() || days.is_some();
    let first = seed.unwrap_or(SEED);
    let seasons = seasons.unwrap_or(if seed.is_some() { 1 } else { SEASONS });
    let days = days.map_or(DAYS, |days| days as i64);
    let start = Instant::now();
    let mut totals = Totals::default();
    for seed in first..first + seasons {
        let mut diary = Diary::of(seed);
        let played = catch_unwind(AssertUnwindSafe(|| play::play(days, &mut diary)));
        assert!(played.is_ok(), "{diary}");
        totals.add(&diary.totals);
    }
    if is_asked {
        let minutes = start.elapsed().as_secs_f64() / 60.0;
        let years = (3 * days) as f64 * seasons as f64 / 365.0;
        let mut out = std::io::stdout().lock();
        for (kind, count) in &totals.done {
            writeln!(out, "{count:>8} {kind}").unwrap();
        }
        let (steps, speed) = (totals.steps, years / minutes);
        writeln!(out, "{seasons} seasons, {steps} steps, {speed:.0} building-years per minute")
            .unwrap();
    }
}
