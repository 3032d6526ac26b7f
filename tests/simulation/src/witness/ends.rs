//! Whether a history may end as it does, in the witness's eyes.

use std::time::Duration;

use northflank_gate::gate::verdict::Verdict;
use northflank_gate::model::outcome::Outcome;
use northflank_gate::pacing::interval::Interval;

use super::Witness;
use crate::contract::{Conclusion, Kind};
use crate::ground_truth::State;
use crate::oracle_state::{OracleState, Span};

/// How long a complete poll says something about now.
const STALE_AFTER: Duration = Duration::from_secs(60);
/// How late the end may come.
const MAX_DELAY: Duration = Duration::from_secs(1);

impl Witness<'_> {
    /// The gate ends.
    pub fn ends(&mut self, now: Duration, verdict: &Verdict, cancelled: bool) {
        let limits = &self.options.limits;
        let deadline = limits.deadline();
        self.check(now <= deadline.saturating_add(MAX_DELAY), || {
            format!("it ends at {now:?}, more than a second after its deadline")
        });
        let outcome = verdict.outcome();
        // A refusal may have come in the poll that showed the second commit.
        let is_cut_short = cancelled || self.is_refused;
        let may_end_so = outcome == Outcome::Usage || is_cut_short || !self.is_ambiguous();
        self.check(may_end_so, || {
            format!("it ends as {outcome:?} though the prefix fits two commits")
        });
        let holds = match outcome {
            Outcome::Success => return self.opens(now),
            Outcome::Failure => self.has_fallen(Kind::Failed),
            Outcome::Aborted => self.has_fallen(Kind::Aborted),
            Outcome::Crashed => self.has_fallen(Kind::Crashed),
            Outcome::Inconsistent => self.has_fallen(Kind::Inconsistent),
            Outcome::Usage => self.is_ambiguous(),
            Outcome::Refused => self.is_refused,
            Outcome::Cancelled(_) => cancelled,
            Outcome::Internal => false,
            Outcome::Timeout => {
                self.is_over(now)
                    && self
                        .memories
                        .iter()
                        .any(|memory| is_fresh(memory.lenient, now) || is_fresh(memory.stale, now))
            }
            Outcome::Unreachable => {
                let is_stale = |memory: &OracleState| !is_fresh(memory.agreed, now);
                let patience = if limits.appear_timeout.is_zero() {
                    limits.request_timeout
                } else {
                    limits.appear_timeout
                };
                (self.is_over(now) && self.memories.iter().any(is_stale))
                    || (!self.is_answered && now >= patience.min(deadline))
            }
            Outcome::NoBuild => self.is_absent(now),
        };
        self.check(holds, || format!("no ground for {}", outcome.word()));
        self.stays_within_bounds(now);
    }

    /// At the deadline; a single round is over when it has ended.
    fn is_over(&self, now: Duration) -> bool {
        now >= self.options.limits.deadline() || self.options.limits.is_single_round()
    }

    fn has_fallen(&self, kind: Kind) -> bool {
        self.memories
            .iter()
            .any(|memory| memory.fallen.contains(&kind))
    }

    fn is_absent(&self, now: Duration) -> bool {
        let appear = self.options.limits.appear_timeout;
        self.memories.iter().any(|memory| {
            let has_waited = memory
                .lenient
                .first
                .is_some_and(|since| memory.complete.last >= Some(since.saturating_add(appear)));
            let is_over = self.is_over(now) && is_fresh(memory.lenient, now);
            !memory.has_any() && (has_waited || is_over)
        })
    }

    fn opens(&mut self, now: Duration) {
        let millis = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        let mut breaches = Vec::new();
        for (target, (memory, listing)) in self.memories.iter().zip(self.listings).enumerate() {
            let candidates = memory.candidates();
            if candidates.is_empty() {
                breaches.push(format!("it opens though target {target} has no build"));
            }
            for build in candidates {
                let state = listing.builds[build].state(millis);
                if state != State::Succeeded {
                    breaches.push(format!(
                        "it opens though build {build} of target {target} is {state:?}"
                    ));
                }
                let last = memory
                    .last
                    .as_ref()
                    .filter(|shown| shown.round == self.round);
                let is_shown = last
                    .is_some_and(|shown| shown.reading_of(build) == Some(Conclusion::Succeeded));
                if let Some(gap) = last.and_then(|shown| shown.gap) {
                    breaches.push(format!("it opens though {}: target {target}", gap.words()));
                } else if !is_shown {
                    breaches.push(format!(
                        "it opens though no listing of this round shows that build {build} of target {target} succeeded"
                    ));
                }
            }
        }
        self.breaches.append(&mut breaches);
        self.stays_within_bounds(now);
    }

    /// At most one round each `pace`, and one for each moment that decides.
    fn stays_within_bounds(&mut self, now: Duration) {
        let pace = match self.options.limits.interval {
            Interval::Auto => Duration::from_secs(1),
            Interval::Fixed(pause) => pause.min(Duration::from_secs(2)) / 2,
        };
        let moments: usize = self
            .listings
            .iter()
            .map(|listing| listing.builds.len() + 2)
            .sum();
        let moments = u64::try_from(moments).unwrap_or(u64::MAX);
        let paced = u64::try_from(now.as_millis() / pace.as_millis()).unwrap_or(u64::MAX);
        let targets = u64::try_from(self.memories.len()).unwrap_or(u64::MAX);
        let (polls, requests) = (self.polls, self.requests);
        let most_polls = (4 + moments + paced) * 2 * targets;
        self.check(polls <= most_polls, || {
            format!("{polls} polls are too many")
        });
        let most = polls * u64::from(self.options.max_pages);
        self.check(requests <= most, || {
            format!("{requests} requests are too many")
        });
    }
}

fn is_fresh(span: Span, now: Duration) -> bool {
    span.last
        .is_some_and(|last| now.saturating_sub(last) <= STALE_AFTER)
}
