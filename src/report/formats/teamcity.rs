//! The service messages of `TeamCity`: `##teamcity[name key='value']`, by the
//! documentation of its service messages.
//!
//! Each output is a parameter of the build that the steps after this one find
//! in their environment. Its name is none that the gate reads itself: a second
//! gate in the build would take the first one's build for its own option.

use std::fmt::Write as _;

use super::{Dialect, Level};
use crate::report::record::{Record, snake_case};

pub(super) struct TeamCity;

/// What the names of the outputs begin with.
const PARAMETER: &str = "env.NORTHFLANK_GATE_OUTPUT_";

/// The outputs that are kept as statistics of the build, which have charts.
const STATISTICS: [&str; 2] = ["duration-seconds", "waited-seconds"];

impl Dialect for TeamCity {
    fn open(&self, title: &str, _: u64) -> String {
        message("blockOpened", &[("name", title)])
    }

    fn close(&self, title: &str, _: u64, _: u64) -> Option<String> {
        Some(message("blockClosed", &[("name", title)]))
    }

    fn shows_levels(&self) -> bool {
        true
    }

    fn mark(&self, level: Level, text: &str) -> String {
        let status = match level {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Notice => "NORMAL",
        };
        message("message", &[("text", text), ("status", status)])
    }

    /// In the log, and where builds are listed: a shut gate as a problem of the
    /// build, an open one in its status.
    fn verdict(&self, level: Level, lines: &[String]) -> Vec<String> {
        let mut commands = vec![self.mark(level, &lines.join("\n"))];
        let headline = lines.first().map_or("", String::as_str);
        match level {
            Level::Error => commands.push(message(
                "buildProblem",
                &[("description", headline), ("identity", "northflank_gate")],
            )),
            Level::Notice => {
                let text = format!("{{build.status.text}}; {headline}");
                commands.push(message("buildStatus", &[("text", &text)]));
            }
            Level::Warning => {}
        }
        commands
    }

    fn outputs(&self, record: &Record) -> Vec<String> {
        let mut commands = Vec::new();
        for (output, value) in record.outputs() {
            if STATISTICS.contains(&output) && !value.is_empty() {
                let key = format!("northflank-gate.{output}");
                commands.push(message(
                    "buildStatisticValue",
                    &[("key", &key), ("value", &value)],
                ));
            }
            let name = format!("{PARAMETER}{}", snake_case(output).to_ascii_uppercase());
            // A parameter's value may name others between percent signs.
            let value = value.replace('%', "%%");
            commands.push(message(
                "setParameter",
                &[("name", &name), ("value", &value)],
            ));
        }
        commands
    }
}

fn message(name: &str, attributes: &[(&str, &str)]) -> String {
    let mut message = format!("##teamcity[{name}");
    for (key, value) in attributes {
        message.extend([" ", key, "='"]);
        escape(value, &mut message);
        message.push('\'');
    }
    message.push(']');
    message
}

fn escape(value: &str, message: &mut String) {
    for character in value.chars() {
        match character {
            '|' | '\'' | '[' | ']' => message.extend(['|', character]),
            '\n' => message.push_str("|n"),
            '\r' => message.push_str("|r"),
            ' '..='~' => message.push(character),
            character => {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    // Writing to a string cannot fail.
                    let _ = write!(message, "|0x{unit:04X}");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::options::OPTIONS;
    use crate::report::record::OUTPUTS;

    #[test]
    fn nothing_ends_a_message_early() {
        assert_eq!(
            message("x", &[("a", "|'[]\r\n#é\u{1f600}\u{1b}")]),
            "##teamcity[x a='|||'|[|]|r|n#|0x00E9|0xD83D|0xDE00|0x001B']"
        );
    }

    #[test]
    fn no_output_is_taken_for_an_option_by_the_next_gate() {
        let prefix = PARAMETER.strip_prefix("env.").unwrap_or_default();
        let read = OPTIONS.iter().flat_map(|row| row.variables);
        for variable in read {
            assert!(!variable.starts_with(prefix), "{variable}");
        }
        for statistic in STATISTICS {
            assert!(OUTPUTS.iter().any(|(name, _)| *name == statistic));
        }
    }
}
