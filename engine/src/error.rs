use tenantry_core::{connector::ConnectorError, reconcile::FellThrough};
use tenantry_store::StoreError;

use crate::Refused;

/// Why the engine could not do what was asked. Nothing was applied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database failed while a plan was being written.
    #[error("the plan was not applied")]
    NotApplied(#[source] StoreError),
    /// The connector could not fetch the roster.
    #[error(transparent)]
    Connector(#[from] ConnectorError),
    /// A bug in the rules: no rule handled a resident.
    #[error(transparent)]
    Rules(#[from] FellThrough),
    /// The request was refused.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The operating system failed, for instance on a file.
    #[error("{what}")]
    File {
        /// What could not be done, including the file's name.
        what: String,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
}

impl Error {
    /// The database's own error, if that is the cause.
    pub fn store(&self) -> Option<&StoreError> {
        match self {
            Error::Store(error) | Error::NotApplied(error) => Some(error),
            _ => None,
        }
    }

    /// The connector's own error, if that is the cause.
    pub fn connector(&self) -> Option<&ConnectorError> {
        match self {
            Error::Connector(error) => Some(error),
            _ => None,
        }
    }

    /// The refusal, if that is the cause.
    pub fn refused(&self) -> Option<&Refused> {
        match self {
            Error::Refused(refused) => Some(refused),
            _ => None,
        }
    }

    /// The whole error on one line: what failed, and why.
    pub fn line(&self) -> String {
        let mut line = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            // Some messages already quote their cause.
            let text = error.to_string();
            if !line.contains(&text) {
                line = format!("{line}: {text}");
            }
            cause = error.source();
        }
        line
    }
}

/// A result with the engine's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;
