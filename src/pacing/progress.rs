//! How far a build has gone, and when to poll next.
//!
//! # Derivation
//!
//! Let h be the chance of ending now, per second. Polling r times a second
//! costs r requests a second, and sees an end half an interval late on average:
//! 1/(2r). Where a request is worth c seconds of delay, c·r + h/(2r) is least at
//! r = √(h/(2c)). With c in inverse proportion to the typical duration m, the
//! interval is the same for long builds and for short ones, on average: r =
//! √(m·h)/`AVERAGE_INTERVAL`. A poll of k requests costs k times as much, which makes
//! the intervals √k times longer.
//!
//! A build whose age a is beyond 1.5 m is a long one, whatever the others were:
//! in place of m stands √(m·a/1.5), 1.5 being `LONG_BUILD`. With a/1.5 and no root,
//! real builds take 0.58 of the requests of a poll each 10 s in place of 0.55,
//! and real cancelled builds 1.8 of the delay at equal requests in place of 1.3.
//!
//! The next poll is where the rate adds up to one poll from now. To take the
//! interval from the rate now would step over a peak that is near.
//!
//! Time spent queued is not time spent building. A build that waits in the queue
//! is polled as though its work began now. When it was seen to begin, there
//! are two ages: since it was created and since it began. The past durations
//! hold their queues, and do not say how long those were: each age is given one
//! half, and the one that should have ended, and has not, loses its weight by
//! itself.
//!
//! It must not know a clock or chance: both come in as values.

use std::time::Duration;

use super::estimate::{EndChance, Estimate};
use super::history::MAX_PLAUSIBLE_AGE;
use crate::model::build::{Build, Stage, Status};
use crate::model::timestamp::Timestamp;

/// Seconds between polls at the average moment of a build.
pub const AVERAGE_INTERVAL: f64 = 12.0;
/// A build that takes more than this many typical durations is a long one. With 1, row
/// "bimodal" takes 0.69 of the requests of a poll each 10 s in place of 0.67;
/// with 2, row "suddenly twice as long, spread 5 %" is 1.20 in place of 1.10.
const LONG_BUILD: f64 = 1.5;
/// Polls a second, at the most.
pub const MAX_POLL_RATE: f64 = 0.5;
/// Polls a second, at the least.
pub const MIN_POLL_RATE: f64 = 1.0 / 60.0;
/// The longest interval of a queued build: the start of its work is known to within
/// this time.
const MAX_QUEUED_INTERVAL: f64 = 15.0;
/// Pushing an image takes about this part of the whole.
const UPLOAD: f64 = 0.1;
/// The width of a step, as a part of the typical duration: narrower than any
/// peak.
const STEP: f64 = 1.0 / 200.0;
/// The longest interval in the narrowest steps.
const MAX_STEPS: u32 = 1200;

/// What is known of how far a build has gone. Times are since the start of the
/// run.
#[derive(Clone, Debug, PartialEq)]
pub struct BuildProgress {
    seen: Duration,
    /// Its age when it was seen first.
    age: Duration,
    queued: Option<Duration>,
    began: Option<Duration>,
    uploading: Option<Duration>,
}

impl BuildProgress {
    /// A build that is seen for the first time, when the API's clock shows
    /// `date`. Clocks that make no sense make it new.
    #[must_use]
    pub fn of(build: &Build, elapsed: Duration, date: Option<Timestamp>) -> Self {
        let created = build.created.value();
        let age = created.and_then(|created| date?.since(*created));
        let mut progress = Self {
            seen: elapsed,
            age: age
                .filter(|age| *age <= MAX_PLAUSIBLE_AGE)
                .unwrap_or_default(),
            queued: None,
            began: None,
            uploading: None,
        };
        progress.observe(build, elapsed);
        progress
    }

