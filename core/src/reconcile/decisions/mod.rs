//! What people decide about the directory, as pure functions: typed rows in,
//! changes or a typed refusal out. Callers read the rows and write the changes;
//! faces put the refusals into words.

mod deletion;
mod explain;
mod import;
mod resolve;
mod undo;

use super::{
    AccountRef, Action, Change, Directory, Field, FieldChange, OutOfScope, Plan, PlannedAlert,
    Policy, Prepared, Reason, ResidencyRef, Scope, Snapshot, Verdict, change::patch,
    effective_status, facts::directory, rules::linked,
};
pub use deletion::{describe_deletions, undescribed_deletions};
pub use explain::explain;
pub use import::{Newcomer, import};
pub use resolve::{Answer, Refusal, Resolved, resolve};
pub use undo::{
    AnswerStays, AuditedChange, ChangeId, Decided, Kept, KeptWhy, Needs, Neighbors, Obstacle,
    PastAnswer, PastRun, Returning, Reversal, RunStays, reverse,
};
