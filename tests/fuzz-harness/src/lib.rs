//! What the fuzz targets of `fuzz/` do with their input: [`wire()`], [`options()`],
//! [`outputs()`], [`link()`]. Each is a plain function that panics where a promise
//! is broken, so that an ordinary test can replay a corpus.
//!
//! [`readers`] read what the gate writes as others do: written to the rules of
//! these others, with no code of the gate. [`verdict`] holds a whole run in a
//! `FakeWorld` to its promises.

pub mod readers;
pub mod verdict;

mod files;
mod link;
mod options;
mod outputs;
mod wire;

pub use link::link;
pub use options::options;
pub use outputs::{FORMATS, Texts, hold, outputs};
pub use wire::wire;

use northflank_gate::ci::LogFormat;
use test_support::{COMMIT, FakeWorld, OUTPUT, SUMMARY, TOKEN, sinks};

/// The file that a run of [`run`] writes for the option of this flag.
fn result_file(flag: &str) -> String {
    flag.replace("--", "result.")
}

/// Runs the gate for a job on [`COMMIT`] with every form of result file and these
/// further arguments. Returns the exit code.
fn run(world: &mut FakeWorld<'_>, format: LogFormat, arguments: &[&str]) -> u8 {
    let own = [
        "--project-id=shop",
        "--job-id=api",
        "--sha",
        COMMIT,
        "--format",
        format.name(),
    ];
    let variables = [
        ("NORTHFLANK_API_TOKEN", TOKEN),
        ("GITHUB_OUTPUT", OUTPUT),
        ("GITHUB_STEP_SUMMARY", SUMMARY),
    ];
    let files: Vec<String> = sinks::options()
        .iter()
        .map(|(_, flag)| format!("{flag}={}", result_file(flag)))
        .collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    world.run(&[&own[..], &files, arguments].concat(), &variables)
}
