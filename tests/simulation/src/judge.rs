//! The judge of what is reported: it keeps a record of what each poll showed to
//! the gate, and holds every line of the log and every file against it.
//!
//! It calls nothing of the code that reports. What must hold:
//!
//! - A build and a status are named only where a list showed them, then or
//!   before; a length of time is that of the record.
//! - That there is no build is said only of a list that was read as far as was
//!   required and showed none, and never while one is followed.
//! - What is said of the next poll comes true, unless the run ends before.
//! - The verdict, its causes, the summary and the record hold what was shown;
//!   `open:` stands for exit code 0 and for nothing else.
//! - The log is neither silent nor flooded, and nothing waits for nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use northflank_gate::model::outcome::Outcome;

use crate::api::Listing;
use crate::contract::answers::{self, Class};
use crate::history::{Reading, target};
use crate::lists;
use crate::options::{NotBefore, Options};
use crate::reported::RunSettings;
use crate::wire::{Page, Response};
use crate::witness::{Witness, headers, is_any_stale};
use record::{Poll, Polls};

mod absence;
mod ending;
mod evidence;
mod files;
mod listed;
mod opening;
mod pace;
mod parse;
mod phases;
mod progress;
mod record;
mod statement;
mod waits;

pub use statement::Statement;

/// After more breaches than this, a history is broken off.
const MAX_BREACHES: usize = 20;

/// The judge of one history.
#[derive(Debug)]
pub struct Judge<'a> {
    options: &'a Options,
    settings: &'a RunSettings,
    reading: Reading,
    witness: Witness<'a>,
    polls: Vec<Polls>,
    /// The names of the targets.
    names: Vec<String>,
    pace: pace::Pace,
    /// Of each target, the build and the status that the log named last.
    phases: Vec<Option<(usize, String)>>,
    now: Duration,
    is_interrupted: bool,
    /// The lines of the verdict.
    verdict: Vec<(bool, String)>,
    results: Vec<String>,
    summary: String,
    statements: BTreeMap<&'static str, u64>,
    fingerprint: u64,
    trace: Option<String>,
    breaches: Vec<String>,
}

impl<'a> Judge<'a> {
    /// The judge of a history from its start.
    #[must_use]
    pub fn new(
        options: &'a Options,
        listings: &'a [Listing],
        settings: &'a RunSettings,
        reading: Reading,
        traced: bool,
    ) -> Self {
        Self {
            options,
            settings,
            reading,
            witness: Witness::new(options, listings),
            polls: vec![Polls::default(); options.targets],
            names: (0..options.targets)
                .map(|number| target(number).to_string())
                .collect(),
            pace: pace::Pace::new(settings.detail, options.targets),
            phases: vec![None; options.targets],
            now: Duration::ZERO,
            is_interrupted: false,
            verdict: vec![],
            results: vec![],
            summary: String::new(),
            statements: BTreeMap::new(),
            fingerprint: 0,
            trace: traced.then(String::new),
            breaches: vec![],
        }
    }

    /// A poll of a target starts.
    pub fn poll_starts(&mut self, now: Duration, target: usize) {
        self.note(now, || format!("polls target {target}"));
        self.witness.poll_starts(now);
        let broken = self.pace.poll_starts(now);
        self.breaches.extend(broken);
    }

    /// What came of a poll has reached the gate.
    pub fn polled(&mut self, now: Duration, target: usize, responses: &[Response]) {
        self.note(now, || crate::trace::responses(responses));
        self.witness.observes(now, target, responses);
        let memory = &self.witness.memories()[target];
        let shown = memory.last.as_ref().filter(|shown| shown.at == now);
        // What comes before a refusal is not taken in, nor what no start is known for.
        let is_refused = responses
            .last()
            .is_some_and(|response| answers::class(response) == Class::Refusal);
        let has_start =
            self.witness.start().is_some() || self.options.wanted.not_before == NotBefore::Any;
        let taken_in = if is_refused || !has_start {
            &[]
        } else {
            responses
        };
        let pages: Vec<&Page> = taken_in
            .iter()
            .filter_map(|response| match response {
                Response::Page(page, _) => Some(page),
                Response::Misplaced(..)
                | Response::Answer(..)
                | Response::Broken(..)
                | Response::Nothing
                | Response::Distrusted => None,
            })
            .collect();
        let before = self.polls[target].last();
        let candidates = if is_refused {
            before.map_or_else(Vec::new, |before| before.candidates.clone())
        } else {
            memory.candidates()
        };
        if shown.is_some() && candidates.is_empty() {
            self.phases[target] = None;
        }
        self.polls[target].push(Poll {
            at: now,
            is_stale: is_any_stale(taken_in),
            outdated: vec![],
            asked: self.witness.asked,
            is_listing: shown.is_some(),
            responses: responses.to_vec(),
            listed: lists::listed(&pages, self.options, self.witness.start()),
            candidates,
            gap: shown.and_then(|shown| shown.gap),
            may_be_known: shown.is_some_and(|shown| shown.may_be_known),
            is_lost: shown.is_some_and(|shown| shown.lost),
        });
    }

