//! When whom to look at: the rounds, and the time between them.

use std::time::Duration;

use super::follow::Standing;
use super::verdict::Because;
use super::{Gate, LEAST_LEAD, pace};

impl Gate {
    pub(super) fn start_round(&mut self, elapsed: Duration) {
        self.round.number = self.round.number.saturating_add(1);
        self.round.started = elapsed;
        self.round.fault = None;
        self.round.quota = None;
        let mut queue: Vec<usize> = self.targets_where(|watch| watch.succeeded_in.is_none());
        if queue.is_empty() {
            queue = self.targets_where(|_| true);
        }
        // Those that the last round did not come to go first.
        queue.sort_by_key(|&target| self.watches[target].last_asked);
        self.round.queue = queue.into();
    }

    pub(super) fn end_round(&mut self, elapsed: Duration) {
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
        self.give_up_on_the_absent();
        if self.finished.is_none() {
            self.schedule(elapsed);
        }
    }

    /// Decides when the next round may start, or that there is no time for one.
    fn schedule(&mut self, elapsed: Duration) {
        let interval = self.limits.interval;
        let (pause, obey) = match &self.round.fault {
            None => (
                pace::pause(interval, self.quota),
                pace::is_exhausted(self.quota),
            ),
            Some(fault) => {
                let chance = self.chance.next_fraction();
                let asked = fault.retry_after.max(pace::until_reset(self.round.quota));
                let pause = pace::back_off(interval, self.faults, asked, chance);
                (pause, asked.is_some())
            }
        };
        let mut resume = elapsed.saturating_add(pause);
        if !obey {
            resume = self
                .moments_of_decision(elapsed)
                .fold(resume, Duration::min);
        }
        if self.limits.is_single_round() {
            return self.end_at_deadline(elapsed);
        }
        let deadline = self.limits.deadline();
        let last_start = deadline.saturating_sub(self.lead(elapsed));
        let very_last = deadline.saturating_sub(LEAST_LEAD.min(deadline / 4));
        if resume > last_start {
            // After the last round there is nothing to do but to wait.
            resume = if elapsed < last_start {
                last_start
            } else if elapsed < very_last {
                resume.min(very_last)
            } else {
                deadline
            };
        }
        self.round.resume = resume;
    }

    /// How long before the deadline the last round starts: long enough for one
    /// that takes a little longer than the one that has just ended.
    fn lead(&self, elapsed: Duration) -> Duration {
        let took = elapsed.saturating_sub(self.round.started);
        let lead = took.saturating_add(took / 4).max(LEAST_LEAD);
        lead.min(self.limits.deadline() / 4)
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
    pub(super) fn wait(&self, elapsed: Duration) -> Option<Duration> {
        let until = self.round.resume.min(self.gives_up_at());
        let wait = until.saturating_sub(elapsed);
        (!wait.is_zero()).then_some(wait)
    }
}
