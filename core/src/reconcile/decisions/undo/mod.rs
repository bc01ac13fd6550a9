//! Undoing a run, or an answer to an alert.
//!
//! 1. [`PastRun::check`] and [`PastAnswer::check`] say whether there is anything to undo at all.
//! 2. [`reverse`] turns the audit rows into changes that revert them, and says which are kept
//!    because of later changes to the same rows.
//! 3. [`Reversal::needs`] asks for the neighboring rows, and [`Reversal::of_run`] or
//!    [`Reversal::of_answer`] decides with their help.

mod audited;
mod block;
mod kept;
mod neighbors;
mod past;
mod reverse;

pub use audited::{AuditedChange, ChangeId};
pub use kept::{Kept, KeptWhy};
pub use neighbors::{Needs, Neighbors, Obstacle, Returning};
pub use past::{AnswerStays, Decided, PastAnswer, PastRun, RunStays};
pub use reverse::{Reversal, reverse};
