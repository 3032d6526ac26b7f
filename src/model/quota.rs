//! The API requests that an account has left.

use std::time::Duration;

/// The API requests that the account has left, by the headers of the last answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// `x-ratelimit-limit`: requests in a window.
    pub limit: u64,
    /// `x-ratelimit-remaining`: requests left in this one.
    pub remaining: u64,
    /// `x-ratelimit-reset`: time until the next one.
    pub resets_in: Duration,
}

impl Quota {
    /// How long until the account has requests again, where it has none left.
    #[must_use]
    pub fn until_reset(self) -> Option<Duration> {
        (self.remaining == 0).then_some(self.resets_in)
    }
}
