//! The core of Tenantry: what a resident, a roster and an account are, how a connector delivers
//! residents, and the rules that turn a roster and a directory into a [`Plan`](reconcile::Plan).
//!
//! This crate does no I/O and does not know about clocks or databases. To write a connector you
//! only need [`model`] and [`connector`].

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

#[macro_use]
mod words;

pub mod connector;
pub mod model;
pub mod normalize;
pub mod reconcile;

pub use jiff::civil::Date;
pub use words::Words;

/// Short text. Up to 24 bytes are stored inline, which keeps a roster of a million residents small
/// in memory.
pub type Text = compact_str::CompactString;
