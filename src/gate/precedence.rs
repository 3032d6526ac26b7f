//! How a run ends when no single poll decides: the order in which what is
//! known outranks what is not.

use std::time::Duration;

use super::candidates::TargetStatus;
use super::tracker::Tracker;
use super::verdict::{AppearLimit, Reason, Verdict};
use super::{Gate, STALE_AFTER};

impl Gate {
    /// Ends if a target that was polled in this round has waited long enough
    /// for a build to appear. A failure that is known outranks it.
    pub(super) fn check_appear_timeout(&mut self) {
        let number = Some(self.round.number);
        let is_given_up = |tracker: &Tracker| {
            tracker.status() == TargetStatus::NoBuild
                && tracker.read_to_end_in == number
                && self
                    .appears_by(tracker)
                    .is_some_and(|by| tracker.last_complete >= Some(by))
        };
        let Some(&target) = self.targets_where(is_given_up).first() else {
            return;
        };
        let limit = AppearLimit::AppearTimeout;
        self.finish_unless_failed(Reason::NoBuild { limit }, target);
    }

    /// Ends before the deadline for this reason, unless a failure is known, which
    /// outranks it.
    pub(super) fn finish_unless_failed(&mut self, reason: Reason, target: usize) {
        self.finish_if_failed();
        match self.finished {
            Some(_) => self.outranked = Some((reason, target)),
            None => self.finish(reason, target),
        }
    }

    /// Ends if a target has failed; by the first that did.
    pub(super) fn finish_if_failed(&mut self) {
        let failures = self.trackers.iter().map(Tracker::failure).enumerate();
        let first = failures
            .filter_map(|(target, failure)| Some((target, failure?)))
            .min_by_key(|(_, (_, since))| *since);
        if let Some((target, (kind, _))) = first {
            self.finish(Reason::Failed(kind), target);
        }
    }

    /// Ends at the deadline.
    pub(super) fn end_at_deadline(&mut self, elapsed: Duration) {
        let (reason, target) = self.reason_at_deadline(elapsed);
        self.finish_if_failed();
        if self.finished.is_none() {
            self.finish(reason, target);
        }
    }

    /// A target whose list was not read lately comes first, then one without a build,
    /// then one whose last poll failed, then any that is undecided.
    fn reason_at_deadline(&self, elapsed: Duration) -> (Reason, usize) {
        let has_lost_contact = |tracker: &Tracker| {
            let last = tracker.last_complete;
            last.is_none_or(|last| elapsed.saturating_sub(last) > STALE_AFTER)
        };
        if let Some(target) = self.first_undecided(has_lost_contact) {
            return (Reason::LostContact, target);
        }
        let has_no_build = |tracker: &Tracker| tracker.status() == TargetStatus::NoBuild;
        if let Some(target) = self.first_undecided(has_no_build) {
            let limit = AppearLimit::Timeout;
            return (Reason::NoBuild { limit }, target);
        }
        let target = self
            .first_undecided(|tracker| tracker.last_fault.is_some())
            .or_else(|| self.first_undecided(|_| true));
        (Reason::TimedOut, target.unwrap_or(0))
    }

    pub(super) fn first_undecided(&self, holds: impl Fn(&Tracker) -> bool) -> Option<usize> {
        let mut targets = self.undecided_targets().into_iter();
        targets.find(|&target| holds(&self.trackers[target]))
    }

    /// [`Reason::Ambiguous`] if the prefix given as `--sha` fits two commits.
    pub(super) fn ambiguity(&self) -> Option<Reason> {
        let mut commits = self.commits.iter().cloned();
        Some(Reason::Ambiguous([commits.next()?, commits.next()?]))
    }

    pub(super) fn finish(&mut self, reason: Reason, deciding: usize) {
        self.finished = Some((reason, deciding));
    }

    pub(super) fn verdict(&self, elapsed: Duration, reason: Reason, deciding: usize) -> Verdict {
        let grace = self.trackers[deciding].grace_until(self.limits.retry_grace);
        Verdict {
            reason,
            deciding,
            elapsed,
            targets: self.targets(),
            quota: self.pacer.quota(elapsed),
            outranked: self.outranked.clone(),
            grace_left: grace.map_or(Duration::ZERO, |until| until.saturating_sub(elapsed)),
            began: self.began,
        }
    }
}
