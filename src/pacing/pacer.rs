//! Which targets to poll in a round, and when the next round starts.
//!
//! A round starts when the first target is due by its own pace, or earlier where
//! a poll would decide, but no earlier than the API asks. Whatever it asks, there
//! is a last round before the deadline, of every target where the time is enough.
//!
//! It must not know a clock, and nothing of what a poll means: that is the
//! gate's.

use std::time::Duration;

use super::history::{History, PastBuild};
use super::interval::Interval;
use super::jitter::SplitMix64;
use super::progress::BuildProgress;
use super::rate_limit::{RateLimiter, Throttle};
use crate::model::fault::Fault;
use crate::model::quota::Quota;

/// The least time that a round is given before the deadline.
const MIN_LEAD: Duration = Duration::from_secs(1);

/// The least time that a retry is given after a fault of the last round.
const MIN_RETRY_LEAD: Duration = Duration::from_millis(250);

/// The pace of a run. Times are since its start.
#[derive(Clone, Debug)]
pub struct Pacer {
    pub(super) interval: Interval,
    pub(super) random: SplitMix64,
    pub(super) rate: RateLimiter,
    /// The requests that the account has left, by the answers of this round.
    pub(super) round_quota: Option<Quota>,
    /// What the account's quota made of the last interval.
    throttle: Option<Throttle>,
    pub(super) targets: Vec<TargetPace>,
    /// The number of this round.
    pub(super) round: u64,
    started: Duration,
    /// Rounds in a row with a fault.
    pub(super) faults: u32,
    /// How long a poll took in the last round without a fault.
    poll_duration: Duration,
}

/// The pace of one target.
#[derive(Clone, Debug, Default)]
pub(super) struct TargetPace {
    /// When it is to be polled next.
    pub(super) due: Duration,
    /// The round of its last poll.
    pub(super) polled_in: Option<u64>,
    pub(super) history: History,
}

/// A round that is over.
#[derive(Debug)]
pub struct RoundEnd<'a> {
    /// The time.
    pub elapsed: Duration,
    /// When the run ends.
    pub deadline: Duration,
    /// The next time at which a poll would decide, where there is one.
    pub decides_at: Option<Duration>,
    /// The last fault, where there was one.
    pub fault: Option<&'a Fault>,
    /// The targets that are polled on.
    pub targets: Vec<PolledTarget<'a>>,
}

/// A target that is polled on, as far as it makes the pace.
#[derive(Clone, Copy, Debug)]
pub struct PolledTarget<'a> {
    /// Its index among the targets of the run.
    pub target: usize,
    /// How far its build has gone; nothing while there is none that goes on.
    pub progress: Option<&'a BuildProgress>,
    /// The branch of its build.
    pub branch: Option<&'a str>,
    /// How many requests its next poll takes.
    pub requests: u32,
}

impl Pacer {
    /// The pace of a run over this many targets, before its first round.
    #[must_use]
    pub fn new(interval: Interval, targets: usize, seed: u64) -> Self {
        Self {
            interval,
            random: SplitMix64::from_seed(seed),
            rate: RateLimiter::default(),
            round_quota: None,
            throttle: None,
            targets: vec![TargetPace::default(); targets],
            round: 0,
            started: Duration::ZERO,
            faults: 0,
            poll_duration: Duration::ZERO,
        }
    }

    /// What the account has left at this time, where an answer said so.
    #[must_use]
    pub fn quota(&self, elapsed: Duration) -> Option<Quota> {
        self.rate.quota(elapsed)
    }

    /// What the account's quota makes of the time to the next round.
    #[must_use]
    pub const fn throttle(&self) -> Option<Throttle> {
        self.throttle
    }

    /// Starts the round of this number, the first being 1: which of these targets to poll, in
    /// this order. Those that are due, or all where none is.
    pub fn start_round(
        &mut self,
        elapsed: Duration,
        number: u64,
        mut targets: Vec<usize>,
    ) -> Vec<usize> {
        self.round = number;
        self.started = elapsed;
        self.round_quota = None;
        let is_due = |target: &usize| self.targets[*target].due <= elapsed;
        if targets.iter().any(is_due) {
            targets.retain(is_due);
        }
        // Those that the last round did not come to go first.
        targets.sort_by_key(|&target| self.targets[target].polled_in);
        targets
    }

    /// Takes in that a target was polled, with this many requests, and what the
    /// answer said of the quota.
    pub fn on_poll(
        &mut self,
        elapsed: Duration,
        target: usize,
        quota: Option<Quota>,
        requests: u32,
    ) {
        self.targets[target].polled_in = Some(self.round);
        self.rate.observe(elapsed, quota, requests);
        self.round_quota = quota.or(self.round_quota);
    }

