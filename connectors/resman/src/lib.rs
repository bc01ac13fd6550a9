//! Residents from ResMan, through the form API that returns MITS (version 1) or
//! the partners' REST API that returns JSON (version 2).
//!
//! - `settings` is the manual; `service` builds the requests of both versions,
//!   and `refusal` interprets ResMan's errors.
//! - `envelope` reads the responses of version 1, whose payload is read by
//!   `tenantry-mits`.
//! - `people` reads the responses of version 2; `person` turns each element
//!   into a resident, from the values that `facts` reads and the words in
//!   `words`.
//! - `fetch` combines these into a roster, and `check` tries everything short
//!   of that.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

mod check;
mod connector;
mod envelope;
mod facts;
mod fetch;
#[doc(hidden)]
pub mod fuzzing;
mod people;
mod person;
mod refusal;
mod service;
mod settings;
mod words;

pub use settings::{ResManSettings, Version};
