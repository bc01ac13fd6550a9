//! The directory of Tenantry in SQLite or PostgreSQL: accounts and residencies, alerts, runs, and
//! the audit.
//!
//! A [`Store`] is opened from a URL. [`Store::read`] gives a consistent view ([`ReadTx`]).
//! [`Store::begin`] gives the one writer ([`WriteTx`]); nothing that it reads can change before it
//! commits.
//!
//! Errors ([`StoreError`]) say where the problem is and what to do. Neither they nor anything that
//! this crate logs contain residents' data or passwords.

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
mod identity;
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
mod portfolio;
mod probe;
mod properties;
mod records;
mod runs;
mod safety;
mod search;
mod snapshot;
mod sync;
mod tx;
mod undo;

#[cfg(test)]
mod tests;

pub use access::Access;
pub use decide::{Answer, PersonsRun};
pub use error::StoreError;
pub use location::{check_url, files_of, redacted};
pub use open::{OpenMode, Settings, Store};
pub use pages::{
    AlertState, CountsNow, Cursor, Naming, Page, PeopleFilter, PeoplePage, RunTotal, Source,
};
pub use portfolio::PropertyOverview;
pub use properties::{PropertyId, PropertyState};
pub use records::{AlertRecord, ChangeRecord, Outcome, Person, RunKind, RunRecord, RunSeq};
pub use safety::{Given, StoredHold};
pub use sync::NewRun;
pub use tx::{ReadTx, WriteTx};
pub use undo::{DecisionRecord, UndoReport, UndoneAnswer, why_kept};

type Result<T> = std::result::Result<T, StoreError>;
