//! The rules: a roster and a snapshot of the directory in, a [`Plan`] out.
//!
//! Nothing here does I/O, reads a clock or depends on the order of the roster.

mod change;
mod plan;
mod policy;
mod snapshot;

pub use change::*;
pub use plan::*;
pub use policy::*;
pub use snapshot::*;
