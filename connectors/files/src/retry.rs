use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use tenantry_core::connector::{ConnectorError, ErrorKind};

/// Tries `work` up to three times while it fails temporarily, and counts the
/// attempts, unless the failure has already been retried further down.
pub(crate) async fn retrying<T, F>(mut work: impl FnMut() -> F) -> Result<T, ConnectorError>
where
    F: Future<Output = Result<T, ConnectorError>>,
{
    let mut waits = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(500))
        .with_max_times(2)
        .with_jitter()
        .build();
    let mut made = 1;
    loop {
        let mut error = match work().await {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        // Where nobody answers, nobody does a second later.
        let again = error.kind.is_temporary()
            && error.kind != ErrorKind::Unreachable
            && error.attempts == 1;
        error.attempts = error.attempts.max(made);
        match waits.next().filter(|_| again) {
            Some(wait) => tokio::time::sleep(wait).await,
            None => return Err(error),
        }
        made += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::for_a_time(ErrorKind::Unavailable, 1, 3, 3)]
    #[case::for_good(ErrorKind::PermissionDenied, 1, 1, 1)]
    #[case::nobody_there(ErrorKind::Unreachable, 1, 1, 1)]
    #[case::tried_further_in(ErrorKind::Unavailable, 4, 1, 4)]
    #[tokio::test]
    async fn attempts(
        #[case] kind: ErrorKind,
        #[case] further_in: u32,
        #[case] calls: u32,
        #[case] counted: u32,
    ) {
        let mut called = 0;
        let error = retrying(|| {
            called += 1;
            let mut error = ConnectorError::new(kind, "no");
            error.attempts = further_in;
            std::future::ready(Err::<(), _>(error))
        });
        assert_eq!(error.await.unwrap_err().attempts, counted);
        assert_eq!(called, calls);
    }
}
