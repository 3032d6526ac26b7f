//! A crowd of gates, played in simulated time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use northflank_gate::gate::verdict::Reason;
use northflank_gate::pacing::interval::Interval;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp};

use super::account::Account;
use super::waiter::{Awaited, Step, Waiter};

/// When gates start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Load {
    /// All within a minute.
    Wave,
    /// One after the other for 2.5 hours, a fixed number at a time.
    Steady,
}

/// A crowd.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crowd {
    /// How many gates, at all or at a time.
    pub gates: u32,
    /// How long a build takes on average, in seconds.
    pub mean: f64,
    /// When they start.
    pub load: Load,
    /// `--interval`
    pub interval: Interval,
}

/// What it came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Result {
    /// Seconds from the end of a build to the gate's opening, in order of
    /// length.
    pub delays: Vec<f64>,
    /// Gates that ended and did not open.
    pub shut: u32,
    /// Requests that were sent.
    pub requests: u32,
    /// Requests that the account refused.
    pub refused: u32,
}

impl Crowd {
    /// Plays it; the same seed gives the same.
    #[must_use]
    pub fn play(&self, seed: u64) -> Result {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut waiters = self.waiters(&mut random);
        let mut queue: BinaryHeap<Reverse<(Duration, usize)>> = waiters
            .iter()
            .enumerate()
            .map(|(number, waiter)| Reverse((waiter.start(), number)))
            .collect();
        let (mut account, mut result) = (Account::default(), Result::default());
        while let Some(Reverse((now, number))) = queue.pop() {
            let waiter = &mut waiters[number];
            match waiter.step(now, &mut account) {
                Step::Until(next) => queue.push(Reverse((next, number))),
                Step::End(Reason::AllSucceeded) => {
                    let delay = now.saturating_sub(waiter.last_end());
                    result.delays.push(delay.as_secs_f64());
                }
                Step::End(_) => result.shut += 1,
            }
        }
        result.requests = account.asked;
        result.delays.sort_by(f64::total_cmp);
        result.refused = account.refused;
        result
    }

    fn waiters(&self, random: &mut ChaCha8Rng) -> Vec<Waiter> {
        let mut starts = vec![];
        match self.load {
            Load::Wave => starts.extend((0..self.gates).map(|_| random.random_range(0.0..60.0))),
            Load::Steady => {
                let apart = Exp::new(f64::from(self.gates) / self.mean);
                let mut start = 0.0;
                while start < 9000.0 {
                    starts.push(start);
                    start += apart.map_or(60.0, |apart| apart.sample(random));
                }
            }
        }
        starts
            .into_iter()
            .map(|start| {
                let build = Awaited::draw(self.mean, start, random);
                Waiter::new(vec![build], start + 20.0, self.interval, random)
            })
            .collect()
    }
}
