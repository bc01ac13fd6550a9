use std::{fmt::Debug, fs::File};

use async_trait::async_trait;
use jiff::Timestamp;
use tenantry_core::connector::{ConnectorError, ErrorKind};

use crate::failure::failure;

/// The most files that a folder may have.
pub(crate) const MAX_ENTRIES: usize = 10_000;

/// A file of a folder, as far as it can be told without reading it. Equal
/// while nobody writes to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) modified: Option<Timestamp>,
}

/// Where files lie next to each other.
#[async_trait]
pub(crate) trait Folder: Debug + Send + Sync {
    /// The folder, for messages: without credentials.
    fn name(&self) -> String;

    /// A file of the folder, for messages.
    fn name_of(&self, file: &str) -> String {
        format!("{}/{file}", self.name())
    }

    /// The error of a file that is not there.
    fn absent(&self, file: &str) -> ConnectorError {
        failure(ErrorKind::Unavailable, &self.name_of(file), "is not there")
            .hint("check `url`, and whether the export has run")
    }

    /// Whether a file appears only once it is whole.
    fn appears_whole(&self) -> bool {
        false
    }

    /// The regular files of the folder, in any order.
    async fn list(&self) -> Result<Vec<Entry>, ConnectorError>;

    /// A file of the folder, if it is there.
    async fn look(&self, name: &str) -> Result<Option<Entry>, ConnectorError>;

    /// What is in a file: all of what `entry` says.
    async fn open(&self, entry: &Entry) -> Result<File, ConnectorError>;
}

/// The error of a folder with too many files.
pub(crate) fn crowded(folder: &str) -> ConnectorError {
    failure(ErrorKind::TooLarge, folder, &format!("holds more than {MAX_ENTRIES} files"))
        .hint("move old exports elsewhere")
}
