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
pub const WAIT_TITLE: &str = "the wait for the build";

/// What the end of a build's log is called.
const BUILD_LOG_TITLE: &str = "the end of the build's log";

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// What shuts the gate.
    Error,
    /// What somebody should look into.
    Warning,
    /// What is good to know.
    Notice,
}

/// How one system takes a log. Unless its dialect says otherwise: as text, without
/// levels.
pub trait Dialect {
    /// Starts a part of the log that is collapsed, at this time in seconds since
    /// 1970.
    fn open(&self, title: &str, unix_time: u64) -> String;

    /// Ends it: when it was opened, and the time now.
    fn close(&self, title: &str, opened: u64, unix_time: u64) -> Option<String>;

    /// Whether the system takes the level of a line and shows it itself, so
    /// that no word of it is needed.
    fn shows_levels(&self) -> bool {
        false
    }

    /// Marks a line with its level. Where [`Self::shows_levels`], `text` may have
    /// several lines, which become one command.
    fn mark(&self, _level: Level, text: &str) -> String {
        text.to_owned()
    }

    /// The end of a build's log, of which no line is a command; `seed` is an
    /// unpredictable number.
    fn build_log(&self, lines: Vec<String>, unix_time: u64, _seed: u64) -> Vec<String> {
        let open = std::iter::once(self.open(BUILD_LOG_TITLE, unix_time));
        let close = self.close(BUILD_LOG_TITLE, unix_time, unix_time);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::record::OUTPUTS;

    #[test]
    fn each_system_folds_a_part_of_the_log_in_its_own_words() {
        for (format, open, close, shows_levels) in [
            (LogFormat::Plain, "", Some(""), false),
            (
                LogFormat::GitHub,
                "::group::the wait for the build",
                Some("::endgroup::"),
                true,
            ),
            (
                LogFormat::Azure,
                "##[group]the wait for the build",
                Some("##[endgroup]"),
                true,
            ),
            (
                LogFormat::TeamCity,
                "##teamcity[blockOpened name='the wait for the build']",
                Some("##teamcity[blockClosed name='the wait for the build']"),
                true,
            ),
            (
                LogFormat::Buildkite,
                "--- the wait for the build",
                None,
                false,
            ),
        ] {
            let dialect = dialect(format);
            assert_eq!(dialect.open(WAIT_TITLE, 7), open);
            assert_eq!(dialect.close(WAIT_TITLE, 7, 9).as_deref(), close);
            assert_eq!(dialect.shows_levels(), shows_levels);
        }
        assert!(!dialect(LogFormat::GitLab).shows_levels());
    }

    #[test]
    fn where_the_log_hands_on_the_outputs_each_has_its_command() {
        let outputs = |format| dialect(format).outputs(&Record::unfinished());
        let azure = outputs(LogFormat::Azure);
        let result = "##vso[task.setvariable variable=result;isOutput=true]unfinished";
        assert_eq!(azure[0], result);
        assert_eq!(azure.len(), OUTPUTS.len());
        let teamcity = outputs(LogFormat::TeamCity);
        assert_eq!(
            teamcity[0],
            "##teamcity[setParameter name='env.NORTHFLANK_GATE_OUTPUT_RESULT' value='unfinished']"
        );
        // A number that is not known is no statistic.
        let statistic = |line: &&String| line.contains("buildStatisticValue");
        assert_eq!(teamcity.len(), OUTPUTS.len() + 1);
        assert_eq!(
            teamcity.iter().filter(statistic).collect::<Vec<_>>(),
            ["##teamcity[buildStatisticValue key='northflank-gate.waited-seconds' value='0']"]
        );
        for format in [LogFormat::Plain, LogFormat::GitHub, LogFormat::GitLab] {
            assert_eq!(outputs(format), Vec::<String>::new());
        }
    }

    #[test]
    fn no_line_of_a_build_log_is_a_command_of_github() {
        let log = dialect(LogFormat::GitHub).build_log(vec!["::error::x".to_owned()], 0, 7);
        let word = "northflank_gate_0000000000000007";
        assert_eq!(
            log,
            [
                "::group::the end of the build's log",
                &format!("::stop-commands::{word}"),
                "::error::x",
                &format!("::{word}::"),
                "::endgroup::"
            ]
        );
        let guessed = format!("::{word}::");
        let log = dialect(LogFormat::GitHub).build_log(vec![guessed], 0, 7);
        assert_eq!(log[1], "::stop-commands::northflank_gate_0000000000000008");
    }
}
