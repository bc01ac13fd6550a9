use std::{fmt::Debug, fs::File};

use async_trait::async_trait;
use jiff::Timestamp;
use tenantry_core::connector::{ConnectorError, ErrorKind};

use crate::failure::failure;

/// The most files that a folder may contain.
pub(crate) const MAX_ENTRIES: usize = 10_000;

/// A file in a folder, as far as is known without reading it. Stays equal as
/// long as nobody writes to the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) modified: Option<Timestamp>,
}

/// A place with files next to each other.
#[async_trait]
pub(crate) trait Folder: Debug + Send + Sync {
    /// The folder, for messages; without credentials.
    fn name(&self) -> String;

    /// A file in the folder, for messages.
    fn name_of(&self, file: &str) -> String {
        format!("{}/{file}", self.name())
    }

    /// The error for a missing file.
    fn absent(&self, file: &str) -> ConnectorError {
        failure(ErrorKind::Unavailable, &self.name_of(file), "does not exist")
            .hint("check `url`, and whether the export has run")
    }

    /// Whether files appear only once they are complete.
    fn appears_whole(&self) -> bool {
        false
    }

    /// The regular files in the folder, in any order.
    async fn list(&self) -> Result<Vec<Entry>, ConnectorError>;

    /// A file in the folder, if it exists.
    async fn look(&self, name: &str) -> Result<Option<Entry>, ConnectorError>;

    /// The content of a file, which must still match `entry`.
    async fn open(&self, entry: &Entry) -> Result<File, ConnectorError>;
}

/// The error for a folder with too many files.
pub(crate) fn crowded(folder: &str) -> ConnectorError {
    failure(ErrorKind::TooLarge, folder, &format!("holds more than {MAX_ENTRIES} files"))
        .hint("move old exports elsewhere")
}
