//! One gate over several targets, beside a gate for each of them.

use std::fmt::Write as _;
use std::time::Duration;

use northflank_gate::pacing::interval::Interval;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::account::Account;
use super::waiter::{Awaited, Step, Waiter};

/// The mean durations of the builds, in seconds, of one gate.
pub const TARGETS: [&[f64]; 4] = [
    &[300.0, 300.0],
    &[300.0, 900.0],
    &[300.0; 5],
    &[120.0, 240.0, 420.0, 600.0, 900.0],
];

/// Means over many draws.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Requests until all have opened.
    pub requests: f64,
    /// Seconds from the end of the last build until all have opened.
    pub delay: f64,
}

/// One gate over builds of these means, and a gate for each of the same builds.
#[must_use]
pub fn compare(means: &[f64], draws: u32, seed: u64) -> (Figures, Figures) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (mut together, mut apart) = (Figures::default(), Figures::default());
    for _ in 0..draws {
        let builds: Vec<Awaited> = means
            .iter()
            .map(|&mean| Awaited::draw(mean, 0.0, &mut random))
            .collect();
        let last_end = builds.iter().map(Awaited::ends).max().unwrap_or_default();
        let mut opened = Duration::ZERO;
        for build in &builds {
            let (requests, opens) = alone(vec![build.clone()], &mut random);
            apart.requests += f64::from(requests);
            opened = opened.max(opens);
        }
        apart.delay += opened.saturating_sub(last_end).as_secs_f64();
        let (requests, opened) = alone(builds, &mut random);
        together.requests += f64::from(requests);
        together.delay += opened.saturating_sub(last_end).as_secs_f64();
    }
    let mean = |sums: Figures| Figures {
        requests: sums.requests / f64::from(draws),
        delay: sums.delay / f64::from(draws),
    };
    (mean(together), mean(apart))
}

/// A gate with an account of its own: the requests that it takes, and when it
/// opens.
fn alone(builds: Vec<Awaited>, random: &mut ChaCha8Rng) -> (u32, Duration) {
    let mut waiter = Waiter::new(builds, 20.0, Interval::Auto, random);
    let mut account = Account::default();
    let mut now = waiter.start();
    loop {
        match waiter.step(now, &mut account) {
            Step::Until(next) => now = next,
            Step::End(_) => return (account.asked, now),
        }
    }
}

/// The table, in Markdown, each figure over so many draws.
#[must_use]
pub fn table(draws: u32, seed: u64) -> String {
    let mut text = "Several targets, each with ten past builds and a spread of 10 %: requests / \
                    mean delay, in seconds, until the last is known to have succeeded.\n\n\
                    | builds of | one gate | a gate for each |\n|---|---|---|\n"
        .to_owned();
    for means in TARGETS {
        let names: Vec<String> = means.iter().map(f64::to_string).collect();
        let (together, apart) = compare(means, draws, seed);
        let cell = |of: Figures| format!("{:.1} / {:.1}", of.requests, of.delay);
        let _ = writeln!(
            text,
            "| {} s | {} | {} |",
            names.join(", "),
            cell(together),
            cell(apart)
        );
    }
    text
}
