//! Histories of the whole program: `northflank_gate::run`, with its loop, its
//! reporter and its files, in a world where time is a value.
//!
//! The judge ([`crate::judge`]) knows what each poll showed, and reads every line
//! and every file that comes out.

use std::time::Duration;

use northflank_gate::model::outcome::Outcome;

use crate::coverage::{Coverage, Occurrence};
use crate::history::{History, Setup, Way};
use crate::judge::Judge;
use crate::mutants::reporter::{Distortion, Lie};

mod request;
mod world;

pub use request::{Detail, RunSettings};

/// Plays the history of a seed, with a reporter that tells this lie, if any.
pub fn play(seed: u64, traced: bool, coverage: &mut Coverage, lie: Option<Lie>) -> History {
    let mut setup = Setup::draw(seed, coverage);
    let settings = RunSettings::draw(&mut setup.chance);
    let reading = Way::Reported.reading(seed);
    let (options, listings) = (setup.options.clone(), setup.listings.clone());
    let judge = Judge::new(&options, &listings, &settings, reading, traced);
    let (arguments, variables) = request::command_line(&options, &settings);
    let mut world = world::Simulated::new(
        reading,
        setup,
        &settings,
        judge,
        coverage,
        lie.map(Distortion::new),
    );
    let code = northflank_gate::run(&mut world, arguments, &variables);
    let (now, requests) = (world.now(), world.sent());
    let mut judge = world.into_judge();
    judge.ends(now, code, requests);
    if code == Outcome::Usage.exit_code() {
        coverage.note(Occurrence::Ambiguous);
    }
    History {
        outcome: judge.outcome(code),
        polls: judge.polls(),
        requests,
        elapsed: now,
        fingerprint: judge.fingerprint(),
        statements: judge.take_statements(),
        trace: judge.take_trace(),
        breaches: judge.into_breaches(),
    }
}

/// A wait ends a little late, in milliseconds.
const MAX_LATENESS: u64 = 4;

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
