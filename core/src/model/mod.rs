//! The domain model.

mod account;
mod alert;
mod field;
mod harm;
mod reason;
mod resident;
mod roster;
mod weak_id;
mod weak_unit;

pub use account::*;
pub use alert::*;
pub use field::Field;
pub use harm::*;
pub use reason::Reason;
pub use resident::*;
pub use roster::*;
pub use weak_id::*;
