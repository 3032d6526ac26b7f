//! The facts of [`ProgressLog`] between two polls: what the wait is for, and when the
//! next poll comes, if one does. It must not promise a poll that does not come.

use std::time::Duration;

use super::fact::{Fact, FactKind, Wait};
use super::progress_log::ProgressLog;
use crate::gate::verdict::TargetReport;
use crate::model::fault::Fault;
use crate::pacing::rate_limit::Throttle;

impl ProgressLog {
    /// A fact for each target that failed while a newer build is waited for; once for
    /// each build, when there is a wait.
    pub fn newer_build_facts(&mut self, elapsed: Duration, reports: &[TargetReport]) -> Vec<Fact> {
        let mut facts = Vec::new();
        for (target, report) in reports.iter().enumerate() {
            let (Some(_), Some(build)) = (report.grace_until, &report.build) else {
                continue;
            };
            let reported = &mut self.reported[target].grace;
            if reported.replace(build.id.clone()).as_ref() != Some(&build.id)
                && let Some(grace) = self.grace_left(elapsed, report)
            {
                facts.push(self.fact(Some(target), FactKind::NewerBuildAwaited { grace }));
            }
        }
        facts
    }

    /// The fact that a poll failed, of this target or of all, and when the next one
    /// comes, if one does.
    pub fn fault_fact(
        &mut self,
        elapsed: Duration,
        next_poll: Option<Duration>,
        target: Option<usize>,
        fault: &Fault,
    ) -> Fact {
        let target = target.filter(|_| self.config.targets.len() > 1);
        self.wait = next_poll.map(|until| Wait {
            fault: Some(fault.clone()),
            target,
            until: Some(until),
        });
        let kind = FactKind::PollFailed {
            fault: fault.what.clone(),
            wait: next_poll.map(|next| next.saturating_sub(elapsed)),
        };
        self.about(elapsed, target, kind)
    }

    /// The fact, once, that the account's quota makes the polls fewer, and when the
    /// next one comes, if one does.
    pub fn throttle_fact(
        &mut self,
        elapsed: Duration,
        next_poll: Option<Duration>,
        throttle: Throttle,
    ) -> Option<Fact> {
        let was_reported = match throttle {
            Throttle::Stretched { .. } => &mut self.reported_stretch,
            Throttle::UntilReset { .. } => {
                self.wait = next_poll.map(|until| Wait {
                    fault: None,
                    target: None,
                    until: Some(until),
                });
                &mut self.reported_reset
            }
        };
        if std::mem::replace(was_reported, true) {
            return None;
        }
        let kind = FactKind::RateLimited {
            throttle,
            next_poll,
        };
        Some(self.about(elapsed, None, kind))
    }
}
