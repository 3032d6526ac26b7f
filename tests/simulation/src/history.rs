//! One history: a run of the gate from its start to its end, against a model
//! drawn from one seed. It is the loop of `run.rs`, in a world where time is a
//! value.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use northflank_gate::gate::listing::{ListQuery, PollResult, StopReason};
use northflank_gate::gate::verdict::Verdict;
use northflank_gate::gate::{Gate, Next};
use northflank_gate::model::build::{Target, TargetKind};
use northflank_gate::model::outcome::{Outcome, Signal};

use crate::api::Listing;
use crate::chance::Chance;
use crate::coverage::{Coverage, Occurrence};
use crate::driver::Driver;
use crate::network::Network;
use crate::options::{COMMITS, Options, Selector};
use crate::wire::Response;
use crate::witness::Witness;
use crate::{reported, trace, values};

pub mod asking;

/// What the gate is given to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Values of the gate: the pure core.
    Core,
    /// Statuses, headers and JSON: the parser and the page loop, too.
    Wire,
    /// Either, in one of ten histories as JSON: the whole program, with its
    /// reporter.
    Reported,
}

/// How the gate reads one history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As values.
    Values,
    /// As JSON.
    Json,
}

impl Way {
    /// Its word in a replay.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Wire => "wire",
            Self::Reported => "reported",
        }
    }

    /// How the history of this seed is read.
    #[must_use]
    pub const fn reading(self, seed: u64) -> Reading {
        match self {
            Self::Reported if seed.is_multiple_of(10) => Reading::Json,
            Self::Core | Self::Reported => Reading::Values,
            Self::Wire => Reading::Json,
        }
    }
}

/// What came of a history.
#[derive(Clone, Debug)]
pub struct History {
    /// How it ended; nothing when it did not.
    pub outcome: Option<Outcome>,
    /// What does not hold.
    pub breaches: Vec<String>,
    /// How many polls were taken.
    pub polls: u64,
    /// How many requests were sent.
    pub requests: u64,
    /// When it ended.
    pub elapsed: Duration,
    /// A number that differs where the history does.
    pub fingerprint: u64,
    /// How often the log said what, by the judge's name for it.
    pub statements: BTreeMap<&'static str, u64>,
    /// What happened, line by line, if that was asked for.
    pub trace: String,
}

/// More steps than any history takes.
const MAX_STEPS: u64 = 200_000;

/// What a seed stands for: all that is drawn before the first poll.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What is asked of the gate.
    pub options: Options,
    /// The list of each target.
    pub listings: Vec<Listing>,
    /// The network.
    pub network: Network,
    /// When which signal comes.
    pub signal: Option<(Duration, Signal)>,
    /// The seed of the gate.
    pub gate_seed: u64,
    /// The chance of all that is to come.
    pub chance: Chance,
}

impl Setup {
    /// Draws what a seed stands for.
    pub fn draw(seed: u64, coverage: &mut Coverage) -> Self {
        let mut chance = Chance::from_seed(seed);
        let options = Options::draw(&mut chance);
        let listings = (0..options.targets)
            .map(|_| Listing::draw(&options, &mut chance, coverage))
            .collect();
        let network = Network::draw(options.horizon(), &mut chance);
        let signal = chance.percent(2).then(|| {
            let signals = [Signal::Hangup, Signal::Interrupt, Signal::Terminate];
            let at = Duration::from_millis(chance.below(options.horizon() + 1));
            (at, chance.one_of(&signals))
        });
        Self {
            options,
            listings,
            network,
            signal,
            gate_seed: chance.draw(),
            chance,
        }
    }
}

/// Plays the history of a seed. `driver` makes the gate what is watched, but for
/// the whole program, which has its own.
pub fn play(
    way: Way,
    seed: u64,
    traced: bool,
    coverage: &mut Coverage,
    driver: &dyn Fn(Gate) -> Box<dyn Driver>,
) -> History {
    if way == Way::Reported {
        return reported::play(seed, traced, coverage, None);
    }
    let Setup {
        options,
        listings,
        network,
        signal,
        gate_seed,
        chance,
    } = Setup::draw(seed, coverage);
    let targets: Vec<Target> = (0..options.targets).map(target).collect();
    let criteria = values::criteria(&options.wanted);
    let gate = Gate::new(options.limits.clone(), criteria, targets, gate_seed);
    let mut trace = String::new();
    if traced {
        trace = trace::opening(way, seed, &options, &listings, &network);
    }
    let scene = Scene {
        reading: way.reading(seed),
        options: &options,
        listings: &listings,
        network,
        chance,
        coverage,
        witness: Witness::new(&options, &listings),
        signal,
        now: Duration::ZERO,
        fingerprint: seed,
        trace: traced.then_some(trace),
    };
    scene.play(driver(gate))
}

/// A target, by its number.
#[must_use]
pub fn target(number: usize) -> Target {
    let kinds = [TargetKind::Job, TargetKind::Service];
    Target {
        kind: kinds[number % 2],
        id: format!("target-{number}"),
    }
}

