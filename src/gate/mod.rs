//! The decision, pure: may this pipeline go on?
//!
//! A [`Gate`] is a value. It says what to do next, is shown what came of it, and in the
//! end gives a [`Verdict`]. There is no clock in here, no sleep, no environment, no socket
//! and no printing: time comes in as the time since the start, randomness as a seed.
//!
//! What it must never do: open on anything but a complete poll of the newest build ever
//! seen of every target, all in one round; wait for nothing; go on past its deadline.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

pub use limits::Limits;

use crate::model::build::Target;
use crate::model::commit::Sha;
use crate::model::fault::Fault;
use crate::model::outcome::Signal;
use crate::model::timestamp::Timestamp;
use crate::pacing::interval::MIN_INTERVAL;
use crate::pacing::pacer::Pacer;
use crate::pacing::rate_limit::Throttle;
use criteria::Criteria;
use listing::{ListQuery, Listing, PartialListing, PollError, PollResult};
use tracker::Tracker;
use verdict::{Reason, TargetReport, Verdict};

pub mod candidates;
pub mod criteria;
mod limits;
pub mod listing;
pub mod listing_builder;
mod precedence;
mod schedule;
mod tracker;
pub mod verdict;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

/// How long a complete poll says something about now, at the deadline.
const STALE_AFTER: Duration = Duration::from_secs(60);

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Poll a target, then [`Gate::observe`] what came of it.
    Poll {
        /// What to read of its list.
        query: ListQuery,
        /// When the run ends if nothing answers, since its start.
        until: Duration,
    },
    /// Wait, then ask again.
    Wait {
        /// Until this time since the start of the run, which is to come.
        until: Duration,
        /// Why not now.
        reason: WaitReason,
        /// Whether the run ends then, with no further poll.
        is_last: bool,
    },
    /// End.
    Finish(Box<Verdict>),
}

/// Why the gate waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaitReason {
    /// The time between two rounds.
    Interval,
    /// The last round had a fault.
    Backoff {
        /// The target whose poll failed last, where that says nothing of the others.
        target: Option<usize>,
        /// The fault.
        fault: Fault,
    },
    /// The quota of the account makes the time between two rounds longer.
    RateLimited(Throttle),
}

/// The gate. Times are since the start of the run.
#[derive(Clone, Debug)]
pub struct Gate {
    limits: Limits,
    criteria: Criteria,
    targets: Vec<Target>,
    /// One for each target.
    trackers: Vec<Tracker>,
    pacer: Pacer,
    round: Round,
    answered: bool,
    /// The commits that a prefix was seen to fit.
    commits: BTreeSet<Sha>,
    /// Why the run ends, and by which target.
    finished: Option<(Reason, usize)>,
    /// What would have ended it, had no target failed.
    outranked: Option<(Reason, usize)>,
    /// What the API's clock showed when the run began.
    began: Option<Timestamp>,
}

/// One poll of each target that still needs one.
#[derive(Clone, Debug, Default)]
struct Round {
    number: u64,
    queue: VecDeque<usize>,
    /// The last fault, and the target whose poll had it.
    fault: Option<(usize, Fault)>,
    /// When the next round may start.
    resume: Duration,
    /// When the last poll was asked for.
    polled_at: Duration,
}

impl Gate {
    /// A gate over at least one target.
    #[must_use]
    pub fn new(limits: Limits, criteria: Criteria, targets: Vec<Target>, seed: u64) -> Self {
        Self {
            pacer: Pacer::new(limits.interval, targets.len(), seed),
            limits,
            criteria,
            trackers: vec![Tracker::default(); targets.len()],
            targets,
            round: Round::default(),
            answered: false,
            commits: BTreeSet::new(),
            finished: None,
            outranked: None,
            began: None,
        }
    }

    /// When this ends if nothing more is seen: at the deadline, and earlier for
    /// as long as nothing has answered at all.
    fn gives_up_at(&self) -> Duration {
        let deadline = self.limits.deadline();
        if self.answered {
            return deadline;
        }
        self.limits.answer_timeout().min(deadline)
    }

    /// How every target stands.
    #[must_use]
    pub fn targets(&self) -> Vec<TargetReport> {
        // Nothing is waited for once the run has ended.
        let grace = self.finished.is_none().then_some(self.limits.retry_grace);
        let targets = self.targets.iter().cloned().zip(&self.trackers);
        targets
            .map(|(target, tracker)| tracker.report(target, grace))
            .collect()
    }

