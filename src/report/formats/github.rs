//! The workflow commands of GitHub Actions: `::name key=value::data`.

use super::{BUILD_LOG_TITLE, Dialect, Level, data};
use crate::report::sanitize::delimiter;

const PERCENT: &str = "%25";

pub(super) struct GitHub;

impl Dialect for GitHub {
    fn open(&self, title: &str, _: u64) -> String {
        format!("::group::{title}")
    }

    fn close(&self, _: &str, _: u64, _: u64) -> Option<String> {
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
        format!("::{name} title=northflank-gate::{}", data(text, PERCENT))
    }

    /// Folded. The author of the lines cannot foretell the word that ends the part
    /// without commands.
    fn build_log(&self, lines: Vec<String>, _: u64, seed: u64) -> Vec<String> {
        let word = delimiter(&lines.join("\n"), seed);
        let mut log = vec![
            format!("::group::{BUILD_LOG_TITLE}"),
            format!("::stop-commands::{word}"),
        ];
        log.extend(lines);
        log.extend([format!("::{word}::"), "::endgroup::".to_owned()]);
        log
    }
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
