use std::ops::Range;

use tenantry_core::connector::{ConnectorError, ErrorKind};

/// What is wrong with a profile, and where.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) at: Option<Range<usize>>,
    pub(super) what: String,
}

impl Problem {
    /// A problem with the value of a key.
    pub(super) fn new(at: Range<usize>, key: &str, what: impl Into<String>) -> Self {
        Self { at: Some(at), what: format!("{key}: {}", what.into()) }
    }

    /// The error about the profile with this label.
    pub(super) fn error(self, label: &str, text: &str) -> ConnectorError {
        let line = self.at.map(|at| {
            let before = text.as_bytes().get(..at.start).unwrap_or_default();
            format!(", line {}", before.iter().filter(|byte| **byte == b'\n').count() + 1)
        });
        let message = format!("profile {label}{}: {}", line.unwrap_or_default(), self.what);
        ConnectorError::new(ErrorKind::ConfigInvalid, message)
            .hint("docs/rest-profiles.md describes what a profile may contain")
    }
}

/// A problem found by the TOML parser, such as an unknown key.
pub(super) fn of_toml(error: &toml::de::Error) -> Problem {
    let what = error.message().replace('\n', " ");
    Problem { at: error.span(), what }
}
