//! The words of the field, as types.

mod account;
mod alert;
mod resident;
mod roster;

pub use account::*;
pub use alert::*;
pub use resident::*;
pub use roster::*;
