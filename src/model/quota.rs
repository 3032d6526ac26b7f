//! What an account may still ask.

use std::time::Duration;

/// What the account may still ask, by the headers of the last answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// `x-ratelimit-limit`: requests in a window.
    pub limit: u64,
    /// `x-ratelimit-remaining`: requests left in this one.
    pub remaining: u64,
    /// `x-ratelimit-reset`: time until the next one.
    pub reset: Duration,
}
