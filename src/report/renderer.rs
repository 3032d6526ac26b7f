//! Which line goes to which stream, in which form.
//!
//! `plain`: the log on standard error, the verdict on standard output. The
//! formats of CI systems: everything on standard output, since these systems do
//! not keep the order of the two streams, and some read no command from the
//! other. A result file that is standard output has it for itself.

use std::time::Duration;

use super::ending::{Ending, RunResult};
use super::fact_text::{LineKind, LogLine};
use super::formats::{self, Dialect, Level, WAIT_TITLE};
use super::phrases::moment;
use super::record::Record;
use crate::ci::LogFormat;
use crate::cli::output::{Detail, OutputOptions};
use crate::model::outcome::Outcome;

/// The two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

/// The section of the log that was written last, and the time of the header in
/// seconds since 1970: under that time, the section of the wait begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Nothing,
    Header { opened: u64 },
    Wait { opened: u64 },
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

/// How this run's log is written.
#[derive(Clone, Debug)]
pub struct Renderer {
    format: LogFormat,
    detail: Detail,
    output_is_taken: bool,
    section: Section,
}

impl Renderer {
    /// The renderer of the format that was asked for.
    #[must_use]
    pub fn new(options: &OutputOptions) -> Self {
        Self {
            format: options.format,
            detail: options.detail,
            output_is_taken: options.is_standard_output_taken(),
            section: Section::Nothing,
        }
    }

    /// The header, at this time in seconds since 1970.
    pub fn header(&mut self, lines: &[String], unix_time: u64) -> Vec<Line> {
        if self.detail == Detail::Quiet {
            return vec![];
        }
        self.section = Section::Header { opened: unix_time };
        on(self.log_stream(), lines.to_vec())
    }

    /// Lines of the progress log.
    pub fn log_lines(&mut self, elapsed: Duration, lines: &[LogLine]) -> Vec<Line> {
        let shown = lines
            .iter()
            .filter(|line| line.kind != LineKind::Change || self.detail != Detail::Quiet);
        let mut shown: Vec<String> = shown.map(|line| self.log_line(elapsed, line)).collect();
        if let Section::Header { opened } = self.section
            && !shown.is_empty()
        {
            self.section = Section::Wait { opened };
            shown.insert(0, self.dialect().open(WAIT_TITLE, opened));
        }
        on(self.log_stream(), shown)
    }

    /// What hands the outputs to the next step, where the log does this.
    #[must_use]
    pub fn outputs(&self, record: &Record) -> Vec<Line> {
        on(self.log_stream(), self.dialect().outputs(record))
    }

    /// The last lines, at this time in seconds since 1970; `seed` is an
    /// unpredictable number.
    #[must_use]
    pub fn ending(&self, ending: &Ending, unix_time: u64, seed: u64) -> Vec<Line> {
        let dialect = self.dialect();
        let close = match self.section {
            Section::Nothing | Section::Header { .. } => None,
            Section::Wait { opened } => dialect.close(WAIT_TITLE, opened, unix_time),
        };
        let mut lines = on(self.log_stream(), close.into_iter().collect());
        let log = ending.log.marked_lines();
        if !log.is_empty() {
            let log = dialect.build_log(log, unix_time, seed);
            lines.extend(on(self.log_stream(), log));
        }
        let verdict = dialect.verdict(level(ending), &ending.lines());
        let others = ending.others.iter().map(|other| {
            let line = format!("  {}", other.text);
            if other.failed {
                dialect.mark(Level::Error, &line)
            } else {
                line
            }
        });
        lines.extend(on(
            self.verdict_stream(ending),
            verdict.into_iter().chain(others).collect(),
        ));
        lines
    }

    /// The answer to `--help` and its like.
    #[must_use]
    pub fn answer(lines: &[String]) -> Vec<Line> {
        on(Stream::Output, lines.to_vec())
    }

    fn log_line(&self, elapsed: Duration, line: &LogLine) -> String {
        let (clock, text) = (format!("{:>6}", moment(elapsed)), &line.text);
        let dialect = self.dialect();
        match (line.kind == LineKind::Warning, dialect.shows_levels()) {
            (true, true) => dialect.mark(Level::Warning, text),
            (true, false) => {
                let warning = dialect.mark(Level::Warning, &format!("warning: {text}"));
                format!("{clock}  {warning}")
            }
            (false, _) => format!("{clock}  {text}"),
        }
    }

    fn dialect(&self) -> &'static dyn Dialect {
        formats::dialect(self.format)
    }

    fn log_stream(&self) -> Stream {
        if self.format == LogFormat::Plain || self.output_is_taken {
            Stream::Error
        } else {
            Stream::Output
        }
    }

    /// The stream of the verdict. Invalid usage gives no verdict.
    fn verdict_stream(&self, ending: &Ending) -> Stream {
        let is_verdict = ending.result != RunResult::Ended(Outcome::Usage);
        if is_verdict && !self.output_is_taken {
            Stream::Output
        } else {
            self.log_stream()
        }
    }
}

fn on(stream: Stream, lines: Vec<String>) -> Vec<Line> {
    let line = |text| Line { stream, text };
    lines.into_iter().map(line).collect()
}

/// A cancel is a warning alone: the person who cancelled knows why the run ended.
fn level(ending: &Ending) -> Level {
    match ending.result {
        RunResult::Ended(Outcome::Cancelled(_)) => Level::Warning,
        RunResult::Ended(Outcome::Success) => Level::Notice,
        RunResult::Unfinished | RunResult::OpenButUnwritten | RunResult::Ended(_) => Level::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_run_is_a_warning_and_a_shut_gate_is_an_error() {
        let ending = |result| Ending {
            result,
            ..Ending::default()
        };
        for outcome in Outcome::ALL {
            let level = level(&ending(RunResult::Ended(outcome)));
            let (is_open, is_cancel) = (outcome.word() == "success", outcome.exit_code() > 128);
            assert_eq!(matches!(level, Level::Notice), is_open, "{outcome:?}");
            assert_eq!(matches!(level, Level::Warning), is_cancel, "{outcome:?}");
        }
        let unwritten = ending(RunResult::Ended(Outcome::Success)).unwritten("", "");
        for shut in [unwritten, ending(RunResult::Unfinished)] {
            assert!(matches!(level(&shut), Level::Error), "{shut:?}");
        }
    }
}
