//! The list of regressions: the seeds of histories in which something did not
//! hold, which a test plays again for ever.
//!
//! A line is `core:SEED`, `wire:SEED` or `reported:SEED`; what follows `#` is for people. What a
//! seed means changes with the model, so whatever it showed also gets a test
//! of its own among the gate's.

use std::fs::OpenOptions;
use std::io::{self, Write as _};

use crate::history::Way;
use crate::summary::Breach;

/// The file, for its reader.
pub const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/regressions.txt");

/// Reads a history's name, such as `core:7`.
#[must_use]
pub fn parse(name: &str) -> Option<(Way, u64)> {
    let (way, seed) = name.trim().split_once(':')?;
    let ways = [Way::Core, Way::Wire, Way::Reported];
    let way = ways.into_iter().find(|known| known.word() == way)?;
    Some((way, seed.parse().ok()?))
}

/// The histories in the list.
///
/// # Panics
///
/// When a line is none.
#[must_use]
pub fn all() -> Vec<(Way, u64)> {
    let names = include_str!("../regressions.txt").lines();
    names
        .map(|line| line.split_once('#').map_or(line, |(name, _)| name))
        .filter(|name| !name.trim().is_empty())
        .map(|name| parse(name).expect("a line such as core:7"))
        .collect()
}

/// Adds histories to the list.
///
/// # Errors
///
/// When the file cannot be written.
pub fn add(breaches: &[Breach]) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(FILE)?;
    for breach in breaches {
        writeln!(
            file,
            "{}:{} # {}",
            breach.way.word(),
            breach.seed,
            breach.what
        )?;
    }
    Ok(())
}
