//! How gates that know nothing of each other share the requests of an account.
//!
//! # Derivation
//!
//! All that is known is what the last answer said: r requests of L are left
//! for T seconds. A tenth of L is left to people. If the rest is spent evenly, a
//! share q = ((r − L/10) / (9L/10)) / (T/3600) of what should be left by now is
//! left: at 1 all is well. **Droop**: every gate makes its intervals σ = 1/q⁴
//! times longer. It needs no memory and no count of the others, and one that
//! has just come knows as much as all the others; the more are there, the lower
//! q settles.
//!
//! **Release**: after somebody's burst q stays low although the requests have ended.
//! So the rate λ of the others is watched: what r falls by beyond what this gate
//! sent, as a moving average over two minutes, and at first what the whole
//! window fell by. What is free beyond twice that, (r − L/10)/T − 2λ, may be
//! taken: σ is at most what this gate would ask, divided by that.
//!
//! At the reserve nothing is asked before the next window, and then not by all
//! at once. It must not know a clock or chance.

use std::time::Duration;

use crate::model::quota::Quota;

/// The window of the account's quota, by the API's documentation.
pub const WINDOW: Duration = Duration::from_secs(3600);
/// The part of the quota that is left to people.
const RESERVE: f64 = 0.1;
/// Requests a second of one target at its own pace, on average.
const TYPICAL_POLL_RATE: f64 = 0.07;
/// The time constant of the average of the others' rate, in seconds.
const AVERAGING_TIME: f64 = 120.0;
/// A window younger than this, in seconds, says nothing of the others' rate.
const TOO_YOUNG: f64 = 10.0;

/// What is known of the account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RateLimiter {
    last: Option<LastAnswer>,
    /// What this gate has sent since the last answer that named the quota.
    sent: u32,
}

/// The last answer that named the quota.
#[derive(Clone, Copy, Debug, PartialEq)]
struct LastAnswer {
    elapsed: Duration,
    quota: Quota,
    /// Requests a second of everybody else.
    others: f64,
}

/// What the account allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Allowance {
    /// To go on with intervals this many times as long, at least 1.
    Stretched(f64),
    /// No request for this long; then again, spread over [`super::jitter::SPREAD`].
    AfterReset(Duration),
}

/// What the quota makes of the time to the next round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Throttle {
    /// The intervals are longer.
    Stretched {
        /// The requests that the account has left.
        quota: Quota,
        /// About how long they are.
        interval: Duration,
    },
    /// The next window is waited for.
    UntilReset {
        /// The requests that the account has left.
        quota: Quota,
    },
}

impl RateLimiter {
    /// Takes in what the answers to a poll of this many requests said of the quota,
    /// if anything.
    pub fn observe(&mut self, elapsed: Duration, quota: Option<Quota>, sent: u32) {
        self.sent = self.sent.saturating_add(sent);
        let Some(quota) = quota else {
            return;
        };
        let sent = std::mem::take(&mut self.sent);
        let others = self.last.map_or_else(
            || rate_of_window(quota),
            |last| last.others_at(elapsed, quota, sent),
        );
        self.last = Some(LastAnswer {
            elapsed,
            quota,
            others,
        });
    }

    /// What the account has left now, by the last answer; nothing once that window
    /// is over.
    #[must_use]
    pub fn quota(&self, elapsed: Duration) -> Option<Quota> {
        let last = self.last?;
        let since = elapsed.saturating_sub(last.elapsed);
        let resets_in = last.quota.resets_in.checked_sub(since)?;
        Some(Quota {
            resets_in,
            ..last.quota
        })
    }

    /// What it allows a gate now that asks as much as one over this many targets
    /// whose polls take a request each.
    #[must_use]
    pub fn allowance(&self, elapsed: Duration, targets: u32) -> Allowance {
        let (Some(last), Some(quota)) = (self.last, self.quota(elapsed)) else {
            return Allowance::Stretched(1.0);
        };
        if quota.resets_in.is_zero() || quota.limit == 0 {
            return Allowance::Stretched(1.0);
        }
        if is_at_reserve(quota) {
            return Allowance::AfterReset(quota.resets_in);
        }
        let (limit, seconds) = (number(quota.limit), quota.resets_in.as_secs_f64());
        let free = number(quota.remaining) - RESERVE * limit;
        let share = free / ((1.0 - RESERVE) * limit) / (seconds / WINDOW.as_secs_f64());
        let droop = share.powi(-4).max(1.0);
        let unclaimed = free / seconds - 2.0 * last.others;
        if unclaimed <= 0.0 {
            return Allowance::Stretched(droop);
        }
        let own = TYPICAL_POLL_RATE * f64::from(targets);
        Allowance::Stretched(droop.min((own / unclaimed).max(1.0)))
    }
}

impl LastAnswer {
    /// The rate of everybody else at the next answer that names the quota. `sent`
    /// is the number of requests that this gate sent in between.
    fn others_at(&self, elapsed: Duration, quota: Quota, sent: u32) -> f64 {
        let seconds = elapsed.saturating_sub(self.elapsed).as_secs_f64();
        let is_same_window =
            quota.remaining <= self.quota.remaining && quota.limit == self.quota.limit;
        if !is_same_window || seconds <= 0.0 {
            return self.others;
        }
        let fall = self.quota.remaining.saturating_sub(quota.remaining);
        let theirs = number(fall.saturating_sub(u64::from(sent)));
        let kept = (-seconds / AVERAGING_TIME).exp();
        self.others * kept + theirs / seconds * (1.0 - kept)
    }
}

/// Whether no more is left than what is kept for people.
#[must_use]
pub fn is_at_reserve(quota: Quota) -> bool {
    number(quota.remaining) <= RESERVE * number(quota.limit)
}

/// Requests a second since the window began.
fn rate_of_window(quota: Quota) -> f64 {
    let age = WINDOW.as_secs_f64() - quota.resets_in.as_secs_f64();
    let used = number(quota.limit.saturating_sub(quota.remaining));
    used / age.max(TOO_YOUNG)
}

/// About how long the intervals of a target are when they are stretched so.
#[must_use]
pub fn typical_interval(stretch: f64, longest: Duration) -> Duration {
    let seconds = (stretch / TYPICAL_POLL_RATE).min(longest.as_secs_f64());
    Duration::from_secs_f64(seconds.round())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a quota that is not exact as a number is no quota"
)]
const fn number(of: u64) -> f64 {
    of as f64
}

#[cfg(test)]
mod tests;
