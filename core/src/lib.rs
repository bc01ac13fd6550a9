//! The heart of Tenantry: what a resident, a roster and an account are, how a
//! connector delivers residents, and the rules that turn a roster and a
//! directory into a [`Plan`](reconcile::Plan).
//!
//! This crate performs no I/O, knows no clock and no database. A connector
//! author needs [`model`] and [`connector`] only.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

#[macro_use]
mod words;

pub mod connector;
pub mod model;
pub mod normalize;
pub mod reconcile;

pub use jiff::civil::Date;
pub use words::Words;

/// Short text. Up to 24 bytes are stored in place, which is what keeps a
/// roster of a million residents in memory small.
pub type Text = compact_str::CompactString;
