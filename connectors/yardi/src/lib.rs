//! Residents from Yardi Voyager, through the SOAP web services that Yardi calls
//! standard interfaces.
//!
//! - `settings` is the manual; `interface` and `operation` define the services
//!   and operations, and the order of the parameters in their contracts.
//! - `call` builds requests, `messages` interprets the server's error messages,
//!   and `answer` reads responses, with one file in `shapes` per shape.
//! - `fetch` combines a roster from residents, their units, and the codes that
//!   roommates had before they became tenants. `check` tries everything short
//!   of that.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

mod answer;
mod call;
mod check;
mod connector;
mod fetch;
#[doc(hidden)]
pub mod fuzzing;
mod interface;
mod messages;
mod operation;
mod settings;
mod shapes;

pub use interface::Interface;
pub use operation::Operation;
pub use settings::{Soap, YardiSettings};
