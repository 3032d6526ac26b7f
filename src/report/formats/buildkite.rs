//! The groups of Buildkite's log, by `header_times_streamer.go` of its agent: a
//! line of less than 500 bytes that begins with `--- ` (collapsed) or `+++ `
//! (open); `^^^ +++` opens the group before it. So no text of others is in one.
//!
//! Annotations and meta-data go through `buildkite-agent`. The gate starts no
//! process: the step that calls the gate does that with its `--json`.

use super::{Dialect, Level};

pub(super) struct Buildkite;

impl Dialect for Buildkite {
    fn open(&self, title: &str, _: u64) -> String {
        format!("--- {title}")
    }

    /// The next group ends it.
    fn close(&self, _: &str, _: u64, _: u64) -> Option<String> {
        None
    }

    /// A group that is open; if the gate is shut, the wait is opened as well.
    fn verdict(&self, level: Level, lines: &[String]) -> Vec<String> {
        let headers: &[&str] = match level {
            Level::Error => &["^^^ +++", "+++ the gate is shut"],
            Level::Warning => &["+++ the gate was cancelled"],
            Level::Notice => &["+++ the gate is open"],
        };
        let headers = headers.iter().map(|&header| header.to_owned());
        headers.chain(lines.iter().cloned()).collect()
    }
}
