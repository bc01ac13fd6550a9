use tenantry_core::{connector::ConnectorError, reconcile::FellThrough};
use tenantry_store::StoreError;

use crate::Refused;

/// Why the engine did not do what was asked. Nothing was applied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database, when a plan was to be written.
    #[error("the plan was not applied")]
    NotApplied(#[source] StoreError),
    /// The source of residents.
    #[error(transparent)]
    Connector(#[from] ConnectorError),
    /// A defect of the rules.
    #[error(transparent)]
    Rules(#[from] FellThrough),
    /// The engine refuses.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A file, or something else of the system.
    #[error("{what}")]
    File {
        /// What could not be done, with the file.
        what: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

impl Error {
    /// The database's own error, if it is one.
    pub fn store(&self) -> Option<&StoreError> {
        match self {
            Error::Store(error) | Error::NotApplied(error) => Some(error),
            _ => None,
        }
    }

    /// The source's own error, if it is one.
    pub fn connector(&self) -> Option<&ConnectorError> {
        match self {
            Error::Connector(error) => Some(error),
            _ => None,
        }
    }

    /// The refusal, if it is one.
    pub fn refused(&self) -> Option<&Refused> {
        match self {
            Error::Refused(refused) => Some(refused),
            _ => None,
        }
    }

    /// The whole error in a line: what failed, and why.
    pub fn line(&self) -> String {
        let mut line = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            // A message may quote its cause already.
            let text = error.to_string();
            if !line.contains(&text) {
                line = format!("{line}: {text}");
            }
            cause = error.source();
        }
        line
    }
}

/// What the engine returns.
pub type Result<T> = std::result::Result<T, Error>;
