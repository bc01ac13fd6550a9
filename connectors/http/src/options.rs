use std::{num::NonZeroU32, time::Duration};

use secrecy::SecretString;

/// How a [`Client`](crate::Client) behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// The maximum time from sending a request to the last byte of its
    /// response.
    pub timeout: Duration,
    /// How long the PMS may be silent once a response has begun.
    pub idle: Duration,
    /// The maximum size of a response in bytes, decompressed.
    pub max_body: u64,
    /// The maximum number of requests of this login (the same `secrets`) to one
    /// host in any minute, from this process; a quarter of them may be sent at
    /// once. `None`: no limit.
    pub per_minute: Option<NonZeroU32>,
    /// How often a failed request is tried, and when.
    pub retry: Retry,
    /// Secrets that must not end up in a recording. Those shorter than four
    /// characters are removed from requests only.
    pub secrets: Vec<SecretString>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(15 * 60),
            idle: Duration::from_secs(60),
            max_body: 4 << 30,
            per_minute: None,
            retry: Retry::default(),
            secrets: Vec::new(),
        }
    }
}

/// How often a temporary failure is tried, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Attempts in total; 1 means no retry.
    pub attempts: u32,
    /// The wait before the second attempt, plus a random extra of up to the
    /// same length. Each further wait is twice as long.
    pub first_wait: Duration,
    /// The maximum wait. If the PMS asks for more, the failure is reported at
    /// once, with the wait it asked for.
    pub max_wait: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 3,
            first_wait: Duration::from_millis(1500),
            max_wait: Duration::from_secs(60),
        }
    }
}
