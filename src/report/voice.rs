//! Which line goes to which stream, in which form.
//!
//! `plain`: the story on standard error, the verdict on standard output.
//! `github`: everything on standard output, since the order of the two streams
//! is not kept there. A result file that is standard output has it for itself.

use std::time::Duration;

use super::ending::Ending;
use super::github::{self, Level};
use super::story::Note;
use crate::ask::telling::{Detail, Format, Telling};
use crate::gate::verdict::Outcome;

/// The two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

/// A line for a stream, without its line break.
pub type Line = (Stream, String);

/// How this run speaks.
#[derive(Clone, Debug)]
pub struct Voice {
    format: Format,
    detail: Detail,
    output_is_taken: bool,
    in_group: bool,
}

impl Voice {
    /// The voice that was asked for.
    #[must_use]
    pub fn new(telling: &Telling) -> Self {
        Self {
            format: telling.format,
            detail: telling.detail,
            output_is_taken: telling.json.as_deref() == Some("-"),
            in_group: false,
        }
    }

    /// The first lines.
    pub fn opening(&mut self, lines: &[String]) -> Vec<Line> {
        if self.detail == Detail::Quiet {
            return vec![];
        }
        let mut told: Vec<String> = lines.to_vec();
        match self.format {
            Format::Plain => told.push(String::new()),
            Format::GitHub => {
                told.push(github::group("the wait for the build"));
                self.in_group = true;
            }
        }
        told.into_iter().map(|line| (self.story(), line)).collect()
    }

    /// Lines of the story.
    #[must_use]
    pub fn notes(&self, elapsed: Duration, notes: &[Note]) -> Vec<Line> {
        let told = notes
            .iter()
            .filter(|note| note.is_warning || self.detail != Detail::Quiet);
        told.map(|note| self.note(elapsed, note)).collect()
    }

    /// The last lines.
    #[must_use]
    pub fn ending(&self, ending: &Ending) -> Vec<Line> {
        let mut told = Vec::new();
        match self.format {
            Format::Plain if self.detail != Detail::Quiet && ending.outcome != Outcome::Usage => {
                told.push((self.story(), String::new()));
            }
            Format::GitHub if self.in_group => {
                told.push((self.story(), github::END_GROUP.to_owned()));
            }
            Format::Plain | Format::GitHub => {}
        }
        let stream = self.verdict(ending.outcome);
        told.extend(
            self.weighed(level(ending.outcome), &ending.lines())
                .map(|line| (stream, line)),
        );
        for other in &ending.others {
            let level = other.failed.then_some(Level::Error);
            let line = format!("  {}", other.text);
            match level {
                Some(level) => told.extend(self.weighed(level, &[line]).map(|line| (stream, line))),
                None => told.push((stream, line)),
            }
        }
        told
    }

    /// The lines as they are, or as one annotation, which GitHub shows in the
    /// log as well.
    fn weighed(&self, level: Level, lines: &[String]) -> std::vec::IntoIter<String> {
        let lines = match self.format {
            Format::Plain => lines.to_vec(),
            Format::GitHub => vec![github::annotation(
                level,
                "northflank-gate",
                &lines.join("\n"),
            )],
        };
        lines.into_iter()
    }

    /// A line about something that went wrong on the side.
    #[must_use]
    pub fn mishap(&self, text: &str) -> Line {
        let text = match self.format {
            Format::Plain => format!("warning: {text}"),
            Format::GitHub => github::annotation(Level::Warning, "northflank-gate", text),
        };
        (self.story(), text)
    }

    /// The answer to `--help` and its like.
    #[must_use]
    pub fn answer(lines: &[String]) -> Vec<Line> {
        lines
            .iter()
            .map(|line| (Stream::Output, line.clone()))
            .collect()
    }

    fn note(&self, elapsed: Duration, note: &Note) -> Line {
        let line = if note.is_warning && self.format == Format::GitHub {
            github::annotation(Level::Warning, "northflank-gate", &note.text)
        } else {
            let mark = if note.is_warning { "warning: " } else { "" };
            format!("{}  {mark}{}", clock(elapsed), note.text)
        };
        (self.story(), line)
    }

    const fn story(&self) -> Stream {
        match self.format {
            Format::GitHub if !self.output_is_taken => Stream::Output,
            Format::GitHub | Format::Plain => Stream::Error,
        }
    }

    /// The stream of the verdict. Options that make no sense give no verdict.
    fn verdict(&self, outcome: Outcome) -> Stream {
        let is_verdict = outcome != Outcome::Usage || self.format == Format::GitHub;
        if is_verdict && !self.output_is_taken {
            Stream::Output
        } else {
            Stream::Error
        }
    }
}

const fn level(outcome: Outcome) -> Level {
    match outcome {
        Outcome::Success => Level::Notice,
        Outcome::Failure
        | Outcome::Aborted
        | Outcome::Crashed
        | Outcome::Inconsistent
        | Outcome::Usage
        | Outcome::Timeout
        | Outcome::Refused
        | Outcome::Unreachable
        | Outcome::NoBuild
        | Outcome::Internal => Level::Error,
        Outcome::Cancelled(_) => Level::Warning,
    }
}

/// The time since the start, right-aligned: `  1:31`.
fn clock(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    format!("{:>3}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_counts_minutes() {
        assert_eq!(clock(Duration::ZERO), "  0:00");
        assert_eq!(clock(Duration::from_secs(91)), "  1:31");
        assert_eq!(clock(Duration::from_secs(36_000)), "600:00");
    }
}
