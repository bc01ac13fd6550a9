//! What an attacker, a bad day or a bad feed can do to the engine.
//!
//! The ordinary run takes a minute or two. `TENANTRY_ATTACK_ROUNDS=8` plays
//! eight times as many rounds, `TENANTRY_ATTACK_SEED` the instants of an earlier
//! run; a test that fails prints its seed.
//!
//! Elsewhere: half-open connections (`console::half_open`), wrong clocks
//! (`clocks`, `console::clocks`), databases that vanish or are exchanged
//! (`vanished`, `console::vanished`), full and read-only disks (`bad_disk`).

mod bombs;
mod canaries;
mod cut;
mod dice;
mod hostile;
mod kills;
mod routes;
mod sound;
mod town;

pub(crate) use dice::tally;
