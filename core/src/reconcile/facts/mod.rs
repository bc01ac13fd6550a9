//! What a decision is made of: the policy, the roster and the directory.

pub(super) mod directory;
pub(super) mod fingerprint;
mod policy;
mod prepared;
pub(super) mod scope;
mod selection;
mod snapshot;

pub(super) use directory::Directory;
pub use fingerprint::{Fingerprinter, RosterDigest};
pub use policy::*;
pub use prepared::Prepared;
pub use scope::{OutOfScope, Scope, effective_status};
pub use selection::Selection;
pub use snapshot::*;
