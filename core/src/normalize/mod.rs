//! Normalized keys, by which names, emails and units are compared.

mod email;
mod grade;
mod name;
mod unit;

pub use email::{Placeholders, bare_email, email_key};
pub use grade::{Grade, grade};
pub use name::{NameKey, Suffix};
pub use unit::{same_unit, unit_key};
