use std::{num::NonZeroU32, time::Duration};

use secrecy::SecretString;

/// How a [`Client`](crate::Client) behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// The longest time from sending a request to the last byte of its
    /// answer.
    pub timeout: Duration,
    /// The longest silence once an answer has begun.
    pub idle: Duration,
    /// Bytes of an answer, decompressed, above which it is not read on.
    pub max_body: u64,
    /// Requests that are sent in any minute, at most; a quarter of them at
    /// once. None: no limit.
    pub per_minute: Option<NonZeroU32>,
    /// How often what fails is tried, and when.
    pub retry: Retry,
    /// What must not reach a recording. Those shorter than four characters
    /// are removed from requests only.
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
    /// Attempts in all; one means no second try.
    pub attempts: u32,
    /// The wait before the second attempt, plus up to as much again by
    /// chance. Every further wait is twice as long.
    pub first_wait: Duration,
    /// The longest wait. Where the PMS asks for more, the failure is reported
    /// at once, with what it asked for.
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
