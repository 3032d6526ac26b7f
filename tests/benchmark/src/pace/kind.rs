//! The kinds of builds that are measured, and a policy over all cases of a kind.

use super::case::{Case, Family, Twist};
use super::measure::{Comparison, compare, figures};
use super::policy::Policy;

/// The seed of the tables and of the tests.
pub const SEED: u64 = 7;
/// The mean durations, in seconds.
pub const MEANS: [f64; 3] = [120.0, 300.0, 900.0];
/// How durations are spread, in which families.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The name for tables.
    pub name: &'static str,
    /// The families over which the worst is taken.
    pub families: &'static [Family],
    /// The spread.
    pub spread: f64,
}

/// One cluster of durations, by its spread, and two clusters.
pub const SHAPES: [Shape; 5] = [
    one_cluster("spread 5 %", 0.05),
    one_cluster("spread 10 %", 0.1),
    one_cluster("spread 25 %", 0.25),
    one_cluster("spread 50 %", 0.5),
    Shape {
        name: "bimodal",
        families: &[Family::Bimodal],
        spread: 0.1,
    },
];

/// What real builds do, each with a name, and after how many builds.
pub const LIFELIKE: [(&str, Twist, usize); 5] = [
    ("80 % at m, 20 % at 8 m", Twist::Far(0.2, 8.0), 10),
    ("90 % at m, 10 % at 50 m", Twist::Far(0.1, 50.0), 10),
    ("15 % fail, in clusters", Twist::ClusteredFailures, 10),
    ("only failures", Twist::OnlyFailures, 10),
    ("a step to 1.5 m, ten builds ago", Twist::Step, 50),
];

const fn one_cluster(name: &'static str, spread: f64) -> Shape {
    Shape {
        name,
        families: &[Family::LogNormal, Family::Gamma],
        spread,
    }
}

/// What a row of builds has in common.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// How durations are spread.
    pub shape: Shape,
    /// The chance of an early failure.
    pub failures: f64,
    /// How many builds are known from before.
    pub past: usize,
    /// What happens beside.
    pub twist: Twist,
}

impl Kind {
    /// Builds after ten others, with nothing beside.
    #[must_use]
    pub const fn after_ten(shape: Shape, failures: f64) -> Self {
        Self {
            shape,
            failures,
            past: 10,
            twist: Twist::None,
        }
    }

    /// Builds with this beside: log-normal, with a spread of 10 %.
    #[must_use]
    pub const fn lifelike(twist: Twist, past: usize) -> Self {
        let shape = Shape {
            families: &[Family::LogNormal],
            ..SHAPES[1]
        };
        Self {
            past,
            twist,
            ..Self::after_ten(shape, 0.0)
        }
    }

    /// The name for tables.
    #[must_use]
    pub fn name(self) -> String {
        if self.failures > 0.0 {
            format!("{}, 10 % fail early", self.shape.name)
        } else {
            self.shape.name.to_owned()
        }
    }

    /// The case of this mean and family.
    #[must_use]
    pub const fn case(self, mean: f64, family: Family) -> Case {
        Case {
            mean,
            family,
            spread: self.shape.spread,
            failures: self.failures,
            past: self.past,
            twist: self.twist,
        }
    }

    /// The cases of these means, in all families.
    pub fn cases(self, means: &'static [f64]) -> impl Iterator<Item = Case> {
        means.iter().flat_map(move |&mean| {
            let families = self.shape.families.iter();
            families.map(move |&family| self.case(mean, family))
        })
    }

    /// A policy at equal requests, the worst of means and families: mean and
    /// 95th percentile of the delay. Early failures are few, and late by far the
    /// most, so where there are some, a figure takes four times as many builds.
    #[must_use]
    pub fn worst(self, policy: Policy, builds: usize) -> (f64, f64) {
        let builds = if self.failures > 0.0 {
            4 * builds
        } else {
            builds
        };
        let compared = |case: Case| compare(policy, &case, &case.samples(builds, SEED));
        let all: Vec<Comparison> = std::thread::scope(|scope| {
            let threads: Vec<_> = self
                .cases(&MEANS)
                .map(|case| scope.spawn(move || compared(case)))
                .collect();
            let ends = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
            ends.map(|end| end.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        all.into_iter().fold(
            (0.0, 0.0),
            |worst: (f64, f64), Comparison { delay, late, .. }| {
                (worst.0.max(delay), worst.1.max(late))
            },
        )
    }

    /// The gate against a fixed interval of 10 s, each at its own requests, the
    /// worst of builds of 5 and 15 minutes: ratios of requests and of the mean
    /// delay.
    #[must_use]
    pub fn beside_ten_seconds(self, builds: usize) -> (f64, f64) {
        self.cases(&[300.0, 900.0])
            .map(|case| {
                let samples = case.samples(builds, SEED);
                let auto = figures(Policy::Auto, &case, &samples);
                let fixed = figures(Policy::Fixed(10.0), &case, &samples);
                (auto.requests / fixed.requests, auto.delay / fixed.delay)
            })
            .fold((0.0, 0.0), |worst: (f64, f64), own| {
                (worst.0.max(own.0), worst.1.max(own.1))
            })
    }
}
