//! What came of many histories: verdicts, coverage, and what does not hold.

use std::collections::BTreeMap;
use std::fmt;

use northflank_gate::model::outcome::Outcome;

use crate::coverage::{Coverage, Occurrence};
use crate::history::{History, Way};
use crate::judge::Statement;

/// What came of many histories.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// How many there were.
    pub histories: u64,
    /// How many of them were played twice.
    pub played_twice: u64,
    /// How many polls were taken.
    pub polls: u64,
    /// How many requests were sent.
    pub requests: u64,
    /// The simulated time, in seconds.
    pub seconds: u64,
    /// What happened.
    pub coverage: Coverage,
    /// What does not hold.
    pub breaches: Vec<Breach>,
    /// How often the log said what, by the judge's name for it.
    pub statements: BTreeMap<&'static str, u64>,
    outcomes: [u64; Outcome::ALL.len()],
}

/// A history in which something does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// How the gate read.
    pub way: Way,
    /// The seed of the history.
    pub seed: u64,
    /// What does not hold.
    pub what: String,
}

/// A gate that opens less often than this, in a hundred histories, is not
/// tested for opening.
pub const MIN_OPENED_PERCENT: u64 = 15;

impl Summary {
    /// Counts one history.
    pub fn record(&mut self, way: Way, seed: u64, history: History) {
        self.histories += 1;
        self.polls += history.polls;
        self.requests += history.requests;
        self.seconds += history.elapsed.as_secs();
        let place = Outcome::ALL
            .iter()
            .position(|known| Some(*known) == history.outcome);
        if let Some(place) = place {
            self.outcomes[place] += 1;
        }
        for (statement, count) in history.statements {
            *self.statements.entry(statement).or_default() += count;
        }
        for what in history.breaches {
            self.breaches.push(Breach { way, seed, what });
        }
    }

    /// Adds another part of the run.
    pub fn add(&mut self, mut other: Self) {
        self.histories += other.histories;
        self.played_twice += other.played_twice;
        self.polls += other.polls;
        self.requests += other.requests;
        self.seconds += other.seconds;
        self.coverage.add(&other.coverage);
        self.breaches.append(&mut other.breaches);
        for (statement, count) in other.statements {
            *self.statements.entry(statement).or_default() += count;
        }
        for (mine, theirs) in self.outcomes.iter_mut().zip(other.outcomes) {
            *mine += theirs;
        }
    }

    /// How often a run ended so.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> u64 {
        let place = Outcome::ALL.iter().position(|known| *known == outcome);
        place.map_or(0, |place| self.outcomes[place])
    }

    /// What never happened, though in so many histories it should have.
    #[must_use]
    pub fn gaps(&self) -> Vec<String> {
        if !self.statements.is_empty() {
            return self.unsaid();
        }
        // A panic is no verdict of the gate's; the process tests raise one.
        let verdicts = Outcome::ALL
            .iter()
            .filter(|outcome| **outcome != Outcome::Internal);
        let mut gaps: Vec<String> = verdicts
            .filter(|outcome| self.count(**outcome) == 0)
            .map(|outcome| format!("no history ended as {outcome:?}"))
            .collect();
        let missing = Occurrence::ALL
            .iter()
            .filter(|occurrence| self.coverage.count(**occurrence) == 0);
        gaps.extend(
            missing.map(|occurrence| format!("this never happened: {}", occurrence.words())),
        );
        if self.count(Outcome::Success) * 100 < self.histories * MIN_OPENED_PERCENT {
            gaps.push(format!(
                "it opened in {} of {} histories only",
                self.count(Outcome::Success),
                self.histories
            ));
        }
        gaps
    }
}

/// In so many histories the log says everything that it can say.
const HISTORIES_THAT_SAY_ALL: u64 = 50_000;

impl Summary {
    /// What the log never said, though in so many histories it should have.
    fn unsaid(&self) -> Vec<String> {
        if self.histories < HISTORIES_THAT_SAY_ALL {
            return vec![];
        }
        let is_unsaid = |name: &&&str| !self.statements.contains_key(*name);
        let unsaid = Statement::NAMES.iter().filter(is_unsaid);
        unsaid
            .map(|name| format!("the log never said: {name}"))
            .collect()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "{} histories of {} hours in all, {} polls, {} requests; {} played twice",
            self.histories,
            self.seconds / 3600,
            self.polls,
            self.requests,
            self.played_twice
        )?;
        for outcome in Outcome::ALL {
            let signal = match outcome {
                Outcome::Cancelled(signal) => format!(" by {}", signal.name()),
                Outcome::Success
                | Outcome::Failure
                | Outcome::Aborted
                | Outcome::Crashed
                | Outcome::Inconsistent
                | Outcome::Usage
                | Outcome::Timeout
                | Outcome::Refused
                | Outcome::Unreachable
                | Outcome::NoBuild
                | Outcome::Internal => String::new(),
            };
            let word = format!("{}{signal}", outcome.word());
            writeln!(formatter, "{:>12}  verdict: {word}", self.count(outcome))?;
        }
        for occurrence in Occurrence::ALL {
            writeln!(
                formatter,
                "{:>12}  {}",
                self.coverage.count(*occurrence),
                occurrence.words()
            )?;
        }
        for (statement, count) in &self.statements {
            writeln!(formatter, "{count:>12}  log: {statement}")?;
        }
        Ok(())
    }
}
