//! How it ended, in words: one line that says it all, then the cause, what to
//! do, and how the other targets stood.

mod evidence;
mod grace;
mod hints;
mod notes;
mod quota_text;
mod reasons;

use crate::cli::config::Config;
use crate::cli::error::UsageError;
use crate::cli::inputs;
use crate::cli::topic::Topic;
use crate::gate::criteria::Selector;
use crate::gate::verdict::{Reason, TargetReport, Verdict};
use crate::model::outcome::{Outcome, OutcomeKind, Signal, UNWRITTEN};
use crate::report::build_log::LogTail;
use crate::report::record::url;
use crate::report::sanitize::Sanitizer;
use crate::report::target_text::stood;

/// How it ended, in words.
#[must_use]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// The result.
    pub result: RunResult,
    /// One line that says it all, without the word of the gate before it.
    pub message: String,
    /// Why, where that is not plain.
    pub cause: Option<String>,
    /// What to do, where something can be done.
    pub hint: Option<String>,
    /// What to know of an end all the same.
    pub notes: Vec<String>,
    /// The end of the log of the build that did not succeed.
    pub log: LogTail,
    /// The pages in Northflank of the target that decided, or of all that opened.
    pub urls: Vec<String>,
    /// The section of the README that says more.
    pub help: Option<Topic>,
    /// How the targets that did not decide stood.
    pub others: Vec<OtherTarget>,
}

/// The result of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunResult {
    /// There is none yet: the run goes on.
    #[default]
    Unfinished,
    /// The run ended with this outcome.
    Ended(Outcome),
    /// The gate would have opened, but the result could not be written where it was
    /// asked for.
    OpenButUnwritten,
}

impl RunResult {
    /// The exit code of the process. A run without a result is a bug.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Unfinished => Outcome::Internal.exit_code(),
            Self::Ended(outcome) => outcome.exit_code(),
            Self::OpenButUnwritten => UNWRITTEN.code,
        }
    }

    /// The same result where it could not be written: an open gate shuts.
    #[must_use]
    pub const fn if_unwritten(self) -> Self {
        match self {
            Self::Ended(Outcome::Success) => Self::OpenButUnwritten,
            Self::Unfinished | Self::Ended(_) | Self::OpenButUnwritten => self,
        }
    }

    /// How the gate stands, as the beginning of the headline.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Unfinished => "",
            Self::OpenButUnwritten => "shut: ",
            Self::Ended(outcome) => match outcome.kind() {
                OutcomeKind::Open => "open: ",
                OutcomeKind::Shut => "shut: ",
                OutcomeKind::Invalid => "error: ",
                OutcomeKind::Interrupted => "",
            },
        }
    }
}

/// How a target that did not decide stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherTarget {
    /// In words.
    pub text: String,
    /// Whether its build did not succeed either.
    pub failed: bool,
}

impl Ending {
    /// One line that says it all: `open: job api built 12c15e7 (3 requests)`.
    #[must_use]
    pub fn headline(&self) -> String {
        format!("{}{}", self.result.prefix(), self.message)
    }

