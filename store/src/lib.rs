//! The directory of Tenantry in a database: the accounts and residencies, the
//! alerts, the runs and the audit, in SQLite or PostgreSQL.
//!
//! A [`Store`] is opened from a URL. [`Store::read`] gives one consistent
//! reading ([`ReadTx`]); [`Store::begin`] gives the one writer ([`WriteTx`]),
//! so that what it reads cannot be changed before it commits.
//!
//! Errors ([`StoreError`]) say where and what to do. None of them, and nothing
//! that this crate logs, holds the data of a resident or a password.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

pub mod access;
pub mod entity;

mod alerts;
mod bulk;
mod conn;
mod convert;
mod decide;
mod directory;
mod error;
mod fingerprints;
mod history;
mod ids;
mod index;
mod keys;
mod load;
mod location;
mod migration;
mod open;
mod overlay;
mod packed;
mod pages;
mod people;
mod pools;
mod properties;
mod records;
mod runs;
mod search;
mod snapshot;
mod sync;
mod tx;
mod undo;

#[cfg(test)]
mod tests;

pub use access::Access;
pub use decide::Answer;
pub use error::StoreError;
pub use location::redacted;
pub use open::{OpenMode, Settings, Store};
pub use pages::{
    AlertState, CountsNow, Cursor, Naming, Page, PeopleFilter, PeoplePage, RunTotal, Source,
};
pub use properties::{PropertyId, PropertyState};
pub use records::{AlertRecord, ChangeRecord, Outcome, Person, RunKind, RunRecord};
pub use sync::NewRun;
pub use tx::{ReadTx, WriteTx};
pub use undo::{DecisionRecord, UndoReport, UndoneAnswer, why_kept};

type Result<T> = std::result::Result<T, StoreError>;
