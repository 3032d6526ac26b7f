//! What is measured: builds of one kind, with a past, drawn from a seed.

use std::time::Duration;

use northflank_gate::pacing::estimate::Estimate;
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
}

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
    /// When the gate looks first.
    pub first_look: f64,
    /// What the past says.
    pub estimate: Estimate,
    /// Chance for the looks.
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
        let mut successes = vec![];
        let mut failed = 0;
        for place in 0..self.past {
            if random.random_bool(self.failures) {
                failed += 1;
                continue;
            }
            let is_outlier = self.twist == Twist::Outlier && place == self.past / 2;
            let work = self.work(random) * if is_outlier { 4.0 } else { 1.0 };
            let queued = match self.twist {
                Twist::Queues(_) => self.queue(random),
                Twist::None | Twist::Outlier | Twist::Doubled | Twist::Queue(_) => 0.0,
            };
            successes.push(Duration::from_secs_f64(queued + work));
        }
        let begins = self.queue(random);
        let longer = if self.twist == Twist::Doubled {
            2.0
        } else {
            1.0
        };
        let work = if random.random_bool(self.failures) {
            random.random_range(0.0..self.mean)
        } else {
            self.work(random) * longer
        };
        Sample {
            begins,
            ends: begins + work,
            first_look: random.random_range(0.0..20.0),
            estimate: Estimate::from_past(&successes, failed),
            seed: random.next_u64(),
        }
    }

    fn queue(&self, random: &mut ChaCha8Rng) -> f64 {
        match self.twist {
            Twist::Queue(mean) | Twist::Queues(mean) => {
                Exp::new(1.0 / mean).map_or(0.0, |queue| queue.sample(random))
            }
            Twist::None | Twist::Outlier | Twist::Doubled => 0.0,
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
        let log_normal = |mean: f64| {
            let (location, scale) = self.log_normal(mean);
            statrs::distribution::LogNormal::new(location, scale).ok()
        };
        let (fails, longer) = (
            self.failures,
            if self.twist == Twist::Doubled {
                2.0
            } else {
                1.0
            },
        );
        let failure = move |age: f64| {
            if age < self.mean {
                (1.0 / self.mean, 1.0 - age / self.mean)
            } else {
                (0.0, 0.0)
            }
        };
        let mix = move |age: f64, work: (f64, f64)| {
            let failure = failure(age);
            (
                fails * failure.0 + (1.0 - fails) * work.0 / longer,
                fails * failure.1 + (1.0 - fails) * work.1,
            )
        };
        if self.family == Family::Gamma {
            let (shape, scale) = self.gamma();
            let gamma = statrs::distribution::Gamma::new(shape, 1.0 / scale).ok();
            return Box::new(move |age| {
                let at =
                    |of: &statrs::distribution::Gamma| (of.pdf(age / longer), of.sf(age / longer));
                mix(age, gamma.as_ref().map_or((0.0, 1.0), at))
            });
        }
        let modes: Vec<_> = if self.family == Family::Bimodal {
            [0.6, 1.4]
                .iter()
                .filter_map(|part| log_normal(part * self.mean))
                .collect()
        } else {
            log_normal(self.mean).into_iter().collect()
        };
        Box::new(move |age| {
            let share = if modes.len() == 2 { 0.5 } else { 1.0 };
            let work = modes.iter().fold((0.0, 0.0), |sum, mode| {
                (
                    sum.0 + share * mode.pdf(age / longer),
                    sum.1 + share * mode.sf(age / longer),
                )
            });
            mix(age, work)
        })
    }
}
