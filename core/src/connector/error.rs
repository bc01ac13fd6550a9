use std::time::Duration;

/// Why a connector failed. The message says what failed and where, the hint what to do about it.
/// Neither contains personal data or credentials.
#[derive(Debug, thiserror::Error)]
#[error("{message}{}", tries(*attempts))]
pub struct ConnectorError {
    /// The class of the failure.
    pub kind: ErrorKind,
    /// What failed, and where.
    pub message: String,
    /// What the operator can do about it.
    pub hint: Option<String>,
    /// How long the PMS asked to wait before the next request.
    pub retry_after: Option<Duration>,
    /// How many attempts failed this way. Code that retries counts them here, so that its callers
    /// do not retry again.
    pub attempts: u32,
    /// The underlying error, for the log.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl ConnectorError {
    /// An error with a message, no hint, and one attempt.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
            retry_after: None,
            attempts: 1,
            source: None,
        }
    }

    /// Adds what the operator can do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Prefixes the message with what it is about, unless it starts with that already.
    #[must_use]
    pub fn of(mut self, label: &str) -> Self {
        if !self.message.starts_with(label) {
            self.message = format!("{label}: {}", self.message);
        }
        self
    }

    /// Adds the underlying error.
    #[must_use]
    pub fn source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds how long the PMS asked to wait.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }
}

fn tries(attempts: u32) -> String {
    if attempts > 1 { format!(" (tried {attempts} times)") } else { String::new() }
}

/// The class of a connector's failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// A setting is missing or wrong.
    ConfigInvalid,
    /// The PMS refused the credentials.
    Unauthenticated,
    /// The credentials are valid but lack a permission.
    PermissionDenied,
    /// The PMS does not know the property, or it is not clear which of its properties are meant.
    PropertyNotFound,
    /// Too many requests.
    RateLimited,
    /// The source cannot be reached or opened.
    Unavailable,
    /// Nobody answers at the address: its name is unknown, or the connection was refused.
    Unreachable,
    /// The source did not respond in time.
    Timeout,
    /// The response is not what the protocol promises.
    Protocol,
    /// The document cannot be read.
    Malformed,
    /// A limit was exceeded.
    TooLarge,
    /// The roster may be truncated.
    Incomplete,
    /// The source cannot do what was asked.
    Unsupported,
    /// The fetch was cancelled.
    Cancelled,
    /// Anything else.
    Unexpected,
}

impl ErrorKind {
    /// Whether a later attempt may succeed without anybody changing anything.
    pub fn is_temporary(self) -> bool {
        matches!(
            self,
            ErrorKind::RateLimited
                | ErrorKind::Unavailable
                | ErrorKind::Unreachable
                | ErrorKind::Timeout
                | ErrorKind::Incomplete
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_added_only_once() {
        let error = ConnectorError::new(ErrorKind::Protocol, "no list").of("residents 1");
        assert_eq!(error.of("residents 1").message, "residents 1: no list");
    }

    #[test]
    fn an_error_says_how_often_it_was_tried() {
        let mut error = ConnectorError::new(ErrorKind::Timeout, "no answer");
        assert_eq!(error.to_string(), "no answer");
        error.attempts = 3;
        assert_eq!(error.to_string(), "no answer (tried 3 times)");
    }
}
