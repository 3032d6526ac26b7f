//! When a build ends, by how long builds took before.
//!
//! # Derivation
//!
//! The ends of past builds are heaped around a few values: builds with a warm
//! cache and without, builds of one branch and of another. So the density of
//! the logarithm of the duration is a mixture of kernels, one for each past
//! success. The kernel is Student's t with five degrees of freedom: its tails
//! leave room for what has never been seen, and density and distribution both
//! have a closed form. Three bandwidths, 4, 12 and 36 %, are each given the
//! weight of their leave-one-out likelihood, how well the other builds foretell
//! each one, times what is thought of them before. A single bandwidth would be
//! spoilt by one outlier, or smear two heaps into one.
//!
//! Around that core stand a build that fails early, at any time up to the
//! typical duration; one that hangs, 1 in 100; and one that is nothing like
//! those before, the less likely the more of them are known. The last is all
//! there is where nothing is known: builds take some ten minutes, within a
//! factor of two more often than not. A failure counts a little more than its
//! share in the past: it ends long before anybody looks often, so its delay
//! would be the longest of all.
//!
//! It must not know a clock, a status or a request: only durations.

use std::f64::consts::PI;
use std::time::Duration;

/// The most past successes that are of use.
pub const MOST: usize = 50;
const BANDWIDTHS: [f64; 3] = [0.04, 0.12, 0.36];
/// What is thought of each before the past has spoken.
const PRIOR: [f64; 3] = [0.25, 0.45, 0.3];
/// The same where one build cannot say how far builds lie apart.
const PRIOR_OF_ONE: [f64; 3] = [0.2, 0.3, 0.5];
/// The typical duration where nothing is known, in seconds.
const UNKNOWN: f64 = 600.0;
/// The spread of the logarithm where nothing is known.
const UNKNOWN_SPREAD: f64 = 0.7;
/// How much a past failure counts.
const FAILURES_COUNT: f64 = 1.15;
/// How often a build hangs.
const HANGS: f64 = 0.01;
/// A bandwidth of less weight is left out.
const NOTABLE: f64 = 1e-3;
/// As small as a chance gets: nothing is ever certain to have ended.
const LEAST: f64 = 1e-12;

/// The distribution of the duration of a build.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The logarithms of the past durations, in seconds.
    logarithms: Vec<f64>,
    /// The weights of [`BANDWIDTHS`]; their sum is 1.
    weights: [f64; 3],
    typical: f64,
    /// The chance of an early failure.
    fails: f64,
    /// The chance of a build that is nothing like those before.
    is_unlike: f64,
}

/// Density and survival of a duration at one age.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ending {
    /// The chance of ending at this age, per second.
    pub density: f64,
    /// The chance of ending later.
    pub survival: f64,
}

impl Ending {
    /// The chance of ending now, per second, of what has not ended yet.
    #[must_use]
    pub fn hazard(self) -> f64 {
        self.density / self.survival.max(LEAST)
    }

    /// Half the one and half the other.
    #[must_use]
    pub fn halved_with(self, other: Self) -> Self {
        Self {
            density: f64::midpoint(self.density, other.density),
            survival: f64::midpoint(self.survival, other.survival),
        }
    }

    fn add(&mut self, weight: f64, other: Self) {
        self.density += weight * other.density;
        self.survival += weight * other.survival;
    }
}

impl Default for Estimate {
    fn default() -> Self {
        Self::from_past(&[], 0)
    }
}

impl Estimate {
    /// From past successes, of which the first [`MOST`] count, and the number
    /// of past failures.
    #[must_use]
    pub fn from_past(successes: &[Duration], failures: usize) -> Self {
        let mut seconds: Vec<f64> = successes
            .iter()
            .map(Duration::as_secs_f64)
            .filter(|seconds| *seconds > 0.0)
            .take(MOST)
            .collect();
        let logarithms: Vec<f64> = seconds.iter().map(|seconds| seconds.ln()).collect();
        seconds.sort_by(f64::total_cmp);
        let middle = seconds.len() / 2;
        let typical = match (seconds.get(middle), seconds.len() % 2) {
            (Some(&upper), 0) => f64::midpoint(upper, seconds[middle - 1]),
            (Some(&median), _) => median,
            (None, _) => UNKNOWN,
        };
        let (known, failed) = (count(seconds.len()), count(failures));
        Self {
            weights: weights(&logarithms),
            is_unlike: if logarithms.is_empty() {
                1.0
            } else {
                0.5 / (known + 1.0)
            },
            fails: (FAILURES_COUNT * failed + 0.5) / (known + FAILURES_COUNT * failed + 10.0),
            logarithms,
            typical,
        }
    }

