//! Random instants that can be played again, and how much was attacked.

use std::{
    collections::hash_map::RandomState,
    env,
    fs::OpenOptions,
    hash::{BuildHasher, Hasher},
    io::Write,
    time::Duration,
};

/// A source of random numbers; if its test fails, it prints its seed.
#[derive(Debug)]
pub(crate) struct Dice {
    seed: u64,
    state: u64,
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().filter(|text| !text.is_empty()).map(|text| text.parse().expect(name))
}

impl Dice {
    /// Starts with `TENANTRY_ATTACK_SEED`, otherwise with a new seed.
    pub(crate) fn new() -> Self {
        let seed = number("TENANTRY_ATTACK_SEED");
        let seed = seed.unwrap_or_else(|| RandomState::new().build_hasher().finish() % 1_000_000);
        Self { seed, state: seed }
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// An instant within a duration.
    pub(crate) fn within(&mut self, whole: Duration) -> Duration {
        let permille = u32::try_from(self.next() % 1000).expect("below 1000");
        whole * permille / 1000
    }
}

impl Drop for Dice {
    #[expect(clippy::disallowed_macros, reason = "a test that fails says how to play it again")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("to play it again: TENANTRY_ATTACK_SEED={}", self.seed);
        }
    }
}

/// How many rounds to play: `ordinary`, times `TENANTRY_ATTACK_ROUNDS`.
pub(crate) fn rounds(ordinary: u32) -> u32 {
    let times = number("TENANTRY_ATTACK_ROUNDS").unwrap_or(1).max(1);
    ordinary * u32::try_from(times).expect("a number of rounds")
}

/// Counts what was attacked, in the file that `TENANTRY_ATTACKED` names;
/// `scripts/test` prints the totals.
pub(crate) fn tally(count: usize, what: &str) {
    if let Some(file) = env::var_os("TENANTRY_ATTACKED") {
        let file = OpenOptions::new().append(true).create(true).open(file);
        let _ = file.and_then(|mut file| file.write_all(format!("{count} {what}\n").as_bytes()));
    }
}
