use std::time::Duration;

use jiff::Timestamp;
use tenantry_core::connector::{ConnectorError, ErrorKind};

use crate::failure::{failure, span};

/// The largest clock difference that is tolerated.
const AHEAD: Duration = Duration::from_secs(24 * 60 * 60);

/// How old a file is; zero if its clock is ahead.
pub(crate) fn age(modified: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(modified)).unwrap_or_default()
}

/// Verifies that a file is recent enough.
///
/// # Errors
/// If it is too old, or its age is not known.
pub(crate) fn check(
    name: &str,
    modified: Option<Timestamp>,
    now: Timestamp,
    max_age: Option<Duration>,
) -> Result<(), ConnectorError> {
    let Some(max_age) = max_age else { return Ok(()) };
    let Some(modified) = modified else {
        return Err(failure(
            ErrorKind::Unsupported,
            name,
            "the server does not say when it was modified, so `max_age` cannot be checked",
        )
        .hint("remove `max_age`, or have the server send Last-Modified"));
    };
    if age(now, modified) > AHEAD {
        return Err(failure(ErrorKind::Protocol, name, "was modified in the future")
            .hint("check the clocks of this computer and of the computer that writes the file"));
    }
    let age = age(modified, now);
    if age > max_age {
        let what = format!("is {} old; `max_age` is {}", span(age), span(max_age));
        return Err(failure(ErrorKind::Unavailable, name, &what)
            .hint("nothing was changed; find out why there is no newer export"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const NOW: i64 = 1_793_000_000;

    fn check_at(modified: Option<i64>, max_age: Option<u64>) -> Result<(), ConnectorError> {
        let at = |second| Timestamp::from_second(second).unwrap();
        check("a.csv", modified.map(at), at(NOW), max_age.map(Duration::from_secs))
    }

    #[rstest]
    #[case(Some(NOW - 60), Some(60))]
    #[case(Some(NOW - 86_400_000), None)]
    #[case(None, None)]
    #[case::a_clock_ahead(Some(NOW + 300), Some(60))]
    fn young_enough(#[case] modified: Option<i64>, #[case] max_age: Option<u64>) {
        check_at(modified, max_age).unwrap();
    }

    #[rstest]
    #[case(Some(NOW - 97_205), Some(93_600), ErrorKind::Unavailable, "is 27h 5s old; `max_age` is 26h")]
    #[case(None, Some(60), ErrorKind::Unsupported, "does not say")]
    #[case(Some(NOW + 86_401), Some(60), ErrorKind::Protocol, "in the future")]
    fn refused(
        #[case] modified: Option<i64>,
        #[case] max_age: Option<u64>,
        #[case] kind: ErrorKind,
        #[case] says: &str,
    ) {
        let error = check_at(modified, max_age).unwrap_err();
        assert_eq!(error.kind, kind);
        assert!(error.message.starts_with("a.csv: ") && error.message.contains(says), "{error}");
    }
}
