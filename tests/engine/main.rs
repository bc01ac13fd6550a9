//! End-to-end tests of the engine through its command line, on SQLite and on
//! PostgreSQL.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

mod answers_undone;
mod audit;
mod bad_database;
mod bad_disk;
mod bad_feed;
mod clocks;
mod concurrent;
mod console;
mod contract_alerts;
mod contract_config;
mod contract_documents;
mod contract_explain;
mod contract_hold;
mod contract_people;
mod contract_plan;
mod contract_refusals;
mod contract_resolve;
mod csv_sources;
mod dismissed;
mod exchanges;
mod harness;
mod imports;
mod killed;
mod lease;
mod lifecycle;
mod lifecycle_identity;
mod lifecycle_scope;
mod lifecycle_time;
mod manual_homes;
mod many_at_once;
mod merge;
mod no_email;
mod pms;
mod portfolio;
mod properties;
mod quickstart;
mod same_person;
mod several_properties;
mod undo;
mod vanished;
mod weak_ids;
mod without_email;
