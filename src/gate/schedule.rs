//! Which targets to poll when, and what to read: the rounds, and the time between
//! them.

use std::time::Duration;

use super::candidates::TargetStatus;
use super::interval::MIN_INTERVAL;
use super::listing::{End, ListQuery};
use super::tracker::Tracker;
use super::verdict::Reason;
use super::{Gate, MIN_LEAD, Next, STALE_AFTER, WaitReason};

impl Gate {
    pub(super) fn start_round(&mut self, elapsed: Duration) {
        self.round.number = self.round.number.saturating_add(1);
        self.round.started = elapsed;
        self.round.fault = None;
        self.round.quota = None;
        let mut queue = self.undecided_targets();
        let is_due = |target: &usize| self.trackers[*target].due <= elapsed;
        if queue.iter().any(is_due) {
            queue.retain(is_due);
        }
        // Those that the last round did not come to go first.
        queue.sort_by_key(|&target| self.trackers[target].last_asked);
        self.round.queue = queue.into();
    }

    pub(super) fn end_round(&mut self, elapsed: Duration) {
        if self.round.fault.is_none() {
            self.faults = 0;
            self.measure_polls(elapsed);
            if self
                .trackers
                .iter()
                .all(|tracker| tracker.succeeded_in.is_some())
            {
                let number = self.round.number;
                let earlier = self.targets_where(|tracker| tracker.succeeded_in != Some(number));
                if earlier.is_empty() {
                    return self.finish(Reason::AllSucceeded, 0);
                }
                self.round.queue = earlier.into();
                return;
            }
        } else {
            self.faults = self.faults.saturating_add(1);
        }
        self.check_appear_timeout();
        if self.finished.is_none() {
            self.schedule(elapsed);
        }
    }

    /// Remembers how long a poll took. One that was not answered says nothing
    /// of those that will be.
    fn measure_polls(&mut self, elapsed: Duration) {
        let number = Some(self.round.number);
        let asked = self
            .targets_where(|tracker| tracker.last_asked == number)
            .len();
        let asked = u32::try_from(asked.max(1)).unwrap_or(u32::MAX);
        self.round.poll_duration = elapsed.saturating_sub(self.round.started) / asked;
    }

    /// Decides when the next round may start, or that there is no time for one.
    fn schedule(&mut self, elapsed: Duration) {
        if self.limits.is_single_round() {
            return self.end_at_deadline(elapsed);
        }
        let pause = self.pause(elapsed);
        let paced = elapsed.saturating_add(pause.length);
        let wanted = if pause.is_binding {
            paced
        } else {
            self.pending_deadlines(elapsed).fold(paced, Duration::min)
        };
        let deadline = self.limits.deadline();
        let lead = self.final_round_lead(elapsed);
        let starts = [lead, MIN_LEAD].map(|lead| deadline.saturating_sub(lead));
        // After the last round there is nothing to do but to wait.
        let latest = starts.into_iter().find(|&start| elapsed < start);
        let resume = latest.map_or(deadline, |latest| wanted.min(latest));
        self.round.resume = resume;
        // Polling early (a deadline), or for the last time, polls every target.
        if resume < paced || resume.saturating_add(lead.saturating_mul(2)) >= deadline {
            self.poll_all_by(resume);
        }
    }

    /// Has every target polled by this time.
    fn poll_all_by(&mut self, by: Duration) {
        for tracker in &mut self.trackers {
            tracker.due = tracker.due.min(by);
        }
    }

    /// Whether a build has not appeared in time, as far as a poll can tell that
    /// began before the time was over, and stopped at what is known.
    fn needs_full_listing(&self, elapsed: Duration) -> bool {
        self.round.fault.is_none()
            && self.trackers.iter().any(|tracker| {
                tracker.status() == TargetStatus::NoBuild
                    && tracker.last_end == Some(End::HighWaterMark)
                    && self.appears_by(tracker) <= Some(elapsed)
            })
    }

    /// How long before the deadline the last round starts: long enough for a
    /// poll of each target that takes a little longer than before. Those that
    /// have succeeded are polled again before the gate opens.
    fn final_round_lead(&self, elapsed: Duration) -> Duration {
        let targets = u32::try_from(self.trackers.len()).unwrap_or(u32::MAX);
        let took = elapsed
            .saturating_sub(self.round.started)
            .max(self.round.poll_duration.saturating_mul(targets));
        let lead = took.saturating_add(took / 4).max(MIN_LEAD);
        lead.min(self.limits.deadline() / 4)
    }

    /// The times to come at which a poll would decide.
    fn pending_deadlines(&self, elapsed: Duration) -> impl Iterator<Item = Duration> + '_ {
        let appear = self
            .trackers
            .iter()
            .filter(|tracker| tracker.status() == TargetStatus::NoBuild)
            .filter_map(|tracker| self.appears_by(tracker));
        let grace = self
            .trackers
            .iter()
            .filter_map(|tracker| tracker.grace_until(self.limits.retry_grace));
        let confirm = self
            .needs_full_listing(elapsed)
            .then(|| elapsed.saturating_add(MIN_INTERVAL));
        let moments = appear.chain(grace).chain(confirm);
        moments.filter(move |&moment| moment > elapsed)
    }

    /// When the next round starts, or there is no point in one any more, and why
    /// not now.
    pub(super) fn wait(&self, elapsed: Duration) -> Option<Next> {
        let until = self.round.resume.min(self.gives_up_at());
        let is_last = self.round.resume >= self.gives_up_at();
        let reason = match (&self.round.fault, self.throttle) {
            (Some((target, fault)), _) => WaitReason::Backoff {
                target: (!fault.concerns_all_targets()).then_some(*target),
                fault: fault.clone(),
            },
            (None, Some(throttle)) => WaitReason::RateLimited(throttle),
            (None, None) => WaitReason::Interval,
        };
        (until > elapsed).then_some(Next::Wait {
            until,
            reason,
            is_last,
        })
    }

    /// What a poll of a target at this time must read.
    pub(super) fn query(&self, elapsed: Duration, target: usize) -> ListQuery {
        let tracker = &self.trackers[target];
        let is_last = self.is_last_chance(elapsed, tracker);
        ListQuery {
            target,
            until: self.gives_up_at(),
            ..tracker.query(&self.criteria, is_last)
        }
    }

    /// Until when a build may appear; the time starts with the first complete poll.
    pub(super) fn appears_by(&self, tracker: &Tracker) -> Option<Duration> {
        let since = tracker.first_complete?;
        Some(since.saturating_add(self.limits.appear_timeout))
    }

    /// Whether a poll at this time may be the last word on a build that has not
    /// appeared.
    fn is_last_chance(&self, elapsed: Duration, tracker: &Tracker) -> bool {
        self.appears_by(tracker) <= Some(elapsed)
            || elapsed.saturating_add(STALE_AFTER) >= self.limits.deadline()
    }
}
