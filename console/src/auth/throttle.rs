use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::HashMapStateStore,
};

use crate::connections::network;

/// Limits the sign-in attempts. Kept in memory, so a restart resets the limits.
///
/// Whoever guesses the password of `ana` from many addresses uses up the attempts for her name,
/// but not those of Ana's own address: one a minute remains for each name at each address.
#[derive(Debug)]
pub(crate) struct Throttle {
    by_address: Limiter<IpAddr>,
    by_name: Limiter<String>,
    /// For a name whose attempts are used up.
    slow: Limiter<(IpAddr, String)>,
}

type Limiter<K> = RateLimiter<K, HashMapStateStore<K>, DefaultClock>;

/// How many addresses or names are remembered before expired ones are removed.
const MOST: usize = 10_000;

impl Throttle {
    /// Ten attempts per address, then one every six seconds; twenty per name, then one every
    /// twenty seconds, and one per minute from each address.
    pub(crate) fn new() -> Self {
        Self {
            by_address: RateLimiter::hashmap(quota(10, 6)),
            by_name: RateLimiter::hashmap(quota(20, 20)),
            slow: RateLimiter::hashmap(quota(1, 60)),
        }
    }

    /// Counts an attempt, or returns the time until the next one is allowed.
    pub(crate) fn attempt(&self, address: IpAddr, name: &str) -> Result<(), Duration> {
        let address = network(address);
        check(&self.by_address, &address)?;
        // Names that cannot exist are not remembered.
        let name: String = name.trim().to_lowercase().chars().take(100).collect();
        let Err(wait) = check(&self.by_name, &name) else { return Ok(()) };
        check(&self.slow, &(address, name)).map_err(|slow| slow.min(wait))
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
        // Ten are left for the name; after that, one a minute from each address.
        let slow = |last: u8| throttle.attempt(address(last), " ANA ");
        assert!((2..12).all(|last| slow(last).is_ok()));
        let good = (12..60).filter(|last| slow(*last).is_ok()).count();
        assert_eq!(good, 48, "each address has one");
        let again: Vec<Duration> = (13..60).filter_map(|last| slow(last).err()).collect();
        assert!(again.len() >= 45 && again.iter().all(|wait| *wait <= Duration::from_secs(20)));
        assert!(throttle.attempt(address(70), "luis").is_ok());
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let throttle = Throttle::new();
        let address = |last: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, last]);
        let name = |last: u16| format!("name {last}");
        let good = (0..100).filter(|it| throttle.attempt(address(*it), &name(*it)).is_ok());
        assert!((10..=11).contains(&good.count()));
    }
}