    /// What to do at this time.
    pub fn next(&mut self, elapsed: Duration) -> Next {
        // The deadline first: where both are over, the run ended at `--timeout`.
        if self.finished.is_none() && elapsed >= self.limits.deadline() {
            self.end_at_deadline(elapsed);
        }
        if self.finished.is_none() && elapsed >= self.gives_up_at() {
            self.finish(Reason::NoAnswer, 0);
        }
        if let Some((reason, deciding)) = &self.finished {
            let verdict = self.verdict(elapsed, reason.clone(), *deciding);
            return Next::Finish(verdict.into());
        }
        if self.round.queue.is_empty() {
            if let Some(wait) = self.wait(elapsed) {
                return wait;
            }
            self.start_round(elapsed);
        }
        // A round has at least one target.
        let target = self.round.queue.front().copied().unwrap_or(0);
        self.round.polled_at = elapsed;
        Next::Poll {
            query: self.query(elapsed, target),
            until: self.gives_up_at(),
        }
    }

    /// Takes in what came of the poll that [`Gate::next`] asked for.
    pub fn observe(&mut self, elapsed: Duration, target: usize, result: PollResult) {
        self.round.queue.retain(|&queued| queued != target);
        match result {
            Ok(listing) => self.on_listing(elapsed, target, listing),
            Err(PollError::Transient { fault, partial }) => {
                self.on_fault(elapsed, target, fault, *partial);
            }
            Err(PollError::Permanent(refusal)) => {
                // Another target may decide.
                let fault = Fault::new(refusal.cause, refusal.what.clone(), true);
                self.trackers[target].last_fault = Some(fault);
                self.finish_unless_failed(Reason::Refused(refusal), target);
            }
        }
        if self.finished.is_none() && self.round.queue.is_empty() {
            self.end_round(elapsed);
        }
    }

    /// Ends the run because a signal came.
    #[must_use]
    pub fn cancel(&self, elapsed: Duration, signal: Signal) -> Verdict {
        let deciding = self.first_undecided(|_| true).unwrap_or(0);
        self.verdict(elapsed, Reason::Cancelled(signal), deciding)
    }

    fn on_listing(&mut self, elapsed: Duration, target: usize, mut listing: Listing) {
        self.answered = true;
        self.observe_clock(listing.date);
        self.pacer
            .on_poll(elapsed, target, listing.quota, listing.requests);
        self.pacer
            .remember(target, std::mem::take(&mut listing.past));
        self.commits.extend(listing.commits.iter().cloned());
        if let Some(reason) = self.ambiguity() {
            return self.finish(reason, target);
        }
        let tracker = &mut self.trackers[target];
        tracker.on_listing(elapsed, self.round.number, listing, &self.criteria);
        let grace = tracker.grace_until(self.limits.retry_grace);
        if grace.is_some_and(|until| elapsed >= until) {
            self.finish_if_failed();
        }
    }

    fn on_fault(
        &mut self,
        elapsed: Duration,
        target: usize,
        fault: Fault,
        partial: PartialListing,
    ) {
        self.answered |= fault.answered;
        let sent = partial.requests.saturating_add(1);
        self.pacer.on_poll(elapsed, target, fault.quota, sent);
        self.observe_clock(partial.date);
        self.commits.extend(partial.commits.iter().cloned());
        self.trackers[target].on_partial(elapsed, partial, &self.criteria);
        if let Some(reason) = self.ambiguity() {
            return self.finish(reason, target);
        }
        if !self.is_cut_short(target, &fault) {
            self.trackers[target].last_fault = Some(fault.clone());
        }
        if fault.ends_the_round() {
            let met = fault.told_of_others(&self.targets[target]);
            for waiting in std::mem::take(&mut self.round.queue) {
                if !self.is_cut_short(waiting, &met) {
                    self.trackers[waiting].last_fault = Some(met.clone());
                }
            }
        }
        self.round.fault = Some((target, fault));
    }

    /// Whether this is a timeout that the end of the run cut short, where more is known:
    /// by another fault, or, where next to no time was left, by a list.
    fn is_cut_short(&self, target: usize, fault: &Fault) -> bool {
        let left = self.gives_up_at().saturating_sub(self.round.polled_at);
        let tracker = &self.trackers[target];
        let was_read = left <= MIN_INTERVAL && tracker.first_complete.is_some();
        let is_known = tracker.last_fault.is_some() || was_read;
        is_known && fault.is_timeout() && left < self.limits.request_timeout
    }

    /// Takes in what the API's clock showed when it answered the last poll.
    /// `--not-before 10m` counts from the first clock seen, as the poll did that saw it.
    fn observe_clock(&mut self, date: Option<Timestamp>) {
        let began = date.and_then(|date| date.before(self.round.polled_at));
        self.began = self.began.or(began);
        self.criteria.resolve_not_before(self.began);
    }

    fn targets_where(&self, holds: impl Fn(&Tracker) -> bool) -> Vec<usize> {
        (0..self.trackers.len())
            .filter(|&target| holds(&self.trackers[target]))
            .collect()
    }

    /// The targets whose build has not succeeded yet; all, where none is left.
    fn undecided_targets(&self) -> Vec<usize> {
        let undecided = self.targets_where(|tracker| tracker.succeeded_in.is_none());
        if undecided.is_empty() {
            self.targets_where(|_| true)
        } else {
            undecided
        }
    }
}
