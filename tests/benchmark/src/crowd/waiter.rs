//! A real gate, and the builds that it waits for, in simulated time.

use std::time::Duration;

use northflank_gate::gate::criteria::{Criteria, NotBefore, Selector};
use northflank_gate::gate::listing::{Fault, Listing, PollResult, StopReason};
use northflank_gate::gate::verdict::Reason;
use northflank_gate::gate::{Gate, Limits, Next};
use northflank_gate::model::build::{Build, Status, Target, TargetKind};
use northflank_gate::model::commit::Sha;
use northflank_gate::model::quota::Quota;
use northflank_gate::model::timestamp::Timestamp;
use northflank_gate::pacing::history::PastBuild;
use northflank_gate::pacing::interval::Interval;
use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, LogNormal};
use test_support::values::{list, rate_limited};

use super::account::Account;
use crate::listed::{self, COMMIT};

/// How long a request takes.
const REQUEST: Duration = Duration::from_millis(200);
/// When simulated time begins, in seconds since 1970.
const BEGINNING: f64 = 1_795_428_000.0;
/// The spread of the durations.
const SPREAD: f64 = 0.1;

/// A build of a target, and those before it. Times are simulated.
#[derive(Clone, Debug)]
pub struct Awaited {
    created: Duration,
    ends: Duration,
    past: Vec<PastBuild>,
}

/// A gate over some targets, each with its build.
pub struct Waiter {
    gate: Gate,
    start: Duration,
    builds: Vec<Awaited>,
}

/// What a gate does at one time.
pub enum Step {
    /// Something, and the next thing at this time.
    Until(Duration),
    /// It ends.
    End(Reason),
}

impl Awaited {
    /// A build that is created up to 20 s after this time, with ten before it,
    /// all of such a mean duration.
    #[must_use]
    pub fn draw(mean: f64, from: f64, random: &mut ChaCha8Rng) -> Self {
        let durations = LogNormal::new(mean.ln() - SPREAD * SPREAD / 2.0, SPREAD);
        let mut duration = || durations.map_or(mean, |durations| durations.sample(random));
        let past = (0..10)
            .filter_map(|number| past_build(number, duration()))
            .collect();
        let takes = duration();
        let created = from + 20.0 - random.random_range(0.0..20.0);
        Self {
            created: Duration::from_secs_f64(created),
            ends: Duration::from_secs_f64(created + takes),
            past,
        }
    }

    /// When it ends.
    #[must_use]
    pub const fn ends(&self) -> Duration {
        self.ends
    }

    /// What a request at this time shows.
    fn poll(&mut self, now: Duration, account: &mut Account) -> PollResult {
        let (is_left, quota) = account.ask(now);
        let date = Timestamp::from_unix(BEGINNING + now.as_secs_f64());
        if !is_left {
            return Err(Fault {
                retry_after: Some(quota.resets_in),
                quota: Some(quota),
                ..rate_limited()
            }
            .into());
        }
        let status = if now < self.ends {
            Status::Building
        } else {
            Status::Success
        };
        let build = build("one", self.created.as_secs_f64(), status);
        Ok(self.listing(build, date, quota))
    }

    fn listing(&mut self, build: Build, date: Option<Timestamp>, quota: Quota) -> Listing {
        Listing {
            newest: build.created.value().copied(),
            stopped_by: StopReason::Sufficient,
            date,
            quota: Some(quota),
            // What was read once is remembered.
            past: std::mem::take(&mut self.past),
            ..list(vec![build])
        }
    }
}

impl Waiter {
    /// A gate that starts at this time.
    #[must_use]
    pub fn new(
        builds: Vec<Awaited>,
        start: f64,
        interval: Interval,
        random: &mut ChaCha8Rng,
    ) -> Self {
        let limits = Limits {
            timeout: Duration::from_secs(6 * 3600),
            appear_timeout: Duration::from_secs(300),
            retry_grace: Duration::ZERO,
            request_timeout: Duration::from_secs(30),
            interval,
        };
        let targets = (0..builds.len()).map(target).collect();
        Self {
            gate: Gate::new(limits, criteria(), targets, random.next_u64()),
            start: Duration::from_secs_f64(start),
            builds,
        }
    }

    /// When it starts.
    #[must_use]
    pub const fn start(&self) -> Duration {
        self.start
    }

    /// When the last of its builds ends.
    #[must_use]
    pub fn last_end(&self) -> Duration {
        let ends = self.builds.iter().map(Awaited::ends);
        ends.max().unwrap_or_default()
    }

    /// Does what the gate wants at this time.
    pub fn step(&mut self, now: Duration, account: &mut Account) -> Step {
        let elapsed = now.saturating_sub(self.start);
        match self.gate.next(elapsed) {
            Next::Finish(verdict) => Step::End(verdict.reason),
            Next::Wait { until, .. } => Step::Until(self.start.saturating_add(until)),
            Next::Poll { query, .. } => {
                let target = query.target;
                let polled = self.builds[target].poll(now, account);
                self.gate.observe(elapsed + REQUEST, target, polled);
                Step::Until(now + REQUEST)
            }
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
    listed::build(id, "main", BEGINNING + created, status)
}

fn criteria() -> Criteria {
    Criteria {
        selector: Sha::parse(COMMIT).map_or(Selector::Latest, Selector::Commit),
        branch: None,
        pull_request: None,
        not_before: NotBefore::Any,
    }
}

fn target(number: usize) -> Target {
    Target {
        kind: TargetKind::Job,
        id: format!("job-{number}"),
    }
}
