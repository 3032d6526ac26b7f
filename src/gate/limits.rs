//! The limits of a run, and the deadline that follows from them: a run that polls once has
//! one, too. No limit may be passed over.

use std::time::Duration;

use crate::pacing::interval::Interval;

/// The limits and the pace of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// `--timeout`: the whole wait; zero polls once.
    pub timeout: Duration,
    /// `--appear-timeout`: how long until a matching build must show up.
    pub appear_timeout: Duration,
    /// `--retry-grace`: how long a failure waits for a newer build.
    pub retry_grace: Duration,
    /// `--request-timeout`: one request, and all polls of a run that polls once.
    pub request_timeout: Duration,
    /// `--interval`: the time between rounds.
    pub interval: Interval,
}

impl Limits {
    /// When the run ends, since its start, whatever was seen.
    #[must_use]
    pub const fn deadline(&self) -> Duration {
        if self.is_single_round() {
            self.request_timeout
        } else {
            self.timeout
        }
    }

    /// How long nothing at all may answer: `--appear-timeout`, or `--request-timeout` where
    /// that is zero.
    #[must_use]
    pub const fn answer_timeout(&self) -> Duration {
        if self.appear_timeout.is_zero() {
            self.request_timeout
        } else {
            self.appear_timeout
        }
    }

    /// Whether everything is polled once and no more.
    #[must_use]
    pub const fn is_single_round(&self) -> bool {
        self.timeout.is_zero()
    }
}
