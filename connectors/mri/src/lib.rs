//! The MRI connector of Tenantry: residents from the Residential Management
//! API, property by property and page by page.
//!
//! A fetch goes through these steps, one module per step:
//!
//! 1. `pages` builds the query for a page and takes the next page's position
//!    from the link in the previous one.
//! 2. `page` reads the entries of a page in either `format`; `refusal`
//!    interprets errors among them.
//! 3. `entry` turns an entry into a resident, with the rules in `words`.
//! 4. `connector` combines these.

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
