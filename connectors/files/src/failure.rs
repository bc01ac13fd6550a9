use std::{io, time::Duration};

use tenantry_core::connector::{ConnectorError, ErrorKind};

/// An error about the file or place `name`.
pub(crate) fn failure(kind: ErrorKind, name: &str, what: &str) -> ConnectorError {
    ConnectorError::new(kind, format!("{name}: {what}"))
}

/// The error for a setting.
pub(crate) fn invalid(message: impl Into<String>, hint: &str) -> ConnectorError {
    ConnectorError::new(ErrorKind::ConfigInvalid, message).hint(hint)
}

/// An operating system error about the file or folder at a path.
pub(crate) fn io_failure(name: &str, doing: &str, error: io::Error) -> ConnectorError {
    let (kind, hint) = match error.kind() {
        io::ErrorKind::NotFound => (
            ErrorKind::Unavailable,
            "check `path`, which is relative to the configuration file's folder, and whether the \
             export has run",
        ),
        io::ErrorKind::PermissionDenied => {
            (ErrorKind::PermissionDenied, "let the account that runs the engine read it")
        }
        _ => (ErrorKind::Unavailable, "check the disk or network share that holds the file"),
    };
    failure(kind, name, &format!("cannot {doing}: {error}")).hint(hint).source(error)
}

/// The error for the temporary file that `name` is copied to.
pub(crate) fn no_room(name: &str, error: io::Error) -> ConnectorError {
    failure(ErrorKind::Unavailable, name, &format!("cannot be stored while it is read: {error}"))
        .hint("make room in the folder for temporary files, or choose another one with TMPDIR")
        .source(error)
}

/// The error for a file with more bytes than allowed.
pub(crate) fn too_large(name: &str, cap: u64) -> ConnectorError {
    failure(ErrorKind::TooLarge, name, &format!("has more than {}", bytes(cap)))
        .hint("export fewer records; check that it is the right file")
}

/// The error for a file that is still being written.
pub(crate) fn unfinished(name: &str, what: &str) -> ConnectorError {
    failure(ErrorKind::Incomplete, name, what)
        .hint("nothing was changed; run again when the export is finished")
}

/// A size for messages: `4 GiB`, `64 MiB`.
pub(crate) fn bytes(count: u64) -> String {
    match count {
        0..=0xF_FFFF => format!("{count} bytes"),
        0x10_0000..=0x3FFF_FFFF => format!("{} MiB", count >> 20),
        _ => format!("{} GiB", count >> 30),
    }
}

/// A duration in its two largest units: `26h`, `1h 5m`, `2s`.
pub(crate) fn span(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    let mut words =
        parts.iter().filter(|(count, _)| *count > 0).map(|(n, unit)| format!("{n}{unit}"));
    match (words.next(), words.next()) {
        (Some(first), Some(second)) => format!("{first} {second}"),
        (Some(only), None) => only,
        _ => "0s".into(),
    }
}

/// Runs blocking I/O on a thread where blocking is allowed.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ConnectorError> + Send + 'static,
) -> Result<T, ConnectorError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        ConnectorError::new(ErrorKind::Unexpected, "fetching the file did not finish").source(error)
    })?
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, "0s")]
    #[case(59, "59s")]
    #[case(3_600, "1h")]
    #[case(3_661, "1h 1m")]
    #[case(26 * 3_600 + 5, "26h 5s")]
    fn durations(#[case] seconds: u64, #[case] text: &str) {
        assert_eq!(span(Duration::from_secs(seconds)), text);
    }

    #[rstest]
    #[case(300, "300 bytes")]
    #[case(64 << 20, "64 MiB")]
    #[case(4 << 30, "4 GiB")]
    fn sizes(#[case] count: u64, #[case] text: &str) {
        assert_eq!(bytes(count), text);
    }
}
