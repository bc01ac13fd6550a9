//! The RealPage connector of Tenantry: residents of OneSite from the RPX
//! gateway, site by site.
//!
//! A fetch goes through these steps, one module per step:
//!
//! 1. `service` builds the calls; `refusal` interprets faults.
//! 2. `roster` reads the residents of a site one by one, and tells renewals
//!    from transfers; `skipped` counts the rows that are not residents.
//! 3. `record` turns a row into a resident, with the rules in `words`.
//! 4. `connector` combines these; `check` makes the smallest requests that
//!    prove that a fetch can work, with the list that `sites` reads.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

mod check;
mod connector;
#[doc(hidden)]
pub mod fuzzing;
mod record;
mod refusal;
mod roster;
mod service;
mod settings;
mod sites;
mod skipped;
mod words;

pub use service::Operation;
pub use settings::RealPageSettings;
