//! Gates that are wrong on purpose, to show that the witness notices: each
//! stands between the honest gate and the history, and distorts one thing.

use std::time::Duration;

use northflank_gate::gate::candidates::TargetStatus;
use northflank_gate::gate::criteria::{Match, Selector};
use northflank_gate::gate::listing::{
    Fault, ListQuery, Listing, PollError, PollResult, StopReason,
};
use northflank_gate::gate::verdict::{Reason, Verdict};
use northflank_gate::gate::{Gate, Next, WaitReason};
use northflank_gate::model::build::{Build, Field};
use northflank_gate::model::outcome::Signal;
use test_support::values::list;

use crate::driver::Driver;
use crate::wire::Response;

mod flaws;
mod hearing;
pub mod reporter;

pub use flaws::{FLAWS, Flaw};

/// A gate with a flaw.
#[derive(Debug)]
pub struct Mutant {
    flaw: Flaw,
    gate: Gate,
    /// As it was before it saw anything.
    fresh: Gate,
    successes: Vec<usize>,
    /// What it was asked for last.
    query: ListQuery,
    /// And until when.
    until: Duration,
    hearing: hearing::Hearing,
}

impl Mutant {
    /// Puts a flaw in front of a gate.
    ///
    /// # Panics
    ///
    /// Never: a gate polls first.
    #[must_use]
    pub fn new(flaw: Flaw, gate: Gate) -> Self {
        let Next::Poll { query, until } = gate.clone().next(Duration::ZERO) else {
            panic!("a gate polls first");
        };
        Self {
            flaw,
            fresh: gate.clone(),
            gate,
            successes: vec![],
            query,
            until,
            hearing: hearing::Hearing::new(flaw),
        }
    }

    fn verdict(&self, reason: Reason) -> Verdict {
        Verdict {
            reason,
            deciding: 0,
            elapsed: Duration::ZERO,
            targets: self.gate.targets(),
            quota: None,
            outranked: None,
            grace_left: Duration::ZERO,
            began: None,
        }
    }

    fn has_succeeded(&self, target: usize) -> bool {
        self.gate.targets()[target].status == TargetStatus::Succeeded
    }

    fn distort(&mut self, result: PollResult) -> PollResult {
        match (self.flaw, result) {
            (Flaw::IgnoresRetryAfter, Err(PollError::Transient { mut fault, partial })) => {
                fault.retry_after = None;
                Err(PollError::Transient { fault, partial })
            }
            (Flaw::TrustsBrokenLists, Err(PollError::Transient { partial, .. }))
                if !partial.builds.is_empty() =>
            {
                Ok(Listing {
                    date: partial.date,
                    ..list(partial.builds)
                })
            }
            (Flaw::RefusesOnFaults, Err(PollError::Transient { fault, .. })) => Err(
                PollError::Permanent(northflank_gate::gate::listing::Refusal {
                    cause: fault.cause,
                    what: fault.what,
                    hint: String::new(),
                }),
            ),
            (Flaw::IgnoresRefusals, Err(PollError::Permanent(refusal))) => {
                Err(Fault::new(refusal.cause, refusal.what, true).into())
            }
            (_, Ok(listing)) => Ok(self.distort_poll(listing)),
            (_, result) => result,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a flaw distorts in one place, and leaves the others alone"
    )]
    fn distort_poll(&mut self, mut listing: Listing) -> Listing {
        match self.flaw {
            Flaw::TakesTheFirst => {
                let criteria = self.query.criteria.clone();
                let is_match = |build: &Build| criteria.matches(build) == Match::Yes;
                let first = listing.builds.iter().find(|build| is_match(build)).cloned();
                listing.builds = first.into_iter().collect();
            }
            Flaw::ForgetsTheVanished => {
                let is_listed = |id: &String| listing.builds.iter().any(|build| build.id == *id);
                if !self.query.must_include.iter().all(is_listed) {
                    self.gate = self.fresh.clone();
                    let _ = self.gate.next(Duration::ZERO);
                }
            }
            Flaw::IgnoresTheEnd
                if listing.stopped_by == StopReason::LastPage && listing.builds.len() > 1 =>
            {
                listing.builds.pop();
            }
            Flaw::ReadsOnePage | Flaw::OpensOnIncomplete => {
                listing.unreadable = 0;
                listing.stopped_by = StopReason::LastPage;
                let criteria = self.query.criteria.clone();
                listing
                    .builds
                    .retain(|build| criteria.matches(build) != Match::CannotTell);
            }
            Flaw::BelievesTheStatus => {
                for build in &mut listing.builds {
                    build.concluded = Field::Absent;
                    build.success = Field::Absent;
                }
            }
            Flaw::BelievesTheFlag => {
                for build in &mut listing.builds {
                    if build.success == Field::Present(true) {
                        build.status = Field::Absent;
                        build.concluded = Field::Present(true);
                    }
                }
            }
            _ => {}
        }
        listing
    }