    /// Whether there is a past.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        !self.logarithms.is_empty()
    }

    /// The median of the past durations, in seconds.
    #[must_use]
    pub const fn typical(&self) -> f64 {
        self.typical
    }

    /// Density and survival at this age, in seconds.
    #[must_use]
    pub fn at(&self, age: f64) -> Ending {
        let age = age.max(1e-3);
        let logarithm = age.ln();
        let mut ending = Ending::default();
        let unlike = kernel((logarithm - self.typical.ln()) / UNKNOWN_SPREAD);
        ending.add(self.is_unlike, unlike.per(UNKNOWN_SPREAD * age));
        if !self.is_known() {
            return ending;
        }
        let like = 1.0 - self.is_unlike;
        ending.add(like * self.fails, early(age, self.typical));
        ending.add(like * HANGS, late(age, self.typical));
        let ends = like * (1.0 - HANGS - self.fails) / count(self.logarithms.len());
        let weighed = BANDWIDTHS.into_iter().zip(self.weights);
        for (bandwidth, weight) in weighed.filter(|(_, weight)| *weight >= NOTABLE) {
            for past in &self.logarithms {
                let end = kernel((logarithm - past) / bandwidth).per(bandwidth * age);
                ending.add(ends * weight, end);
            }
        }
        ending
    }
}

impl Ending {
    fn per(self, width: f64) -> Self {
        Self {
            density: self.density / width,
            ..self
        }
    }
}

/// Student's t with five degrees of freedom.
fn kernel(z: f64) -> Ending {
    let root = 5.0_f64.sqrt();
    let shrink = 1.0 / (1.0 + z * z / 5.0);
    let angle = (z / root).atan() + z / root * shrink * (1.0 + 2.0 / 3.0 * shrink);
    Ending {
        density: 8.0 / (3.0 * PI * root) * shrink * shrink * shrink,
        survival: (0.5 - angle / PI).max(0.0),
    }
}

/// At any time up to the typical duration.
fn early(age: f64, typical: f64) -> Ending {
    if age < typical {
        Ending {
            density: 1.0 / typical,
            survival: 1.0 - age / typical,
        }
    } else {
        Ending::default()
    }
}

/// Some time after the typical duration, as long again on average.
fn late(age: f64, typical: f64) -> Ending {
    if age < typical {
        return Ending {
            density: 0.0,
            survival: 1.0,
        };
    }
    let survival = (1.0 - age / typical).exp();
    Ending {
        density: survival / typical,
        survival,
    }
}

/// The weights of the bandwidths.
fn weights(logarithms: &[f64]) -> [f64; 3] {
    if logarithms.len() < 2 {
        return PRIOR_OF_ONE;
    }
    // Densities of at most fifty durations, which lie within a factor of e⁶⁵ of
    // each other: their product neither vanishes nor overflows.
    let likelihoods = BANDWIDTHS.map(|bandwidth| {
        let foretold = logarithms.iter().enumerate().map(|(place, one)| {
            let others = logarithms
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != place);
            let density: f64 = others
                .map(|(_, other)| kernel((one - other) / bandwidth).density / bandwidth)
                .sum();
            density.max(LEAST)
        });
        foretold.product::<f64>()
    });
    let mut weights = PRIOR;
    for (weight, likelihood) in weights.iter_mut().zip(likelihoods) {
        *weight *= likelihood;
    }
    let sum: f64 = weights.iter().sum();
    weights.map(|weight| weight / sum)
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
