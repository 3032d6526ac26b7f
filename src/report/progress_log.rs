//! The story of a wait: one line for each change.
//!
//! It remembers what it told last of each target and tells what is new. When
//! nothing changes it says so each minute, since some CI systems end a step
//! that is silent for long.

use std::mem::discriminant;
use std::time::Duration;

use super::phrases::{absent, incomplete as incompleteness, left};
use super::sanitize::{duration, line};
use super::transition::{self, LogLine, Reported, note, warning};
use crate::cli::config::Config;
use crate::gate::candidates::TargetStatus;
use crate::gate::listing::Fault;
use crate::gate::verdict::TargetReport;
use crate::model::timestamp::Timestamp;
use crate::pacing::rate_limit::Throttle;

/// Clocks that differ by more are worth a word.
const MAX_CLOCK_DIFFERENCE: Duration = Duration::from_secs(3600);

/// The longest silence.
pub const HEARTBEAT: Duration = Duration::from_secs(60);

/// What was told so far.
#[derive(Clone, Debug)]
pub struct ProgressLog {
    absent: String,
    pushed_branch: Option<String>,
    retry_grace: Duration,
    max_pages: u32,
    each_look: bool,
    told: Vec<Reported>,
    /// Whether it was told that pauses are stretched, and that the next window
    /// is waited for.
    told_of_thrift: [bool; 2],
    told_of_clocks: bool,
    last: Duration,
}

impl ProgressLog {
    /// A story in which nothing was told yet; with `each_look`, it also tells
    /// the looks that show nothing new.
    #[must_use]
    pub fn new(config: &Config, each_look: bool) -> Self {
        Self {
            absent: absent(&config.criteria.selector),
            // With a branch asked for, no other can come.
            pushed_branch: config
                .pushed_branch
                .clone()
                .filter(|_| config.criteria.branch.is_none()),
            retry_grace: config.limits.retry_grace,
            max_pages: config.max_pages,
            each_look,
            told: vec![Reported::default(); config.targets.len()],
            told_of_thrift: [false; 2],
            told_of_clocks: false,
            last: Duration::ZERO,
        }
    }

    /// When the silence must be broken.
    #[must_use]
    pub const fn heartbeat_at(&self) -> Duration {
        self.last.saturating_add(HEARTBEAT)
    }

    /// That the clocks of the API and of this machine differ by much: what a time
    /// given as an option means is then not what it seems to. It is told once.
    pub fn clocks(
        &mut self,
        elapsed: Duration,
        api: Option<Timestamp>,
        machine: Option<Timestamp>,
    ) -> Vec<LogLine> {
        let (Some(api), Some(machine)) = (api, machine) else {
            return vec![];
        };
        let difference = api
            .since(machine)
            .or(machine.since(api))
            .unwrap_or_default();
        if self.told_of_clocks || difference <= MAX_CLOCK_DIFFERENCE {
            return vec![];
        }
        self.told_of_clocks = true;
        self.last = elapsed;
        vec![warning(format!(
            "the API's clock shows {api}, this machine's {machine}: --not-before counts by the API's"
        ))]
    }

    /// What is new after a look at a target.
    pub fn after_look(
        &mut self,
        elapsed: Duration,
        target: usize,
        state: &TargetReport,
    ) -> Vec<LogLine> {
        let mut notes = Vec::new();
        let told = &mut self.told[target];
        match &state.build {
            Some(build) => transition::tell(told, elapsed, build, state.standing, &mut notes),
            None if !told.absence => {
                told.absence = true;
                notes.push(note(format!("{} yet", self.absent)));
            }
            None => {}
        }
        if state.candidates > 1 && told.candidates < state.candidates {
            notes.push(note(format!(
                "{} builds may be the newest, by their createdAt: all of them must succeed",
                state.candidates
            )));
        }
        told.candidates = state.candidates;
        let id = state.build.as_ref().map(|build| &build.id);
        if state.grace_until.is_some() && told.grace.as_ref() != id {
            told.grace = id.cloned();
            if !self.retry_grace.is_zero() {
                let grace = duration(self.retry_grace);
                notes.push(note(format!(
                    "waiting up to {grace} for a newer build (--retry-grace)"
                )));
            }
        }
        if let Some(incomplete) = state.incomplete
            && told.incomplete.as_ref().map(discriminant) != Some(discriminant(&incomplete))
        {
            let why = incompleteness(incomplete, self.max_pages);
            notes.push(warning(format!("{why}: this look cannot open the gate")));
        }
        told.incomplete = state.incomplete;
        if let Some(text) = self.other_branch(target, state) {
            notes.push(warning(text));
        }
        if notes.is_empty() && self.each_look {
            notes.push(self.unchanged(elapsed, target, state));
        }
        if !notes.is_empty() {
            self.last = elapsed;
        }
        notes
            .into_iter()
            .map(|note| self.named(state, note))
            .collect()
    }

