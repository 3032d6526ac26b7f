//! The clocks: time since the start of the process, which never runs backwards,
//! and what the machine says that the time is, which decides nothing.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the clock"
)]

use std::time::{Duration, Instant, SystemTime};

use crate::model::timestamp::Timestamp;

/// A clock that was started.
#[derive(Clone, Copy, Debug)]
pub struct Clock(Instant);

impl Clock {
    /// Starts a clock.
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since it was started.
    #[must_use]
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// What the clock of this machine shows, which may be anything.
#[must_use]
pub fn machine_time() -> Option<Timestamp> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Timestamp::since_1970(since.ok()?)
}
