//! Normalized keys, by which names, emails and places are compared.

mod email;
mod grade;
mod name;
mod phone;
mod place;

pub use email::{Placeholders, bare_email, email_key};
pub use grade::{Grade, grade, is_exchanged};
pub use name::{NameKey, Suffix};
pub use phone::can_be_phone;
pub use place::{JoinedTwice, Likeness, PlaceKey};
