//! What holds of every run, whatever was asked and answered.

use std::collections::BTreeMap;

use northflank_gate::report::record::OUTPUTS;

use test_support::{FakeWorld, OUTPUT, SUMMARY, TOKEN, output_file};

use crate::readers::runner::Command;
use crate::readers::{azure, runner, summary, teamcity, terminal};

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

/// What a run has told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The outputs, where they were asked for.
    pub outputs: BTreeMap<String, String>,
    /// The commands that the runner takes from the log.
    pub commands: Vec<Command>,
    /// How many lines the log has.
    pub lines: usize,
    /// The summary, where it was asked for.
    pub summary: Option<summary::Summary>,
}

/// Reads back what a run has told, and holds it to the promises.
///
/// # Panics
///
/// Where one is broken.
#[must_use]
pub fn told(world: &FakeWorld<'_>, exit_code: u8) -> Told {
    let log = world.log();
    hold_log(&log);
    let commands = runner::commands(&log);
    for command in &commands {
        hold_command(command);
    }
    let outputs = outputs(&world.files[OUTPUT]);
    if let Some(result) = outputs.get("result") {
        let allowed = RESULTS.iter().find(|(code, _)| *code == exit_code);
        let allowed = allowed.map_or(&[][..], |(_, results)| results);
        assert!(
            allowed.contains(&result.as_str()),
            "{exit_code} is {result}"
        );
    }
    let summary = &world.files[SUMMARY];
    let summary = (!summary.is_empty())
        .then(|| summary::read(summary).unwrap_or_else(|why| panic!("the summary: {why}")));
    for (name, file) in &world.files {
        assert!(!file.contains(TOKEN), "the token is in {name}");
    }
    Told {
        outputs,
        commands,
        lines: log.lines().count(),
        summary,
    }
}

fn hold_log(log: &str) {
    assert!(azure::commands(log).is_empty(), "for Azure: {log}");
    assert!(teamcity::messages(log).is_empty(), "for TeamCity: {log}");
    assert!(!log.contains(TOKEN), "the token is in the log: {log}");
    for line in log.split('\n') {
        assert_eq!(terminal::control(line), None, "in {line:?}");
    }
}

/// The commands that the gate gives, and no other.
fn hold_command(command: &Command) {
    let title = [("title".to_owned(), "northflank-gate".to_owned())];
    match command.name.as_str() {
        "group" => assert_eq!(command.data, "the wait for the build"),
        "endgroup" => assert_eq!(command.data, ""),
        "error" | "warning" | "notice" => assert_eq!(command.properties, title),
        name => panic!("{name} is no command of the gate's"),
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
