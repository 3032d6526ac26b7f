//! How long until the next round: the interval after a fault, the fixed interval, or
//! until the first target is due by its own pace; longer where the account or the API
//! asks for it.

use std::time::Duration;

use super::backoff;
use super::jitter::{after_reset, with_jitter};
use super::pacer::{Pacer, PolledTarget, RoundEnd};
use super::progress;
use super::rate_limit::{self, Allowance, Throttle};
use crate::model::fault::Fault;
use crate::model::quota::Quota;

/// The time between rounds that `--interval` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// The gate's own choice.
    Auto,
    /// Always the same.
    Fixed(Duration),
}

/// The longest of `--interval auto`.
const MAX_INTERVAL: Duration = Duration::from_secs(300);
/// The longest after the first round, which knows the least.
const MAX_FIRST_INTERVAL: Duration = Duration::from_secs(150);
/// No wait is zero: the loop must not spin.
const MIN_WAIT: Duration = Duration::from_millis(1);
/// The shortest of `--interval auto`, and that before a poll that only confirms.
pub const MIN_INTERVAL: Duration = Duration::from_secs(1);
/// An interval that is this many times as long is worth a line of the log.
const MIN_STRETCH_TO_REPORT: f64 = 2.0;

/// The time from a round to the next.
pub(super) struct RoundInterval {
    pub(super) length: Duration,
    /// Whether it may not be cut short: the API asks for it.
    pub(super) is_binding: bool,
    /// What the account's quota made of it.
    pub(super) throttle: Option<Throttle>,
}

impl Pacer {
    /// The interval after a round.
    pub(super) fn next_interval(&mut self, end: &RoundEnd) -> RoundInterval {
        let jitter = self.random.next_fraction();
        let interval = match (end.fault, self.interval) {
            (Some(fault), _) => self.interval_after_fault(end.elapsed, fault, jitter),
            (None, Interval::Fixed(interval)) => self.fixed_interval(end.elapsed, interval, jitter),
            (None, Interval::Auto) => self.adaptive_interval(end, jitter),
        };
        RoundInterval {
            length: interval.length.max(MIN_WAIT),
            ..interval
        }
    }

    fn interval_after_fault(&self, elapsed: Duration, fault: &Fault, jitter: f64) -> RoundInterval {
        let reserve = match (self.interval, self.rate.allowance(elapsed, 1)) {
            (Interval::Auto, Allowance::AfterReset(reset)) => Some(reset),
            (Interval::Auto, Allowance::Stretched(_)) | (Interval::Fixed(_), _) => None,
        };
        let asked = fault
            .retry_after
            .max(self.round_quota.and_then(Quota::until_reset))
            .max(reserve)
            .map(|asked| with_jitter(asked, jitter));
        RoundInterval {
            length: backoff::interval_after_faults(self.interval, self.faults, asked, jitter),
            is_binding: asked.is_some_and(|asked| !asked.is_zero()),
            throttle: None,
        }
    }

    /// The fixed interval, or longer while the quota is exhausted. An earlier
    /// round's quota has been waited out.
    fn fixed_interval(&self, elapsed: Duration, interval: Duration, jitter: f64) -> RoundInterval {
        let reset = self.round_quota.and_then(Quota::until_reset);
        RoundInterval {
            length: reset.map_or(interval, |reset| with_jitter(interval.max(reset), jitter)),
            is_binding: reset.is_some(),
            throttle: reset.and_then(|_| self.until_reset(elapsed)),
        }
    }

    /// The adaptive interval: until the first target is due, stretched by the rate
    /// limit.
    fn adaptive_interval(&mut self, end: &RoundEnd, jitter: f64) -> RoundInterval {
        let costs = end.targets.iter().map(PolledTarget::cost_factor);
        let stretch = match self.rate.allowance(end.elapsed, costs.sum()) {
            Allowance::Stretched(stretch) => stretch,
            Allowance::AfterReset(reset) => {
                return RoundInterval {
                    length: after_reset(reset, jitter),
                    is_binding: true,
                    throttle: self.until_reset(end.elapsed),
                };
            }
        };
        let quota = self.rate.quota(end.elapsed);
        let throttle = quota
            .filter(|_| stretch >= MIN_STRETCH_TO_REPORT)
            .map(|quota| Throttle::Stretched {
                quota,
                interval: rate_limit::typical_interval(stretch, MAX_INTERVAL),
            });
        let longest = if self.round <= 1 {
            MAX_FIRST_INTERVAL
        } else {
            MAX_INTERVAL
        };
        for polled in &end.targets {
            let target = &mut self.targets[polled.target];
            let estimate = target.history.estimate(polled.branch);
            let stretch = stretch * f64::from(polled.cost_factor());
            let (progress, now) = (polled.progress, end.elapsed);
            let interval =
                progress::target_interval(progress, &estimate, now, stretch, longest, jitter);
            let due = now.saturating_add(interval);
            let was_polled = target.polled_in == Some(self.round);
            target.due = if was_polled { due } else { target.due.min(due) };
        }
        let first = end
            .targets
            .iter()
            .map(|polled| self.targets[polled.target].due);
        let length = first
            .min()
            .map_or(longest, |due| due.saturating_sub(end.elapsed));
        RoundInterval {
            length: length.max(MIN_INTERVAL),
            is_binding: false,
            throttle,
        }
    }

    fn until_reset(&self, elapsed: Duration) -> Option<Throttle> {
        let quota = self.rate.quota(elapsed)?;
        Some(Throttle::UntilReset { quota })
    }
}

impl PolledTarget<'_> {
    /// Interval factor for polls of n requests: ⌊√n⌋ (see `progress.rs`).
    fn cost_factor(&self) -> u32 {
        self.requests.isqrt().max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fault::Cause;

    #[test]
    fn a_wait_of_nothing_that_the_api_asks_for_binds_nothing() {
        for (asked, is_binding) in [(0, false), (1, true)] {
            let mut pacer = Pacer::new(Interval::Auto, 1, 1);
            let fault = Fault {
                retry_after: Some(Duration::from_secs(asked)),
                ..Fault::new(Cause::Status(503), "the API answered 503".to_owned(), true)
            };
            let next = pacer.next_interval(&RoundEnd {
                elapsed: Duration::from_secs(1),
                deadline: Duration::MAX,
                decides_at: None,
                fault: Some(&fault),
                targets: vec![],
            });
            assert_eq!(next.is_binding, is_binding, "{asked}");
        }
    }

    #[test]
    fn no_interval_is_zero() {
        let elapsed = Duration::from_secs(1);
        let fault = Fault::new(Cause::Status(500), "the API answered 500".to_owned(), true);
        for fault in [None, Some(&fault)] {
            let mut pacer = Pacer::new(Interval::Fixed(Duration::ZERO), 1, 1);
            let next = pacer.next_interval(&RoundEnd {
                elapsed,
                deadline: Duration::MAX,
                decides_at: None,
                fault,
                targets: vec![],
            });
            assert_eq!(next.length, MIN_WAIT);
        }
    }
}
