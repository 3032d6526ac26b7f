//! The loop: it asks the gate what to do, polls or waits, and reports what came of
//! it. It must not decide anything itself.

use std::time::Duration;

use super::{Session, target_path};
use crate::cli::config::Config;
use crate::gate::listing::{ListQuery, PollError, PollResult};
use crate::gate::verdict::Verdict;
use crate::gate::{Gate, Next, WaitReason};
use crate::model::outcome::Signal;
use crate::northflank::request::Request;
use crate::northflank::request::list_builds::ListBuilds;
use crate::report::progress_log::ProgressLog;
use crate::world::Event;

impl Session<'_> {
    /// Polls and waits until there is a verdict.
    pub(super) fn poll_until_verdict(&mut self, config: &Config, gate: Gate) -> Verdict {
        let progress = ProgressLog::new(config, self.output.detail);
        PollLoop {
            session: self,
            config,
            gate,
            progress,
        }
        .run()
    }
}

/// A run until its verdict.
struct PollLoop<'a, 'w> {
    session: &'a mut Session<'w>,
    config: &'a Config,
    gate: Gate,
    progress: ProgressLog,
}

impl PollLoop<'_, '_> {
    fn run(mut self) -> Verdict {
        loop {
            let signal = match self.gate.next(self.elapsed()) {
                Next::Finish(verdict) => return *verdict,
                Next::Poll { query, until } => self.poll(query, until),
                Next::Wait {
                    until,
                    reason,
                    is_last,
                } => {
                    self.report_wait((!is_last).then_some(until), &reason);
                    self.wait(until)
                }
            };
            if let Some(signal) = signal {
                return self.gate.cancel(self.elapsed(), signal);
            }
        }
    }

    /// Polls, and shows the gate what came of it, unless the deadline or a signal
    /// came first.
    fn poll(&mut self, query: ListQuery, until: Duration) -> Option<Signal> {
        let (target, asked) = (query.target, self.elapsed());
        let request = Request::ListBuilds(ListBuilds {
            target_path: target_path(self.config, &self.config.targets[target]),
            query,
            max_pages: self.config.max_pages,
        });
        self.session.world.send(request, until);
        match self.event(until) {
            Event::Answer(answer) => {
                if let Some(result) = answer.into_listing() {
                    self.apply(target, asked, result);
                }
                None
            }
            Event::Signal(signal) => Some(signal),
            Event::Nothing => None,
        }
    }

    /// Waits until this time, unless a signal comes, or an answer that is too late.
    fn wait(&mut self, until: Duration) -> Option<Signal> {
        match self.event(until) {
            Event::Signal(signal) => Some(signal),
            Event::Nothing | Event::Answer(_) => None,
        }
    }

    /// Reports why there is a wait, and when the next poll comes, if one does.
    fn report_wait(&mut self, next_poll: Option<Duration>, reason: &WaitReason) {
        let elapsed = self.elapsed();
        let mut facts = self
            .progress
            .newer_build_facts(elapsed, &self.gate.targets());
        facts.extend(match reason {
            WaitReason::Interval => None,
            WaitReason::Backoff { target, fault } => {
                Some(self.progress.fault_fact(elapsed, next_poll, *target, fault))
            }
            WaitReason::RateLimited(throttle) => {
                self.progress.throttle_fact(elapsed, next_poll, *throttle)
            }
        });
        self.session.log_facts(elapsed, &facts);
    }

    /// Takes in what came of a poll that was `asked` for at this time.
    fn apply(&mut self, target: usize, asked: Duration, result: PollResult) {
        let elapsed = self.elapsed();
        let date = match &result {
            Ok(listing) => listing.date,
            Err(PollError::Transient { partial, .. }) => partial.date,
            Err(PollError::Permanent(_)) => None,
        };
        let is_listing = result.is_ok();
        self.gate.observe(elapsed, target, result);
        let machine_time = self.session.world.machine_time();
        // The API's clock is that of the first page.
        let took = elapsed.saturating_sub(asked);
        let clocks = self.progress.clock_fact(elapsed, took, date, machine_time);
        let mut facts = Vec::from_iter(clocks);
        if is_listing {
            let report = &self.gate.targets()[target];
            facts.extend(self.progress.poll_facts(elapsed, target, report));
        }
        self.session.log_facts(elapsed, &facts);
    }

    /// Waits until this time for what happens, and breaks the silence.
    fn event(&mut self, until: Duration) -> Event {
        loop {
            let elapsed = self.elapsed();
            if elapsed >= until {
                return Event::Nothing;
            }
            let soonest = until.min(self.progress.heartbeat_at());
            let left = soonest.saturating_sub(elapsed);
            match self.session.world.next_event(left) {
                Event::Nothing => {}
                event @ (Event::Answer(_) | Event::Signal(_)) => return event,
            }
            let elapsed = self.elapsed();
            if elapsed >= self.progress.heartbeat_at() && elapsed < until {
                let facts = self.progress.heartbeat_facts(elapsed, &self.gate.targets());
                self.session.log_facts(elapsed, &facts);
            }
        }
    }

    fn elapsed(&self) -> Duration {
        self.session.world.elapsed()
    }
}
