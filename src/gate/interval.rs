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

impl Gate {
    /// The pause after a round in which every poll was answered, and whether it
    /// may not be cut short.
    pub(super) fn pause(&mut self, elapsed: Duration) -> (Duration, bool) {
        match self.limits.interval {
            Interval::Fixed(interval) => self.fixed_pause(interval),
            Interval::Auto => self.adaptive_interval(elapsed),
        }
    }

    /// The fixed interval, or longer while the quota is exhausted. An earlier
    /// round's quota has been waited out.
    fn fixed_pause(&mut self, interval: Duration) -> (Duration, bool) {
        let chance = self.chance.next_fraction();
        let quota = self.round.quota;
        let pause = backoff::pause(interval, quota);
        if !backoff::is_exhausted(quota) {
            return (pause, false);
        }
        self.throttle = quota.map(|quota| Throttle {
            quota,
            polls_each: None,
        });
        (backoff::with_jitter(pause, chance), true)
    }

    /// How long to send nothing, since what is left of the quota is for people.
    pub(super) fn reserve(&self, elapsed: Duration) -> Option<Duration> {
        match self.limits.interval {
            Interval::Fixed(_) => None,
            Interval::Auto => match self.rate.allowance(elapsed, 1) {
                Allowance::AfterReset(reset) => Some(reset),
                Allowance::Stretched(_) => None,
            },
        }
    }

    /// The adaptive interval: until the first target is due, stretched by the rate
    /// limit.
    fn adaptive_interval(&mut self, elapsed: Duration) -> (Duration, bool) {
        let waiting = self.targets_where(|tracker| tracker.succeeded_in.is_none());
        let chance = self.chance.next_fraction();
        let weights = waiting.iter().map(|&target| self.cost_factor(target));
        let stretch = match self.rate.allowance(elapsed, weights.sum()) {
            Allowance::Stretched(stretch) => stretch,
            Allowance::AfterReset(reset) => {
                self.throttle = self.rate.quota().map(|quota| Throttle {
                    quota,
                    polls_each: None,
                });
                return (rate_limit::after_reset(reset, chance), true);
            }
        };
        let longest = if self.round.number <= 1 {
            MAX_FIRST_INTERVAL
        } else {
            MAX_INTERVAL
        };
        for target in waiting {
            let stretch = stretch * f64::from(self.cost_factor(target));
            let tracker = &mut self.trackers[target];
            let pause = tracker.pause(elapsed, stretch, longest, chance);
            let due = elapsed.saturating_add(pause);
            let was_asked = tracker.last_asked == Some(self.round.number);
            tracker.due = if was_asked { due } else { tracker.due.min(due) };
        }
        let waiting = self
            .trackers
            .iter()
            .filter(|tracker| tracker.succeeded_in.is_none());
        let first = waiting.map(|tracker| tracker.due).min();
        let pause = first.map_or(longest, |due| due.saturating_sub(elapsed));
        if stretch >= MIN_STRETCH_TO_REPORT {
            self.throttle = self.rate.quota().map(|quota| Throttle {
                quota,
                polls_each: Some(rate_limit::usual_pause(stretch, MAX_INTERVAL)),
            });
        }
        (pause.max(MIN_INTERVAL), false)
    }

    pub(super) fn cost_factor(&self, target: usize) -> u32 {
        self.trackers[target].cost_factor(&self.criteria)
    }
}
