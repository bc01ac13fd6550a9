//! What people decide about the directory, as pure functions: typed rows in, changes or a typed
//! refusal out. Callers read the rows and write the changes, and put refusals into words where
//! they are shown.

mod answer;
mod deletion;
mod explain;
mod import;
mod merge;
mod retire;
mod undo;

pub use answer::{Answer, Offers, Reach, Refusal, Resolved, resolve};
pub use deletion::{describe_deletions, undescribed_deletions};
pub use explain::{ExplainedAccount, Finding, Otherwise, explain};
pub use import::{Imported, LeftOut, Newcomer, WhyLeftOut, import};
pub use merge::{AccountAndHomes, Beyond, NotMerged, beyond, merge};
pub use retire::retire;
pub use undo::{
    AnswerStays, AuditedChange, ChangeId, Decided, FormerLink, Kept, KeptWhy, LinkHolder, Needs,
    Neighbors, Obstacle, PastAnswer, PastRun, Returning, Reversal, RunStays, former_links, reverse,
    unmerge,
};
