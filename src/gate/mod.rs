//! The decision, pure: may this pipeline go on?
//!
//! A [`Gate`] is a value. It says what to do next, is shown what came of it,
//! and in the end gives a [`Verdict`]. There is no clock in here, no sleep, no
//! environment, no socket and no printing: time comes in as the time since the
//! start of the run, chance as a seed.
//!
//! What it must never do: open on anything but a complete look at the newest
//! build ever seen of every target, all in one round; wait for nothing; go on
//! past its deadline.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use build::Target;
use criteria::{Criteria, Sha, Which};
use follow::Standing;
use judge::Shortfall;
use look::{Fault, Look, Quota, Sight};
use pace::{Chance, Interval};
use verdict::{AppearLimit, Because, Signal, TargetState, Verdict};
use watch::Watch;

pub mod build;
pub mod criteria;
pub mod follow;
pub mod judge;
pub mod look;
pub mod pace;
pub mod time;
pub mod verdict;

mod watch;

#[cfg(test)]
mod enumeration;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

/// How long a complete look says something about now, at the deadline.
const FRESH: Duration = Duration::from_secs(60);
/// The least time that a round is given before the deadline.
const LEAST_LEAD: Duration = Duration::from_secs(1);

/// The limits and the pace of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// `--timeout`: the whole wait; zero is a single round.
    pub timeout: Duration,
    /// `--appear-timeout`: how long until a matching build must show up.
    pub appear_timeout: Duration,
    /// `--retry-grace`: how long a failure waits for a newer build.
    pub retry_grace: Duration,
    /// `--request-timeout`: one request, and a single round as a whole.
    pub request_timeout: Duration,
    /// `--interval`: the time between rounds.
    pub interval: Interval,
}

impl Limits {
    /// When the run ends, since its start, whatever was seen.
    #[must_use]
    pub const fn deadline(&self) -> Duration {
        if self.is_single_round() {
            self.request_timeout
        } else {
            self.timeout
        }
    }

    /// Whether everything is looked at once and no more.
    #[must_use]
    pub const fn is_single_round(&self) -> bool {
        self.timeout.is_zero()
    }
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Look at this target, then [`Gate::observe`] what came of it.
    Look(usize),
    /// Wait so long, then ask again. Never zero.
    Wait(Duration),
    /// End.
    Finish(Verdict),
}

/// The gate. Times are since the start of the run.
#[derive(Clone, Debug)]
pub struct Gate {
    limits: Limits,
    criteria: Criteria,
    watches: Vec<Watch>,
    chance: Chance,
    round: Round,
    /// Rounds in a row with a fault.
    faults: u32,
    last_fault: Option<Fault>,
    answered: bool,
    quota: Option<Quota>,
    /// The commits that a prefix was seen to fit.
    commits: BTreeSet<Sha>,
    finished: Option<Verdict>,
}

/// One look at each target that still needs one.
#[derive(Clone, Debug, Default)]
struct Round {
    number: u64,
    started: Duration,
    /// The longest round so far.
    longest: Duration,
    queue: VecDeque<usize>,
    fault: Option<Fault>,
    /// When the next round may start.
    resume: Duration,
}

impl Gate {
    /// A gate over at least one target.
    #[must_use]
    pub fn new(limits: Limits, criteria: Criteria, targets: Vec<Target>, seed: u64) -> Self {
        Self {
            limits,
            criteria,
            watches: targets.into_iter().map(Watch::new).collect(),
            chance: Chance::from_seed(seed),
            round: Round::default(),
            faults: 0,
            last_fault: None,
            answered: false,
            quota: None,
            commits: BTreeSet::new(),
            finished: None,
        }
    }

    /// What the looks must match.
    #[must_use]
    pub const fn criteria(&self) -> &Criteria {
        &self.criteria
    }

    /// The builds that the next look at a target must read again.
    #[must_use]
    pub fn followed(&self, target: usize) -> Vec<String> {
        self.watches[target].followed()
    }

    /// The fault of the round that has just ended, where it had one.
    #[must_use]
    pub const fn fault(&self) -> Option<&Fault> {
        self.round.fault.as_ref()
    }

    /// When this ends if nothing more is seen: at the deadline, and earlier for
    /// as long as nothing has answered at all.
    #[must_use]
    pub fn gives_up_at(&self) -> Duration {
        let deadline = self.limits.deadline();
        if self.answered {
            return deadline;
        }
        let patience = if self.limits.appear_timeout.is_zero() {
            self.limits.request_timeout
        } else {
            self.limits.appear_timeout
        };
        patience.min(deadline)
    }

    /// How every target stands.
    #[must_use]
    pub fn targets(&self) -> Vec<TargetState> {
        self.watches
            .iter()
            .map(|watch| watch.state(self.limits.retry_grace))
            .collect()
    }

