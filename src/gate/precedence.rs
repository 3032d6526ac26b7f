//! How a run ends when no single poll decides: the order in which what is
//! known outranks what is not.

use std::time::Duration;

use super::candidates::TargetStatus;
use super::criteria::Selector;
use super::listing::Refusal;
use super::tracker::Tracker;
use super::verdict::{AppearLimit, Reason};
use super::{Gate, STALE_AFTER};
use crate::model::conclusion::FailureKind;

impl Gate {
    /// Ends if a target that was polled in this round has waited long enough
    /// for a build to appear. A failure that is known outranks it.
    pub(super) fn check_appear_timeout(&mut self) {
        let number = Some(self.round.number);
        let is_given_up = |tracker: &Tracker| {
            tracker.status() == TargetStatus::NoBuild
                && tracker.complete_in == number
                && tracker.last_complete >= self.appears_by(tracker)
        };
        let Some(&target) = self.targets_where(is_given_up).first() else {
            return;
        };
        let limit = AppearLimit::AppearTimeout;
        match self.failed() {
            Some((failed, shortfall)) => self.finish(Reason::Failed(shortfall), failed),
            None => self.finish(Reason::NoBuild { limit }, target),
        }
    }

    /// Ends because the API will not give a target's list. A failure that is
    /// known outranks it.
    pub(super) fn end_refused(&mut self, target: usize, refusal: Refusal) {
        match self.failed() {
            Some((failed, shortfall)) => self.finish(Reason::Failed(shortfall), failed),
            None => self.finish(Reason::Refused(refusal), target),
        }
    }

    /// The target that failed first, and how.
    pub(super) fn failed(&self) -> Option<(usize, FailureKind)> {
        let failure = |tracker: &Tracker| match tracker.status() {
            // What a list showed before it broke off is no verdict.
            TargetStatus::Failed(shortfall) => tracker.failed_since().map(|_| shortfall),
            TargetStatus::NoBuild
            | TargetStatus::Running
            | TargetStatus::Missing
            | TargetStatus::Succeeded => None,
        };
        let failures = self.trackers.iter().map(failure).enumerate();
        failures
            .filter_map(|(target, failure)| Some((target, failure?)))
            .min_by_key(|(target, _)| self.trackers[*target].failed_since())
    }

    /// Ends at the deadline: a failure that waited for its retry first, then
    /// a target that was out of sight, then one without a build.
    pub(super) fn end_at_deadline(&mut self, elapsed: Duration) {
        if let Some((target, shortfall)) = self.failed() {
            return self.finish(Reason::Failed(shortfall), target);
        }
        let undecided = self.targets_where(|tracker| tracker.succeeded_in.is_none());
        let candidates = if undecided.is_empty() {
            self.targets_where(|_| true)
        } else {
            undecided
        };
        let is_stale = |&&target: &&usize| {
            self.trackers[target]
                .last_complete
                .is_none_or(|last| elapsed.saturating_sub(last) > STALE_AFTER)
        };
        if let Some(&target) = candidates.iter().find(is_stale) {
            let fault = self.trackers[target].last_fault.clone();
            return self.finish(Reason::LostSight { fault }, target);
        }
        let is_absent = |&&target: &&usize| self.trackers[target].status() == TargetStatus::NoBuild;
        if let Some(&target) = candidates.iter().find(is_absent) {
            let limit = AppearLimit::Timeout;
            return self.finish(Reason::NoBuild { limit }, target);
        }
        let has_fault = |&&target: &&usize| self.trackers[target].last_fault.is_some();
        let deciding = candidates.iter().find(has_fault).or(candidates.first());
        self.finish(Reason::TimedOut, deciding.copied().unwrap_or(0));
    }

    pub(super) fn ambiguity(&self) -> Option<Reason> {
        let mut commits = self.commits.iter();
        let (Some(one), Some(other)) = (commits.next(), commits.next()) else {
            return None;
        };
        match &self.criteria.selector {
            Selector::Prefix(prefix) => Some(Reason::Ambiguous {
                prefix: prefix.as_str().to_owned(),
                commits: [one.clone(), other.clone()],
            }),
            Selector::Commit(_) | Selector::Build(_) | Selector::Latest => None,
        }
    }
}
