//! The table of the crowds.

use std::fmt::Write as _;
use std::time::Duration;

use northflank_gate::pacing::interval::Interval;

use super::play::{Crowd, Load, Result};
use super::several;

/// The seed of the tables.
pub const SEED: u64 = 5;

/// Draws of several targets for each figure.
const DRAWS: u32 = 400;

/// The tables, in Markdown.
#[must_use]
pub fn table() -> String {
    let mut text = String::new();
    for (load, title) in [
        (
            Load::Wave,
            "One wave on a fresh window: all start within a minute",
        ),
        (
            Load::Steady,
            "Steady load for 2.5 hours: a fixed number at a time",
        ),
    ] {
        let _ = write!(
            text,
            "\n{title}. Delays in seconds: mean, 95th percentile, last.\n\n\
             | gates × build | policy | delays | within 2 minutes | requests | refused |\n\
             |---|---|---|---|---|---|\n"
        );
        for mean in [300.0, 900.0] {
            for gates in [1, 5, 20, 100] {
                for (name, interval) in [
                    ("auto", Interval::Auto),
                    ("fixed 10 s", Interval::Fixed(Duration::from_secs(10))),
                ] {
                    let crowd = Crowd {
                        gates,
                        mean,
                        load,
                        interval,
                    };
                    let row = row(&crowd.play(SEED));
                    let _ = writeln!(text, "| {gates} × {mean} s | {name} | {row} |");
                }
            }
        }
    }
    let _ = write!(text, "\n{}", several::table(DRAWS, SEED));
    text
}

fn row(result: &Result) -> String {
    let delays = &result.delays;
    let opened = f64::from(u32::try_from(delays.len()).unwrap_or(u32::MAX));
    let count = opened + f64::from(result.shut);
    let mean = delays.iter().sum::<f64>() / opened;
    let late = delays
        .get(delays.len() * 95 / 100)
        .copied()
        .unwrap_or_default();
    let last = delays.last().copied().unwrap_or_default();
    let soon = delays.iter().filter(|delay| **delay <= 120.0).count();
    let soon = f64::from(u32::try_from(soon).unwrap_or(u32::MAX)) / count * 100.0;
    format!(
        "{mean:.0} / {late:.0} / {last:.0} | {soon:.0} % of {count} | {} | {}",
        result.requests, result.refused
    )
}
