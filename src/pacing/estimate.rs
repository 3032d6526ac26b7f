//! When a build ends, by how long builds took before.
//!
//! # Derivation
//!
//! The ends of past builds are clustered: around the duration with a warm cache and
//! that without, around the step that fails. So the density of the logarithm of
//! the duration is a sum of kernels, one for each past build. The kernel is
//! Student's t with five degrees of freedom: its tails leave room for what was
//! never seen, and density and distribution both have a closed form.
//!
//! **Width.** The neighbour that a sixth of the builds are nearer than is about as
//! far away as builds of one cluster lie apart. The mean of that distance over all
//! builds, of which none counts more than `MAX_WIDTH`, is the width of every kernel:
//! one outlier hardly moves it, and two clusters stay two.
//!
//! **Age.** A past build loses half of its weight for each `HALF_LIFE` newer
//! ones, so that the estimate follows durations that shift.
//!
//! **Mixture.** With n successes and k failures, by weight, a build is
//!
//! - nothing like those before, by 1/(2n) of n builds in kernels, around the
//!   median: all there is where nothing is known;
//! - else a failure, by (ck + ½)/(n + ck + 10), c being `FAILURE_WEIGHT`. Most
//!   failures repeat the duration of an earlier one: by k/(k + `HALF_REPEAT_FAILURES`)
//!   it has kernels of their own, else any time up to the median;
//! - else a success.
//!
//! A job that has hardly ever succeeded is as regular as any: while there are
//! fewer than `MIN_SUCCESSES` successes and more failures than those, failures count as
//! successes do.
//!
//! The figure that each constant moves is the delay at equal requests: on the
//! real builds of docs/performance.md, or in a row of its tables.
//!
//! This module must not know a clock, a status or a request: only durations.

use std::f64::consts::PI;
use std::time::Duration;

/// The most past builds that are of use.
pub const MAX_PAST: usize = 50;
/// After this many later builds, a build counts half. Without this, the 95th percentile
/// of real builds is 0.61 in place of 0.58.
const HALF_LIFE: f64 = 20.0;
/// Kernels are no narrower: the spread of the steadiest jobs. Row "spread 5 %".
const MIN_WIDTH: f64 = 0.04;
/// Nor wider: few builds between two clusters say nothing of the width of either.
/// Row "bimodal" after three builds.
const MAX_WIDTH: f64 = 0.36;
/// Nor narrower than this by the number of builds: one build cannot say how far
/// builds lie apart. The column of one past build: more helps "spread 50 %" and
/// costs "spread 5 %" as much.
const MIN_WIDTH_OF_ONE: f64 = 0.13;
/// The typical duration where nothing is known, in seconds.
const DEFAULT_TYPICAL: f64 = 600.0;
/// The spread of the logarithm then: within a factor of two more often than
/// not. Real builds with fewer than five known 0.59; with 0.63, 0.62.
const DEFAULT_SPREAD: f64 = 0.7;
/// The spread of a build unlike the others of its job: even those say something.
/// Row "spread 25 %" after one build: the 95th percentile is 0.87; with 0.7, 0.92.
const UNLIKE_SPREAD: f64 = 0.63;
/// How much a past failure counts: it ends before the gate polls often, so its
/// delay would be the longest. More costs the successes more than it gains:
/// rows "10 % fail early".
const FAILURE_WEIGHT: f64 = 1.5;
/// With this many failures, half of the next are expected where those were.
/// With 4, row "bimodal, 10 % fail early" is 0.70 in place of 0.69; real failures
/// are 0.66 then, in place of 0.67.
const HALF_REPEAT_FAILURES: f64 = 5.0;
/// The width of a past failure's kernel: failures lie in several clusters, whose
/// widths few builds do not show. Real failures 0.67; at 0.2, 0.70.
const FAILURE_WIDTH: f64 = 0.15;
/// With fewer successes, more failures stand for them. Row "only failures".
const MIN_SUCCESSES: usize = 3;
/// As small as a chance gets: nothing is ever certain to have ended.
const MIN_SURVIVAL: f64 = 1e-12;

/// How a past build ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastEnd {
    /// The time from its creation to its end.
    pub took: Duration,
    /// Whether it was a success.
    pub has_succeeded: bool,
}

/// The distribution of the duration of a build.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    kernels: Vec<Kernel>,
    /// The weighted median, in seconds.
    typical: f64,
    /// The weight of any time up to the median.
    early: f64,
}

/// A part of the density of the logarithm of the duration.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Kernel {
    center: f64,
    width: f64,
    weight: f64,
}

/// Density and survival of a duration at one age.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EndChance {
    /// The chance of ending at this age, per second.
    pub density: f64,
    /// The chance of ending later.
    pub survival: f64,
}

impl EndChance {
    /// The chance of ending now, per second, of what has not ended yet.
    #[must_use]
    pub fn hazard(self) -> f64 {
        self.density / self.survival.max(MIN_SURVIVAL)
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
        Self::from_past(&[])
    }
}

