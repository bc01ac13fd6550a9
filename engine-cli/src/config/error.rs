use std::{
    fmt,
    path::{Path, PathBuf},
};

use super::tree::Origin;

/// Why a configuration cannot be used. Exit code 2.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{file}{line}: {problem}{hint}", file = .file.display(), line = .line.map(|line| format!(":{line}")).unwrap_or_default(), hint = .hint.as_ref().map(|hint| format!("\n  {hint}")).unwrap_or_default())]
pub(crate) struct ConfigError {
    /// The file with the error.
    pub(crate) file: PathBuf,
    /// The line, if the key is in the file.
    pub(crate) line: Option<usize>,
    /// What is wrong. Never quotes a value: it may be a secret.
    pub(crate) problem: String,
    /// What to do.
    pub(crate) hint: Option<String>,
}

impl ConfigError {
    /// An error about a key. A value from the environment is identified by its
    /// variable, any other by its path. `file` is used if the line is unknown.
    pub(super) fn at(origin: Option<&Origin>, file: &Path, path: &str, predicate: &str) -> Self {
        let subject = match origin {
            Some(Origin::Variable(name)) => name.to_string(),
            _ if path.is_empty() => "the file".into(),
            _ => format!("`{path}`"),
        };
        Self::of(origin, file, format!("{subject}{predicate}"))
    }

    /// An error at a place.
    pub(super) fn of(origin: Option<&Origin>, file: &Path, problem: String) -> Self {
        let (file, line) = match origin {
            Some(Origin::Line(file, line)) => (file.as_ref(), Some(*line)),
            _ => (file, None),
        };
        Self { file: file.to_owned(), line, problem, hint: None }
    }

    /// Adds what to do, if known.
    #[must_use]
    pub(super) fn with_hint(self, hint: impl Into<Option<String>>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

/// A file that cannot be used.
#[derive(Debug, Clone)]
pub(crate) struct Broken {
    /// Why not. It may be about another file, such as the defaults.
    pub(crate) error: ConfigError,
    /// The file, or the folder.
    pub(crate) file: PathBuf,
    /// The property that it is of, if that can be read.
    pub(crate) property: Option<String>,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}
