//! What people decide about the directory, as pure functions: typed rows in,
//! changes or a typed refusal out. Callers read the rows and write the changes;
//! faces put the refusals into words.

mod deletion;
mod undo;

pub use deletion::{describe_deletions, undescribed_deletions};
pub use undo::{
    AnswerStays, AuditedChange, ChangeId, Decided, Kept, KeptWhy, Needs, Neighbors, Obstacle,
    PastAnswer, PastRun, Returning, Reversal, RunStays, reverse,
};
