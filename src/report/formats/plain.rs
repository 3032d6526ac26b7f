//! Text alone. An empty line stands before and after the log of the wait: the
//! renderer's business.

use super::{BUILD_LOG, Dialect, Level};

pub(super) struct Plain;

impl Dialect for Plain {
    /// A blank line.
    fn open(&self, _: &str, _: u64) -> String {
        String::new()
    }

    fn close(&self, _: &str, _: u64, _: u64) -> Option<String> {
        Some(String::new())
    }

    fn shows_levels(&self) -> bool {
        false
    }

    fn mark(&self, _: Level, text: &str) -> String {
        text.to_owned()
    }

    fn build_log(&self, mut lines: Vec<String>, _: u64, _: u64) -> Vec<String> {
        lines.insert(0, format!("{BUILD_LOG}:"));
        lines.push(String::new());
        lines
    }
}
