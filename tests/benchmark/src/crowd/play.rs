//! A crowd of gates, played in simulated time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use northflank_gate::gate::build::{Build, Field, Status, Target, TargetKind};
use northflank_gate::gate::criteria::{Criteria, NotBefore, Sha, Which};
use northflank_gate::gate::history::PastBuild;
use northflank_gate::gate::look::{End, Fault, Glimpse, Look, Quota, Sight};
use northflank_gate::gate::pace::Interval;
use northflank_gate::gate::time::Timestamp;
use northflank_gate::gate::{Gate, Limits, Next};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp, LogNormal};

use super::account::Account;

/// How long a request takes.
const REQUEST: Duration = Duration::from_millis(200);
const COMMIT: &str = "12c15e7d0b7d0f6d5a3c0b8a9e6f5d4c3b2a1908";
/// When simulated time begins, in seconds since 1970.
const BEGINNING: f64 = 1_795_428_000.0;

/// When gates start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Load {
    /// All within a minute.
    Wave,
    /// One after the other for 2.5 hours, so many at a time.
    Steady,
}

/// A crowd.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crowd {
    /// How many gates, at all or at a time.
    pub gates: u32,
    /// How long a build takes, in seconds; one in three takes a tenth more or
    /// less.
    pub mean: f64,
    /// When they start.
    pub load: Load,
    /// `--interval`
    pub interval: Interval,
}

/// What it came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Result {
    /// Seconds from the end of a build to its verdict, in order of length.
    pub delays: Vec<f64>,
    /// Requests that were sent.
    pub requests: u32,
    /// Requests that the account refused.
    pub refused: u32,
}

/// A gate and the build that it waits for. Times are simulated.
struct Waiter {
    gate: Gate,
    start: Duration,
    created: Duration,
    ends: Duration,
    past: Vec<PastBuild>,
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
            .map(|(number, waiter)| Reverse((waiter.start, number)))
            .collect();
        let (mut account, mut result) = (Account::default(), Result::default());
        while let Some(Reverse((now, number))) = queue.pop() {
            let waiter = &mut waiters[number];
            let elapsed = now.saturating_sub(waiter.start);
            match waiter.gate.next(elapsed) {
                Next::Finish(_) => {
                    let delay = now.saturating_sub(waiter.ends);
                    result.delays.push(delay.as_secs_f64());
                }
                Next::Wait(wait) => queue.push(Reverse((now + wait, number))),
                Next::Look(target) => {
                    result.requests += 1;
                    let sight = waiter.sight(now, &mut account);
                    waiter.gate.observe(elapsed + REQUEST, target, sight);
                    queue.push(Reverse((now + REQUEST, number)));
                }
            }
        }
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
            .map(|start| self.waiter(start, random))
            .collect()
    }

    fn waiter(&self, start: f64, random: &mut ChaCha8Rng) -> Waiter {
        let spread = 0.1_f64;
        let durations = LogNormal::new(self.mean.ln() - spread * spread / 2.0, spread);
        let mut duration = || durations.map_or(self.mean, |durations| durations.sample(random));
        let past = (0..10)
            .filter_map(|number| past_build(number, duration()))
            .collect();
        let takes = duration();
        // The build was created up to 20 s before the gate looks first.
        let start = start + 20.0;
        let created = start - random.random_range(0.0..20.0);
        let limits = Limits {
            timeout: Duration::from_secs(6 * 3600),
            appear_timeout: Duration::from_secs(300),
            retry_grace: Duration::ZERO,
            request_timeout: Duration::from_secs(30),
            interval: self.interval,
        };
        Waiter {
            gate: Gate::new(limits, criteria(), vec![target()], random.next_u64()),
            start: Duration::from_secs_f64(start),
            created: Duration::from_secs_f64(created),
            ends: Duration::from_secs_f64(created + takes),
            past,
        }
    }
}

impl Waiter {
    /// What a request at this time shows.
    fn sight(&mut self, now: Duration, account: &mut Account) -> Sight {
        let (is_left, quota) = account.ask(now);
        let date = Timestamp::from_unix(BEGINNING + now.as_secs_f64());
        if !is_left {
            return Sight::Fault(Fault {
                what: "the API answered 429 (rate limit)".to_owned(),
                answered: true,
                retry_after: Some(quota.reset),
                date,
                quota: Some(quota),
                glimpse: Glimpse::default(),
            });
        }
        let status = if now < self.ends {
            Status::Building
        } else {
            Status::Success
        };
        let build = build("one", self.created.as_secs_f64(), status);
        Sight::Look(self.look(build, date, quota))
    }

    fn look(&mut self, build: Build, date: Option<Timestamp>, quota: Quota) -> Look {
        Look {
            newest: build.created.value().copied(),
            builds: vec![build],
            unreadable: 0,
            end: End::Enough,
            in_order: true,
            date,
            quota: Some(quota),
            glimpse: Glimpse::default(),
            // What was read once is remembered.
            past: std::mem::take(&mut self.past),
            requests: 1,
            depth: Some(2),
        }
    }
}

fn past_build(number: u32, took: f64) -> Option<PastBuild> {
    let created = -3600.0 * f64::from(number + 1);
    PastBuild::of(&Build {
        concluded_at: Timestamp::from_unix(BEGINNING + created + took),
        ..build(&format!("past-{number}"), created, Status::Success)
    })
}

fn build(id: &str, created: f64, status: Status) -> Build {
    Build {
        id: id.to_owned(),
        sha: Field::Present(COMMIT.to_owned()),
        branch: Field::Present("main".to_owned()),
        pull_request: Field::Absent,
        status: Field::Present(status),
        concluded: Field::Absent,
        success: Field::Absent,
        created: Timestamp::from_unix(BEGINNING + created).map_or(Field::Absent, Field::Present),
        concluded_at: None,
        message: None,
        image: None,
    }
}

fn criteria() -> Criteria {
    Criteria {
        which: Sha::parse(COMMIT).map_or(Which::Latest, Which::Commit),
        branch: None,
        pull_request: None,
        not_before: NotBefore::Any,
    }
}

fn target() -> Target {
    Target {
        kind: TargetKind::Job,
        id: "api".to_owned(),
    }
}