    /// Takes in what the build says of itself now.
    pub fn observe(&mut self, build: &Build, elapsed: Duration) {
        match build.status.value().map(Status::stage) {
            Some(Stage::Queued) => {
                self.queued = Some(elapsed);
                self.began = None;
            }
            Some(Stage::Uploading) => {
                self.begin(elapsed);
                self.uploading.get_or_insert(elapsed);
            }
            Some(
                Stage::Building
                | Stage::Succeeded
                | Stage::Failed
                | Stage::Aborted
                | Stage::Crashed
                | Stage::Unknown,
            )
            | None => self.begin(elapsed),
        }
    }

    /// It began some time between the last poll that saw it queued and now.
    fn begin(&mut self, elapsed: Duration) {
        if let (Some(queued), None) = (self.queued, self.began) {
            self.began = Some(queued.saturating_add(elapsed.saturating_sub(queued) / 2));
        }
    }

    /// Polls a second, at this time.
    fn rate(&self, estimate: &Estimate, now: f64) -> f64 {
        let typical = estimate.typical();
        let best = rate(
            typical,
            self.age_at(now),
            self.end_chance(estimate, now).hazard(),
        );
        let upload = self.uploading.map_or(0.0, |uploading| {
            let hazard = 1.0 / (UPLOAD * typical + since(uploading, now));
            rate(typical, typical, hazard)
        });
        best.max(upload).clamp(MIN_POLL_RATE, MAX_POLL_RATE)
    }

    fn end_chance(&self, estimate: &Estimate, now: f64) -> EndChance {
        let whole = estimate.at(self.age_at(now));
        match self.began {
            Some(began) => whole.halved_with(estimate.at(since(began, now))),
            None => whole,
        }
    }

    /// The time since it was created.
    fn age_at(&self, now: f64) -> f64 {
        self.age.as_secs_f64() + since(self.seen, now)
    }

    fn is_queued(&self) -> bool {
        self.queued.is_some() && self.began.is_none()
    }
}

/// The interval until the next poll of a target whose deciding build has gone so far, or
/// has not appeared. `stretch` multiplies it. `jitter`, from 0 to 1, changes it by ±10 %
/// and lowers `longest` by up to 10 %.
#[must_use]
pub fn target_interval(
    progress: Option<&BuildProgress>,
    estimate: &Estimate,
    elapsed: Duration,
    stretch: f64,
    longest: Duration,
    jitter: f64,
) -> Duration {
    let jitter = jitter.clamp(0.0, 1.0);
    let goal = stretch.max(1.0) * (0.9 + 0.2 * jitter);
    let longest = longest.as_secs_f64() * (0.9 + 0.1 * jitter);
    let start = elapsed.as_secs_f64();
    let step = (estimate.typical() * STEP).clamp(0.25, 5.0);
    let seconds = match progress.filter(|progress| !progress.is_queued()) {
        Some(progress) => until(goal, step, longest, |ahead| {
            progress.rate(estimate, start + ahead)
        }),
        // As though it began now.
        None => until(goal, step, longest, |ahead| {
            let hazard = estimate.at(ahead).hazard();
            rate(estimate.typical(), ahead, hazard).clamp(1.0 / MAX_QUEUED_INTERVAL, MAX_POLL_RATE)
        }),
    };
    Duration::from_secs_f64(seconds)
}

/// The best rate for a build of this age: the derivation.
fn rate(typical: f64, age: f64, hazard: f64) -> f64 {
    let long = (age / LONG_BUILD).max(typical);
    ((typical * long).sqrt() * hazard).sqrt() / AVERAGE_INTERVAL
}

fn since(time: Duration, now: f64) -> f64 {
    (now - time.as_secs_f64()).max(0.0)
}

/// When the rate has added up to the goal, in seconds from now.
fn until(goal: f64, step: f64, longest: f64, rate: impl Fn(f64) -> f64) -> f64 {
    let mut sum = 0.0;
    for number in 0..MAX_STEPS {
        let ahead = f64::from(number) * step;
        let here = rate(ahead + step / 2.0);
        let end = (ahead + (goal - sum) / here).min(longest);
        if end <= ahead + step {
            return end;
        }
        sum += here * step;
    }
    longest
}

#[cfg(test)]
mod tests;
