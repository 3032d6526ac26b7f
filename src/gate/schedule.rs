//! The rounds: what a poll must read, what a round came to, and until when nothing
//! is polled.
//!
//! The one line that opens the gate is in [`Gate::end_round`]. It must not open for
//! polls of more than one round.

use std::time::Duration;

use super::candidates::TargetStatus;
use super::listing::ListQuery;
use super::tracker::Tracker;
use super::verdict::Reason;
use super::{Gate, Next, STALE_AFTER, WaitReason};
use crate::pacing::interval::MIN_INTERVAL;
use crate::pacing::pacer::RoundEnd;

impl Gate {
    pub(super) fn start_round(&mut self, elapsed: Duration) {
        self.round.number = self.round.number.saturating_add(1);
        self.round.fault = None;
        let (number, undecided) = (self.round.number, self.undecided_targets());
        self.round.queue = self.pacer.start_round(elapsed, number, undecided).into();
    }

    pub(super) fn end_round(&mut self, elapsed: Duration) {
        if self.round.fault.is_none() {
            self.pacer.on_round_without_fault(elapsed);
            let has_succeeded = |tracker: &Tracker| tracker.succeeded_in.is_some();
            if self.trackers.iter().all(has_succeeded) {
                let number = self.round.number;
                let earlier = self.targets_where(|tracker| tracker.succeeded_in != Some(number));
                if earlier.is_empty() {
                    return self.finish(Reason::AllSucceeded, 0);
                }
                // Polled again in this round: the gate opens for one round only.
                self.round.queue = earlier.into();
                return;
            }
        }
        self.check_appear_timeout();
        if self.finished.is_none() {
            self.schedule(elapsed);
        }
    }

    /// Decides when the next round may start, or that there is none. A failure is
    /// final where no poll can find a retry in time.
    fn schedule(&mut self, elapsed: Duration) {
        if self.limits.is_single_round() {
            return self.end_at_deadline(elapsed);
        }
        let undecided = self.undecided_targets().into_iter();
        let resume = self.pacer.end_round(&RoundEnd {
            elapsed,
            deadline: self.gives_up_at(),
            decides_at: self.pending_deadlines(elapsed).min(),
            fault: self.round.fault.as_ref().map(|(_, fault)| fault),
            targets: undecided
                .map(|target| self.trackers[target].polled_target(target, &self.criteria))
                .collect(),
        });
        self.round.resume = resume;
        if resume >= self.limits.deadline() || self.graces().any(|until| until < resume) {
            self.finish_if_failed();
        }
    }

    /// The times to come at which a poll would decide.
    fn pending_deadlines(&self, elapsed: Duration) -> impl Iterator<Item = Duration> + '_ {
        let has_no_build = |tracker: &&Tracker| tracker.status() == TargetStatus::NoBuild;
        let appear = self
            .trackers
            .iter()
            .filter(has_no_build)
            .filter_map(move |tracker| {
                let by = self.appears_by(tracker)?;
                // A poll that was answered after it, and stopped at what is known, decides nothing.
                let is_unread = self.round.fault.is_none() && tracker.stopped_at_known();
                let soon = elapsed.saturating_add(MIN_INTERVAL);
                Some(if is_unread { by.max(soon) } else { by })
            });
        let moments = appear.chain(self.graces());
        moments.filter(move |&moment| moment > elapsed)
    }

    /// When the grace of each target that has failed is over.
    fn graces(&self) -> impl Iterator<Item = Duration> + '_ {
        let grace = self.limits.retry_grace;
        let trackers = self.trackers.iter();
        trackers.filter_map(move |tracker| tracker.grace_until(grace))
    }

    /// Until when to wait, and why; `None` if a round may start now.
    pub(super) fn wait(&self, elapsed: Duration) -> Option<Next> {
        let until = self.round.resume.min(self.gives_up_at());
        let is_last = self.round.resume >= self.gives_up_at();
        let reason = match (&self.round.fault, self.pacer.throttle()) {
            (Some((target, fault)), _) => WaitReason::Backoff {
                target: fault.says_nothing_of_others().then_some(*target),
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
        let builds = tracker.candidates.builds();
        let created = builds.iter().map(|build| build.created.value().copied());
        ListQuery {
            target,
            criteria: self.criteria.after(elapsed),
            oldest_included: created.min().flatten(),
            must_include: builds.iter().map(|build| build.id.clone()).collect(),
            reads_on_after_match: tracker.has_skipped_pages,
            stop_before: tracker.stop_before(&self.criteria, is_last),
        }
    }

    /// Until when a build may appear; the time starts with the first complete poll.
    pub(super) fn appears_by(&self, tracker: &Tracker) -> Option<Duration> {
        let since = tracker.first_complete?;
        Some(since.saturating_add(self.limits.appear_timeout))
    }

    /// Whether a poll at this time may be the last one before the target ends as
    /// `no-build`.
    fn is_last_chance(&self, elapsed: Duration, tracker: &Tracker) -> bool {
        self.appears_by(tracker).is_some_and(|by| by <= elapsed)
            || elapsed.saturating_add(STALE_AFTER) >= self.limits.deadline()
    }
}
