//! How a run ends when no single look decides: the order in which what is
//! known outranks what is not.

use std::time::Duration;

use super::candidates::Standing;
use super::criteria::Which;
use super::listing::Refusal;
use super::tracker::Watch;
use super::verdict::{AppearLimit, Because};
use super::{FRESH, Gate};
use crate::model::conclusion::Shortfall;

impl Gate {
    /// Ends if a target that was looked at in this round has waited long enough
    /// for a build to appear. A failure that is known outranks it.
    pub(super) fn give_up_on_the_absent(&mut self) {
        let number = Some(self.round.number);
        let patience = self.limits.appear_timeout;
        let is_given_up = |watch: &Watch| {
            let patience = watch
                .first_complete
                .map(|since| since.saturating_add(patience));
            watch.standing() == Standing::NoBuild
                && watch.complete_in == number
                && watch.last_complete >= patience
        };
        let Some(&target) = self.targets_where(is_given_up).first() else {
            return;
        };
        let limit = AppearLimit::AppearTimeout;
        match self.failed() {
            Some((failed, shortfall)) => self.finish(Because::DidNotSucceed(shortfall), failed),
            None => self.finish(Because::NoBuild { limit }, target),
        }
    }

    /// Ends because the API will not give a target's list. A failure that is
    /// known outranks it.
    pub(super) fn end_refused(&mut self, target: usize, refusal: Refusal) {
        match self.failed() {
            Some((failed, shortfall)) => self.finish(Because::DidNotSucceed(shortfall), failed),
            None => self.finish(Because::Refused(refusal), target),
        }
    }

    /// The target that failed first, and how.
    pub(super) fn failed(&self) -> Option<(usize, Shortfall)> {
        let failure = |watch: &Watch| match watch.standing() {
            // What a list showed before it broke off is no verdict.
            Standing::DidNotSucceed(shortfall) => watch.failed_since().map(|_| shortfall),
            Standing::NoBuild | Standing::Running | Standing::Missing | Standing::Succeeded => None,
        };
        let failures = self.watches.iter().map(failure).enumerate();
        failures
            .filter_map(|(target, failure)| Some((target, failure?)))
            .min_by_key(|(target, _)| self.watches[*target].failed_since())
    }

    /// Ends at the deadline: a failure that waited for its retry first, then
    /// a target that was out of sight, then one without a build.
    pub(super) fn end_at_deadline(&mut self, elapsed: Duration) {
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

    pub(super) fn ambiguity(&self) -> Option<Because> {
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
}
