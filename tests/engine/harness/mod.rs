//! The test harness: a property in a folder, a database for each test, and the
//! engine's command line.

mod clock;
pub(crate) mod database;
mod feed;
mod look;
mod output;
mod postgres;
mod saved;
mod site;
mod skip;

pub(crate) use clock::{Wrong, latest, misdate};
pub(crate) use database::{
    Backend::{self, Postgres, Sqlite},
    execute,
};
pub(crate) use feed::{Row, crowd, csv_of};
pub(crate) use look::{actions, alert, emails, explained, homes, keys, kinds, person};
pub(crate) use output::Output;
pub(crate) use saved::{restore, save};
pub(crate) use site::{ENGINE, Site};
pub(crate) use skip::skip;
