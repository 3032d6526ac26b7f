//! What is measured: builds of one kind, with a past, drawn from a seed.

use std::time::Duration;

use northflank_gate::pacing::estimate::{Estimate, PastEnd};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp};
use statrs::distribution::{Continuous, ContinuousCDF};

/// How the durations of a kind of build are distributed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Family {
    /// The logarithm is normal.
    LogNormal,
    /// Gamma.
    Gamma,
    /// Half of them log-normal around 0.6 of the mean, half around 1.4 of it.
    Bimodal,
}

/// What happens beside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Twist {
    /// Nothing.
    None,
    /// One of the past builds took four times as long.
    Outlier,
    /// From now on builds take twice as long.
    Doubled,
    /// From now on builds wait in a queue first, for as long on average.
    Queue(f64),
    /// The same, and those before waited too.
    Queues(f64),
    /// This part of the builds takes so many times as long.
    Far(f64, f64),
    /// 15 % fail: a third of them when a success would end, a third around 0.3
    /// of that, a sixth around twice that, the rest at any time before.
    ClusteredFailures,
    /// Nothing but failures, which take as long as a success would.
    OnlyFailures,
    /// The last ten builds, and those to come, take 1.5 times as long.
    Step,
}

/// A part of the builds.
struct Part {
    share: f64,
    has_succeeded: bool,
    /// How many times the work they take; nothing for any time up to the mean.
    times: Option<f64>,
}

/// How much longer builds take after a [`Twist::Step`].
const STEP: f64 = 1.5;

/// A kind of build, and how much of its past is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Case {
    /// The mean duration, in seconds.
    pub mean: f64,
    /// The distribution.
    pub family: Family,
    /// The standard deviation, as a part of the mean; of each half, where
    /// there are two.
    pub spread: f64,
    /// The chance of an early failure.
    pub failures: f64,
    /// How many builds are known from before.
    pub past: usize,
    /// What happens beside.
    pub twist: Twist,
}

/// One build to be seen to its end. Times are in seconds since it was created.
#[derive(Clone, Debug)]
pub struct Sample {
    /// When its work begins.
    pub begins: f64,
    /// When it ends.
    pub ends: f64,
    /// When the gate polls first.
    pub first_poll: f64,
    /// What the past says.
    pub estimate: Estimate,
    /// The random numbers of the polls.
    pub seed: u64,
}

