//! Gates that are wrong on purpose, to show that the witness notices: each
//! stands between the honest gate and the history, and distorts one thing.

use std::time::Duration;

use northflank_gate::gate::build::{Build, Field};
use northflank_gate::gate::criteria::{Criteria, Match};
use northflank_gate::gate::follow::Standing;
use northflank_gate::gate::look::{End, Look, Need, Sight};
use northflank_gate::gate::verdict::{Because, Signal, Verdict};
use northflank_gate::gate::{Gate, Next};
use test_support::values::{fault, list};

use crate::keeper::Keeper;

/// What is wrong with a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It opens when it has waited long enough.
    OpensOnTimeout,
    /// It opens when no build appears.
    OpensOnNoBuild,
    /// It takes the first build that is listed for the newest.
    TakesTheFirst,
    /// It forgets a build that is no longer listed.
    ForgetsTheVanished,
    /// It reads no page but the first.
    ReadsOnePage,
    /// It ignores the end of a list.
    IgnoresTheEnd,
    /// It takes any look for a complete one.
    OpensOnIncomplete,
    /// It takes a list that broke off for a whole one.
    TrustsBrokenLists,
    /// It believes the status and not `success`.
    BelievesTheStatus,
    /// It believes `success` and not the status.
    BelievesTheFlag,
    /// It opens when the first target has succeeded.
    OpensOnOneTarget,
    /// It opens on successes of several rounds.
    OpensAcrossRounds,
    /// It never opens.
    NeverOpens,
    /// It overlooks failures.
    OverlooksFailures,
    /// It does not wait for a build to appear.
    ShutsOnNoBuild,
    /// It goes on after its deadline.
    NeverEnds,
    /// It lets a request go on past its deadline.
    WaitsForTheNetwork,
    /// It waits for nothing.
    WaitsForNothing,
    /// It asks again at once.
    Hurries,
    /// It does not hear that it should wait.
    IgnoresRetryAfter,
    /// It takes a refusal for a fault.
    IgnoresRefusals,
    /// It takes a fault for a refusal.
    RefusesOnFaults,
}

/// All of them.
pub const FLAWS: [Flaw; 22] = [
    Flaw::OpensOnTimeout,
    Flaw::OpensOnNoBuild,
    Flaw::TakesTheFirst,
    Flaw::ForgetsTheVanished,
    Flaw::ReadsOnePage,
    Flaw::IgnoresTheEnd,
    Flaw::OpensOnIncomplete,
    Flaw::TrustsBrokenLists,
    Flaw::BelievesTheStatus,
    Flaw::BelievesTheFlag,
    Flaw::OpensOnOneTarget,
    Flaw::OpensAcrossRounds,
    Flaw::NeverOpens,
    Flaw::OverlooksFailures,
    Flaw::ShutsOnNoBuild,
    Flaw::NeverEnds,
    Flaw::WaitsForTheNetwork,
    Flaw::WaitsForNothing,
    Flaw::Hurries,
    Flaw::IgnoresRetryAfter,
    Flaw::IgnoresRefusals,
    Flaw::RefusesOnFaults,
];

/// A gate with a flaw.
#[derive(Debug)]
pub struct Wrong {
    flaw: Flaw,
    gate: Gate,
    /// As it was before it saw anything.
    fresh: Gate,
    successes: Vec<usize>,
}

impl Wrong {
    /// Puts a flaw in front of a gate.
    #[must_use]
    pub fn new(flaw: Flaw, gate: Gate) -> Self {
        Self {
            flaw,
            fresh: gate.clone(),
            gate,
            successes: vec![],
        }
    }

    fn verdict(&self, because: Because) -> Verdict {
        Verdict {
            because,
            decider: 0,
            targets: self.gate.targets(),
            quota: None,
        }
    }

    fn has_succeeded(&self, target: usize) -> bool {
        self.gate.targets()[target].standing == Standing::Succeeded
    }

