//! One rate limit for one login at one PMS, whichever of a portfolio's properties it is used for.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher,
    num::NonZeroU32,
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::Duration,
};

use governor::{
    DefaultDirectRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

const MINUTE: Duration = Duration::from_secs(60);

/// A login, told from others without its secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Login(u64);

impl Login {
    /// The login that has these secrets.
    pub(crate) fn of(secrets: &[SecretString]) -> Self {
        static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        let secrets: Vec<&str> = secrets.iter().map(ExposeSecret::expose_secret).collect();
        Self(KEY.hash_one(secrets))
    }
}

/// A rate limit, with how many requests per minute it allows.
type Limit = (NonZeroU32, Arc<DefaultDirectRateLimiter>);

/// The limits of this process, by host with port and by login.
static LIMITS: LazyLock<Mutex<HashMap<(String, Login), Limit>>> = LazyLock::new(Mutex::default);

/// Waits until a login may send another request to the host of `url`, so that there are at most
/// `most` in any minute. If the files of two properties disagree, the smaller number counts.
pub(crate) async fn turn(login: Login, url: &Url, most: NonZeroU32) {
    let Some(limiter) = limiter(login, url, most) else { return };
    while let Err(early) = limiter.check() {
        tokio::time::sleep(early.wait_time_from(DefaultClock::default().now())).await;
    }
}

fn limiter(login: Login, url: &Url, most: NonZeroU32) -> Option<Arc<DefaultDirectRateLimiter>> {
    let host = url.host_str().unwrap_or_default();
    let host = format!("{host}:{}", url.port_or_known_default().unwrap_or_default());
    let mut limits = LIMITS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((known, limiter)) = limits.get(&(host.clone(), login))
        && *known <= most
    {
        return Some(limiter.clone());
    }
    let limiter = Arc::new(RateLimiter::direct(quota(most.get())?));
    limits.insert((host, login), (most, limiter.clone()));
    Some(limiter)
}

/// Allows at most `most` requests in any minute: the burst plus what trickles
/// in after it add up to that.
fn quota(most: u32) -> Option<Quota> {
    let at_once = (most / 4).max(1);
    let later = (most - at_once).max(1);
    Some(Quota::with_period(MINUTE / later)?.allow_burst(at_once.try_into().ok()?))
}
