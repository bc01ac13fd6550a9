use std::path::PathBuf;

/// Why a configuration cannot be used. Exit code 2.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{file}{line}: {problem}{hint}", file = .file.display(), line = .line.map(|line| format!(":{line}")).unwrap_or_default(), hint = .hint.as_ref().map(|hint| format!("\n  {hint}")).unwrap_or_default())]
pub(crate) struct ConfigError {
    /// The file that is wrong.
    pub(crate) file: PathBuf,
    /// The line, where the key is in the file.
    pub(crate) line: Option<usize>,
    /// What is wrong. Never a value: it may be a secret.
    pub(crate) problem: String,
    /// What to do.
    pub(crate) hint: Option<String>,
}