    /// The lines that say how it ended: what, why, what to do.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let part = |name: &str, text: Option<&String>| text.map(|text| format!("  {name}: {text}"));
        std::iter::once(self.headline())
            .chain(part("cause", self.cause.as_ref()))
            .chain(part("log", self.log.most_telling()))
            .chain(part("hint", self.hint.as_ref()))
            .chain(self.notes.iter().map(|note| format!("  note: {note}")))
            .chain(self.urls.iter().map(|url| format!("  link: {url}")))
            .chain(self.help.map(|topic| format!("  help: {}", topic.url())))
            .collect()
    }

    /// The ending of a run with this verdict, after this many requests.
    pub fn of_verdict(
        config: &Config,
        verdict: &Verdict,
        requests: u32,
        sanitizer: &Sanitizer,
    ) -> Self {
        let run = EndedRun {
            config,
            verdict,
            sanitizer,
        };
        Self {
            result: RunResult::Ended(verdict.outcome()),
            others: run.others(),
            ..run.ending(requests)
        }
    }

    /// The ending of a run with invalid usage.
    pub fn of_usage(error: &UsageError, sanitizer: &Sanitizer) -> Self {
        Self {
            result: RunResult::Ended(Outcome::Usage),
            message: sanitizer.line(&error.what),
            cause: error.cause.as_deref().map(|cause| sanitizer.line(cause)),
            hint: Some(sanitizer.line(&error.hint)),
            help: error.topic,
            ..Self::default()
        }
    }

    /// The ending of a run that was cancelled before it polled.
    pub fn of_signal(signal: Signal) -> Self {
        Self {
            result: RunResult::Ended(Outcome::Cancelled(signal)),
            message: cancelled(signal),
            ..Self::default()
        }
    }

    /// The same ending, which names the inputs of the action in place of options.
    pub fn naming_inputs(mut self) -> Self {
        let texts = std::iter::once(&mut self.message)
            .chain(&mut self.cause)
            .chain(&mut self.hint)
            .chain(&mut self.notes)
            .chain(self.others.iter_mut().map(|other| &mut other.text));
        for text in texts {
            *text = inputs::in_text(text);
        }
        self
    }

    /// The same ending, with the end of the build's log, or a note why that is not shown.
    pub fn with_log(mut self, log: LogTail) -> Self {
        self.notes.extend(log.note());
        Self { log, ..self }
    }

    /// The same ending, when the result could not be written to this place, for this
    /// reason: an open gate shuts, any other has a note.
    pub fn unwritten(mut self, place: &str, why: &str) -> Self {
        let error = format!("{place}: {why}");
        let result = self.result.if_unwritten();
        if result == self.result {
            self.notes
                .push(format!("could not write the result to {error}"));
            return self;
        }
        Self {
            result,
            message: format!("{}, but the result could not be written", self.message),
            cause: Some(error),
            hint: Some("fix that, then rerun this job".to_owned()),
            help: Some(Topic::Unwritten),
            ..self
        }
    }
}

/// A run that has ended, with what its texts are made of.
#[derive(Clone, Copy)]
struct EndedRun<'a> {
    config: &'a Config,
    verdict: &'a Verdict,
    sanitizer: &'a Sanitizer,
}

impl<'a> EndedRun<'a> {
    /// The target that decided.
    fn deciding(&self) -> &'a TargetReport {
        self.verdict.deciding_target()
    }

    /// The beginning of a commit that was given as `--sha`.
    fn prefix(&self) -> &str {
        match &self.config.criteria.selector {
            Selector::Prefix(prefix) => prefix.as_str(),
            Selector::Commit(_) | Selector::Build(_) | Selector::Latest => "",
        }
    }

    /// The page in Northflank of a target, where the team is known.
    fn url(&self, report: &TargetReport) -> Option<String> {
        url(self.config, report, self.sanitizer)
    }

    /// How the targets stood that did not decide: where all opened the gate, and
    /// where a signal ended the run, there is no single one that did.
    fn others(&self) -> Vec<OtherTarget> {
        let reason = &self.verdict.reason;
        if *reason == Reason::AllSucceeded {
            return vec![];
        }
        let is_cancelled = matches!(reason, Reason::Cancelled(_));
        let targets = self.verdict.targets.iter().enumerate();
        let others = targets.filter(|(index, _)| is_cancelled || *index != self.verdict.deciding);
        let other = |(_, report): (usize, &TargetReport)| {
            let url = self.url(report).map(|url| format!(", {url}"));
            OtherTarget {
                text: stood(report, self.sanitizer) + &url.unwrap_or_default(),
                failed: report.is_conclusive && report.status.failure().is_some(),
            }
        };
        others.map(other).collect()
    }
}

fn cancelled(signal: Signal) -> String {
    format!("cancelled by {}", signal.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_ending_that_opens_says_so() {
        for outcome in Outcome::ALL {
            let ending = Ending {
                result: RunResult::Ended(outcome),
                message: "why".to_owned(),
                ..Ending::default()
            };
            let opens = outcome == Outcome::Success;
            assert_eq!(ending.headline() == "open: why", opens, "{outcome:?}");
            let unwritten = ending.clone().unwritten("--json x", "full");
            let is_shut = unwritten.headline().starts_with("shut: why, but ");
            assert_eq!(is_shut, opens, "{outcome:?}");
            assert_eq!(unwritten.result == ending.result, !opens, "{outcome:?}");
            let told: Vec<String> = unwritten.cause.into_iter().chain(unwritten.notes).collect();
            assert!(told[0].ends_with("--json x: full"), "{told:?}");
        }
    }
}
