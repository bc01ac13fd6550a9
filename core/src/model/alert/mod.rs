//! Alerts: what a property manager has to look at.

mod facts;
pub(crate) mod json;
mod kind;
mod shown;
mod together;
mod version;

pub use facts::AlertFacts;
pub use kind::{AlertId, AlertKind, Resolution};
pub use shown::{Evidence, LinkedTo, Missing, Occasion, ShownAccount};
pub use together::{Residencies, UnreadRecord};
pub(crate) use together::{SEVERAL_MISSING, contradiction, subject, subject_of};
pub(crate) use version::{manual_residency_version, one_person_version};
