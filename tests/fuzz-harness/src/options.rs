//! What was asked: arguments, variables, the event of a CI run.

use std::ffi::OsString;

use northflank_gate::ci::Variables;
use northflank_gate::cli::{arguments, output};
use northflank_gate::gate::listing::{Cause, Fault};
use northflank_gate::northflank::response::RequestError;
use test_support::{FakeWorld, OUTPUT, SUMMARY, TOKEN};

use crate::verdict;

/// The file that holds the event of the CI run.
const EVENT: &str = "event";

/// Runs the gate as the input asks, with an API that never answers: one line
/// an argument, or a variable where it begins with a capital letter; what
/// follows a zero byte is the event of the CI run.
///
/// # Panics
///
/// Where a run opens, has no end, or breaks another promise.
pub fn options(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (asked, event) = text.split_once('\0').unwrap_or((&text, ""));
    let is_variable = |line: &&str| line.starts_with(|letter: char| letter.is_ascii_uppercase());
    let (lines, arguments): (Vec<&str>, Vec<&str>) = asked.split('\n').partition(is_variable);
    let mut variables: Variables = lines
        .iter()
        .map(|line| line.split_once('=').unwrap_or((line, "")))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    for (name, value) in [
        ("NORTHFLANK_API_TOKEN", TOKEN),
        ("GITHUB_EVENT_PATH", EVENT),
        ("GITHUB_OUTPUT", OUTPUT),
        ("GITHUB_STEP_SUMMARY", SUMMARY),
    ] {
        variables.insert(name.to_owned(), value.to_owned());
    }
    let mut world = FakeWorld::replying(|_| {
        Err(RequestError::Transient(Fault::new(
            Cause::Other,
            "the network is down".to_owned(),
            false,
        )))
    });
    world.files.insert(EVENT.to_owned(), event.to_owned());
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let (options, _) = output::read(&arguments::read(arguments.clone()), &variables);
    let exit_code = northflank_gate::run(&mut world, arguments, &variables);
    world.files.remove(EVENT);
    let reported = verdict::read(&world, options.format, exit_code);
    match reported.outputs.get("result") {
        Some(_) => assert!([2, 4].contains(&exit_code), "{exit_code}"),
        // --help, --version, --explain.
        None => assert_eq!(exit_code, 0, "{}", world.log()),
    }
}
