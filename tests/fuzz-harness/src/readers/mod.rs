//! How others read what the gate writes.

pub mod azure;
pub mod buildkite;
pub mod dotenv;
pub mod gitlab;
pub mod junit;
pub mod runner;
pub mod summary;
pub mod teamcity;
pub mod terminal;

use northflank_gate::ci::LogFormat;

/// A command that a system would carry out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// In lower case where the system compares names so.
    pub name: String,
    /// The properties that have a value.
    pub properties: Vec<(String, String)>,
    /// What the command is about.
    pub data: String,
}

impl Command {
    /// The value of a property.
    #[must_use]
    pub fn property(&self, wanted: &str) -> Option<&str> {
        let mut found = self.properties.iter().filter(|(name, _)| name == wanted);
        found.next().map(|(_, value)| value.as_str())
    }
}

/// A log as a system takes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// The commands, in their order.
    pub commands: Vec<Command>,
    /// What is shown as it is, line by line.
    pub text: Vec<String>,
}

/// Reads a log as the system of this format does.
#[must_use]
pub fn read(format: LogFormat, log: &str) -> Log {
    match format {
        LogFormat::Plain => by_line(log, |_| None),
        LogFormat::GitHub => by_line(log, runner::command),
        LogFormat::GitLab => gitlab::read(log),
        LogFormat::Azure => by_line(log, azure::command),
        LogFormat::TeamCity => by_line(log, teamcity::message),
        LogFormat::Buildkite => by_line(log, buildkite::header),
    }
}

/// Whether any of the systems would take a line for a command.
#[must_use]
pub fn is_command(line: &str) -> bool {
    let all = LogFormat::ALL.map(|format| read(format, line));
    all.iter().any(|log| !log.commands.is_empty())
}

/// Each line is a command as a whole, or none.
fn by_line(log: &str, command: fn(&str) -> Option<Command>) -> Log {
    let mut read = Log::default();
    for line in log.split(['\n', '\r']) {
        match command(line) {
            Some(command) => read.commands.push(command),
            None => read.text.push(line.to_owned()),
        }
    }
    read
}

/// Replaces each mark by what it stands for, in this order.
fn unescape(text: &str, pairs: &[(&str, &str)]) -> String {
    pairs
        .iter()
        .fold(text.to_owned(), |text, (escaped, plain)| {
            text.replace(escaped, plain)
        })
}
