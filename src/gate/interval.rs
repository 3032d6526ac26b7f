//! How long the gate leaves the targets alone after a round: what `pacing` says,
//! for all of them together.

use std::time::Duration;

use super::Gate;
use crate::pacing::backoff::{self, Interval};
use crate::pacing::rate_limit::{self, Allowance, Throttle};

/// The longest pause of `--interval auto`, and the longest after the first round,
/// which knows the least.
const MAX_INTERVAL: Duration = Duration::from_secs(300);
const MAX_FIRST_INTERVAL: Duration = Duration::from_secs(150);
/// The shortest pause, and the pause before a poll that only confirms.
pub(super) const MIN_INTERVAL: Duration = Duration::from_secs(1);
/// A pause that is this many times as long is worth a line of the log.
const MIN_STRETCH_TO_REPORT: f64 = 2.0;

/// How long the targets are left alone.
pub(super) struct Pause {
    pub(super) length: Duration,
    /// Whether it may not be cut short: the API asks for it.
    pub(super) is_binding: bool,
}

impl Gate {
    /// The pause after a round.
    pub(super) fn pause(&mut self, elapsed: Duration) -> Pause {
        self.throttle = None;
        let chance = self.chance.next_fraction();
        match (&self.round.fault, self.limits.interval) {
            (Some((_, fault)), interval) => {
                let retry_after = fault.retry_after;
                self.pause_after_fault(elapsed, interval, retry_after, chance)
            }
            (None, Interval::Fixed(interval)) => self.fixed_pause(interval, chance),
            (None, Interval::Auto) => self.adaptive_pause(elapsed, chance),
        }
    }

    fn pause_after_fault(
        &self,
        elapsed: Duration,
        interval: Interval,
        retry_after: Option<Duration>,
        chance: f64,
    ) -> Pause {
        let reserve = match (interval, self.rate.allowance(elapsed, 1)) {
            (Interval::Auto, Allowance::AfterReset(reset)) => Some(reset),
            (Interval::Auto, Allowance::Stretched(_)) | (Interval::Fixed(_), _) => None,
        };
        let asked = retry_after
            .max(backoff::until_reset(self.round.quota))
            .max(reserve)
            .map(|asked| backoff::with_jitter(asked, chance));
        Pause {
            length: backoff::interval_after_faults(interval, self.faults, asked, chance),
            is_binding: asked.is_some(),
        }
    }

    /// The fixed interval, or longer while the quota is exhausted. An earlier
    /// round's quota has been waited out.
    fn fixed_pause(&mut self, interval: Duration, chance: f64) -> Pause {
        let quota = self.round.quota;
        let length = backoff::pause(interval, quota);
        if !backoff::is_exhausted(quota) {
            return Pause {
                length,
                is_binding: false,
            };
        }
        self.throttle = self.throttled(None);
        Pause {
            length: backoff::with_jitter(length, chance),
            is_binding: true,
        }
    }

    /// The adaptive interval: until the first target is due, stretched by the rate
    /// limit.
    fn adaptive_pause(&mut self, elapsed: Duration, chance: f64) -> Pause {
        let undecided = self.undecided_targets();
        let costs = undecided.iter().map(|&target| self.cost_factor(target));
        let stretch = match self.rate.allowance(elapsed, costs.sum()) {
            Allowance::Stretched(stretch) => stretch,
            Allowance::AfterReset(reset) => {
                self.throttle = self.throttled(None);
                return Pause {
                    length: rate_limit::after_reset(reset, chance),
                    is_binding: true,
                };
            }
        };
        if stretch >= MIN_STRETCH_TO_REPORT {
            self.throttle = self.throttled(Some(rate_limit::usual_pause(stretch, MAX_INTERVAL)));
        }
        let longest = if self.round.number <= 1 {
            MAX_FIRST_INTERVAL
        } else {
            MAX_INTERVAL
        };
        for &target in &undecided {
            let stretch = stretch * f64::from(self.cost_factor(target));
            let tracker = &mut self.trackers[target];
            let pause = tracker.pause(elapsed, stretch, longest, chance);
            let due = elapsed.saturating_add(pause);
            let was_asked = tracker.last_asked == Some(self.round.number);
            tracker.due = if was_asked { due } else { tracker.due.min(due) };
        }
        let first = undecided.iter().map(|&target| self.trackers[target].due);
        let length = first
            .min()
            .map_or(longest, |due| due.saturating_sub(elapsed));
        Pause {
            length: length.max(MIN_INTERVAL),
            is_binding: false,
        }
    }

    fn throttled(&self, polls_each: Option<Duration>) -> Option<Throttle> {
        let quota = self.rate.quota()?;
        Some(Throttle { quota, polls_each })
    }

    fn cost_factor(&self, target: usize) -> u32 {
        self.trackers[target].cost_factor(&self.criteria)
    }
}
