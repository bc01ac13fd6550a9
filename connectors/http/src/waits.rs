use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use tenantry_core::connector::ConnectorError;

use crate::options::Retry;

/// The waits between the attempts at one thing.
pub(crate) struct Waits {
    delays: ExponentialBackoff,
    max_wait: Duration,
    replaying: bool,
}

impl Waits {
    /// `replaying` makes the same attempts without the waits.
    pub(crate) fn new(retry: Retry, replaying: bool) -> Self {
        let delays = ExponentialBuilder::new()
            .with_min_delay(retry.first_wait)
            .with_max_delay(retry.max_wait)
            .with_max_times(retry.attempts.saturating_sub(1) as usize)
            .with_jitter()
            .build();
        Self { delays, max_wait: retry.max_wait, replaying }
    }

    /// How long to wait after this failure; `None` if there is no further
    /// attempt.
    pub(crate) fn after(&mut self, error: &ConnectorError) -> Option<Duration> {
        if !error.kind.is_temporary() {
            return None;
        }
        let delay = self.delays.next()?.min(self.max_wait);
        let wait = delay.max(error.retry_after.unwrap_or_default());
        (wait <= self.max_wait).then_some(if self.replaying { Duration::ZERO } else { wait })
    }
}

#[cfg(test)]
mod tests {
    use tenantry_core::connector::ErrorKind;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn waits(replaying: bool) -> Waits {
        Waits::new(Retry { attempts: 4, first_wait: SECOND, max_wait: 3 * SECOND }, replaying)
    }

    fn error(kind: ErrorKind) -> ConnectorError {
        ConnectorError::new(kind, "")
    }

    #[test]
    fn doubling_up_to_the_longest() {
        let mut waits = waits(false);
        let error = error(ErrorKind::Unavailable);
        let found: Vec<_> = std::iter::from_fn(|| waits.after(&error)).collect();
        assert_eq!(found.len(), 3);
        assert!((SECOND..=2 * SECOND).contains(&found[0]), "{found:?}");
        assert!((2 * SECOND..=3 * SECOND).contains(&found[1]), "{found:?}");
        assert_eq!(found[2], 3 * SECOND);
    }

    #[test]
    fn what_the_pms_asks_for() {
        let asked = |wait: Duration| error(ErrorKind::RateLimited).retry_after(wait);
        let longest = 3 * SECOND;
        assert_eq!(waits(false).after(&asked(longest)), Some(longest));
        assert_eq!(waits(false).after(&asked(longest + SECOND)), None);
        assert_eq!(waits(true).after(&asked(longest)), Some(Duration::ZERO));
        assert_eq!(waits(true).after(&asked(longest + SECOND)), None);
    }

    #[test]
    fn permanent_failures_are_not_tried_again() {
        assert_eq!(waits(false).after(&error(ErrorKind::Unauthenticated)), None);
    }

    #[test]
    fn one_attempt_means_none_further() {
        let retry = Retry { attempts: 1, ..Retry::default() };
        assert_eq!(Waits::new(retry, false).after(&error(ErrorKind::Timeout)), None);
    }
}
