//! The JSON documents of the command line and of the HTTP API.

mod alert;
mod change;
mod counts;
mod person;
mod run;

pub use alert::AlertDocument;
pub use change::{ChangeDocument, HistoryDocument};
pub use counts::CountsDocument;
pub use person::{PersonDocument, ResidencyDocument};
pub use run::{KeptDocument, RunDocument, UndoDocument};

pub(crate) use change::change_documents;
