//! Residents from Yardi Voyager, through the SOAP web services that Yardi calls
//! standard interfaces.
//!
//! - `settings` is the manual; `interface` and `operation` say which services
//!   and operations there are, and in which order their contracts want the
//!   parameters.
//! - `call` makes requests, `messages` reads what the server says instead of an
//!   answer, and `answer` reads answers, each shape in a file of `shapes`.
//! - `fetch` puts a roster together: residents, their units, and the codes that
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
