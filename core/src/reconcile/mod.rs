//! The rules: a roster and a snapshot of the directory in, a [`Plan`] out.
//!
//! 1. [`Prepared::new`] puts a complete roster in order.
//! 2. [`Selection::new`] finds the records that need a look, and [`Selection::focus`] says what
//!    the rules need to see of the directory for them.
//! 3. [`reconcile`] decides.
//!
//! Four folders, each of which uses only those before it: `facts` (what is read), `change` (what
//! can happen to the directory), `rules` (what a sync does) and `decisions` (what people do).
//!
//! Nothing here does I/O, reads a clock or depends on the order of the roster.

mod change;
mod decisions;
mod facts;
mod rules;

pub use crate::model::Reason;
pub use change::{
    AccountRef, Action, Change, ChangeSet, Field, FieldChange, ResidencyRef, date_text,
};
pub use decisions::*;
pub use facts::*;
use rules::standing;
pub use rules::{Bookkeeping, Counts, Done, FellThrough, Plan, PlannedAlert, Verdict, reconcile};
