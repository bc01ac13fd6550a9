//! Tests the rules: table cases for each, and properties over generated rosters and directories.
#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod build;
mod cases_addresses;
mod cases_columns;
mod cases_dates;
mod cases_dismissed;
mod cases_disputes;
mod cases_exchange;
mod cases_ids;
mod cases_import;
mod cases_lease;
mod cases_manual;
mod cases_matching;
mod cases_merge;
mod cases_names;
mod cases_safety;
mod cases_scope;
mod cases_together;
mod cases_unmatched;
mod cases_weak;
mod cases_without_email;
mod cases_words;
mod check;
mod generate;
mod invariants;
mod lies;
mod many;
mod season;
mod world;