    /// What to do at this time.
    pub fn next(&mut self, elapsed: Duration) -> Next {
        if self.finished.is_none() && elapsed >= self.limits.deadline() {
            self.end_at_deadline(elapsed);
        }
        if self.finished.is_none() && elapsed >= self.gives_up_at() {
            let fault = self.last_fault.clone();
            self.finish(Because::NoAnswer { fault }, 0);
        }
        if let Some(verdict) = &self.finished {
            return Next::Finish(verdict.clone());
        }
        if self.round.queue.is_empty() {
            if let Some(wait) = self.wait(elapsed) {
                return Next::Wait(wait);
            }
            self.start_round(elapsed);
        }
        self.round.queue.front().map_or_else(
            || Next::Wait(self.limits.deadline().saturating_sub(elapsed)),
            |&target| Next::Look(target),
        )
    }

    /// Takes in what came of the look that [`Gate::next`] asked for.
    pub fn observe(&mut self, elapsed: Duration, target: usize, sight: Sight) {
        self.round.queue.retain(|&queued| queued != target);
        self.watches[target].last_asked = Some(self.round.number);
        match sight {
            Sight::Look(look) => self.see(elapsed, target, look),
            Sight::Fault(fault) => self.stumble(fault),
            Sight::Refused(refusal) => self.finish(Because::Refused(refusal), target),
        }
        if self.finished.is_none() && self.round.queue.is_empty() {
            self.end_round(elapsed);
        }
    }

    /// Ends the run because a signal came.
    #[must_use]
    pub fn cancel(&self, signal: Signal) -> Verdict {
        self.verdict(Because::Cancelled(signal), self.undecided().unwrap_or(0))
    }

    fn see(&mut self, elapsed: Duration, target: usize, look: Look) {
        self.answered = true;
        self.criteria.fix_clock(look.date);
        self.quota = look.quota.or(self.quota);
        self.commits
            .extend(watch::commits_that_fit(&look, &self.criteria));
        if let Some(because) = self.ambiguity() {
            return self.finish(because, target);
        }
        let watch = &mut self.watches[target];
        watch.see(elapsed, self.round.number, look, &self.criteria);
        match watch.standing() {
            Standing::DidNotSucceed(shortfall) => {
                let grace = watch.grace_until(self.limits.retry_grace);
                if grace.is_none_or(|until| elapsed >= until) {
                    self.finish(Because::DidNotSucceed(shortfall), target);
                }
            }
            Standing::NoBuild if watch.is_complete() => {
                let patience = self.limits.appear_timeout;
                let since = watch.first_complete.unwrap_or(elapsed);
                if elapsed >= since.saturating_add(patience) {
                    self.give_up_on(target);
                }
            }
            Standing::NoBuild | Standing::Running | Standing::Missing | Standing::Succeeded => {}
        }
    }

    /// Ends because no build of a target appeared, unless another target is
    /// known to have failed: that outranks what is undecided.
    fn give_up_on(&mut self, target: usize) {
        let limit = AppearLimit::AppearTimeout;
        match self.failed() {
            Some((failed, shortfall)) => self.finish(Because::DidNotSucceed(shortfall), failed),
            None => self.finish(Because::NoBuild { limit }, target),
        }
    }

    fn failed(&self) -> Option<(usize, Shortfall)> {
        let failure = |watch: &Watch| match watch.standing() {
            Standing::DidNotSucceed(shortfall) => Some(shortfall),
            Standing::NoBuild | Standing::Running | Standing::Missing | Standing::Succeeded => None,
        };
        let failures = self.watches.iter().map(failure).enumerate();
        failures
            .filter_map(|(target, failure)| Some((target, failure?)))
            .next()
    }

    fn stumble(&mut self, fault: Fault) {
        self.answered |= fault.answered;
        self.criteria.fix_clock(fault.date);
        if fault.retry_after.is_some() || !fault.answered {
            // Whoever asks to be left alone, or cannot be reached, is not
            // asked for the other targets either.
            self.round.queue.clear();
        }
        self.last_fault = Some(fault.clone());
        self.round.fault = Some(fault);
    }

    fn ambiguity(&self) -> Option<Because> {
        let mut commits = self.commits.iter();
        let (Some(one), Some(other)) = (commits.next(), commits.next()) else {
            return None;
        };
        match &self.criteria.which {
            Which::Prefix(prefix) => Some(Because::Ambiguous {
                prefix: prefix.as_str().to_owned(),
                commits: [one.clone(), other.clone()],
            }),
            Which::Commit(_) | Which::Build(_) | Which::Latest => None,
        }
    }

