//! What the console reads: paged lists and counts.

mod alerts;
mod cursor;
mod filter;
mod history;
mod naming;
mod people;
mod totals;
mod units;

pub use alerts::AlertState;
pub use cursor::{Cursor, Page};
pub use filter::{PeopleFilter, Source};
pub use naming::Naming;
pub use people::PeoplePage;
pub use totals::{CountsNow, RunTotal};
