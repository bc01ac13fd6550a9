use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};
use tenantry_core::connector::{ConnectorError, ErrorKind};

/// One exchange in a recording.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) label: String,
    pub(super) method: String,
    pub(super) url: String,
    pub(super) request: Option<String>,
    pub(super) status: Option<u16>,
    pub(super) content_type: Option<String>,
    /// Seconds.
    pub(super) retry_after: Option<u64>,
    pub(super) location: Option<String>,
    /// The file with the body, in the same folder.
    pub(super) body: Option<String>,
    /// Whether the body is complete.
    pub(super) whole: bool,
    pub(super) failure: Option<Failure>,
    /// The headers that the request asked to read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) headers: BTreeMap<String, String>,
}

/// Why an exchange failed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Failure {
    kind: String,
    message: String,
    hint: Option<String>,
    /// Seconds.
    retry_after: Option<u64>,
}

/// The error kinds with which an exchange can fail.
const KINDS: [ErrorKind; 9] = [
    ErrorKind::ConfigInvalid,
    ErrorKind::Unavailable,
    ErrorKind::Unreachable,
    ErrorKind::Timeout,
    ErrorKind::Protocol,
    ErrorKind::Malformed,
    ErrorKind::TooLarge,
    ErrorKind::Incomplete,
    ErrorKind::Unexpected,
];

impl From<&ConnectorError> for Failure {
    fn from(error: &ConnectorError) -> Self {
        Self {
            kind: format!("{:?}", error.kind),
            message: error.message.clone(),
            hint: error.hint.clone(),
            retry_after: error.retry_after.map(|wait| wait.as_secs()),
        }
    }
}

impl From<&Failure> for ConnectorError {
    fn from(failure: &Failure) -> Self {
        let mut kinds = KINDS.into_iter();
        let kind = kinds.find(|kind| format!("{kind:?}") == failure.kind);
        let mut error =
            ConnectorError::new(kind.unwrap_or(ErrorKind::Unexpected), failure.message.clone());
        error.hint.clone_from(&failure.hint);
        error.retry_after = failure.retry_after.map(Duration::from_secs);
        error
    }
}

/// The names of the two files of an exchange, without extension.
pub(super) fn stem(number: u32, label: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let label: String = label.chars().take(80).map(plain).collect();
    format!("{number:03}-{label}")
}

/// The number of the exchange that a file belongs to; `None` for other files.
pub(super) fn number(file: &str) -> Option<u32> {
    let (number, _) = file.split_once('-')?;
    number.parse().ok().filter(|_| number.len() >= 3)
}
