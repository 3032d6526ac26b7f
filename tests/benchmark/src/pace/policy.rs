//! The ways to choose when to poll, each played against one build.

use std::time::Duration;

use northflank_gate::model::build::{Build, Status};
use northflank_gate::model::timestamp::Timestamp;
use northflank_gate::pacing::jitter::SplitMix64;
use northflank_gate::pacing::progress::{self, BuildProgress};

use super::case::{Case, Sample};
use crate::listed;

/// When to poll next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Policy {
    /// The gate's own choice.
    Auto,
    /// Always so many seconds later.
    Fixed(f64),
    /// Each second for 10 s, each 5 s up to a minute, each 15 s up to five
    /// minutes, then each 30 s.
    Ladder,
    /// Twice as long each time, from 1 s to 60 s.
    BackOff,
    /// By the rule of the gate, with the true distribution, and told at once
    /// when the work begins.
    Oracle,
}

/// What it came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Looks, the first and the last included.
    pub requests: u32,
    /// Seconds from the end of the build to the poll that saw it.
    pub delay: f64,
}

impl Policy {
    /// The name for tables.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Auto => "auto".to_owned(),
            Self::Fixed(seconds) => format!("fixed {seconds} s"),
            Self::Ladder => "ladder".to_owned(),
            Self::BackOff => "back-off".to_owned(),
            Self::Oracle => "oracle".to_owned(),
        }
    }

    /// The times of the polls of a build, in seconds since it was created; the
    /// last is the first that sees its end.
    #[must_use]
    pub fn polls(self, case: &Case, sample: &Sample) -> Vec<f64> {
        match self {
            Self::Auto => auto(sample),
            Self::Oracle => oracle(case, sample),
            Self::Fixed(_) | Self::Ladder | Self::BackOff => {
                let mut polls = vec![sample.first_poll];
                let mut doubled = 0.5;
                while let Some(&last) = polls.last().filter(|last| **last < sample.ends) {
                    doubled = f64::min(doubled * 2.0, 60.0);
                    let interval = self.rigid(last - sample.first_poll, doubled);
                    polls.push(last + interval);
                }
                polls
            }
        }
    }

    fn rigid(self, waited: f64, doubled: f64) -> f64 {
        match self {
            Self::Fixed(seconds) => seconds,
            Self::BackOff => doubled,
            Self::Ladder if waited < 10.0 => 1.0,
            Self::Ladder if waited < 60.0 => 5.0,
            Self::Ladder if waited < 300.0 => 15.0,
            Self::Ladder | Self::Auto | Self::Oracle => 30.0,
        }
    }

    /// What it comes to for one build.
    #[must_use]
    pub fn play(self, case: &Case, sample: &Sample) -> Outcome {
        let polls = self.polls(case, sample);
        Outcome {
            requests: u32::try_from(polls.len()).unwrap_or(u32::MAX),
            delay: polls.last().map_or(0.0, |last| last - sample.ends),
        }
    }
}

/// Any instant will do.
const CREATED: f64 = 1_795_428_000.0;

fn listed_at(sample: &Sample, now: f64) -> Build {
    let status = if now < sample.begins {
        Status::Queued
    } else {
        Status::Building
    };
    listed::build("one", "main", CREATED, status)
}

fn auto(sample: &Sample) -> Vec<f64> {
    let mut chance = SplitMix64::from_seed(sample.seed);
    let mut polls = vec![sample.first_poll];
    let mut now = sample.first_poll;
    let elapsed = |now: f64| Duration::from_secs_f64(now - sample.first_poll);
    let date = Timestamp::from_unix(CREATED + now);
    let mut progress = BuildProgress::of(&listed_at(sample, now), elapsed(now), date);
    while now < sample.ends {
        let draw = chance.next_fraction();
        let interval = progress::target_interval(
            Some(&progress),
            &sample.estimate,
            elapsed(now),
            1.0,
            Duration::from_secs(300),
            draw,
        );
        now += interval.as_secs_f64();
        progress.observe(&listed_at(sample, now), elapsed(now));
        polls.push(now);
    }
    polls
}

fn oracle(case: &Case, sample: &Sample) -> Vec<f64> {
    const STEP: f64 = 0.5;
    let truth = case.truth();
    let typical = case.mean;
    let mut polls = vec![sample.first_poll];
    let mut chance = SplitMix64::from_seed(sample.seed);
    let mut goal = 0.9 + 0.2 * chance.next_fraction();
    let (mut now, mut sum) = (sample.first_poll, 0.0);
    while polls.last().is_some_and(|last| *last < sample.ends) {
        let age = (now - sample.begins).max(0.0);
        let (density, survival) = truth(age);
        let hazard = density / survival.max(1e-12);
        let rate = (typical * hazard).sqrt() / progress::AVERAGE_INTERVAL;
        let rate = rate.clamp(progress::MIN_POLL_RATE, progress::MAX_POLL_RATE);
        sum += rate * STEP;
        now += STEP;
        if sum >= goal {
            polls.push(now - (sum - goal) / rate);
            sum -= goal;
            goal = 0.9 + 0.2 * chance.next_fraction();
        }
    }
    polls
}
