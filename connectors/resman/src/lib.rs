//! Residents from ResMan, through the form API that answers MITS (version 1)
//! or the partners' REST API that answers JSON (version 2).
//!
//! - `settings` is the manual; `service` makes the requests of both versions,
//!   and `refusal` reads what ResMan says instead of an answer.
//! - `envelope` reads the answers of version 1, whose payload `tenantry-mits`
//!   understands.
//! - `people` reads the answers of version 2; `person` makes a resident of each
//!   element, from the values that `facts` reads and the words in `words`.
//! - `fetch` puts a roster together, and `check` tries everything short of that.

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
