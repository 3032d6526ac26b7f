//! The workflow commands of GitHub Actions: `::name key=value::data`.

use super::{Dialect, Level, WAIT};

pub(super) struct GitHub;

impl Dialect for GitHub {
    fn open(&self, _: u64) -> Option<String> {
        Some(format!("::group::{WAIT}"))
    }

    fn close(&self, _: u64, _: u64) -> Option<String> {
        Some("::endgroup::".to_owned())
    }

    fn shows_levels(&self) -> bool {
        true
    }

    /// An annotation, which GitHub shows in the log as well.
    fn mark(&self, level: Level, text: &str) -> String {
        let name = match level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Notice => "notice",
        };
        format!("::{name} title=northflank-gate::{}", data(text))
    }
}

fn data(text: &str) -> String {
    // The percent sign first: it starts the other escapes.
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(
            GitHub.mark(Level::Error, "50%\r\n::set-env::x"),
            "::error title=northflank-gate::50%25%0D%0A::set-env::x"
        );
    }
}
