use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::HashMapStateStore,
};

/// Limits the sign-in attempts. Kept in memory, so a restart resets the limits.
#[derive(Debug)]
pub(crate) struct Throttle {
    by_address: Limiter<IpAddr>,
    by_name: Limiter<String>,
}

type Limiter<K> = RateLimiter<K, HashMapStateStore<K>, DefaultClock>;

/// How many addresses or names are remembered before expired ones are removed.
const MOST: usize = 10_000;

impl Throttle {
    /// Ten attempts per address, then one every six seconds; twenty per name,
    /// then one every twenty seconds. Names have the higher limit, so that a
    /// stranger can hardly lock somebody out.
    pub(crate) fn new() -> Self {
        Self {
            by_address: RateLimiter::hashmap(quota(10, 6)),
            by_name: RateLimiter::hashmap(quota(20, 20)),
        }
    }

    /// Counts an attempt, or returns the time until the next one is allowed.
    pub(crate) fn attempt(&self, address: IpAddr, name: &str) -> Result<(), Duration> {
        check(&self.by_address, &address)?;
        // Names that cannot exist are not remembered.
        let name: String = name.trim().to_lowercase().chars().take(100).collect();
        check(&self.by_name, &name)
    }
}

fn quota(burst: u32, seconds: u64) -> Quota {
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::with_period(Duration::from_secs(seconds));
    quota.unwrap_or(Quota::per_minute(NonZeroU32::MIN)).allow_burst(burst)
}

fn check<K: Clone + Eq + std::hash::Hash>(limiter: &Limiter<K>, key: &K) -> Result<(), Duration> {
    if limiter.len() > MOST {
        limiter.retain_recent();
    }
    limiter
        .check_key(key)
        .map_err(|not_until| not_until.wait_time_from(DefaultClock::default().now()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_run_out_by_address_and_by_name() {
        let throttle = Throttle::new();
        let address = |last| IpAddr::from([203, 0, 113, last]);
        let good = (0..10_000).filter(|_| throttle.attempt(address(1), "ana").is_ok()).count();
        assert!((10..=11).contains(&good), "{good}");
        let wait = throttle.attempt(address(1), "somebody else").unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(6), "{wait:?}");
        let good = (2..60).filter(|last| throttle.attempt(address(*last), " ANA ").is_ok()).count();
        assert!((9..=11).contains(&good), "{good}");
        assert!(throttle.attempt(address(70), "luis").is_ok());
    }
}
