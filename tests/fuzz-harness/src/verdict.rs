//! What holds of every run, whatever was asked and answered.

use std::collections::BTreeMap;

use northflank_gate::ci::LogFormat;
use northflank_gate::report::record::OUTPUTS;

use test_support::{FakeWorld, OUTPUT, SUMMARY, TOKEN, output_file};

use crate::readers::{self, Command, summary, teamcity, terminal};

/// The results that each exit code may have.
const RESULTS: [(u8, &[&str]); 8] = [
    (0, &["success"]),
    (1, &["failure", "aborted", "crashed", "inconsistent"]),
    (2, &["usage"]),
    (3, &["timeout"]),
    (4, &["refused", "unreachable"]),
    (5, &["success"]),
    (6, &["no-build"]),
    (130, &["cancelled"]),
];

/// What a run has reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reported {
    /// The outputs, where they were asked for.
    pub outputs: BTreeMap<String, String>,
    /// The commands that the system takes from the log.
    pub commands: Vec<Command>,
    /// How many lines the log has.
    pub lines: usize,
    /// The summary, where it was asked for.
    pub summary: Option<summary::Summary>,
}

/// Reads back what a run has reported in this format, and holds it to the promises.
///
/// # Panics
///
/// Where one is broken.
#[must_use]
pub fn read(world: &FakeWorld<'_>, format: LogFormat, exit_code: u8) -> Reported {
    let log = world.log();
    assert!(!log.contains(TOKEN), "the token is in the log: {log}");
    let readers::Log { commands, text } = readers::read(format, &log);
    for line in &text {
        assert_eq!(terminal::control(line), None, "in {line:?}");
        assert!(!readers::is_command(line), "a command in {line:?}");
    }
    for command in &commands {
        assert!(is_own(format, command), "{command:?} is none of the gate's");
    }
    hold_parts(&commands);
    let outputs = outputs(&world.files[OUTPUT]);
    if let Some(result) = outputs.get("result") {
        let allowed = RESULTS.iter().find(|(code, _)| *code == exit_code);
        let allowed = allowed.map_or(&[][..], |(_, results)| results);
        assert!(
            allowed.contains(&result.as_str()),
            "{exit_code} is {result}"
        );
    }
    hold_variables(format, &commands, &outputs);
    let summary = &world.files[SUMMARY];
    let summary = (!summary.is_empty())
        .then(|| summary::read(summary).unwrap_or_else(|why| panic!("the summary: {why}")));
    for (name, file) in &world.files {
        assert!(!file.contains(TOKEN), "the token is in {name}");
    }
    Reported {
        outputs,
        commands,
        lines: log.lines().count(),
        summary,
    }
}

/// Whether a command is one that the gate gives.
fn is_own(format: LogFormat, command: &Command) -> bool {
    let is_title =
        |text: &str| ["the wait for the build", "the end of the build's log"].contains(&text);
    let properties: Vec<(&str, &str)> = command
        .properties
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    let data = command.data.as_str();
    match (format, command.name.as_str(), properties.as_slice()) {
        (LogFormat::GitHub | LogFormat::Azure, "group", []) | (LogFormat::Buildkite, "---", []) => {
            is_title(data)
        }
        (LogFormat::GitHub | LogFormat::Azure, "endgroup", []) => data.is_empty(),
        (LogFormat::GitHub, "error" | "warning" | "notice", [("title", "northflank-gate")])
        | (LogFormat::Azure, "section", [])
        | (LogFormat::Azure, "task.logissue", [("type", "error" | "warning")])
        | (LogFormat::Azure, "task.setvariable", [("variable", _), ("isoutput", "true")])
        | (LogFormat::TeamCity, "setParameter", [("name", _), ("value", _)])
        | (LogFormat::TeamCity, "buildStatisticValue", [("key", _), ("value", _)])
        | (
            LogFormat::TeamCity,
            "message",
            [("text", _), ("status", "ERROR" | "WARNING" | "NORMAL")],
        )
        | (LogFormat::TeamCity, "buildStatus", [("text", _)])
        | (
            LogFormat::TeamCity,
            "buildProblem",
            [("description", _), ("identity", "northflank_gate")],
        )
        | (LogFormat::Buildkite, "^^^ +++", []) => true,
        (LogFormat::TeamCity, "blockOpened" | "blockClosed", [("name", name)]) => is_title(name),
        (
            LogFormat::GitLab,
            "section_start" | "section_end",
            [_, ("name", name), ("options", "" | "collapsed=true")],
        ) => name.starts_with("the_"),
        (LogFormat::GitLab, "sequence", []) => {
            ["[0K", "[31;1m", "[32;1m", "[33;1m", "[0m"].contains(&data)
        }
        (LogFormat::Buildkite, "+++", []) => data.starts_with("the gate "),
        (
            LogFormat::Plain
            | LogFormat::GitHub
            | LogFormat::GitLab
            | LogFormat::Azure
            | LogFormat::TeamCity
            | LogFormat::Buildkite,
            _,
            _,
        ) => false,
    }
}

/// Each part of the log that is opened is closed, under its name.
fn hold_parts(commands: &[Command]) {
    let pairs = [
        ("group", "endgroup"),
        ("section_start", "section_end"),
        ("blockOpened", "blockClosed"),
    ];
    for (start, end) in pairs {
        let names = |wanted: &str| {
            let found = commands.iter().filter(|command| command.name == wanted);
            let names = found.map(|command| command.property("name"));
            names.collect::<Vec<_>>()
        };
        assert_eq!(names(start), names(end), "{commands:?}");
    }
}

/// What the log hands on are the outputs, where it hands on any.
fn hold_variables(format: LogFormat, commands: &[Command], outputs: &BTreeMap<String, String>) {
    let variable = |command: &Command| {
        let (name, value) = match command.name.as_str() {
            "task.setvariable" => (command.property("variable"), command.data.clone()),
            "setParameter" => {
                let name = command.property("name");
                let name = name.and_then(|name| name.strip_prefix("env.NORTHFLANK_GATE_OUTPUT_"));
                let value = command.property("value").and_then(teamcity::parameter);
                (name, value.expect("it names no other parameter"))
            }
            _ => return None,
        };
        let name = name.expect("it has the name of an output");
        Some((name.to_lowercase().replace('_', "-"), value))
    };
    let handed_on: BTreeMap<String, String> = commands.iter().filter_map(variable).collect();
    match format {
        LogFormat::Azure | LogFormat::TeamCity => assert_eq!(handed_on, *outputs),
        LogFormat::Plain | LogFormat::GitHub | LogFormat::GitLab | LogFormat::Buildkite => {}
    }
}

/// Reads the outputs back; none where the file is as it was.
///
/// # Panics
///
/// Where the file is not what the runner reads, or has other names.
#[must_use]
pub fn outputs(file: &str) -> BTreeMap<String, String> {
    let pairs = |is_windows| {
        output_file::read(file, is_windows).unwrap_or_else(|why| panic!("{why} in {file:?}"))
    };
    let (pairs, on_windows) = (pairs(false), pairs(true));
    let names = |pairs: &[(String, String)]| {
        let names = pairs.iter().map(|(name, _)| name.clone());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(&pairs), names(&on_windows), "on Windows");
    if !pairs.is_empty() {
        assert_eq!(names(&pairs), OUTPUTS.map(|(name, _)| name), "in {file:?}");
    }
    pairs.into_iter().collect()
}
