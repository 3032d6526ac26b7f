//! The tables of the pace.

use std::fmt::Write as _;

use super::case::{Family, Twist};
use super::kind::{Kind, LIFELIKE, MEANS, SEED, SHAPES};
use super::measure::figures;
use super::policy::Policy;

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

/// All tables, in Markdown, each figure over so many builds.
#[must_use]
pub fn tables(builds: usize) -> String {
    [
        equal_requests(builds),
        beside_ten_seconds(builds),
        own_requests(builds),
        by_past(builds),
        twists(builds),
        lifelike(builds),
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
        "The gate with 10 past builds, as a part of a poll each 10 s, each at its own requests: \
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

fn lifelike(builds: usize) -> String {
    let mut table = Table::new(
        "What real builds do, at equal requests: log-normal, spread 10 %, with 10 past builds, or \
         50 where a step is among them: mean / 95th percentile, each the worst of means.",
        &COMPARED.map(Policy::name),
    );
    for (title, twist, past) in LIFELIKE {
        let kind = Kind::lifelike(twist, past);
        let cells = COMPARED.map(|policy| ratio(kind.worst(policy, builds)));
        table.row(title, &cells);
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
