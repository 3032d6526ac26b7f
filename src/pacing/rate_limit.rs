//! How gates that know nothing of each other share the requests of an account.
//!
//! # Derivation
//!
//! All that is known is what the last answer said: r requests of L are left
//! for T seconds. A tenth of L is left to people. If the rest is spent evenly, a
//! share q = ((r − L/10) / (9L/10)) / (T/3600) of what should be left by now is
//! left: at 1 all is well. **Droop**: every gate makes its pauses σ = 1/q⁴
//! times longer. It needs no memory and no count of the others, and one that
//! has just come knows as much as all the others; the more are there, the lower
//! q settles.
//!
//! **Release**: after somebody's burst q stays low although nobody asks any more.
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
/// How far back the others' rate looks, in seconds.
const MEMORY: f64 = 120.0;
/// A window younger than this, in seconds, says nothing of the others' rate.
const TOO_YOUNG: f64 = 10.0;
/// Gates that wait for the next window come back spread over this time.
pub const SPREAD: Duration = Duration::from_secs(60);

/// What is known of the account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RateLimiter {
    last: Option<(Duration, Quota)>,
    /// Requests a second of everybody else; nothing while that is not known.
    others: Option<f64>,
}

/// What the account allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Allowance {
    /// To go on with pauses so many times as long, at least 1.
    Stretched(f64),
    /// Nothing before this time from now, plus a part of a minute.
    AfterReset(Duration),
}

/// What the quota makes of a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttle {
    /// What the account may still ask.
    pub quota: Quota,
    /// About how long the pauses are; nothing when the next window is waited
    /// for.
    pub looks_each: Option<Duration>,
}

impl RateLimiter {
    /// Takes in what an answer said, after this gate had sent so many requests
    /// since the last time.
    pub fn observe(&mut self, elapsed: Duration, quota: Quota, sent: u32) {
        let Quota {
            limit,
            remaining,
            reset,
        } = quota;
        match self.last {
            Some((then, last)) if remaining <= last.remaining && limit == last.limit => {
                let seconds = elapsed.saturating_sub(then).as_secs_f64();
                let fall = last.remaining.saturating_sub(remaining);
                let theirs = number(fall.saturating_sub(u64::from(sent)));
                if let Some(others) = self.others.as_mut().filter(|_| seconds > 0.0) {
                    let kept = (-seconds / MEMORY).exp();
                    *others = *others * kept + theirs / seconds * (1.0 - kept);
                }
            }
            Some(_) => {}
            None => {
                let age = WINDOW.as_secs_f64() - reset.as_secs_f64();
                let used = number(limit.saturating_sub(remaining));
                self.others = Some(used / age.max(TOO_YOUNG));
            }
        }
        self.last = Some((elapsed, quota));
    }

    /// What the account had left at the last answer.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        self.last.map(|(_, quota)| quota)
    }

    /// What it allows a gate now that asks as much as one over so many targets
    /// whose polls take a request each.
    #[must_use]
    pub fn allowance(&self, elapsed: Duration, targets: u32) -> Allowance {
        let Some((
            then,
            Quota {
                limit,
                remaining,
                reset,
            },
        )) = self.last
        else {
            return Allowance::Stretched(1.0);
        };
        let left = reset.saturating_sub(elapsed.saturating_sub(then));
        if left.is_zero() || limit == 0 {
            return Allowance::Stretched(1.0);
        }
        let (limit, seconds) = (number(limit), left.as_secs_f64());
        let free = number(remaining) - RESERVE * limit;
        if free <= 0.0 {
            return Allowance::AfterReset(left);
        }
        let share = free / ((1.0 - RESERVE) * limit) / (seconds / WINDOW.as_secs_f64());
        let droop = share.powi(-4).max(1.0);
        let unclaimed = free / seconds - 2.0 * self.others.unwrap_or(f64::INFINITY);
        if unclaimed <= 0.0 {
            return Allowance::Stretched(droop);
        }
        let own = TYPICAL_POLL_RATE * f64::from(targets);
        Allowance::Stretched(droop.min((own / unclaimed).max(1.0)))
    }
}

/// About how long the pauses of a target are when they are stretched so.
#[must_use]
pub fn usual_pause(stretch: f64, longest: Duration) -> Duration {
    let seconds = (stretch / TYPICAL_POLL_RATE).min(longest.as_secs_f64());
    Duration::from_secs_f64(seconds.max(0.0).round())
}

