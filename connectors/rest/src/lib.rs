//! Residents from any PMS that returns JSON over HTTP, described by a profile.
//!
//! A profile is a TOML document: requests and their paging, credentials, where
//! people are in a response, and the meaning of its words. Profiles for several
//! PMSs are built in; docs/rest-profiles.md explains how to write one.
//!
//! - `settings` defines the settings in a property's TOML; `profile` reads and
//!   checks the profile, and `profiles/*.toml` are the built-in ones.
//! - `json` reads pages, keeping only what the profile names; `path` is
//!   JSONPath on that.
//! - `request` requests pages, signs requests, follows paging and verifies that
//!   no page is missing; `roster` turns records into residents.
//! - `fetch` combines these into a roster, and `check` tries everything short
//!   of that.

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