    fn distort(&mut self, target: usize, sight: Sight) -> Sight {
        match (self.flaw, sight) {
            (Flaw::IgnoresRetryAfter, Sight::Fault(mut fault)) => {
                fault.retry_after = None;
                Sight::Fault(fault)
            }
            (Flaw::TrustsBrokenLists, Sight::Fault(fault)) if !fault.glimpse.builds.is_empty() => {
                Sight::Look(Look {
                    date: fault.glimpse.date,
                    ..list(fault.glimpse.builds)
                })
            }
            (Flaw::RefusesOnFaults, Sight::Fault(fault)) => {
                Sight::Refused(northflank_gate::gate::look::Refusal {
                    cause: fault.what,
                    hint: String::new(),
                })
            }
            (Flaw::IgnoresRefusals, Sight::Refused(refusal)) => Sight::Fault(fault(refusal.cause)),
            (_, Sight::Look(look)) => Sight::Look(self.distort_look(target, look)),
            (_, sight) => sight,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a flaw distorts in one place, and leaves the others alone"
    )]
    fn distort_look(&mut self, target: usize, mut look: Look) -> Look {
        match self.flaw {
            Flaw::TakesTheFirst => {
                let criteria = self.gate.criteria().clone();
                let is_match = |build: &Build| criteria.matches(build) == Match::Yes;
                let first = look.builds.iter().find(|build| is_match(build)).cloned();
                look.builds = first.into_iter().collect();
            }
            Flaw::ForgetsTheVanished => {
                let is_listed = |id: &String| look.builds.iter().any(|build| build.id == *id);
                let need = self.gate.need(Duration::ZERO, target);
                if !need.followed.iter().all(is_listed) {
                    self.gate = self.fresh.clone();
                    let _ = self.gate.next(Duration::ZERO);
                }
            }
            Flaw::IgnoresTheEnd if look.end == End::LastPage && look.builds.len() > 1 => {
                look.builds.pop();
            }
            Flaw::ReadsOnePage | Flaw::OpensOnIncomplete => {
                look.unreadable = 0;
                look.end = End::LastPage;
                let criteria = self.gate.criteria().clone();
                look.builds
                    .retain(|build| criteria.matches(build) != Match::CannotTell);
            }
            Flaw::BelievesTheStatus => {
                for build in &mut look.builds {
                    build.concluded = Field::Absent;
                    build.success = Field::Absent;
                }
            }
            Flaw::BelievesTheFlag => {
                for build in &mut look.builds {
                    if build.success == Field::Present(true) {
                        build.status = Field::Absent;
                        build.concluded = Field::Present(true);
                    }
                }
            }
            _ => {}
        }
        look
    }

    fn redirect(&self, next: Next) -> Next {
        match (self.flaw, next) {
            (Flaw::OpensOnTimeout, Next::Finish(verdict))
                if matches!(verdict.because, Because::TimedOut) =>
            {
                Next::Finish(self.verdict(Because::AllSucceeded))
            }
            (Flaw::OpensOnNoBuild, Next::Finish(verdict))
                if matches!(verdict.because, Because::NoBuild { .. }) =>
            {
                Next::Finish(self.verdict(Because::AllSucceeded))
            }
            (Flaw::NeverOpens, Next::Finish(verdict))
                if matches!(verdict.because, Because::AllSucceeded) =>
            {
                Next::Finish(self.verdict(Because::TimedOut))
            }
            (Flaw::OverlooksFailures, Next::Finish(verdict))
                if matches!(verdict.because, Because::DidNotSucceed(_)) =>
            {
                Next::Wait(Duration::from_secs(1))
            }
            (Flaw::NeverEnds, Next::Finish(_)) => Next::Wait(Duration::from_secs(10)),
            (Flaw::WaitsForNothing, Next::Wait(_)) => Next::Wait(Duration::ZERO),
            (Flaw::Hurries, Next::Wait(_)) => Next::Look(0),
            (_, next) => next,
        }
    }
}

impl Keeper for Wrong {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a flaw distorts in one place, and leaves the others alone"
    )]
    fn next(&mut self, elapsed: Duration) -> Next {
        let next = self.gate.next(elapsed);
        if let Next::Wait(_) = next {
            let targets = self.gate.targets().len();
            let opens = match self.flaw {
                Flaw::OpensOnOneTarget => targets > 1 && self.has_succeeded(0),
                Flaw::OpensAcrossRounds => (0..targets).all(|all| self.successes.contains(&all)),
                _ => false,
            };
            if opens {
                return Next::Finish(self.verdict(Because::AllSucceeded));
            }
        }
        if let (Flaw::ShutsOnNoBuild, Next::Wait(_)) = (self.flaw, &next)
            && self.gate.targets()[0].standing == Standing::NoBuild
        {
            let limit = northflank_gate::gate::verdict::AppearLimit::AppearTimeout;
            return Next::Finish(self.verdict(Because::NoBuild { limit }));
        }
        self.redirect(next)
    }

    fn observe(&mut self, elapsed: Duration, target: usize, sight: Sight) {
        let sight = self.distort(target, sight);
        self.gate.observe(elapsed, target, sight);
        if self.has_succeeded(target) {
            self.successes.push(target);
        }
    }

    fn gives_up_at(&self) -> Duration {
        let late = Duration::from_secs(5);
        let until = self.gate.gives_up_at();
        if self.flaw == Flaw::WaitsForTheNetwork {
            until + late
        } else {
            until
        }
    }

    fn need(&self, elapsed: Duration, target: usize) -> Need {
        self.gate.need(elapsed, target)
    }

    fn criteria(&self) -> &Criteria {
        self.gate.criteria()
    }

    fn cancel(&self, signal: Signal) -> Verdict {
        self.gate.cancel(signal)
    }

    fn max_pages(&self, asked: u32) -> u32 {
        if self.flaw == Flaw::ReadsOnePage {
            1
        } else {
            asked
        }
    }
}
