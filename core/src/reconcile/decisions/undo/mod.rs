//! Undoing a run, or an answer to an alert.
//!
//! 1. [`PastRun::check`] and [`PastAnswer::check`] say whether there is anything to undo at all.
//! 2. [`former_links`] asks who has the links that the undo would give back. With the answer,
//!    [`reverse`] turns the audit rows into changes that revert them, and says which are kept.
//! 3. [`Reversal::needs`] asks for the neighboring rows, and [`Reversal::of_run`],
//!    [`Reversal::of_answer`] or [`unmerge`] decides with their help.

mod audited;
mod block;
mod kept;
mod links;
mod neighbors;
mod past;
mod reverse;
mod unmerge;

pub use audited::{AuditedChange, ChangeId};
pub use kept::{Kept, KeptWhy};
pub use links::{FormerLink, LinkHolder, former_links};
pub use neighbors::{Needs, Neighbors, Obstacle, Returning};
pub use past::{AnswerStays, Decided, PastAnswer, PastRun, RunStays};
pub use reverse::{Reversal, reverse};
pub use unmerge::unmerge;