    /// What is to be said before a wait that follows a fault; without a `wait`
    /// there is no time left to look again.
    pub fn before_wait(
        &mut self,
        elapsed: Duration,
        wait: Option<Duration>,
        fault: &Fault,
    ) -> Vec<LogLine> {
        self.last = elapsed;
        let what = line(&fault.what);
        let text = match wait {
            Some(wait) => format!("{what}, looking again in {}", duration(wait)),
            None => format!("{what}, and no time is left to look again"),
        };
        vec![note(text)]
    }

    /// What is to be said, once, of pauses that the account's quota makes
    /// longer.
    pub fn thrift(&mut self, elapsed: Duration, thrift: Throttle) -> Vec<LogLine> {
        let waits = thrift.looks_each.is_none();
        if std::mem::replace(&mut self.told_of_thrift[usize::from(waits)], true) {
            return Vec::new();
        }
        self.last = elapsed;
        let then = match thrift.looks_each {
            Some(pause) => format!("looking about each {}", duration(pause)),
            None if thrift.quota.remaining == 0 => {
                "looking again then or before --timeout".to_owned()
            }
            None => "they are kept for people, looking again then or before --timeout".to_owned(),
        };
        vec![note(format!("{}: {then}", left(thrift.quota)))]
    }

    /// What is to be said to break the silence.
    pub fn heartbeat(&mut self, elapsed: Duration, states: &[TargetReport]) -> Vec<LogLine> {
        self.last = elapsed;
        let without_clashes = |state: &TargetReport| state.standing == TargetStatus::Succeeded;
        let mut notes = Vec::new();
        for (target, state) in states
            .iter()
            .enumerate()
            .filter(|(_, state)| !without_clashes(state))
        {
            let note = self.unchanged(elapsed, target, state);
            notes.push(self.named(state, note));
        }
        if notes.is_empty() {
            notes.push(note("still looking".to_owned()));
        }
        notes
    }

    /// That nothing has changed.
    fn unchanged(&self, elapsed: Duration, target: usize, state: &TargetReport) -> LogLine {
        note(match (&self.told[target].build, state.standing) {
            (Some(phase), TargetStatus::Missing) => {
                format!("{} is still not listed", line(&phase.id))
            }
            (Some(phase), _) => {
                let since = duration(elapsed.saturating_sub(phase.since));
                format!("{}  {} for {since}", line(&phase.id), line(&phase.word))
            }
            (None, _) => format!("still {}", self.absent),
        })
    }

    /// Puts the target's name before a note, where there are several targets.
    fn named(&self, state: &TargetReport, note: LogLine) -> LogLine {
        if self.told.len() < 2 {
            return note;
        }
        LogLine {
            text: format!("{}: {}", line(&state.target.to_string()), note.text),
            ..note
        }
    }

    /// A push is built on its branch; a build of another may be somebody
    /// else's.
    fn other_branch(&mut self, target: usize, state: &TargetReport) -> Option<String> {
        let pushed = self.pushed_branch.as_deref()?;
        let build = state.build.as_ref()?;
        let branch = build.branch.value()?;
        let warned = self.told[target].warned_of.replace(build.id.clone());
        (branch != pushed && warned.as_ref() != Some(&build.id)).then(|| {
            format!(
                "{} is of branch {}, this run of branch {} (--branch would narrow it)",
                line(&build.id),
                line(branch),
                line(pushed)
            )
        })
    }
}