    fn redirect(&self, elapsed: Duration, next: Next) -> Next {
        match (self.flaw, next) {
            (Flaw::OpensOnTimeout, Next::Finish(verdict))
                if matches!(verdict.reason, Reason::TimedOut) =>
            {
                Next::Finish(self.verdict(Reason::AllSucceeded).into())
            }
            (Flaw::OpensOnNoBuild, Next::Finish(verdict))
                if matches!(verdict.reason, Reason::NoBuild { .. }) =>
            {
                Next::Finish(self.verdict(Reason::AllSucceeded).into())
            }
            (Flaw::NeverOpens, Next::Finish(verdict))
                if matches!(verdict.reason, Reason::AllSucceeded) =>
            {
                Next::Finish(self.verdict(Reason::TimedOut).into())
            }
            (Flaw::OverlooksFailures, Next::Finish(verdict))
                if matches!(verdict.reason, Reason::Failed(_)) =>
            {
                wait_until(elapsed + Duration::from_secs(1))
            }
            (Flaw::NeverEnds, Next::Finish(_)) => wait_until(elapsed + Duration::from_secs(10)),
            (Flaw::WaitsForNothing, Next::Wait { .. }) => wait_until(elapsed),
            (Flaw::Hurries, Next::Wait { .. }) => Next::Poll {
                query: self.query.clone(),
                until: self.until,
            },
            (Flaw::WaitsForTheNetwork, Next::Poll { query, until }) => Next::Poll {
                query,
                until: until + Duration::from_secs(5),
            },
            (_, next) => next,
        }
    }
}

/// A wait that is no wait of the gate's.
const fn wait_until(until: Duration) -> Next {
    Next::Wait {
        until,
        reason: WaitReason::Interval,
        is_last: false,
    }
}

impl Driver for Mutant {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a flaw distorts in one place, and leaves the others alone"
    )]
    fn next(&mut self, elapsed: Duration) -> Next {
        let next = self.gate.next(elapsed);
        if let Next::Wait { .. } = next {
            let targets = self.gate.targets().len();
            let opens = match self.flaw {
                Flaw::OpensOnOneTarget => targets > 1 && self.has_succeeded(0),
                Flaw::OpensAcrossRounds => (0..targets).all(|all| self.successes.contains(&all)),
                _ => false,
            };
            if opens {
                return Next::Finish(self.verdict(Reason::AllSucceeded).into());
            }
        }
        if let (Flaw::ShutsOnNoBuild, Next::Wait { .. }) = (self.flaw, &next)
            && self.gate.targets()[0].status == TargetStatus::NoBuild
        {
            let limit = northflank_gate::gate::verdict::AppearLimit::AppearTimeout;
            return Next::Finish(self.verdict(Reason::NoBuild { limit }).into());
        }
        if let Next::Poll { query, until } = &next {
            (self.query, self.until) = (query.clone(), *until);
        }
        self.redirect(elapsed, next)
    }

    fn observe(&mut self, elapsed: Duration, target: usize, result: PollResult) {
        let result = self.distort(result);
        self.gate.observe(elapsed, target, result);
        if self.has_succeeded(target) {
            self.successes.push(target);
        }
    }

    fn cancel(&self, elapsed: Duration, signal: Signal) -> Verdict {
        self.gate.cancel(elapsed, signal)
    }

    fn hears(&self, response: Response) -> Response {
        self.hearing.hears(response)
    }

    fn max_pages(&self, asked: u32) -> u32 {
        let is_prefix = matches!(self.query.criteria.selector, Selector::Prefix(_));
        let reads_one = self.flaw == Flaw::ReadsOnePage
            || (self.flaw == Flaw::TakesThePrefixByOnePage && is_prefix);
        if reads_one { 1 } else { asked }
    }
}
