//! One real build, and the real gate that waits for it.

use std::time::Duration;

use northflank_gate::gate::criteria::{Criteria, NotBefore, Selector};
use northflank_gate::gate::listing::{Listing, StopReason};
use northflank_gate::gate::{Gate, Limits, Next};
use northflank_gate::model::build::{Build, Status, Target, TargetKind};
use northflank_gate::model::commit::Sha;
use northflank_gate::model::timestamp::Timestamp;
use northflank_gate::pacing::history::PastBuild;
use northflank_gate::pacing::interval::Interval;

use test_support::values::list;

use super::record::{Job, Record};
use crate::listed::{self, COMMIT};

/// How many earlier builds the first page lists.
const LISTED: usize = 100;
/// Longer than any build.
const TIMEOUT: Duration = Duration::from_secs(10_000_000);

/// What it came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Played {
    /// Polls, the first and the last included.
    pub polls: u32,
    /// Seconds from the end of the build to the poll that sees it.
    pub delay: f64,
}

/// How many earlier builds have ended at the first poll, which comes so many
/// seconds after the build was created.
#[must_use]
pub fn known(job: &Job, place: usize, first_poll: f64) -> usize {
    let now = job.builds[place].created + first_poll;
    listed_before(job, place)
        .iter()
        .filter(|build| build.past.is_some() && build.created + build.duration <= now)
        .count()
}

/// Has a gate wait for a build of a job.
#[must_use]
pub fn play(job: &Job, place: usize, first_poll: f64, interval: Interval, seed: u64) -> Played {
    let record = &job.builds[place];
    let mut gate = gate(interval, seed);
    let (mut polls, mut elapsed) = (0, Duration::ZERO);
    let mut last_poll = f64::NEG_INFINITY;
    loop {
        match gate.next(elapsed) {
            Next::Finish(_) => break,
            Next::Wait { until, .. } => elapsed = until,
            Next::Poll { query, .. } => {
                let age = first_poll + elapsed.as_secs_f64();
                let past = ended_between(job, place, last_poll, record.created + age);
                last_poll = record.created + age;
                gate.observe(elapsed, query.target, Ok(listing(record, age, past)));
                polls += 1;
            }
        }
    }
    Played {
        polls,
        delay: first_poll + elapsed.as_secs_f64() - record.duration,
    }
}

/// A fixed interval, by arithmetic: the same as a gate with that interval.
#[must_use]
pub fn play_fixed(duration: f64, first_poll: f64, interval: f64) -> Played {
    let intervals = ((duration - first_poll) / interval).ceil().max(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count that is not negative, and ends at the largest number"
    )]
    let polls = 1 + intervals as u32;
    Played {
        polls,
        delay: first_poll + intervals * interval - duration,
    }
}

fn listed_before(job: &Job, place: usize) -> &[Record] {
    &job.builds[place.saturating_sub(LISTED)..place]
}

/// The earlier builds that ended after one poll and before the next.
fn ended_between(job: &Job, place: usize, after: f64, until: f64) -> Vec<PastBuild> {
    listed_before(job, place)
        .iter()
        .filter(|build| {
            let ended = build.created + build.duration;
            ended > after && ended <= until
        })
        .filter_map(|build| build.past.clone())
        .collect()
}

fn listing(record: &Record, age: f64, past: Vec<PastBuild>) -> Listing {
    let status = if age < record.duration {
        Status::Building
    } else {
        record.outcome.status()
    };
    let build: Build = listed::build("awaited", &record.branch, record.created, status);
    Listing {
        newest: build.created.value().copied(),
        stopped_by: StopReason::Sufficient,
        date: Timestamp::from_unix(record.created + age),
        past,
        ..list(vec![build])
    }
}

fn gate(interval: Interval, seed: u64) -> Gate {
    let limits = Limits {
        timeout: TIMEOUT,
        appear_timeout: Duration::from_secs(300),
        retry_grace: Duration::ZERO,
        request_timeout: Duration::from_secs(30),
        interval,
    };
    let criteria = Criteria {
        selector: Sha::parse(COMMIT).map_or(Selector::Latest, Selector::Commit),
        branch: None,
        pull_request: None,
        not_before: NotBefore::Any,
    };
    let target = Target {
        kind: TargetKind::Job,
        id: "job".to_owned(),
    };
    Gate::new(limits, criteria, vec![target], seed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::record;

    fn job(lines: &str) -> Job {
        let text = format!("{}\n{lines}", record::COLUMNS);
        record::parse(&text).unwrap().remove(0)
    }

    #[test]
    fn a_fixed_interval_by_arithmetic_is_that_of_the_gate() {
        for (duration, outcome) in [(3, "success"), (95, "failure"), (1000, "cancelled")] {
            let job = job(&format!("a,1700000000,{duration},{outcome},0\n"));
            for (first_poll, interval) in [(0.25, 10), (7.5, 60), (19.0, 1)] {
                let seconds = Duration::from_secs(interval);
                let real = play(&job, 0, first_poll, Interval::Fixed(seconds), 1);
                let interval = f64::from(u32::try_from(interval).unwrap());
                let arithmetic = play_fixed(f64::from(duration), first_poll, interval);
                assert_eq!(real.polls, arithmetic.polls);
                assert!((real.delay - arithmetic.delay).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn only_builds_that_have_ended_are_known() {
        let job = job(
            "a,1700000000,50,success,0\na,1700000010,500,failure,0\na,1700000060,5,success,0\n",
        );
        assert_eq!(known(&job, 0, 0.0), 0);
        assert_eq!(known(&job, 1, 0.0), 0);
        assert_eq!(known(&job, 1, 45.0), 1);
        assert_eq!(known(&job, 2, 0.0), 1);
    }

    #[test]
    fn the_gate_learns_from_the_builds_before() {
        let lines: Vec<String> = (0..11)
            .map(|number| format!("a,{},1200,success,0", 1_700_000_000 + 5000 * number))
            .collect();
        let job = job(&lines.join("\n"));
        let polls = |place| play(&job, place, 5.0, Interval::Auto, 1);
        assert!(polls(10).delay < polls(0).delay);
        assert!(polls(10).delay < 3.0, "{:?}", polls(10));
    }
}
