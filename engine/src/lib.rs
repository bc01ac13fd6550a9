//! One property at work: fetch, reconcile, apply; answer alerts, explain,
//! undo. What the command line and the console do, they do through this crate.
//!
//! It holds no rules (those are in `tenantry_core::reconcile`) and no SQL. A
//! [`Site`] is a configured property; the day and the clock are those of the
//! caller's machine.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

mod answer;
mod confirm;
pub mod document;
mod error;
mod explain;
mod export;
mod fetch;
mod import;
mod plan_file;
mod progress;
mod reconciled;
mod report;
pub mod schedule;
mod settings;
mod site;
mod sync;
mod undo;
mod worker;

pub use answer::{Asked as AnswerAsked, answer, check_answer, preview};
pub use document::ChangeDocument;
pub use error::{Error, Result};
pub use explain::{Explanation, explain};
pub use export::export;
pub use fetch::{Fetched, fetch};
pub use import::{Imported, import};
pub use plan_file::PlanFile;
pub use progress::{Progress, Unwatched};
pub use reconciled::{Planned, Reconciled, plan};
pub use report::{AlertView, Report};
pub use settings::{PropertySettings, SafetySettings, SyncSettings};
pub use site::Site;
pub use sync::{Asked as SyncAsked, sync};
pub use undo::{undo, undo_answer};
pub use worker::{AtWork, Busy, Finished, Status, Worker};