    /// Takes in builds of a target that have ended.
    pub fn remember(&mut self, target: usize, past: Vec<PastBuild>) {
        self.targets[target].history.add(past);
    }

    /// When the next round may start.
    pub fn end_round(&mut self, end: &RoundEnd) -> Duration {
        if end.fault.is_some() {
            self.faults = self.faults.saturating_add(1);
        }
        let next = self.next_interval(end);
        self.throttle = next.throttle;
        let paced = end.elapsed.saturating_add(next.length);
        let wanted = match end.decides_at {
            Some(at) if !next.is_binding => at.min(paced),
            Some(_) | None => paced,
        };
        let lead = self.final_round_lead(end, next.is_binding);
        // After the last round there is nothing to do but to wait.
        let start = last_round_start(end, lead, next.is_binding);
        let resume = start.map_or(end.deadline, |start| wanted.min(start));
        // Polling early, or for the last time, polls every target.
        if resume < paced || resume.saturating_add(lead.saturating_mul(2)) >= end.deadline {
            for target in &mut self.targets {
                target.due = target.due.min(resume);
            }
        }
        resume
    }

    /// Ends the row of faults, and measures how long a poll took in this round, which
    /// had no fault so far.
    pub fn on_round_without_fault(&mut self, elapsed: Duration) {
        self.faults = 0;
        let was_polled = |target: &&TargetPace| target.polled_in == Some(self.round);
        let polls = self.targets.iter().filter(was_polled).count();
        let took = elapsed.saturating_sub(self.started);
        self.poll_duration = took / u32::try_from(polls.max(1)).unwrap_or(u32::MAX);
    }

    /// How long before the deadline the last round starts: long enough for a
    /// poll of each target that takes a little longer than before. Those that
    /// have succeeded are polled again before the gate opens. It cuts a wait that the
    /// API asks for by a quarter of the deadline at most, and another by half.
    fn final_round_lead(&self, end: &RoundEnd, is_binding: bool) -> Duration {
        let targets = u32::try_from(self.targets.len()).unwrap_or(u32::MAX);
        let took = end
            .elapsed
            .saturating_sub(self.started)
            .max(self.poll_duration.saturating_mul(targets));
        let longest = end.deadline / if is_binding { 4 } else { 2 };
        let lead = took.saturating_add(took / 4).min(longest);
        lead.max(MIN_LEAD.min(end.deadline / 4))
    }
}

/// The latest time from now at which a round that takes `lead` can still poll every
/// target before the deadline, or else at least some, or try again after a fault; `None`
/// if it is too late for all of these.
fn last_round_start(end: &RoundEnd, lead: Duration, is_binding: bool) -> Option<Duration> {
    let may_retry = end.fault.is_some() && !is_binding;
    let leads = [lead, MIN_LEAD].into_iter();
    let mut starts = leads
        .chain(may_retry.then_some(MIN_RETRY_LEAD))
        .map(|lead| end.deadline.saturating_sub(lead));
    starts.find(|&start| end.elapsed < start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fault::Cause;

    #[test]
    fn what_the_polls_of_a_round_showed_is_kept() {
        let seconds = Duration::from_secs;
        let quota = Quota {
            limit: 1000,
            remaining: 900,
            resets_in: seconds(1800),
        };
        let mut pacer = Pacer::new(Interval::Auto, 3, 1);
        assert_eq!(pacer.quota(Duration::ZERO), None);
        assert_eq!(pacer.start_round(seconds(10), 1, vec![0, 1, 2]), [0, 1, 2]);
        for (target, time) in [(0, 12), (1, 14), (2, 16)] {
            pacer.on_poll(seconds(time), target, Some(quota), 1);
        }
        pacer.on_round_without_fault(seconds(16));
        assert_eq!(pacer.quota(seconds(16)), Some(quota));
        assert_eq!(pacer.poll_duration, seconds(2));
    }

    #[test]
    fn a_fault_of_the_last_round_is_tried_again_unless_the_api_asks_for_more() {
        let resume = |fault: Option<Fault>, elapsed| {
            Pacer::new(Interval::Auto, 1, 1).end_round(&RoundEnd {
                elapsed: Duration::from_millis(elapsed),
                deadline: Duration::from_secs(10),
                decides_at: None,
                fault: fault.as_ref(),
                targets: vec![],
            })
        };
        let millis = Duration::from_millis;
        let fault = Fault::new(Cause::Status(502), "the API answered 502".to_owned(), true);
        assert_eq!(resume(Some(fault.clone()), 9000), millis(9750));
        assert_eq!(resume(Some(fault.clone()), 9750), millis(10_000));
        assert_eq!(resume(None, 9000), millis(10_000));
        let asks = Fault {
            retry_after: Some(millis(500)),
            ..fault
        };
        assert_eq!(resume(Some(asks), 9000), millis(10_000));
    }
}
