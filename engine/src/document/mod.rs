//! The JSON documents of the command line and of the HTTP API.

mod alert;
mod change;
mod count;
mod counts;
mod ended;
mod explain;
mod hold;
mod message;
mod person;
mod reach;
mod run;
pub mod words;

pub use alert::{AlertDocument, AlertState, version};
pub use change::{ChangeDocument, HistoryDocument, ShownFields};
pub use count::{count, counted, plural};
pub use counts::CountsDocument;
pub use ended::why_ended;
pub use explain::sentences;
pub use hold::{capitalized, held_detail, hold_effect, hold_sentence};
pub use message::{in_field, message, of_properties, said};
pub use person::{PersonDocument, ResidencyDocument};
pub use reach::{beyond, who_answers};
pub use run::{KeptDocument, RunDocument, UndoDocument};

pub(crate) use change::change_documents;