impl Case {
    /// Builds of this kind; the same seed gives the same.
    #[must_use]
    pub fn samples(&self, count: usize, seed: u64) -> Vec<Sample> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        (0..count).map(|_| self.sample(&mut random)).collect()
    }

    fn sample(&self, random: &mut ChaCha8Rng) -> Sample {
        let past = (0..self.past).map(|place| {
            let is_outlier = self.twist == Twist::Outlier && place == self.past / 2;
            let is_before = match self.twist {
                Twist::Doubled => 0.5,
                Twist::Step if place >= 10 => 1.0 / STEP,
                Twist::None
                | Twist::Outlier
                | Twist::Queue(_)
                | Twist::Queues(_)
                | Twist::Far(..)
                | Twist::ClusteredFailures
                | Twist::OnlyFailures
                | Twist::Step => 1.0,
            };
            let (has_succeeded, work) = self.draw(random);
            let work = work * is_before * if is_outlier { 4.0 } else { 1.0 };
            let queued = match self.twist {
                Twist::Queues(_) => self.queue(random),
                Twist::None
                | Twist::Outlier
                | Twist::Doubled
                | Twist::Queue(_)
                | Twist::Far(..)
                | Twist::ClusteredFailures
                | Twist::OnlyFailures
                | Twist::Step => 0.0,
            };
            PastEnd {
                took: Duration::from_secs_f64(queued + work),
                has_succeeded,
            }
        });
        let past: Vec<PastEnd> = past.collect();
        let begins = self.queue(random);
        let (_, work) = self.draw(random);
        Sample {
            begins,
            ends: begins + work,
            first_poll: random.random_range(0.0..20.0),
            estimate: Estimate::from_past(&past),
            seed: random.next_u64(),
        }
    }

    /// The builds from now on, by parts: failures first.
    fn parts(&self) -> Vec<Part> {
        let part = |share, has_succeeded, times| Part {
            share,
            has_succeeded,
            times,
        };
        let early = part(self.failures, false, None);
        let works = |times| part(1.0 - self.failures, true, Some(times));
        match self.twist {
            Twist::None | Twist::Outlier | Twist::Queue(_) | Twist::Queues(_) => {
                vec![early, works(1.0)]
            }
            Twist::Doubled => vec![early, works(2.0)],
            Twist::Step => vec![early, works(STEP)],
            Twist::Far(share, times) => vec![
                part(share, true, Some(times)),
                part(1.0 - share, true, Some(1.0)),
            ],
            Twist::ClusteredFailures => vec![
                part(0.025, false, None),
                part(0.05, false, Some(1.0)),
                part(0.05, false, Some(0.3)),
                part(0.025, false, Some(2.0)),
                part(0.85, true, Some(1.0)),
            ],
            Twist::OnlyFailures => vec![part(1.0, false, Some(1.0))],
        }
    }

    /// Whether a build succeeds, and how long its work takes.
    fn draw(&self, random: &mut ChaCha8Rng) -> (bool, f64) {
        let mut left: f64 = random.random();
        let parts = self.parts();
        let drawn = parts.iter().find(|part| {
            left -= part.share;
            left < 0.0
        });
        match drawn.or(parts.last()) {
            Some(part) => {
                let work = match part.times {
                    Some(times) => times * self.work(random),
                    None => random.random_range(0.0..self.mean),
                };
                (part.has_succeeded, work)
            }
            None => (true, self.mean),
        }
    }

    fn queue(&self, random: &mut ChaCha8Rng) -> f64 {
        match self.twist {
            Twist::Queue(mean) | Twist::Queues(mean) => {
                Exp::new(1.0 / mean).map_or(0.0, |queue| queue.sample(random))
            }
            Twist::None
            | Twist::Outlier
            | Twist::Doubled
            | Twist::Far(..)
            | Twist::ClusteredFailures
            | Twist::OnlyFailures
            | Twist::Step => 0.0,
        }
    }

    /// How long the work of a build takes, in seconds.
    fn work(&self, random: &mut ChaCha8Rng) -> f64 {
        let mean = match self.family {
            Family::Bimodal if random.random_bool(0.5) => 0.6 * self.mean,
            Family::Bimodal => 1.4 * self.mean,
            Family::LogNormal | Family::Gamma => self.mean,
        };
        if self.family == Family::Gamma {
            let (shape, scale) = self.gamma();
            return rand_distr::Gamma::new(shape, scale).map_or(mean, |work| work.sample(random));
        }
        let (location, scale) = self.log_normal(mean);
        rand_distr::LogNormal::new(location, scale).map_or(mean, |work| work.sample(random))
    }

    fn gamma(&self) -> (f64, f64) {
        let shape = 1.0 / (self.spread * self.spread);
        (shape, self.mean / shape)
    }

    fn log_normal(&self, mean: f64) -> (f64, f64) {
        let variance = (self.spread * self.spread).ln_1p();
        (mean.ln() - variance / 2.0, variance.sqrt())
    }

    /// The true chance of ending at this age of the work, per second, and that
    /// of ending later.
    #[must_use]
    pub fn truth(&self) -> Box<dyn Fn(f64) -> (f64, f64) + '_> {
        let work = self.true_work();
        let parts = self.parts();
        let mean = self.mean;
        Box::new(move |age| {
            parts.iter().fold((0.0, 0.0), |sum, part| {
                let (density, survival) = match part.times {
                    Some(times) => {
                        let (density, survival) = work(age / times);
                        (density / times, survival)
                    }
                    None if age < mean => (1.0 / mean, 1.0 - age / mean),
                    None => (0.0, 0.0),
                };
                (sum.0 + part.share * density, sum.1 + part.share * survival)
            })
        })
    }

    /// The same of the work of a success.
    fn true_work(&self) -> Box<dyn Fn(f64) -> (f64, f64)> {
        if self.family == Family::Gamma {
            let (shape, scale) = self.gamma();
            let gamma = statrs::distribution::Gamma::new(shape, 1.0 / scale).ok();
            return Box::new(move |age| {
                gamma
                    .as_ref()
                    .map_or((0.0, 1.0), |gamma| (gamma.pdf(age), gamma.sf(age)))
            });
        }
        let means: &[f64] = match self.family {
            Family::Bimodal => &[0.6, 1.4],
            Family::LogNormal | Family::Gamma => &[1.0],
        };
        let modes: Vec<_> = means
            .iter()
            .filter_map(|part| {
                let (location, scale) = self.log_normal(part * self.mean);
                statrs::distribution::LogNormal::new(location, scale).ok()
            })
            .collect();
        let share = if modes.len() == 2 { 0.5 } else { 1.0 };
        Box::new(move |age| {
            modes.iter().fold((0.0, 0.0), |sum, mode| {
                (sum.0 + share * mode.pdf(age), sum.1 + share * mode.sf(age))
            })
        })
    }
}
