//! Runs one property: fetch, reconcile, apply; answer alerts, explain, undo.
//! The command line and the console both work through a [`Handle`].
//!
//! This crate contains no rules (those are in `tenantry_core::reconcile`) and
//! no SQL. A [`Site`] is a configured property; the time comes from the
//! machine's clock.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

mod answer;
mod confirm;
pub mod document;
mod error;
mod explain;
mod export;
mod fetch;
mod handle;
mod import;
mod merge;
mod offer;
mod plan;
mod plan_file;
mod portfolio;
mod progress;
mod reconciled;
mod refused;
mod report;
mod sample;
pub mod schedule;
mod settings;
mod site;
mod sync;
mod undo;
mod worker;

pub use answer::{AnswerRequest, Within};
pub use confirm::Confirm;
pub use document::ChangeDocument;
pub use error::{Error, Result};
pub use explain::Explanation;
pub use export::export;
pub use fetch::{Fetched, fetch};
pub use handle::Handle;
pub use import::Imported;
pub use merge::Merged;
pub use offer::offer;
pub use plan::Planned;
pub use plan_file::{Moved, MovedStep, MovedWhat, PlanFile};
pub use portfolio::{Renamed, Retired, preview_retirement, rename, retire, undo_retirement};
pub use progress::{Progress, Unwatched};
pub use reconciled::Reconciled;
pub use refused::{RefusalClass, Refused};
pub use report::{AlertMove, AlertView, Confirmation, Report};
pub use sample::{FIELDS, SAMPLE, Sample, sample};
pub use settings::{LimitSettings, PropertySettings, SafetySettings, SyncSettings};
pub use site::{MappedWords, Site, must_exist};
pub use sync::SyncRequest;
pub use undo::Reopened;
pub use worker::{AtWork, Busy, Finished, Status, Worker};
