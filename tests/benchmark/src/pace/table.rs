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
    /// The cases of these means, in all families.
    pub fn cases(self, means: &'static [f64]) -> impl Iterator<Item = Case> {
        means.iter().flat_map(move |&mean| {
            self.shape.families.iter().map(move |&family| Case {
                mean,
                family,
                spread: self.shape.spread,
                failures: self.failures,
                past: self.past,
                twist: self.twist,
            })
        })
    }

    /// A policy at equal requests, the worst of means and families: mean and
    /// 95th percentile of the delay.
    #[must_use]
    pub fn worst(self, policy: Policy, builds: usize) -> (f64, f64) {
        self.cases(&MEANS)
            .map(|case| compare(policy, &case, &case.samples(builds, SEED)))
            .fold(
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
    let compared = [
        Policy::Auto,
        Policy::Ladder,
        Policy::BackOff,
        Policy::Oracle,
    ];
    let mut text = "At equal requests, with 10 past builds: the delay as a part of that of the \
                    fixed interval which sends as many requests. Mean / 95th percentile, each the \
                    worst of means and families.\n\n"
        .to_owned();
    head(&mut text, "builds", &compared.map(Policy::name));
    for failures in [0.0, 0.1] {
        for shape in SHAPES {
            let kind = Kind {
                shape,
                failures,
                past: 10,
                twist: Twist::None,
            };
            let cells = compared.map(|policy| ratio(kind.worst(policy, builds)));
            row(&mut text, &name(shape, failures), &cells);
        }
    }
    text
}

fn by_past(builds: usize) -> String {
    let pasts = [0, 1, 3, 10, 50];
    let mut text = "The gate at equal requests, by the number of past builds: mean / 95th \
                    percentile, each the worst of means and families.\n\n"
        .to_owned();
    head(
        &mut text,
        "builds",
        &pasts.map(|past| format!("{past} past")),
    );
    for failures in [0.0, 0.1] {
        for shape in SHAPES {
            let cells = pasts.map(|past| {
                let kind = Kind {
                    shape,
                    failures,
                    past,
                    twist: Twist::None,
                };
                ratio(kind.worst(Policy::Auto, builds))
            });
            row(&mut text, &name(shape, failures), &cells);
        }
    }
    text
}

fn beside_ten_seconds(builds: usize) -> String {
    let mut text = "The gate with 10 past builds, as a part of a look each 10 s, each at its own \
                    requests: the worst of builds of 5 and 15 minutes and of families.\n\n"
        .to_owned();
    let names = ["requests", "mean delay"].map(str::to_owned);
    head(&mut text, "builds", &names);
    for failures in [0.0, 0.1] {
        for shape in SHAPES {
            let kind = Kind {
                shape,
                failures,
                past: 10,
                twist: Twist::None,
            };
            let (requests, delay) = kind.beside_ten_seconds(builds);
            let cells = [requests, delay].map(|part| format!("{part:.2}"));
            row(&mut text, &name(shape, failures), &cells);
        }
    }
    text
}

fn own_requests(builds: usize) -> String {
    let mut text = "Each at its own requests, with 10 past builds, log-normal: requests for a \
                    build / mean delay / 95th percentile, in seconds.\n\n"
        .to_owned();
    head(&mut text, "builds", &POLICIES.map(Policy::name));
    for failures in [0.0, 0.1] {
        for mean in MEANS {
            for spread in [0.05, 0.1, 0.25, 0.5] {
                let case = Case {
                    mean,
                    family: Family::LogNormal,
                    spread,
                    failures,
                    past: 10,
                    twist: Twist::None,
                };
                let samples = case.samples(builds, SEED);
                let cells = POLICIES.map(|policy| {
                    let own = figures(policy, &case, &samples);
                    format!("{:.1} / {:.1} / {:.1}", own.requests, own.delay, own.late)
                });
                let fails = if failures > 0.0 {
                    ", 10 % fail early"
                } else {
                    ""
                };
                let title = format!("{mean} s, spread {} %{fails}", spread * 100.0);
                row(&mut text, &title, &cells);
            }
        }
    }
    text
}

fn twists(builds: usize) -> String {
    let compared = [
        Policy::Auto,
        Policy::Ladder,
        Policy::BackOff,
        Policy::Oracle,
    ];
    let mut text = "What happens beside, at equal requests, with 10 past builds: mean / 95th \
                    percentile, each the worst of means and families.\n\n"
        .to_owned();
    head(&mut text, "builds", &compared.map(Policy::name));
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
                shape: *shape,
                failures: 0.0,
                past: 10,
                twist,
            };
            let cells = compared.map(|policy| ratio(kind.worst(policy, builds)));
            row(&mut text, &format!("{title}, {}", shape.name), &cells);
        }
    }
    text
}

fn name(shape: Shape, failures: f64) -> String {
    if failures > 0.0 {
        format!("{}, 10 % fail early", shape.name)
    } else {
        shape.name.to_owned()
    }
}

fn ratio((mean, late): (f64, f64)) -> String {
    format!("{mean:.2} / {late:.2}")
}

fn head<const N: usize>(text: &mut String, first: &str, names: &[String; N]) {
    row(text, first, names);
    let _ = writeln!(text, "|{}", "---|".repeat(N + 1));
}

fn row<const N: usize>(text: &mut String, title: &str, cells: &[String; N]) {
    let _ = writeln!(text, "| {title} | {} |", cells.join(" | "));
}
