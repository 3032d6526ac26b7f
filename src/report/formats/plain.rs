//! Text alone. An empty line stands before and after the log of the wait: the
//! renderer's business.

use super::{Dialect, Level};

pub(super) struct Plain;

impl Dialect for Plain {
    fn open(&self, _: u64) -> Option<String> {
        None
    }

    fn close(&self, _: u64, _: u64) -> Option<String> {
        Some(String::new())
    }

    fn shows_levels(&self) -> bool {
        false
    }

    fn mark(&self, _: Level, text: &str) -> String {
        text.to_owned()
    }
}
