//! Which line goes to which stream, in which form.
//!
//! `plain`: the progress log on standard error, the verdict on standard output.
//! `github`: everything on standard output, since the order of the two streams
//! is not kept there. A result file that is standard output has it for itself.

use std::time::Duration;

use super::conclusion_text::Ending;
use super::event_text::{LineKind, LogLine};
use super::github::{self, Level};
use super::phrases::clock;
use crate::cli::output::{Detail, Format, OutputOptions};
use crate::gate::verdict::Outcome;

/// The two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

/// How far the log has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Nothing,
    Opening,
    ProgressLog,
}

/// A line for a stream, without its line break. Only a [`Renderer`] makes one,
/// of texts that a [`super::sanitize::Sanitizer`] has made safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    stream: Stream,
    text: String,
}

impl Line {
    /// The stream that it is for.
    #[must_use]
    pub const fn stream(&self) -> Stream {
        self.stream
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// How this run speaks.
#[derive(Clone, Debug)]
pub struct Renderer {
    format: Format,
    detail: Detail,
    output_is_taken: bool,
    part: Part,
}

impl Renderer {
    /// The form and the detail that were asked for.
    #[must_use]
    pub fn new(telling: &OutputOptions) -> Self {
        Self {
            format: telling.format,
            detail: telling.detail,
            output_is_taken: telling.json.iter().any(|path| path == "-"),
            part: Part::Nothing,
        }
    }

    /// The first lines.
    pub fn opening(&mut self, lines: &[String]) -> Vec<Line> {
        if self.detail == Detail::Quiet {
            return vec![];
        }
        self.part = Part::Opening;
        self.on(self.story(), lines.to_vec())
    }

    /// Lines of the progress log.
    pub fn notes(&mut self, elapsed: Duration, notes: &[LogLine]) -> Vec<Line> {
        let told = notes
            .iter()
            .filter(|note| note.kind != LineKind::Change || self.detail != Detail::Quiet);
        let mut told: Vec<String> = told.map(|note| self.note(elapsed, note)).collect();
        if !told.is_empty() && self.part == Part::Opening {
            self.part = Part::ProgressLog;
            let start = match self.format {
                Format::Plain => String::new(),
                Format::GitHub => github::group("the wait for the build"),
            };
            told.insert(0, start);
        }
        self.on(self.story(), told)
    }

    /// The last lines.
    #[must_use]
    pub fn ending(&self, ending: &Ending) -> Vec<Line> {
        let before = match (self.format, self.part) {
            (_, Part::Nothing) | (Format::GitHub, Part::Opening) => vec![],
            (Format::Plain, Part::Opening | Part::ProgressLog) => vec![String::new()],
            (Format::GitHub, Part::ProgressLog) => vec![github::END_GROUP.to_owned()],
        };
        let mut told = self.on(self.story(), before);
        let stream = self.verdict(ending);
        told.extend(self.on(
            stream,
            self.annotated(level(ending.exit_code), &ending.lines()),
        ));
        for other in &ending.others {
            let line = format!("  {}", other.text);
            let lines = if other.failed {
                self.annotated(Level::Error, &[line])
            } else {
                vec![line]
            };
            told.extend(self.on(stream, lines));
        }
        told
    }

    /// The lines as they are, or as one annotation, which GitHub shows in the
    /// log as well.
    fn annotated(&self, level: Level, lines: &[String]) -> Vec<String> {
        match self.format {
            Format::Plain => lines.to_vec(),
            // GitHub writes the level before the text.
            Format::GitHub => {
                let text = lines.join("\n");
                let text = text.strip_prefix("error: ").unwrap_or(&text);
                vec![github::annotation(level, "northflank-gate", text)]
            }
        }
    }

    /// A line about a result that could not be written.
    #[must_use]
    pub fn write_error(&self, text: &str) -> Line {
        let text = match self.format {
            Format::Plain => format!("error: {text}"),
            Format::GitHub => github::annotation(Level::Error, "northflank-gate", text),
        };
        let stream = self.story();
        Line { stream, text }
    }

    /// The answer to `--help` and its like.
    #[must_use]
    pub fn answer(lines: &[String]) -> Vec<Line> {
        lines
            .iter()
            .map(|text| Line {
                stream: Stream::Output,
                text: text.clone(),
            })
            .collect()
    }

    fn note(&self, elapsed: Duration, note: &LogLine) -> String {
        let is_warning = note.kind == LineKind::Warning;
        if is_warning && self.format == Format::GitHub {
            return github::annotation(Level::Warning, "northflank-gate", &note.text);
        }
        let mark = if is_warning { "warning: " } else { "" };
        format!("{}  {mark}{}", clock(elapsed), note.text)
    }

    #[expect(clippy::unused_self, reason = "it reads as the other methods do")]
    fn on(&self, stream: Stream, lines: Vec<String>) -> Vec<Line> {
        let line = |text| Line { stream, text };
        lines.into_iter().map(line).collect()
    }

    const fn story(&self) -> Stream {
        match self.format {
            Format::GitHub if !self.output_is_taken => Stream::Output,
            Format::GitHub | Format::Plain => Stream::Error,
        }
    }

    /// The stream of the verdict. Options that make no sense give no verdict.
    fn verdict(&self, ending: &Ending) -> Stream {
        let is_verdict = ending.exit_code != Outcome::Usage.exit_code();
        if (is_verdict || self.format == Format::GitHub) && !self.output_is_taken {
            Stream::Output
        } else {
            Stream::Error
        }
    }
}

/// Whoever cancels a run knows why it ended.
fn level(exit_code: u8) -> Level {
    match exit_code {
        0 => Level::Notice,
        129.. => Level::Warning,
        _ => Level::Error,
    }
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

    #[test]
    fn a_cancelled_run_is_a_warning_and_a_shut_gate_is_an_error() {
        assert!(matches!(level(0), Level::Notice));
        for shut in [1, 2, 3, 4, 5, 70] {
            assert!(matches!(level(shut), Level::Error), "{shut}");
        }
        for cancelled in [129, 130, 143] {
            assert!(matches!(level(cancelled), Level::Warning), "{cancelled}");
        }
    }
}
