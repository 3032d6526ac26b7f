//! Many histories, on several threads. Which histories are played depends on
//! the first seed and their number alone.

use std::cell::Cell;
use std::thread;

use northflank_gate::gate::Gate;

use crate::chance::Chance;
use crate::coverage::Coverage;
use crate::driver::{self, Driver};
use crate::history::{self, History, Way};
use crate::summary::Summary;

/// Of so many histories, one is played twice, and must be the same.
const PLAYED_TWICE: u64 = 16;

/// So many breaches are kept: one is enough to start with.
const MAX_BREACHES: usize = 20;

thread_local! {
    static PLAYED: Cell<Option<(Way, u64)>> = const { Cell::new(None) };
}

/// The history that this thread plays, for whoever tells of a panic.
#[must_use]
pub fn played() -> Option<(Way, u64)> {
    PLAYED.get()
}

/// What to play.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How the gate reads.
    pub way: Way,
    /// How many histories.
    pub histories: u64,
    /// The first seed.
    pub seed: u64,
    /// On how many threads.
    pub threads: u64,
}

/// The seed of one history of a plan.
#[must_use]
pub const fn seed(plan: Plan, number: u64) -> u64 {
    let start = match plan.way {
        Way::Core => plan.seed,
        Way::Wire => !plan.seed,
        Way::Reported => plan.seed.reverse_bits(),
    };
    Chance::from_seed(start.wrapping_add(number)).draw()
}

/// Plays the gate as it is.
#[must_use]
pub fn play(plan: Plan) -> Summary {
    play_with(plan, driver::honest)
}

/// Plays with something in the gate's place.
#[must_use]
pub fn play_with(plan: Plan, driver: fn(Gate) -> Box<dyn Driver>) -> Summary {
    let mut whole = Summary::default();
    let threads = plan.threads.max(1);
    thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|thread| scope.spawn(move || part(plan, thread, threads, driver)))
            .collect();
        for part in parts {
            match part.join() {
                Ok(part) => whole.add(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    whole
}

fn part(plan: Plan, first: u64, step: u64, driver: fn(Gate) -> Box<dyn Driver>) -> Summary {
    let mut summary = Summary::default();
    let mut number = first;
    while number < plan.histories && summary.breaches.len() < MAX_BREACHES {
        let seed = seed(plan, number);
        PLAYED.set(Some((plan.way, seed)));
        let mut history = history::play(plan.way, seed, false, &mut summary.coverage, &driver);
        if number.is_multiple_of(PLAYED_TWICE) {
            summary.played_twice += 1;
            let again = history::play(plan.way, seed, false, &mut Coverage::default(), &driver);
            if !is_same(&history, &again) {
                history
                    .breaches
                    .push("the same seed gave another history".to_owned());
            }
        }
        summary.record(plan.way, seed, history);
        number += step;
    }
    summary
}

fn is_same(one: &History, other: &History) -> bool {
    one.fingerprint == other.fingerprint
        && one.outcome == other.outcome
        && one.elapsed == other.elapsed
}
