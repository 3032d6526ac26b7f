//! The formats of the log: one file each, a row of [`dialect`].
//!
//! The renderer says what is written and where, a [`Dialect`] how its system takes
//! it. A dialect gets lines that are safe for a log by
//! [`sanitize`](super::sanitize), and values of outputs that are not: it escapes
//! both by the rules of its system. No dialect starts a process or reads a clock.

mod azure;
mod buildkite;
mod github;
mod gitlab;
mod plain;
mod teamcity;

use super::record::Record;
use crate::ci::LogFormat;

/// What the log of the wait is called.
pub const WAIT: &str = "the wait for the build";

/// What the end of a build's log is called.
const BUILD_LOG: &str = "the end of the build's log";

/// A line's weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// What shuts the gate.
    Error,
    /// What somebody should look into.
    Warning,
    /// What is good to know.
    Notice,
}

/// How one system takes a log.
pub trait Dialect {
    /// Starts a part of the log that is collapsed, at this time in seconds since
    /// 1970.
    fn open(&self, title: &str, unix_time: u64) -> Option<String>;

    /// Ends it: when it was opened, and the time now.
    fn close(&self, title: &str, opened: u64, unix_time: u64) -> Option<String>;

    /// Whether the system takes the level of a line and shows it itself, so
    /// that no word of it is needed.
    fn shows_levels(&self) -> bool;

    /// One line, or lines that are one where the system shows levels.
    fn mark(&self, level: Level, text: &str) -> String;

    /// The end of a build's log, of which no line is a command; `seed` is a
    /// number that cannot be foretold.
    fn build_log(&self, lines: Vec<String>, unix_time: u64, _seed: u64) -> Vec<String> {
        let open = self.open(BUILD_LOG, unix_time).into_iter();
        let close = self.close(BUILD_LOG, unix_time, unix_time);
        open.chain(lines).chain(close).collect()
    }

    /// The lines that say how it ended.
    fn verdict(&self, level: Level, lines: &[String]) -> Vec<String> {
        if self.shows_levels() {
            return vec![self.mark(level, &lines.join("\n"))];
        }
        let headline = lines.iter().take(1).map(|line| self.mark(level, line));
        headline.chain(lines.iter().skip(1).cloned()).collect()
    }

    /// The commands that hand the outputs to the next step, where the log is
    /// what does this.
    fn outputs(&self, _record: &Record) -> Vec<String> {
        vec![]
    }
}

/// A text as the data of a command of GitHub or Azure, with this in place of a
/// percent sign.
fn data(text: &str, percent: &str) -> String {
    // The percent sign first: it starts the other escapes.
    text.replace('%', percent)
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The dialect of a format.
#[must_use]
pub fn dialect(format: LogFormat) -> &'static dyn Dialect {
    match format {
        LogFormat::Plain => &plain::Plain,
        LogFormat::GitHub => &github::GitHub,
        LogFormat::GitLab => &gitlab::GitLab,
        LogFormat::Azure => &azure::Azure,
        LogFormat::TeamCity => &teamcity::TeamCity,
        LogFormat::Buildkite => &buildkite::Buildkite,
    }
}