    /// The run waits for so long.
    pub fn waits(&mut self, now: Duration, at_most: Duration) {
        let broken = self.pace.waits(now, at_most);
        self.breaches.extend(broken);
    }

    /// Whether so much is broken that the run may never end.
    #[must_use]
    pub const fn gives_up(&self) -> bool {
        self.breaches.len() > MAX_BREACHES
    }

    /// The end of a build's log is asked for, which breaks no silence.
    pub fn reads_log(&mut self) {
        self.pace.reads_log();
    }

    /// A signal came.
    pub const fn interrupted(&mut self) {
        self.is_interrupted = true;
    }

    /// Lines are written, each to standard output or not.
    pub fn tells(&mut self, now: Duration, lines: &[(bool, String)]) {
        for (is_output, text) in lines {
            self.note(now, || text.clone());
            let letters = text.bytes().map(u64::from);
            for number in letters.chain([now.as_secs()]) {
                self.fingerprint = (self.fingerprint ^ number).wrapping_mul(0x0100_0000_01b3);
            }
            let is_of_the_wait = self.results.len() < 2;
            match parse::line(text) {
                Some(line) if is_of_the_wait => {
                    let is_on_time = line.is_err() || self.is_clock(now, line.as_ref().ok());
                    self.check(is_on_time && !is_output, || {
                        format!("a line of the log out of time, or of place: {text}")
                    });
                    match line {
                        Ok(line) => self.progress(now, &line),
                        Err(body) => self.breaches.push(format!("unknown line: {body}")),
                    }
                }
                Some(_) | None if is_of_the_wait => self.header(text),
                Some(_) | None => self.verdict.push((*is_output, text.clone())),
            }
        }
    }

    fn is_clock(&self, now: Duration, line: Option<&statement::LogLine<'_>>) -> bool {
        line.is_none_or(|line| parse::seconds(line.clock) == Some(now.as_secs())) && now >= self.now
    }

    fn header(&mut self, text: &str) {
        let is_known = text.is_empty()
            || text.starts_with("northflank-gate ")
            || text.starts_with("commit ")
            || text.starts_with("the commit that begins with ")
            || text.starts_with("build ")
            || text.starts_with("the newest build");
        self.check(is_known, || format!("unknown line: {text}"));
    }

    /// The run has ended with this exit code.
    pub fn ends(&mut self, now: Duration, code: u8, requests: u64) {
        self.witness.requests = requests;
        self.note(now, || format!("ends with {code}"));
        let broken = self.pace.ends(now, self.is_interrupted);
        self.breaches.extend(broken);
        self.now = now;
        self.ending(now, code);
        self.judge_files(code);
    }

    /// The outcome that the exit code and the record stand for.
    #[must_use]
    pub fn outcome(&self, code: u8) -> Option<Outcome> {
        let word = files::word(self.results.last()?)?;
        let mut all = Outcome::ALL.into_iter();
        all.find(|outcome| outcome.word() == word && outcome.exit_code() == code)
    }

    /// How many polls were started.
    #[must_use]
    pub const fn polls(&self) -> u64 {
        self.witness.polls
    }

    /// A number that differs where the log does.
    #[must_use]
    pub const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// How often the log stated what.
    pub fn take_statements(&mut self) -> BTreeMap<&'static str, u64> {
        std::mem::take(&mut self.statements)
    }

    /// What happened, line by line, if that was asked for.
    pub fn take_trace(&mut self) -> String {
        self.trace.take().unwrap_or_default()
    }

    /// What does not hold.
    #[must_use]
    pub fn into_breaches(self) -> Vec<String> {
        self.breaches
    }

    fn count(&mut self, statement: &'static str) {
        *self.statements.entry(statement).or_default() += 1;
    }

    fn check(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.breaches.push(what());
        }
    }

    fn note(&mut self, now: Duration, what: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            let written = writeln!(trace, "{:>12.3}  {}", now.as_secs_f64(), what());
            debug_assert_eq!(written, Ok(()), "writing to a string cannot fail");
        }
    }
}

/// From here on a list is spoken of as one of the past.
const OLD: Duration = Duration::from_secs(60);

fn holds(holds: bool, why: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why.to_owned()) }
}
