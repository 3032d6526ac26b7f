//! The gate over time, played with polls that the tests make up.

#![expect(
    clippy::unnecessary_wraps,
    reason = "what comes of a poll may be a fault"
)]

use std::collections::BTreeSet;
use std::time::Duration;

use crate::gate::candidates::TargetStatus;
use crate::gate::criteria::{Criteria, Selector};
use crate::gate::listing::{Listing, PartialListing, PollError, PollResult, StopReason};
use crate::gate::listing_builder::ListingBuilder;
use crate::gate::testing::{
    SHA, build, commit_criteria, created_at, of_another_commit, prefix_criteria, query, with_status,
};
use crate::gate::verdict::{AppearLimit, Reason, Verdict};
use crate::gate::{Gate, Limits, Next, WaitReason};
use crate::model::build::{Build, Field, Target, TargetKind};
use crate::model::commit::{Sha, ShaPrefix};
use crate::model::conclusion::FailureKind;
use crate::model::fault::{Cause, Fault, Refusal};
use crate::model::other_builds::OtherBuilds;
use crate::model::outcome::{Outcome, Signal};
use crate::model::quota::Quota;
use crate::pacing::interval::Interval;
use crate::pacing::rate_limit::Throttle;

mod account;
mod auto;
mod enumeration;
mod faults;
mod known;
mod limits;
mod rounds;
mod states;
mod targets;
mod tracker;

/// The target that is to be polled next, where one is.
pub(super) const fn polled(next: &Next) -> Option<usize> {
    match next {
        Next::Poll { query, .. } => Some(query.target),
        Next::Wait { .. } | Next::Finish(_) => None,
    }
}

/// What the account's quota makes of the wait that comes next, where it does.
pub(super) const fn throttled(next: &Next) -> Option<Throttle> {
    match next {
        Next::Wait {
            reason: WaitReason::RateLimited(throttle),
            ..
        } => Some(*throttle),
        Next::Wait { .. } | Next::Poll { .. } | Next::Finish(_) => None,
    }
}

pub(super) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(super) fn limits() -> Limits {
    Limits {
        timeout: seconds(1800),
        appear_timeout: seconds(300),
        retry_grace: Duration::ZERO,
        request_timeout: seconds(30),
        interval: Interval::Fixed(seconds(10)),
    }
}

pub(super) fn list(builds: Vec<Build>) -> PollResult {
    Ok(Listing {
        builds,
        unreadable: 0,
        stopped_by: StopReason::LastPage,
        rest_cannot_decide: true,
        date: None,
        age: None,
        quota: None,
        commits: BTreeSet::new(),
        past: vec![],
        requests: 1,
        newest: None,
        others: OtherBuilds::default(),
    })
}

/// A list as it is read by these criteria.
pub(super) fn list_by(criteria: &Criteria, builds: Vec<Build>) -> PollResult {
    let query = query(criteria.clone(), vec![]);
    let mut pages = ListingBuilder::new(&query, None);
    pages.add(builds, 0);
    Ok(pages.into_listing(StopReason::LastPage, None, None, 1))
}

pub(super) fn running() -> PollResult {
    list(vec![build("one")])
}

pub(super) fn ended(status: &str) -> PollResult {
    list(vec![with_status(build("one"), status)])
}

pub(super) fn fault(answered: bool, retry_after: Option<Duration>) -> PollResult {
    let fault = Fault {
        retry_after,
        ..Fault::new(
            Cause::Status(502),
            "the API answered 502".to_owned(),
            answered,
        )
    };
    Err(fault.into())
}

/// A fault behind what was read of a list.
pub(super) fn interrupted(partial: PartialListing) -> PollResult {
    Err(PollError::Transient {
        fault: Fault::new(Cause::Status(502), "the API answered 502".to_owned(), true),
        partial: partial.into(),
    })
}

/// A gate, the time, and what it polled when.
pub(super) struct Scene {
    pub(super) gate: Gate,
    pub(super) elapsed: Duration,
    pub(super) polls: Vec<(Duration, usize)>,
}

impl Scene {
    pub(super) fn new(limits: Limits, criteria: Criteria, targets: usize) -> Self {
        let target = |number| Target {
            kind: TargetKind::Service,
            id: format!("service-{number}"),
        };
        Self {
            gate: Gate::new(limits, criteria, (0..targets).map(target).collect(), 5),
            elapsed: Duration::ZERO,
            polls: vec![],
        }
    }

    /// Plays until the end; `sees` gives what a poll at this time shows.
    pub(super) fn play(&mut self, sees: impl FnMut(Duration, usize) -> PollResult) -> Verdict {
        self.play_slowly(|_| Duration::ZERO, sees)
    }

    /// The same, where a poll that starts at this time takes so long.
    pub(super) fn play_slowly(
        &mut self,
        takes: impl Fn(Duration) -> Duration,
        mut sees: impl FnMut(Duration, usize) -> PollResult,
    ) -> Verdict {
        loop {
            match self.gate.next(self.elapsed) {
                Next::Finish(verdict) => return *verdict,
                Next::Wait { until, .. } => self.wait(until.saturating_sub(self.elapsed)),
                Next::Poll { query, .. } => {
                    let target = query.target;
                    assert!(self.polls.len() < 10_000, "it polls without end");
                    self.polls.push((self.elapsed, target));
                    self.elapsed += takes(self.elapsed);
                    let result = sees(self.elapsed, target);
                    self.gate.observe(self.elapsed, target, result);
                }
            }
        }
    }

    pub(super) fn wait(&mut self, wait: Duration) {
        assert!(!wait.is_zero(), "a wait for nothing");
        self.elapsed += wait;
    }

    pub(super) fn poll_times(&self) -> Vec<u64> {
        self.polls.iter().map(|(time, _)| time.as_secs()).collect()
    }
}

pub(super) fn play(
    limits: Limits,
    sees: impl FnMut(Duration, usize) -> PollResult,
) -> (Verdict, Scene) {
    let mut scene = Scene::new(limits, commit_criteria(), 1);
    (scene.play(sees), scene)
}
