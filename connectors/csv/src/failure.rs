use std::path::Path;

use tenantry_core::connector::{ConnectorError, ErrorKind};

/// An error about the file at `path`.
pub(crate) fn failure(kind: ErrorKind, path: &Path, what: &str) -> ConnectorError {
    at(path, ConnectorError::new(kind, what))
}

/// Prefixes an error's message with the path of the file.
pub(crate) fn at(path: &Path, mut error: ConnectorError) -> ConnectorError {
    error.message = format!("{}: {}", path.display(), error.message);
    error
}

/// An operating system error about the file at `path`.
pub(crate) fn io(path: &Path, doing: &str, error: std::io::Error) -> ConnectorError {
    use std::io::ErrorKind as Io;
    let (kind, hint) = match error.kind() {
        Io::NotFound => (
            ErrorKind::Unavailable,
            "check `path`, which is relative to the configuration file's folder, and whether the \
             export has run",
        ),
        Io::PermissionDenied => {
            (ErrorKind::PermissionDenied, "let the account that runs the engine read the file")
        }
        _ => (ErrorKind::Unavailable, "check the disk or network share that holds the file"),
    };
    failure(kind, path, &format!("cannot {doing}: {error}")).hint(hint).source(error)
}
