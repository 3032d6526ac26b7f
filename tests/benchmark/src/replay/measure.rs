//! Every build of a file, several times, and what that comes to.

use std::num::NonZero;
use std::thread;

use northflank_gate::pacing::interval::Interval;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::play::{self, Played};
use super::record::{Job, Outcome};
use crate::pace::kind::SEED;

/// How often each build is waited for, each time with another first poll.
const REPLICAS: u64 = 3;
/// The first poll comes within so many seconds of the build's creation.
const FIRST_POLL: f64 = 20.0;

/// A build that was waited for.
#[derive(Clone, Copy, Debug)]
pub struct Wait {
    /// The place of its job.
    pub job: usize,
    /// How it ended.
    pub outcome: Outcome,
    /// How many earlier builds were known at the first poll.
    pub known: usize,
    first_poll: f64,
    duration: f64,
    played: Played,
}

/// A group of waits beside fixed intervals, as parts of theirs.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    /// Requests, beside each 10 s.
    pub requests: f64,
    /// The mean delay, beside each 10 s.
    pub delay: f64,
    /// The 95th percentile of the delay, beside each 10 s.
    pub late: f64,
    /// The mean delay, beside the interval that sends as many requests in all.
    pub equal_delay: f64,
    /// The 95th percentile beside the same.
    pub equal_late: f64,
}

/// Waits for every build of every job, on all cores. The figures do not depend
/// on how many those are.
#[must_use]
pub fn waits(jobs: &[Job]) -> Vec<Wait> {
    let places: Vec<(usize, usize)> = jobs
        .iter()
        .enumerate()
        .flat_map(|(number, job)| (0..job.builds.len()).map(move |place| (number, place)))
        .collect();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let places = &places;
    thread::scope(|scope| {
        let threads: Vec<_> = (0..cores)
            .map(|core| {
                let own = (core..places.len()).step_by(cores);
                scope.spawn(move || {
                    own.flat_map(|number| replicas(jobs, places[number], number))
                        .collect::<Vec<Wait>>()
                })
            })
            .collect();
        let ends = threads.into_iter().map(thread::ScopedJoinHandle::join);
        ends.flat_map(|end| end.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

fn replicas(jobs: &[Job], (number, place): (usize, usize), stream: usize) -> Vec<Wait> {
    let job = &jobs[number];
    let build = &job.builds[place];
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    random.set_stream(u64::try_from(stream).unwrap_or(u64::MAX));
    let wait = |_| {
        let first_poll = random.random_range(0.0..FIRST_POLL);
        let seed = random.next_u64();
        Wait {
            job: number,
            outcome: build.outcome,
            known: play::known(job, place, first_poll),
            first_poll,
            duration: build.duration,
            played: play::play(job, place, first_poll, Interval::Auto, seed),
        }
    };
    (0..REPLICAS).map(wait).collect()
}

/// Sums over some waits.
struct Sums {
    requests: f64,
    delay: f64,
    late: f64,
}

impl Sums {
    fn of(played: impl Iterator<Item = Played>) -> Self {
        let (mut requests, mut delays) = (0.0, vec![]);
        for Played { polls, delay } in played {
            requests += f64::from(polls);
            delays.push(delay);
        }
        let place = delays.len() * 95 / 100;
        let late = if delays.is_empty() {
            0.0
        } else {
            *delays.select_nth_unstable_by(place, f64::total_cmp).1
        };
        Self {
            requests,
            delay: delays.iter().sum(),
            late,
        }
    }
}

/// Some waits beside fixed intervals.
#[must_use]
pub fn compare(waits: &[&Wait]) -> Comparison {
    let fixed = |interval: f64| {
        Sums::of(
            waits
                .iter()
                .map(|wait| play::play_fixed(wait.duration, wait.first_poll, interval)),
        )
    };
    let own = Sums::of(waits.iter().map(|wait| wait.played));
    let ten = fixed(10.0);
    let (mut short, mut long) = (0.5, 3600.0);
    for _ in 0..30 {
        let middle = f64::midpoint(short, long);
        if fixed(middle).requests > own.requests {
            short = middle;
        } else {
            long = middle;
        }
    }
    let equal = fixed(f64::midpoint(short, long));
    Comparison {
        requests: own.requests / ten.requests,
        delay: own.delay / ten.delay,
        late: own.late / ten.late,
        equal_delay: own.delay / equal.delay,
        equal_late: own.late / equal.late,
    }
}
