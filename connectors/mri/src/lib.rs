//! The MRI connector of Tenantry: residents from the Residential Management
//! API, property by property and page by page.
//!
//! The way of a fetch, one module a step:
//!
//! 1. `pages` writes the query of a page and takes the next one from the link
//!    that the page before holds.
//! 2. `page` reads the entries of a page in either `format`; `refusal` reads
//!    what an error among them means.
//! 3. `entry` turns an entry into a resident, with the rules of `words`.
//! 4. `connector` strings these together.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

mod connector;
mod entry;
mod format;
#[doc(hidden)]
pub mod fuzzing;
mod page;
mod pages;
mod refusal;
mod settings;
mod words;

pub use format::Format;
pub use settings::MriSettings;
