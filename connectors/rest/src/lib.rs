//! Residents from any PMS that answers JSON over HTTP, described by a profile.
//!
//! A profile is a TOML document: requests and their paging, credentials,
//! where people are in an answer, and what its words mean. Those of several
//! PMSs are built in; docs/rest-profiles.md teaches to write one.
//!
//! - `settings` is what stands in a property's TOML; `profile` reads and
//!   checks the profile, and `profiles/*.toml` are those that are built in.
//! - `json` reads pages, and of them only what the profile names; `path` is
//!   JSONPath over what was read.
//! - `request` asks for pages, signs requests, turns pages and proves that
//!   none is missing; `roster` makes residents of records.
//! - `fetch` puts a roster together, and `check` tries everything short of
//!   that.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

mod check;
mod connector;
mod fetch;
#[doc(hidden)]
pub mod fuzzing;
mod help;
mod json;
mod path;
mod profile;
mod request;
mod roster;
mod settings;

pub use settings::RestSettings;
