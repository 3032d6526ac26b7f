//! The whole run in a world of values: time passes in no time, polls show what
//! the test says, files are strings. What the log says in the README is what
//! the program says.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test of the README reads it, and may panic"
)]

mod action;
mod causes;
mod earlier_gate;
mod ending;
mod explanation;
mod faults;
mod grace;
mod hints;
mod incomplete;
mod last_words;
mod log_lines;
mod shown;
mod status;
mod usage;
mod waits;

use std::time::Duration;

use northflank_gate::cli::topic::Topic;
use northflank_gate::gate::listing::PollResult;
use northflank_gate::northflank::response::Reply;
use test_support::values::{answer, build, listing, page_showing};

/// A commit that nobody waits for.
const OTHER: &str = "abababa000000000000000000000000000000000";

/// A list with one build of this status, at any time.
fn showing(status: &'static str) -> impl FnMut(Duration) -> PollResult {
    move |_| listing(vec![build("one", status)])
}

/// The reply to a request of two targets: a service that builds, and a job that
/// cannot be asked about.
fn jobs_are_down(path: &str) -> Reply {
    if path.contains("/services/") {
        page_showing("BUILDING")
    } else {
        Ok(answer(503, b""))
    }
}

/// The last line of a verdict that has a section in the README.
fn help(topic: Option<Topic>) -> String {
    topic.map_or_else(String::new, |topic| format!("  help: {}\n", topic.url()))
}

/// Two targets that succeed in rounds of their own: the second one's success calls
/// for another poll of the first, which hangs.
fn succeeding_apart() -> impl FnMut(Duration) -> Option<PollResult> {
    let mut polls = 0;
    move |_| {
        polls += 1;
        match polls {
            2 => Some(listing(vec![build("one", "BUILDING")])),
            1 | 3 => Some(listing(vec![build("one", "SUCCESS")])),
            _ => None,
        }
    }
}

fn holds_all(log: &str, lines: &[&str]) {
    for line in lines {
        assert!(log.contains(line), "{line}: {log}");
    }
}
