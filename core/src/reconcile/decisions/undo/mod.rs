//! Undoing a run, or an answer to an alert.
//!
//! 1. [`PastRun::check`] and [`PastAnswer::check`] say whether there is
//!    anything to undo at all.
//! 2. [`reverse`] turns the audit rows of it into changes that take them back,
//!    and says which of them stay because of later changes to the same rows.
//! 3. [`Reversal::needs`] asks for the rows next to those, and
//!    [`Reversal::of_run`] or [`Reversal::of_answer`] decides with them.

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
