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

impl Quota {
    /// How long until the account may ask again, where it has no request left.
    #[must_use]
    pub fn until_reset(self) -> Option<Duration> {
        (self.remaining == 0).then_some(self.reset)
    }
}