    fn start_round(&mut self, elapsed: Duration) {
        self.round.number = self.round.number.saturating_add(1);
        self.round.started = elapsed;
        self.round.fault = None;
        let mut queue: Vec<usize> = self.targets_where(|watch| watch.succeeded_in.is_none());
        if queue.is_empty() {
            queue = self.targets_where(|_| true);
        }
        // Those that the last round did not come to go first.
        queue.sort_by_key(|&target| self.watches[target].last_asked);
        self.round.queue = queue.into();
    }

    fn end_round(&mut self, elapsed: Duration) {
        if self.round.fault.is_none() {
            self.faults = 0;
            self.last_fault = None;
            if self
                .watches
                .iter()
                .all(|watch| watch.succeeded_in.is_some())
            {
                let number = self.round.number;
                let earlier = self.targets_where(|watch| watch.succeeded_in != Some(number));
                if earlier.is_empty() {
                    return self.finish(Because::AllSucceeded, 0);
                }
                self.round.queue = earlier.into();
                return;
            }
        } else {
            self.faults = self.faults.saturating_add(1);
        }
        let took = elapsed.saturating_sub(self.round.started);
        self.round.longest = self.round.longest.max(took);
        self.schedule(elapsed);
    }

    /// Decides when the next round may start, or that there is no time for one.
    fn schedule(&mut self, elapsed: Duration) {
        let interval = self.limits.interval;
        let (pause, obey) = match &self.round.fault {
            None => (pace::pause(interval, self.quota), false),
            Some(fault) => {
                let chance = self.chance.next_fraction();
                let pause = pace::back_off(interval, self.faults, fault.retry_after, chance);
                (pause, fault.retry_after.is_some())
            }
        };
        let mut resume = elapsed.saturating_add(pause);
        if !obey {
            resume = self
                .moments_of_decision(elapsed)
                .fold(resume, Duration::min);
        }
        let deadline = self.limits.deadline();
        let lead = self.round.longest.saturating_mul(2).max(LEAST_LEAD);
        let last_start = deadline.saturating_sub(lead.min(deadline / 4));
        if resume > last_start {
            resume = last_start;
        }
        if self.limits.is_single_round() || resume <= elapsed {
            return self.end_at_deadline(elapsed);
        }
        self.round.resume = resume;
    }

    /// The times to come at which a look would decide.
    fn moments_of_decision(&self, elapsed: Duration) -> impl Iterator<Item = Duration> + '_ {
        let appear = self
            .watches
            .iter()
            .filter(|watch| watch.standing() == Standing::NoBuild)
            .filter_map(|watch| watch.first_complete)
            .map(|since| since.saturating_add(self.limits.appear_timeout));
        let grace = self
            .watches
            .iter()
            .filter_map(|watch| watch.grace_until(self.limits.retry_grace));
        appear.chain(grace).filter(move |&moment| moment > elapsed)
    }

    /// How long until the next round, or until there is no point in one.
    fn wait(&self, elapsed: Duration) -> Option<Duration> {
        let until = self.round.resume.min(self.gives_up_at());
        let wait = until.saturating_sub(elapsed);
        (!wait.is_zero()).then_some(wait)
    }

    fn end_at_deadline(&mut self, elapsed: Duration) {
        if let Some((target, shortfall)) = self.failed() {
            return self.finish(Because::DidNotSucceed(shortfall), target);
        }
        let undecided = self.targets_where(|watch| watch.succeeded_in.is_none());
        let candidates = if undecided.is_empty() {
            self.targets_where(|_| true)
        } else {
            undecided
        };
        let is_stale = |&&target: &&usize| {
            self.watches[target]
                .last_complete
                .is_none_or(|last| elapsed.saturating_sub(last) > FRESH)
        };
        if let Some(&target) = candidates.iter().find(is_stale) {
            let fault = self.last_fault.clone();
            return self.finish(Because::LostSight { fault }, target);
        }
        let is_absent = |&&target: &&usize| self.watches[target].standing() == Standing::NoBuild;
        if let Some(&target) = candidates.iter().find(is_absent) {
            let limit = AppearLimit::Timeout;
            return self.finish(Because::NoBuild { limit }, target);
        }
        self.finish(Because::TimedOut, candidates.first().copied().unwrap_or(0));
    }

    fn targets_where(&self, holds: impl Fn(&Watch) -> bool) -> Vec<usize> {
        (0..self.watches.len())
            .filter(|&target| holds(&self.watches[target]))
            .collect()
    }

    fn undecided(&self) -> Option<usize> {
        self.watches
            .iter()
            .position(|watch| watch.succeeded_in.is_none())
    }

    fn finish(&mut self, because: Because, decider: usize) {
        self.finished = Some(self.verdict(because, decider));
    }

    fn verdict(&self, because: Because, decider: usize) -> Verdict {
        Verdict {
            because,
            decider,
            targets: self.targets(),
        }
    }
}
