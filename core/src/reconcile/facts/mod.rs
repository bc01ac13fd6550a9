//! The inputs of a decision: the policy, the roster and the directory.

mod directory;
mod fingerprint;
mod fingerprints;
mod index;
mod limits;
mod memory;
mod policy;
mod prepared;
mod scope;
mod selection;
mod snapshot;
mod unmatched;

pub(super) use directory::{Directory, Known, Located};
pub use fingerprint::{Fingerprinter, RosterDigest};
pub use fingerprints::{Entry, Fingerprints};
pub use index::RecordIx;
pub(super) use index::RowIx;
pub use limits::{Limit, SafetyLimits, Window};
pub use memory::{Approval, Columns, Recent, SafetyMemory};
pub use policy::{OnMissing, Policy, WithoutEmail};
pub use prepared::Prepared;
pub use scope::{OutOfScope, Scope, Unmapped, effective_status};
pub(super) use scope::{ScopeRules, contradicts};
pub(super) use selection::Itself;
pub use selection::Selection;
pub use snapshot::{Focus, OpenAlert, Snapshot, Standing};
pub use unmatched::{Unmatched, WordList, Words};
