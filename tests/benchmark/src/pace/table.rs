//! The tables of the pace.

use std::fmt::Write as _;

use super::case::{Case, Family, Twist};
use super::measure::{Comparison, compare, figures};
use super::policy::Policy;

/// The seed of the tables and of the tests.
pub const SEED: u64 = 7;
/// The mean durations, in seconds.
pub const MEANS: [f64; 3] = [120.0, 300.0, 900.0];
/// The policies that are compared.
pub const POLICIES: [Policy; 7] = [
    Policy::Auto,
    Policy::Fixed(5.0),
    Policy::Fixed(10.0),
    Policy::Fixed(30.0),
    Policy::Ladder,
    Policy::BackOff,
    Policy::Oracle,
];

/// Those that are compared at equal requests; a fixed interval would be 1.
const COMPARED: [Policy; 4] = [
    Policy::Auto,
    Policy::Ladder,
    Policy::BackOff,
    Policy::Oracle,
];
/// The chances of an early failure.
const FAILURES: [f64; 2] = [0.0, 0.1];

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

/// One heap of durations, by its spread, and two heaps.
pub const SHAPES: [Shape; 5] = [
    one_heap("spread 5 %", 0.05),
    one_heap("spread 10 %", 0.1),
    one_heap("spread 25 %", 0.25),
    one_heap("spread 50 %", 0.5),
    Shape {
        name: "bimodal",
        families: &[Family::Bimodal],
        spread: 0.1,
    },
];

const fn one_heap(name: &'static str, spread: f64) -> Shape {
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

    fn name(self) -> String {
        if self.failures > 0.0 {
            format!("{}, 10 % fail early", self.shape.name)
        } else {
            self.shape.name.to_owned()
        }
    }

    const fn case(self, mean: f64, family: Family) -> Case {
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

/// All tables, in Markdown, each figure over so many builds.
#[must_use]
pub fn tables(builds: usize) -> String {
    [
        equal_requests(builds),
        beside_ten_seconds(builds),
        own_requests(builds),
        by_past(builds),
        twists(builds),
    ]
    .join("\n")
}

fn equal_requests(builds: usize) -> String {
    let mut table = Table::new(
        "At equal requests, with 10 past builds: the delay as a part of that of the fixed interval \
         which sends as many requests. Mean / 95th percentile, each the worst of means and \
         families.",
        &COMPARED.map(Policy::name),
    );
    for (name, kind) in kinds() {
        table.row(
            &name,
            &COMPARED.map(|policy| ratio(kind.worst(policy, builds))),
        );
    }
    table.text
}

fn by_past(builds: usize) -> String {
    let pasts = [0, 1, 3, 10, 50];
    let mut table = Table::new(
        "The gate at equal requests, by the number of past builds: mean / 95th percentile, each \
         the worst of means and families.",
        &pasts.map(|past| format!("{past} past")),
    );
    for (name, kind) in kinds() {
        let cells = pasts.map(|past| {
            let kind = Kind { past, ..kind };
            ratio(kind.worst(Policy::Auto, builds))
        });
        table.row(&name, &cells);
    }
    table.text
}

fn beside_ten_seconds(builds: usize) -> String {
    let mut table = Table::new(
        "The gate with 10 past builds, as a part of a look each 10 s, each at its own requests: \
         the worst of builds of 5 and 15 minutes and of families.",
        &["requests", "mean delay"].map(str::to_owned),
    );
    for (name, kind) in kinds() {
        let (requests, delay) = kind.beside_ten_seconds(builds);
        table.row(&name, &[requests, delay].map(|part| format!("{part:.2}")));
    }
    table.text
}

fn own_requests(builds: usize) -> String {
    let mut table = Table::new(
        "Each at its own requests, with 10 past builds, log-normal: requests for a build / mean \
         delay / 95th percentile, in seconds.",
        &POLICIES.map(Policy::name),
    );
    for failures in FAILURES {
        for mean in MEANS {
            for shape in &SHAPES[..4] {
                let kind = Kind::after_ten(*shape, failures);
                let case = kind.case(mean, Family::LogNormal);
                let samples = case.samples(builds, SEED);
                let cells = POLICIES.map(|policy| {
                    let own = figures(policy, &case, &samples);
                    format!("{:.1} / {:.1} / {:.1}", own.requests, own.delay, own.late)
                });
                table.row(&format!("{mean} s, {}", kind.name()), &cells);
            }
        }
    }
    table.text
}

fn twists(builds: usize) -> String {
    let mut table = Table::new(
        "What happens beside, at equal requests, with 10 past builds: mean / 95th percentile, each \
         the worst of means and families.",
        &COMPARED.map(Policy::name),
    );
    for (title, twist) in [
        ("one outlier among ten", Twist::Outlier),
        ("suddenly twice as long", Twist::Doubled),
        ("a queue of 60 s, never before", Twist::Queue(60.0)),
        ("a queue of 300 s, never before", Twist::Queue(300.0)),
        ("a queue of 60 s, as before", Twist::Queues(60.0)),
        ("a queue of 300 s, as before", Twist::Queues(300.0)),
    ] {
        for shape in &SHAPES[..3] {
            let kind = Kind {
                twist,
                ..Kind::after_ten(*shape, 0.0)
            };
            let cells = COMPARED.map(|policy| ratio(kind.worst(policy, builds)));
            table.row(&format!("{title}, {}", shape.name), &cells);
        }
    }
    table.text
}

/// All kinds after ten builds, with their names.
fn kinds() -> impl Iterator<Item = (String, Kind)> {
    FAILURES.into_iter().flat_map(|failures| {
        SHAPES.into_iter().map(move |shape| {
            let kind = Kind::after_ten(shape, failures);
            (kind.name(), kind)
        })
    })
}

fn ratio((mean, late): (f64, f64)) -> String {
    format!("{mean:.2} / {late:.2}")
}

/// A table in Markdown, below a paragraph.
struct Table {
    text: String,
}

impl Table {
    fn new<const N: usize>(paragraph: &str, names: &[String; N]) -> Self {
        let mut table = Self {
            text: format!("{paragraph}\n\n"),
        };
        table.row("builds", names);
        let _ = writeln!(table.text, "|{}", "---|".repeat(N + 1));
        table
    }

    fn row<const N: usize>(&mut self, title: &str, cells: &[String; N]) {
        let _ = writeln!(self.text, "| {title} | {} |", cells.join(" | "));
    }
}
