//! Text alone. An empty line stands before and after the log of the wait.

use super::{BUILD_LOG_TITLE, Dialect};

pub(super) struct Plain;

impl Dialect for Plain {
    /// A blank line.
    fn open(&self, _: &str, _: u64) -> String {
        String::new()
    }

    fn close(&self, _: &str, _: u64, _: u64) -> Option<String> {
        Some(String::new())
    }

    fn build_log(&self, mut lines: Vec<String>, _: u64, _: u64) -> Vec<String> {
        lines.insert(0, format!("{BUILD_LOG_TITLE}:"));
        lines.push(String::new());
        lines
    }
}
