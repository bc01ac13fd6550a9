use tenantry_core::{connector::ConnectorError, reconcile::FellThrough};
use tenantry_store::StoreError;

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
    /// It cannot be asked like this, at any time.
    #[error("{0}")]
    Asked(String),
    /// It can no longer be done, or not now: what it was asked of has moved.
    #[error("{0}")]
    Moved(String),
    /// There is no such thing, or not at this property.
    #[error("{0}")]
    Missing(String),
    /// A plan on file.
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
    /// The database's own error, where it is one.
    pub fn store(&self) -> Option<&StoreError> {
        match self {
            Error::Store(error) | Error::NotApplied(error) => Some(error),
            _ => None,
        }
    }

    /// The source's own error, where it is one.
    pub fn connector(&self) -> Option<&ConnectorError> {
        match self {
            Error::Connector(error) => Some(error),
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