/// How long after now the account is asked again, by a chance from 0 to 1.
#[must_use]
pub fn after_reset(reset: Duration, chance: f64) -> Duration {
    reset.saturating_add(SPREAD.mul_f64(chance.clamp(0.0, 1.0)))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a quota that is not exact as a number is no quota"
)]
const fn number(of: u64) -> f64 {
    of as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    const fn quota(remaining: u64, reset: u64) -> Quota {
        Quota {
            limit: 1000,
            remaining,
            reset: seconds(reset),
        }
    }

    fn stretch(account: &RateLimiter, elapsed: Duration) -> f64 {
        match account.allowance(elapsed, 1) {
            Allowance::Stretched(stretch) => stretch,
            Allowance::AfterReset(_) => f64::INFINITY,
        }
    }

    fn after(remaining: u64, reset: u64) -> f64 {
        let mut account = RateLimiter::default();
        account.observe(Duration::ZERO, quota(remaining, reset), 1);
        stretch(&account, Duration::ZERO)
    }

    #[test]
    fn a_full_account_stretches_nothing() {
        assert!(stretch(&RateLimiter::default(), Duration::ZERO) < 1.01);
        assert!(after(999, 3600) < 1.01);
        assert!(after(990, 3300) < 1.01);
        assert!(after(600, 1800) < 1.01);
    }

    #[test]
    fn the_less_is_left_the_longer_are_the_pauses() {
        let stretches = [after(550, 3000), after(400, 3000), after(250, 3000)];
        assert!(stretches[0] > 2.0, "{stretches:?}");
        assert!(
            stretches.windows(2).all(|pair| pair[0] < pair[1]),
            "{stretches:?}"
        );
    }

    #[test]
    fn at_the_reserve_nothing_is_asked_before_the_next_window() {
        let mut account = RateLimiter::default();
        account.observe(seconds(5), quota(100, 900), 1);
        assert_eq!(
            account.allowance(seconds(10), 1),
            Allowance::AfterReset(seconds(895))
        );
        assert_eq!(
            account.allowance(seconds(905), 1),
            Allowance::Stretched(1.0)
        );
        assert_eq!(after_reset(seconds(895), 0.5), seconds(925));
        assert_eq!(usual_pause(6.3, seconds(300)), seconds(90));
        assert_eq!(usual_pause(1e9, seconds(300)), seconds(300));
        account.observe(
            seconds(910),
            Quota {
                limit: 0,
                ..quota(0, 900)
            },
            1,
        );
        assert_eq!(
            account.allowance(seconds(910), 1),
            Allowance::Stretched(1.0)
        );
    }

    #[test]
    fn after_the_burst_of_another_the_pauses_are_short_again() {
        let mut account = RateLimiter::default();
        account.observe(Duration::ZERO, quota(990, 3500), 1);
        account.observe(seconds(10), quota(500, 3490), 1);
        let droop = stretch(&account, seconds(10));
        assert!(droop > 5.0, "{droop}");
        for listing in 1..40 {
            let now = seconds(10 + listing * 20);
            account.observe(now, quota(500 - listing, 3490 - listing * 20), 1);
        }
        assert!(stretch(&account, seconds(790)) < 1.5);
    }

    #[test]
    fn one_that_has_just_come_takes_no_more_than_the_others() {
        // 600 requests in 500 seconds: the others are many.
        assert!(after(400, 3100) > 10.0);
    }

    fn assert_near(left: f64, right: f64) {
        assert!(
            (left - right).abs() <= 1e-9 * right.abs(),
            "{left}, {right}"
        );
    }

    #[test]
    fn half_of_what_should_be_left_makes_pauses_sixteen_times_as_long() {
        // A quarter of what is for gates, for half of the window.
        assert_near(after(325, 1800), 16.0);
        let mut account = RateLimiter::default();
        account.observe(seconds(50), quota(325, 2700), 1);
        assert_near(stretch(&account, seconds(950)), 16.0);
    }

    #[test]
    fn what_nobody_else_asks_for_is_shared_by_the_targets() {
        let mut account = RateLimiter::default();
        account.observe(Duration::ZERO, quota(1000, 3500), 1);
        account.observe(seconds(500), quota(200, 3000), 800);
        // 100 requests for 3000 seconds, where a target asks 0.07 a second.
        for targets in [1, 3] {
            let own = 0.07 * f64::from(targets);
            let allowance = account.allowance(seconds(500), targets);
            assert_eq!(allowance, Allowance::Stretched(own / (100.0 / 3000.0)));
        }
        // Twice what the others ask is left to them.
        account.others = Some(0.01);
        assert_near(stretch(&account, seconds(500)), 0.07 / (1.0 / 30.0 - 0.02));
    }

    #[test]
    fn the_others_rate_is_at_first_that_of_the_window() {
        let others = |remaining, reset| {
            let mut account = RateLimiter::default();
            account.observe(seconds(7), quota(remaining, reset), 1);
            account.others.unwrap()
        };
        assert_near(others(700, 3000), 0.5);
        // Of a window of five seconds nothing can be told.
        assert_near(others(990, 3595), 1.0);
    }

    #[test]
    fn the_others_rate_is_an_average_over_two_minutes() {
        let mut account = RateLimiter::default();
        account.observe(Duration::ZERO, quota(700, 3000), 1);
        account.observe(seconds(60), quota(670, 2940), 6);
        let kept = (-0.5_f64).exp();
        let average = 0.5 * kept + 24.0 / 60.0 * (1.0 - kept);
        assert_near(account.others.unwrap(), average);
        // Two answers at once say nothing of a rate.
        account.observe(seconds(60), quota(660, 2940), 1);
        assert_near(account.others.unwrap(), average);
        // Nor does another window, or another account.
        account.observe(seconds(90), quota(990, 3590), 1);
        assert_near(account.others.unwrap(), average);
        let smaller = Quota {
            limit: 500,
            ..quota(400, 3570)
        };
        account.observe(seconds(110), smaller, 1);
        assert_near(account.others.unwrap(), average);
        account.observe(seconds(230), smaller, 1);
        assert_near(account.others.unwrap(), average * (-1.0_f64).exp());
    }
}