struct Scene<'a> {
    reading: Reading,
    options: &'a Options,
    listings: &'a [Listing],
    network: Network,
    chance: Chance,
    coverage: &'a mut Coverage,
    witness: Witness<'a>,
    signal: Option<(Duration, Signal)>,
    now: Duration,
    fingerprint: u64,
    trace: Option<String>,
}

impl Scene<'_> {
    fn play(mut self, mut driver: Box<dyn Driver>) -> History {
        let mut verdict = None;
        for _ in 0..MAX_STEPS {
            match driver.next(self.now) {
                Next::Finish(ended) => verdict = Some((*ended, false)),
                Next::Wait { until, .. } => {
                    let wait = until.saturating_sub(self.now);
                    self.note(1, || format!("waits {wait:?}"));
                    self.witness.waits(self.now, until);
                    self.pass_until(until);
                }
                Next::Poll { query, until } => self.poll(driver.as_mut(), query, until),
            }
            if let Some((at, signal)) = self.signal.filter(|(at, _)| *at <= self.now)
                && verdict.is_none()
            {
                self.now = self.now.min(at);
                self.coverage.note(Occurrence::Signal);
                verdict = Some((driver.cancel(self.now, signal), true));
            }
            if verdict.is_some() || !self.witness.breaches.is_empty() {
                break;
            }
        }
        self.conclude(verdict)
    }

    fn conclude(mut self, verdict: Option<(Verdict, bool)>) -> History {
        let outcome = verdict.as_ref().map(|(verdict, _)| verdict.outcome());
        match verdict {
            Some((verdict, cancelled)) => {
                let code = u64::from(verdict.outcome().exit_code());
                self.note(code, || format!("ends: {:?}", verdict.reason));
                self.witness.ends(self.now, &verdict, cancelled);
                if verdict.outcome() == Outcome::Usage {
                    self.coverage.note(Occurrence::Ambiguous);
                }
            }
            None if self.witness.breaches.is_empty() => {
                self.witness.check(false, || "it does not end".to_owned());
            }
            None => {}
        }
        History {
            outcome,
            breaches: self.witness.breaches,
            polls: self.witness.polls,
            requests: self.witness.requests,
            elapsed: self.now,
            fingerprint: self.fingerprint,
            statements: BTreeMap::new(),
            trace: self.trace.unwrap_or_default(),
        }
    }

    /// Whoever waits wakes up a little late.
    fn pass_until(&mut self, until: Duration) {
        self.now = until + Duration::from_millis(self.chance.below(4));
    }

    fn poll(&mut self, driver: &mut dyn Driver, query: ListQuery, until: Duration) {
        let target = query.target;
        let number = u64::try_from(target).unwrap_or(u64::MAX);
        self.note(2 + number, || format!("polls target {target}"));
        self.witness.polls(self.now, target);
        let mut responses = Vec::new();
        let mut clock = self.now;
        let result = self.take(driver, query, until, &mut clock, &mut responses);
        self.note_reading(&result, &responses);
        let is_late = clock > until || (clock == until && self.chance.percent(50));
        let is_cut_off = self.signal.is_some_and(|(at, _)| at <= clock);
        if is_late || is_cut_off {
            self.coverage.note(Occurrence::AnsweredTooLate);
            self.note(9, || "nothing comes of it in time".to_owned());
            return self.pass_until(clock.min(until));
        }
        self.pass_until(clock);
        self.note(10, || trace::responses(&responses));
        self.witness.observes(self.now, target, &responses);
        driver.observe(self.now, target, result);
    }

    fn note_reading(&mut self, result: &PollResult, responses: &[Response]) {
        if is_split(self.options, responses) {
            self.coverage.note(Occurrence::PrefixSplit);
        }
        if let Ok(listing) = result
            && listing.stopped_by == StopReason::HighWaterMark
        {
            self.coverage.note(Occurrence::Known);
        }
    }

    fn note(&mut self, kind: u64, what: impl FnOnce() -> String) {
        let now = u64::try_from(self.now.as_nanos()).unwrap_or(u64::MAX);
        for number in [kind, now, self.witness.requests] {
            self.fingerprint = (self.fingerprint ^ number).wrapping_mul(0x0100_0000_01b3);
        }
        if let Some(trace) = &mut self.trace {
            let written = writeln!(trace, "{:>12.3}  {}", self.now.as_secs_f64(), what());
            debug_assert_eq!(written, Ok(()), "writing to a string cannot fail");
        }
    }
}

/// Whether a prefix fits two commits that stand on two pages.
fn is_split(options: &Options, responses: &[Response]) -> bool {
    let Selector::Prefix(digits) = options.wanted.selector else {
        return false;
    };
    let first_on = |response: &Response| match response {
        Response::Page(page, _) => {
            let commits = page.entries.iter().filter_map(|entry| entry.sha.value());
            let mut commits = commits.map(|sha| sha.commit);
            commits.find(|&commit| COMMITS[commit].starts_with(&COMMITS[0][..digits]))
        }
        Response::Misplaced(..)
        | Response::Answer(..)
        | Response::Broken(..)
        | Response::Nothing
        | Response::Distrusted => None,
    };
    let mut fitting = responses.iter().filter_map(first_on);
    let first = fitting.next();
    fitting.any(|commit| Some(commit) != first)
}