impl Estimate {
    /// From past builds, newest first, of which the first [`MAX_PAST`] count.
    #[must_use]
    pub fn from_past(ends: &[PastEnd]) -> Self {
        let ends = ends.iter().filter(|end| end.took > Duration::ZERO);
        let ends: Vec<&PastEnd> = ends.take(MAX_PAST).collect();
        let successes = ends.iter().filter(|end| end.has_succeeded).count();
        let is_regular = successes >= MIN_SUCCESSES || ends.len() - successes <= successes;
        let (mut core, mut failures) = (vec![], vec![]);
        for (index, end) in ends.into_iter().enumerate() {
            let logarithm = end.took.as_secs_f64().ln();
            let weight = (-count(index) / HALF_LIFE).exp2();
            if end.has_succeeded || !is_regular {
                core.push((logarithm, weight));
            } else {
                failures.push((logarithm, weight));
            }
        }
        let (center, spread) = match median(core.clone()) {
            Some(median) => (median, UNLIKE_SPREAD),
            None => (DEFAULT_TYPICAL.ln(), DEFAULT_SPREAD),
        };
        let unlike_weight = (0.5 / count(core.len())).min(1.0);
        let like_weight = 1.0 - unlike_weight;
        let failed = FAILURE_WEIGHT * sum(&failures);
        let failure_share = (failed + 0.5) / (sum(&core) + failed + 10.0);
        let repeat_share = count(failures.len()) / (count(failures.len()) + HALF_REPEAT_FAILURES);
        let mut kernels = vec![Kernel {
            center,
            width: spread,
            weight: unlike_weight,
        }];
        kernels.extend(kernels_of(
            &core,
            width(&core),
            like_weight * (1.0 - failure_share),
        ));
        let repeats = like_weight * failure_share * repeat_share;
        kernels.extend(kernels_of(&failures, FAILURE_WIDTH, repeats));
        Self {
            kernels,
            typical: center.exp(),
            early: like_weight * failure_share * (1.0 - repeat_share),
        }
    }

    /// The median of the past durations, in seconds.
    #[must_use]
    pub const fn typical(&self) -> f64 {
        self.typical
    }

    /// Density and survival at this age, in seconds.
    #[must_use]
    pub fn at(&self, age: f64) -> EndChance {
        let age = age.max(1e-3);
        let logarithm = age.ln();
        let mut ending = EndChance::default();
        ending.add(self.early, early(age, self.typical));
        for kernel in &self.kernels {
            let here = students_t((logarithm - kernel.center) / kernel.width);
            let density = here.density / (kernel.width * age);
            ending.add(kernel.weight, EndChance { density, ..here });
        }
        ending
    }
}

/// Kernels of this width for past builds, given as logarithm and weight; their
/// weights add up to `weight`.
fn kernels_of(past: &[(f64, f64)], width: f64, weight: f64) -> impl Iterator<Item = Kernel> {
    let each = weight / sum(past);
    past.iter().map(move |(center, weight)| Kernel {
        center: *center,
        width,
        weight: each * weight,
    })
}

/// The width of the kernels: the mean distance from a build to its neighbour at the
/// first sixth, which is the second nearest of three builds, the third of ten, the
/// ninth of fifty. With a fifth, row "bimodal" after 50 builds has a 95th percentile of
/// 0.56 in place of 0.55; with the √n-th, "spread 25 %" one of 0.63 in place of 0.61.
fn width(past: &[(f64, f64)]) -> f64 {
    let narrowest = MIN_WIDTH.max(MIN_WIDTH_OF_ONE / count(past.len()));
    let far = past.iter().map(|(one, _)| {
        let mut others: Vec<f64> = past.iter().map(|(other, _)| (one - other).abs()).collect();
        others.sort_by(f64::total_cmp);
        // The nearest is the build itself.
        let far = others
            .get((past.len() + 9) / 6)
            .copied()
            .unwrap_or_default();
        // `clamp` has a panic that prints floats, which nothing else in the binary does.
        far.max(narrowest).min(MAX_WIDTH)
    });
    far.sum::<f64>() / count(past.len())
}

fn median(mut past: Vec<(f64, f64)>) -> Option<f64> {
    past.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut left = sum(&past) / 2.0;
    let middle = past.iter().find(|(_, weight)| {
        left -= weight;
        left <= 0.0
    });
    middle.map(|(logarithm, _)| *logarithm)
}

fn sum(past: &[(f64, f64)]) -> f64 {
    past.iter().map(|(_, weight)| weight).sum()
}

/// Student's t with five degrees of freedom.
fn students_t(z: f64) -> EndChance {
    let root = 5.0_f64.sqrt();
    let shrink = 1.0 / (1.0 + z * z / 5.0);
    let angle = (z / root).atan() + z / root * shrink * (1.0 + 2.0 / 3.0 * shrink);
    EndChance {
        density: 8.0 / (3.0 * PI * root) * shrink * shrink * shrink,
        survival: 0.5 - angle / PI,
    }
}

/// At any time up to the typical duration.
fn early(age: f64, typical: f64) -> EndChance {
    if age < typical {
        EndChance {
            density: 1.0 / typical,
            survival: 1.0 - age / typical,
        }
    } else {
        EndChance::default()
    }
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
